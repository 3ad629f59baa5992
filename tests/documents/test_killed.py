"""The process killed between upload and commit leaves nothing half; what is left over is found and removed."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.db.engine import SqliteEngine
from app.db.sql import fetch_rows
from app.documents.actions import collect_orphans
from app.documents.blobs import BlobStore
from app.documents.queries import list_documents
from tests import factories_files as make
from tests.factories_cases import make_case

ROOT = Path(__file__).resolve().parents[2]


def url_of(engine):
    return f"sqlite:///{engine.path}" if isinstance(engine, SqliteEngine) else engine.config["dsn"]


@pytest.mark.parametrize("step", ["receiving", "staged", "published", "row written", "log written", "committed"])
async def test_killed_between_upload_and_commit(db, cast, clock, tmp_path, step):
    case = await make_case(cast)
    root = tmp_path / "blobs"
    before = await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries")
    arguments = [url_of(db), str(root), str(case.id), str(cast.anna.id), step]
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.documents.killed", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr

    store = BlobStore(root, 1)
    after = await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries")
    documents = await list_documents(cast.anna.scope, case.id)
    is_whole = step == "committed"
    assert (len(documents), len(await fetch_rows("SELECT id FROM blobs"))) == ((1, 1) if is_whole else (0, 0))
    assert after[0]["n"] - before[0]["n"] == (1 if is_whole else 0)
    assert len(make.files_in(root)) == 1  # whole and in use, or left over and seen by nobody
    assert len(await make.faults(cast, store)) == (0 if is_whole else 1)

    clock.instant += timedelta(days=3650)  # long after the file's own time
    assert len(await collect_orphans(cast.system, store)) == (0 if is_whole else 1)
    assert await make.faults(cast, store) == []
