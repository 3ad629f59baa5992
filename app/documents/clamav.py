"""Asking ClamAV's daemon about a file: its INSTREAM command, over TCP or a socket on this machine.

https://docs.clamav.net/manual/Usage/Scanning.html: each chunk follows its length in four bytes, an empty one ends it.
"""

import asyncio
import contextlib
import struct
import time
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import structlog

from app.config.clamav import Clamav
from app.documents.enums import ScanState
from app.documents.rules import Infected

log = structlog.get_logger("files")

_CHUNK = 256 * 1024
_LENGTH = struct.Struct("!I")
_CONNECT_SECONDS = 3.0
_STALL_SECONDS = 10.0  # that the daemon takes nothing of what is sent
_MOST_ANSWER = 4096
_FOUND = " FOUND"
# The test file of https://www.eicar.org/download-anti-malware-testfile/, in halves: a scanner must not find it here.
_TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_LEFT_ALONE = 30.0  # seconds after it failed: nobody else waits for it meanwhile
_failed_at: dict[str, float] = {}


class ScannerDown(Exception):
    """The daemon does not answer, or cannot scan this file. The message is for the log and the operator."""


async def judge(daemon: Clamav, path: Path, name: str) -> ScanState:
    """What becomes of a file that has just come: clean, or waiting where the daemon does not answer.

    Raises `Infected` for one with a virus.
    """
    if time.monotonic() - _failed_at.get(daemon.place, float("-inf")) < _LEFT_ALONE:
        return ScanState.WAITING
    try:
        found = await scan(daemon, chunks_of(path))
    except ScannerDown as error:
        _failed_at[daemon.place] = time.monotonic()
        log.error("file not scanned", cause=str(error))
        return ScanState.WAITING
    if not found:
        return ScanState.CLEAN
    log.warning("infected file refused", found=found, file=path.name)
    raise Infected(name, found)


async def scan(daemon: Clamav, chunks: AsyncGenerator[bytes, None]) -> str:
    """The name of what the daemon finds in a file; "" where it finds nothing. Raises `ScannerDown`.

    "" is said of a file that was read to its end and judged by the daemon, and of no other.
    """
    async with contextlib.aclosing(chunks), _line(daemon) as (reader, writer):
        try:
            writer.write(b"zINSTREAM\0")
            async for chunk in chunks:
                writer.write(_LENGTH.pack(len(chunk)) + chunk)
                await asyncio.wait_for(writer.drain(), _STALL_SECONDS)
            writer.write(_LENGTH.pack(0))
            await asyncio.wait_for(writer.drain(), _STALL_SECONDS)
        except ConnectionError as error:  # it may have said why, and have hung up
            said = await _said(reader, daemon.seconds)
            raise ScannerDown(said or "the connection broke") from error
        return _judged(await _said(reader, daemon.seconds))


async def chunks_of(path: Path) -> AsyncGenerator[bytes, None]:
    """The bytes of a file on this disk."""
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


async def problem_of(daemon: Clamav, limit_mb: int) -> str | None:
    """What is wrong with the scanner, in Danish: it must find the test file, and take files of `limit_mb`."""
    try:
        if not await scan(daemon, _one(_TEST_FILE)):
            return "svarer, men finder ikke testfilen EICAR. Er signaturerne hentet (freshclam)?"
    except ScannerDown as error:
        return f"svarer ikke, som den skal: {error}. Filer venter, til den gør."
    try:
        await scan(daemon, _zeros(limit_mb))
    except ScannerDown as error:
        return f"tager ikke filer på {limit_mb} MB: {error}. Sæt StreamMaxLength og MaxFileSize højere i clamd.conf."
    return None


async def _one(data: bytes) -> AsyncGenerator[bytes, None]:
    yield data


async def _zeros(megabytes: int) -> AsyncGenerator[bytes, None]:
    for _ in range(megabytes * 4):
        yield bytes(250_000)


def _judged(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if answer.startswith("stream: ") and said.endswith(_FOUND):
        return said.removesuffix(_FOUND)
    raise ScannerDown(answer or "no answer")


async def _said(reader: asyncio.StreamReader, seconds: float) -> str:
    try:
        answer = await asyncio.wait_for(reader.read(_MOST_ANSWER), seconds)
    except ConnectionError:
        return ""
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


@contextlib.asynccontextmanager
async def _line(daemon: Clamav) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    try:
        opening = (
            asyncio.open_unix_connection(daemon.socket)
            if daemon.socket
            else asyncio.open_connection(daemon.host, daemon.port)
        )
        reader, writer = await asyncio.wait_for(opening, _CONNECT_SECONDS)
    except TimeoutError:
        raise ScannerDown("no connection in time") from None
    except OSError as error:
        raise ScannerDown(error.strerror or str(error)) from error
    try:
        yield reader, writer
    except TimeoutError:
        raise ScannerDown("no answer in time") from None
    finally:
        writer.transport.abort()
