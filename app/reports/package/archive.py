"""A package as the bytes of a ZIP, a little at a time (decision 0024)."""

import asyncio
import hashlib
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import IO

import structlog

from app.core.clock import COPENHAGEN
from app.documents.objects import Kept
from app.documents.rules import StoreDown
from app.reports.package.contents import Listed, Package

log = structlog.get_logger("reports")
_ASKED_AT_ONCE = 32  # a bucket is far away
_PIECE = 512 * 1024  # the same wherever the files lie: the bytes of the ZIP follow from it
_LARGE = 2 * 1024**3 - 2 * 1024**2  # a file above it gets a header that holds more
_UNIX, _MODE = 3, 0o100644


class PackageBroken(RuntimeError):
    """A file was gone or changed after the first byte had been sent: the ZIP ends there, and nothing opens it."""


class _Sink:
    """Where `zipfile` writes to, until it is taken. It cannot go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


async def not_kept(files: Sequence[Listed], find: Callable[[str], Awaitable[Kept | None]]) -> list[Listed]:
    """Those of `files` that are not there, or of another size than we have noted. Raises `StoreDown`."""
    missing: list[Listed] = []
    for start in range(0, len(files), _ASKED_AT_ONCE):
        some = files[start : start + _ASKED_AT_ONCE]
        found = await asyncio.gather(*(find(each.sha256) for each in some))
        missing += [each for each, kept in zip(some, found, strict=True) if kept is None or kept.size != each.size]
    return missing


async def zipped(package: Package, chunks: Callable[[str], AsyncIterator[bytes]]) -> AsyncIterator[bytes]:
    """The bytes of the ZIP; `chunks` gives those of a file by its SHA-256.

    The same package gives the same bytes. It keeps no more of a file than a piece, and of all files their names.
    Each is hashed on its way: raises `PackageBroken` where it is not what the list says, or cannot be read, before
    the directory that would make the ZIP whole. Logs it.
    """
    sink = _Sink()
    archive = zipfile.ZipFile(sink, "w")
    for paper in package.papers:
        with _member(archive, paper.name, package.made_at, len(paper.content)) as member:
            for start in range(0, len(paper.content), _PIECE):
                member.write(paper.content[start : start + _PIECE])
        yield sink.take()
    for each in package.files:
        digest = hashlib.sha256()
        with _member(archive, each.name, package.made_at, each.size) as member:
            try:
                async for chunk in chunks(each.sha256):
                    for start in range(0, len(chunk), _PIECE):
                        await asyncio.to_thread(_write, member, digest, chunk[start : start + _PIECE])
                        yield sink.take()
            except (OSError, StoreDown) as error:
                raise _broken(each.sha256, f"not read: {error}") from error
        if digest.hexdigest() != each.sha256:
            raise _broken(each.sha256, "changed")
    archive.close()
    yield sink.take()


def _broken(sha256: str, cause: str) -> PackageBroken:
    log.error("package broken off", sha256=sha256, cause=cause)
    return PackageBroken(f"{sha256}: {cause}")


def _member(archive: zipfile.ZipFile, name: str, made_at: datetime, size: int) -> IO[bytes]:
    local = made_at.astimezone(COPENHAGEN)
    info = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    info.create_system, info.external_attr = _UNIX, _MODE << 16
    # As it is, but told as deflated: Macs do not open what is stored when its size comes after it.
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = 0  # type: ignore[attr-defined]  # it has no public name before Python 3.13
    return archive.open(info, "w", force_zip64=size > _LARGE)


def _write(member: IO[bytes], digest: "hashlib._Hash", piece: bytes) -> None:
    digest.update(piece)
    member.write(piece)
