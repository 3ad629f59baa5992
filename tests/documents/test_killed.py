"""A process killed at any moment of an upload leaves nothing half; what is left over is found and removed."""

import asyncio
import secrets
from datetime import timedelta

from app.db.engine import SqliteEngine, current_engine
from app.db.sql import fetch_rows
from app.documents.actions import collect_orphans
from app.documents.blobs import BlobStore
from app.documents.queries import BlobFaultKind
from tests import factories_files as make
from tests.documents.killing import Killing
from tests.factories_cases import make_case

STEPS = ("receiving", "staged", "publish", "row written", "log written", "committed")


def url_of(engine):
    return f"sqlite:///{engine.path}" if isinstance(engine, SqliteEngine) else engine.config["dsn"]


async def counted():
    """Letters, rows of files, and entries in the log: one of each for what is whole."""
    return [
        (await fetch_rows(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]
        for table in ("documents", "blobs", "audit_entries")
    ]


async def settled():
    """A killed process may have sent its commit: PostgreSQL carries it out after the process has gone."""
    busy = (
        "SELECT COUNT(*) AS n FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    for _ in range(1000):
        if isinstance(current_engine(), SqliteEngine) or not (await fetch_rows(busy))[0]["n"]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the database is still at it")


async def nothing_is_half(cast, store, filed, before):
    """What was said to be saved is there, whole; and all that is there is whole. Gives what is left over."""
    await settled()
    found = await counted()
    assert len({number - old for number, old in zip(found, before, strict=True)}) == 1
    rows = await fetch_rows("SELECT d.public_id, b.sha256 FROM documents d JOIN blobs b ON b.id = d.blob")
    assert filed.items() <= {row["public_id"]: row["sha256"] for row in rows}.items()
    faults = await make.faults(cast, store)
    assert {fault.kind for fault in faults} <= {BlobFaultKind.ORPHANED}
    return sorted(fault.name for fault in faults)


async def test_killed_at_each_step_and_at_any_moment(db, cast, clock, tmp_path):
    case = await make_case(cast)
    store, before = BlobStore(tmp_path / "blobs", 1), await counted()
    killing = await Killing.start(url_of(db), store.root, case.id, cast.anna.id)
    try:
        for step in STEPS:
            await killing.kill(step)
            left = await nothing_is_half(cast, store, killing.filed, before)
            assert len(left) == STEPS.index(step) + (step != "committed"), step
        assert len(killing.filed) == 1
        for _ in range(8):
            await killing.kill("any", after=secrets.randbelow(50) / 1000)
    finally:
        await killing.end()
    left = await nothing_is_half(cast, store, killing.filed, before)

    clock.instant += timedelta(days=3650)  # long after the files' own time
    assert list(await collect_orphans(cast.system, store)) == left
    assert await nothing_is_half(cast, store, killing.filed, before) == []
