"""The server as a process of its own, with the most memory that it has held."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.documents.killing import ROOT
from tests.factories import PASSWORD
from tests.support.server import clean_environment, free_port, from_checkout

MEGABYTE = 1_000_000


class Served:
    """A running server, and a browser that is logged in as Anna."""

    def __init__(self, pid: int, http: httpx.AsyncClient) -> None:
        self.http = http
        self._pid = pid
        self._before = 0

    def begin(self) -> None:
        """From here on its memory is measured anew: hashing the password alone took 64 MB."""
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")
        self._before = self._peak()

    def grown(self) -> float:
        """By how many MB the most that it has held is more than it held at the beginning."""
        return (self._peak() - self._before) / MEGABYTE

    def _peak(self) -> int:
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


@contextlib.asynccontextmanager
async def serving(url: str, folder: Path, **settings: str) -> AsyncIterator[Served]:
    """The checkout's server on a migrated database in which Anna has a login."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = clean_environment(folder / "data", env="test", database_url=url, port=str(port), **settings)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: ASYNC220 - starting takes a moment, and nothing else runs here
            from_checkout("serve"), env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=120) as http:
            await _ready(http, server)
            login = await http.post("/log-ind", data={"username": "anna", "password": PASSWORD, "to": "/"})
            assert login.status_code == 303
            yield Served(server.pid, http)
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 20)


async def _ready(http: httpx.AsyncClient, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if (await http.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            assert server.poll() is None
        await asyncio.sleep(0.05)
    raise AssertionError("the server did not start")
