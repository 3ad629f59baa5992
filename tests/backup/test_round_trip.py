"""A backup restored is the installation as it was: every row, every file, the log to its last entry."""

import asyncio
import itertools
import subprocess
from pathlib import Path

import msgspec
import pytest

from app.access.policy import system_actor
from app.audit.enums import AuditAction, EntityKind
from app.commands.backups import folder
from app.commands.backups.making import make_backup
from app.commands.backups.restoring import restore
from app.commands.common import Refused, operator
from app.db.engine import Database
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.documents.blobs import BlobStore
from app.documents.queries import BlobFaultKind, verify_blobs
from app.organisation.actions import create_municipality
from app.search.queries import search
from tests.backup.conftest import Empty, Opened, Settings, chain_fault, contents, tell
from tests.support.s3 import Line
from tests.web.worlds import NOW


async def _faults(settings: Settings) -> set[tuple[str, BlobFaultKind]]:
    found = verify_blobs(operator().scope, BlobStore.of(settings), older_than=NOW)
    return {(fault.name, fault.kind) async for fault in found}


def _below(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


async def test_all_of_it_comes_back_and_goes_on(
    db: Database, installation: Settings, empty: Empty, taken: Path
) -> None:
    """On the engine of the run."""
    before = await contents(installation)
    assert len(before.files) >= 2
    proved = await asyncio.to_thread(
        subprocess.run, ["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=taken, check=False
    )
    assert proved.returncode == 0
    assert {path.stat().st_mode & 0o777 for path in _below(taken)} == {0o600, 0o700}

    target = empty()
    done = await restore(target, taken.parent, tell)
    assert (done.source, done.migrations, done.missing) == (taken, (), ())
    async with Opened(target):
        after = await contents(target, upto=before.head.seq if before.head else 0)
        assert after.rows == before.rows
        assert (after.log, after.files) == (before.log, before.files)
        assert await _faults(target) == set()
        newest = await fetch_rows("SELECT seq, action, entity_kind FROM audit_entries ORDER BY seq DESC LIMIT 1")
        assert newest[0]["action"] == AuditAction.RESTORED
        assert await fetch_rows("SELECT id FROM sessions") == []
        # It is at work: new rows get new keys, words are found, and the log goes on.
        await create_municipality(system_actor(NOW), code="NY", name="Ny Kommune")
        case = before.rows["cases"][0]
        found = await search(operator().scope, case["title"])
        assert case["public_id"] in str(found)
        assert await chain_fault() == ""


@pytest.mark.postgres_only
async def test_from_one_engine_to_the_other_and_back(
    db: Database, installation: Settings, empty: Empty, taken: Path, tmp_path: Path
) -> None:
    before = await contents(installation)
    on_sqlite, on_postgres = empty(on_sqlite=True), empty()
    await restore(on_sqlite, taken, tell)
    async with Opened(on_sqlite) as engine:
        assert (await contents(on_sqlite)).rows == before.rows
        again = await make_backup(engine, on_sqlite, tmp_path / "again", tell)
    await restore(on_postgres, again, tell)
    async with Opened(on_postgres):
        after = await contents(on_postgres, upto=before.head.seq if before.head else 0)
        assert (after.rows, after.log, after.files) == (before.rows, before.log, before.files)
        assert await chain_fault() == ""


async def test_taken_while_others_write_it_is_of_one_moment(
    db: Database, installation: Settings, empty: Empty, tmp_path: Path
) -> None:
    """Each row has its entry in the log, which is read first: at another moment they would not be as many."""
    made = itertools.count()
    is_begun, is_over = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        while not is_over.is_set():
            number = next(made)
            await create_municipality(system_actor(NOW), code=f"W{number}", name=f"Kommune {number}")
            is_begun.set()
            await asyncio.sleep(0.01)

    writers = [asyncio.create_task(write()) for _ in range(3)]
    await is_begun.wait()
    path = await make_backup(db, installation, tmp_path / "backups", tell)
    is_over.set()
    await asyncio.gather(*writers)

    target = empty()
    await restore(target, path, tell)  # every reference holds, and the log ends where the manifest says
    async with Opened(target):
        rows = await fetch_rows("SELECT id FROM municipalities ORDER BY id")
        entries = await fetch_rows(
            "SELECT entity FROM audit_entries WHERE entity_kind = {} AND action = {} ORDER BY entity",
            EntityKind.MUNICIPALITY.value,
            AuditAction.CREATED.value,
        )
        assert [row["id"] for row in rows] == [row["entity"] for row in entries]
        assert len(rows) < next(made), "nobody wrote while it was taken"
        assert await chain_fault() == ""


@pytest.mark.sqlite_only  # a folder, whichever engine wrote it
async def test_what_is_shared_with_the_one_before_and_what_cannot_be_taken(
    db: Database, installation: Settings, taken: Path, empty: Empty
) -> None:
    """A file that is whole in the backup before lies on the disk once; what is lost is named, and erased is no loss."""
    shared, spoilt, gone, erased = sorted(path.name for path in installation.blob_dir.glob("??/*"))[:4]
    store = BlobStore.of(installation)
    for sha256 in (spoilt, gone, erased):
        (taken / folder.blob_path(sha256)).write_bytes(b"andet")
        store.path_of(sha256).unlink()
    store.path_of(spoilt).write_bytes(b"andet")
    is_begun = asyncio.Event()

    async def erase() -> None:
        await is_begun.wait()
        async with transaction():
            await execute("UPDATE blobs SET erased_at = {} WHERE sha256 = {}", NOW, erased)

    erasing = asyncio.create_task(erase())
    second = await make_backup(db, installation, taken.parent, lambda _: is_begun.set())
    await erasing
    assert (second / folder.blob_path(shared)).stat().st_ino == (taken / folder.blob_path(shared)).stat().st_ino
    files = folder.read_manifest(second).files
    assert files is not None
    assert {(lost.sha256, lost.reason, lost.at) for lost in files.lost} == {
        (spoilt, "altered", None),
        (gone, "missing", None),
        (erased, "erased", NOW),
    }

    target = empty()
    done = await restore(target, second, tell)
    assert set(done.missing) == {spoilt, gone}
    async with Opened(target):
        assert await _faults(target) == {(spoilt, BlobFaultKind.MISSING), (gone, BlobFaultKind.MISSING)}


@pytest.mark.sqlite_only  # where the files lie has nothing to do with the engine
async def test_out_of_a_disk_into_a_bucket_and_back(
    db: Database, installation: Settings, taken: Path, empty: Empty, s3_line: Line, tmp_path: Path
) -> None:
    """A bucket that does not answer leaves no backup, and the database of a restore as it was."""
    target = msgspec.structs.replace(empty(), s3=s3_line.settings("gendannet"))
    await restore(target, taken, tell)
    async with Opened(target) as engine:
        assert await _faults(target) == set()
        assert list(target.blob_dir.glob("??/*")) == []
        again = await make_backup(engine, target, tmp_path / "again", tell)
        assert _blobs(again) == _blobs(taken)
        await s3_line.cut()
        with pytest.raises(Refused, match="filerne kan ikke læses"):
            await make_backup(engine, target, tmp_path / "third", tell)
        assert folder.whole_backups(tmp_path / "third") == []
    with pytest.raises(Refused, match="Databasen er ikke ændret"):
        await restore(msgspec.structs.replace(empty(), s3=target.s3), taken, tell)


def _blobs(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.glob("blobs/??/*")}
