"""A running server: a large upload passes through memory, and leftovers of uploads are gone after the start."""

import asyncio
import os
import subprocess
from pathlib import Path

import httpx
import pytest

from app.accounts.actions import create_account
from app.documents.queries import list_documents
from tests import factories_files as make
from tests.documents.killing import ROOT
from tests.documents.test_killed import url_of
from tests.factories import PASSWORD
from tests.factories_cases import make_case
from tests.support.server import clean_environment, free_port, from_checkout

pytestmark = pytest.mark.slow  # a server of its own, and 40 MB

MEGABYTE = 1_000_000


def _peak(pid: int) -> int:
    """The most memory the process has held so far, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _forget_peak(pid: int) -> None:
    """From here on it is measured anew: hashing the password alone took 64 MB."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _leftover(data_dir: Path) -> Path:
    """A file that an upload of long ago left unfinished."""
    path = data_dir / "blobs" / "tmp" / "halv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"halv")
    os.utime(path, (0, 0))
    return path


async def _ready(http: httpx.AsyncClient, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if (await http.get("/healthz")).status_code == 200:
                return
        except httpx.TransportError:
            assert server.poll() is None
        await asyncio.sleep(0.05)
    raise AssertionError("the server did not start")


async def _send(http: httpx.AsyncClient, case: str, size: int) -> int:
    data = make.PDF.ljust(size, b" ")
    fields = {"kind": "ruling", "direction": "received", "title": f"{size}"}
    answer = await http.post(f"/sager/{case}/dokumenter/nyt", data=fields, files={"file": ("stor.pdf", data)})
    return answer.status_code


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak of memory from /proc")
async def test_40_mb_go_through_32_mb_of_memory(db, cast, tmp_path):
    case = await make_case(cast)
    await create_account(cast.system, cast.anna.id, username="anna", password=PASSWORD)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    leftover = _leftover(tmp_path / "data")
    environment = clean_environment(tmp_path / "data", env="test", database_url=url_of(db), port=str(port))
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: ASYNC220 - starting takes a moment, and nothing else runs here
            from_checkout("serve"), env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=30) as http:
            await _ready(http, server)
            assert not leftover.exists()
            login = await http.post("/log-ind", data={"username": "anna", "password": PASSWORD, "to": "/"})
            assert login.status_code == 303
            assert await _send(http, case.public_id, 2 * MEGABYTE) == 303
            _forget_peak(server.pid)
            before = _peak(server.pid)
            assert await _send(http, case.public_id, 40 * MEGABYTE) == 303
            letter = (await list_documents(cast.anna.scope, case.id))[0]
            assert letter.size == 40 * MEGABYTE
            async with http.stream("GET", f"/dokumenter/{letter.public_id}/x") as answer:
                assert sum([len(chunk) async for chunk in answer.aiter_bytes()]) == 40 * MEGABYTE
            assert await _send(http, case.public_id, 50 * MEGABYTE + 1) == 422
            assert _peak(server.pid) - before < 32 * MEGABYTE
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 20)
