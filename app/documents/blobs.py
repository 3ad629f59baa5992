"""Files on the local disk, under their SHA-256 and outside the web root.

A file comes in three steps, and a process killed between any two leaves nothing half that anybody can see:
it is *staged* (written, hashed, judged and synced under a random name in `tmp/`), *published* (renamed to its hash,
inside the transaction that writes its row), and visible when that transaction commits. What is left over is found
by `documents.actions.collect_orphans`.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from app.documents import filetypes
from app.documents.rules import JPEG, Refused, accepted_type, settled_name, shown_name

CHUNK = 512 * 1024
_TEMPORARY = "tmp"
_MODE = 0o600


class Upload(Protocol):
    """A file on its way in; Litestar's UploadFile is one."""

    filename: str

    async def read(self, size: int = -1) -> bytes: ...


class StagedFile(msgspec.Struct, frozen=True):
    """A file that is wholly on disk and judged, but belongs to nothing yet."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    temporary: Path
    target: Path
    preview: "StagedFile | None" = None


class BlobStore:
    """The folder of files. `limit_mb` is the largest file it takes, in MB of 1,000,000 bytes."""

    def __init__(self, root: Path, limit_mb: int) -> None:
        self.root = root
        self.limit_mb = limit_mb

    async def stage(self, upload: Upload) -> StagedFile:
        """Writes `upload` in chunks and judges it. Raises `Refused`, and then leaves nothing behind."""
        name = shown_name(upload.filename)
        claimed = accepted_type(name)
        temporary = self.temporary_path()
        try:
            digest, size = await self._receive(upload, temporary, name)
            found = await asyncio.to_thread(filetypes.detect, temporary, claimed, name)
            name = settled_name(name, claimed, found)
            return StagedFile(name, (found or claimed).media_type, size, digest, temporary, self.path_of(digest))
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    async def _receive(self, upload: Upload, temporary: Path, name: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with await asyncio.to_thread(_create, temporary) as file:
            while chunk := await upload.read(CHUNK):
                size += len(chunk)
                if size > self.limit_mb * 1_000_000:
                    raise Refused(f"»{name}« fylder mere end {self.limit_mb} MB. Vælg en mindre fil.")
                await asyncio.to_thread(_append, file, chunk, digest)
            if size == 0:
                raise Refused(f"»{name}« er tom. Vælg en anden fil.")
            await asyncio.to_thread(_sync, file)
        return digest.hexdigest(), size

    def adopt_preview(self, temporary: Path, original: StagedFile) -> StagedFile:
        """`original` with the JPEG at `temporary` as its preview."""
        temporary.chmod(_MODE)  # another process made it
        with temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size = temporary.stat().st_size
        name = original.file_name.rpartition(".")[0] + ".jpg"
        preview = StagedFile(name, JPEG.media_type, size, digest, temporary, self.path_of(digest))
        return msgspec.structs.replace(original, preview=preview)

    def temporary_path(self) -> Path:
        """A new name in the folder for unfinished files, which lies in the same file system as the finished ones."""
        folder = self.root / _TEMPORARY
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / secrets.token_hex(16)

    def path_of(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def temporary_files(self) -> Iterator[Path]:
        yield from self.root.glob(f"{_TEMPORARY}/*")

    def blob_files(self) -> Iterator[Path]:
        """Every finished file, whether or not a row points to it."""
        yield from self.root.glob("[0-9a-f][0-9a-f]/*")

    async def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """The file's bytes. Raises `FileNotFoundError` before the first of them."""
        with await asyncio.to_thread(self.path_of(sha256).open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk


def publish(staged: StagedFile) -> None:
    """Renames a staged file to its hash; afterwards it survives a power failure. Does the same twice."""
    folder = staged.target.parent
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)
    if staged.temporary.exists():
        # Also over a file that is there already: the bytes are the same, and its age begins anew.
        staged.temporary.replace(staged.target)
    _sync_folder(folder)


def discard(staged: StagedFile) -> None:
    """Removes what was staged and not published."""
    staged.temporary.unlink(missing_ok=True)
    if staged.preview is not None:
        discard(staged.preview)


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb")


def _append(file: BinaryIO, chunk: bytes, digest: "hashlib._Hash") -> None:
    file.write(chunk)
    digest.update(chunk)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
