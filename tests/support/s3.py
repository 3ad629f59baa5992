"""Pytest plugin: a bucket of an S3 endpoint on loopback, a process of its own, and a line to it that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator

import pytest

from app.config.storage import S3
from tests.support.resources import missing
from tests.support.server import free_port

BUCKET = "filer"
# The endpoint lives as long as the pipe on this script's standard input, also when the test run is killed.
_SUPERVISOR = '"$@" >/dev/null 2>&1 & server=$!; read -r _; kill $server; wait $server'


@contextlib.contextmanager
def serving_s3() -> Iterator[str]:
    """The address of a new endpoint with an empty bucket."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(["sh", "-c", _SUPERVISOR, "sh", *command], stdin=subprocess.PIPE) as supervisor:
        deadline = time.monotonic() + 60
        while True:
            try:
                make = urllib.request.Request(f"{address}/{BUCKET}", method="PUT")  # noqa: S310 - our own http address
                urllib.request.urlopen(make, timeout=10).close()  # noqa: S310 - our own http address
                break
            except OSError:
                assert supervisor.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield address
        assert supervisor.stdin is not None
        supervisor.stdin.close()


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The worker's endpoint; a test that asks for it where moto is missing is skipped, and the run says so."""
    if any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "flask_cors")):
        missing("S3 endpoint", "moto is not installed (make dev-env)")
    with serving_s3() as address:
        yield address


class Line:
    """A way to an endpoint: `cut()` refuses and breaks off every connection, `join()` lets them through again."""

    def __init__(self, target: str) -> None:
        self.port = free_port()
        self._host, _, port = target.removeprefix("http://").partition(":")
        self._target_port = int(port)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def settings(self, prefix: str) -> S3:
        """The bucket over this line; a `prefix` of one's own keeps tests apart."""
        return S3(BUCKET, "navn", "hemmelighed", endpoint=f"http://127.0.0.1:{self.port}", prefix=prefix)

    async def join(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(self._host, self._target_port)
        self._open |= {writer, there[1]}
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


@pytest.fixture
async def s3_line(s3_endpoint: str) -> AsyncIterator[Line]:
    line = Line(s3_endpoint)
    await line.join()
    yield line
    await line.cut()
