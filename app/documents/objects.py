"""Where finished files lie: on the local disk or in an S3 bucket, both through one library, obstore.

A file's key is its SHA-256 below the first two signs of it. Whatever the place cannot do is `StoreDown`.

obstore's own coroutines end in threads of Rust that may look for Python after it has ended: a command then aborts with
another exit code than its own (PyO3/pyo3-async-runtimes, issues 40 and 90). Its blocking calls, in threads of ours, do
not.
"""

import asyncio
import contextlib
import errno
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from app.config.storage import S3
from app.documents.rules import StoreDown

T = TypeVar("T")
_LOCAL_CHUNK = 512 * 1024
_S3_CHUNK = 4 * 1024 * 1024  # each is a request of its own, so that a slow reader holds up no connection
_PART = 5 * 1024 * 1024  # the least that S3 takes
_PARTS_AT_ONCE = 1  # so many lie in memory, and a copy of each on its way
_THREADS = ThreadPoolExecutor(16, "files")  # of their own: a service that hangs holds up nothing else
_KEY = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})")
_LISTED = 500
_NOTHING = "doctor"  # a folder that no file of ours lies in
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Kept(msgspec.Struct, frozen=True):
    """A finished file as its place knows it."""

    sha256: str
    size: int
    modified: datetime


def key_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


async def _in_thread(work: Callable[..., T], *args: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, *args)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What goes wrong with a disk or a bucket inside is raised as `StoreDown`: also that there is no such bucket."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise down(error) from error


def down(error: Exception) -> StoreDown:
    """`error` of a disk or a bucket as what users are told of it."""
    is_full = isinstance(error, OSError) and error.errno in _FULL
    return StoreDown(str(error).partition("\n")[0], is_full=is_full)


class Objects:
    """A place for finished files. `chunk` is how much of one is read at a time."""

    def __init__(self, store: LocalStore | S3Store, chunk: int) -> None:
        self._store: Any = store
        self._chunk = chunk

    async def find(self, sha256: str) -> Kept | None:
        """The file as it lies there, or None. Raises `StoreDown`."""
        with told():
            try:
                meta = await _in_thread(obstore.head, self._store, key_of(sha256))
            except FileNotFoundError:
                return None
        return Kept(sha256, int(meta["size"]), meta["last_modified"])

    async def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """The file's bytes. Raises `FileNotFoundError` or `StoreDown`, where it can before the first of them."""
        found = await self.find(sha256)
        if found is None:
            raise FileNotFoundError(sha256)
        for start in range(0, found.size, self._chunk):
            length = min(self._chunk, found.size - start)
            with told():
                chunk = await _in_thread(self._read, key_of(sha256), start, length)
            yield chunk

    def _read(self, key: str, start: int, length: int) -> bytes:
        return bytes(obstore.get_range(self._store, key, start=start, length=length))

    async def list(self) -> AsyncIterator[list[Kept]]:
        """Every finished file, some hundred at a time. Raises `StoreDown`."""
        stream = obstore.list(self._store, chunk_size=_LISTED)
        while True:
            with told():
                page = await _in_thread(next, stream, None)
            if page is None:
                return
            named = [(_KEY.fullmatch(meta["path"]), meta) for meta in page]
            yield [Kept(match[1], int(meta["size"]), meta["last_modified"]) for match, meta in named if match]

    async def remove(self, sha256: str) -> None:
        """Does nothing where there is no such file. Raises `StoreDown`."""
        with told(), contextlib.suppress(FileNotFoundError):
            await _in_thread(obstore.delete, self._store, key_of(sha256))

    async def answer(self) -> None:
        """Does nothing where files can be looked for. Raises `StoreDown`."""
        with told():
            await _in_thread(self._look)

    async def check(self) -> None:
        """Writes, reads, lists and removes a small file. Raises `StoreDown` with what the place says."""
        with told():
            await _in_thread(self._try)

    def _look(self) -> None:
        next(obstore.list(self._store, prefix=_NOTHING), None)

    def _try(self) -> None:
        key, text = f"{_NOTHING}/{secrets.token_hex(8)}", secrets.token_bytes(16)
        obstore.put(self._store, key, text)
        found = bytes(obstore.get(self._store, key).bytes())
        self._look()
        obstore.delete(self._store, key)
        if found != text:
            raise StoreDown("it gave back other bytes than it got")


class Disk(Objects):
    """A folder. Files come into it by being renamed, so `root` is also where unfinished ones lie."""

    def __init__(self, root: Path) -> None:
        with told():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            super().__init__(LocalStore(root), _LOCAL_CHUNK)
        self._root = root

    async def take(self, file: Path, sha256: str) -> None:
        """Renames `file` (below the root) to its key; afterwards it survives a power failure. Does the same twice."""
        with told():
            await _in_thread(self._take, file, key_of(sha256))

    def _take(self, file: Path, key: str) -> None:
        folder = (self._root / key).parent
        is_new = not folder.is_dir()
        if file.exists():
            # Also over a file that is there already: the bytes are the same, and its age begins anew.
            obstore.rename(self._store, file.relative_to(self._root).as_posix(), key)
        for each in (folder, folder.parent) if is_new else (folder,):
            _sync_folder(each)


class Bucket(Objects):
    """A bucket of S3, or of a service that speaks as it does. It compares what it gets with a SHA-256 of each part."""

    def __init__(self, settings: S3) -> None:
        super().__init__(_bucket(settings), _S3_CHUNK)

    async def take(self, file: Path, sha256: str) -> None:
        """Sends a copy of `file`, in parts where it is large: whole, or not there at all. Raises `StoreDown`."""
        with told():
            await _in_thread(self._take, file, key_of(sha256))

    def _take(self, file: Path, key: str) -> None:
        obstore.put(self._store, key, file, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE)


@lru_cache(maxsize=4)  # it keeps connections open
def _bucket(settings: S3) -> S3Store:
    return S3Store(
        settings.bucket,
        prefix=settings.prefix or None,
        config={
            "region": settings.region,
            "access_key_id": settings.access_key,
            "secret_access_key": settings.secret_key,
            "checksum_algorithm": "SHA256",
            **({"endpoint": settings.endpoint} if settings.endpoint else {}),
        },
        client_options={
            "allow_http": settings.endpoint.startswith("http://"),
            "connect_timeout": "3s",
            "timeout": "30s",
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
