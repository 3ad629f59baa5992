"""Files under their SHA-256, outside the web root: on the local disk, or in an S3 bucket.

A file comes in three steps, and a process killed between any two leaves nothing half that anybody can see:
it is *staged* (written to the local disk, hashed, judged and synced under a random name in `tmp/`), *published*
(brought to its hash, inside the transaction that writes its row), and visible when that transaction commits. A bucket
is far away, so `send` brings the bytes there ahead of the transaction, which then only asks whether they are there.
What is left over is found by `documents.actions.collect_orphans`.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from app.config import INCOMING, Settings
from app.config.clamav import Clamav
from app.config.storage import S3, Room
from app.documents import clamav, filetypes
from app.documents.enums import ScanState
from app.documents.objects import Bucket, Disk, Kept, down, key_of, told
from app.documents.rules import JPEG, Refused, StoreDown, accepted_type, settled_name, shown_name

CHUNK = 512 * 1024
_MODE = 0o600


class Upload(Protocol):
    """A file on its way in, read bit by bit."""

    filename: str

    async def read(self, size: int = -1) -> bytes: ...


class Arrived(Protocol):
    """A file that has come with a form: `app.web.parts.SentFile`. It lies at `path` in our folder, unless it was given
    up: too large, or not to be written for that `error`."""

    filename: str
    path: Path | None
    size: int
    error: OSError | None

    @property
    def is_too_large(self) -> bool: ...

    @property
    def sha256(self) -> str: ...


class StagedFile(msgspec.Struct, frozen=True):
    """A file that is wholly on the local disk and judged, but belongs to nothing yet."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    temporary: Path
    store: "BlobStore"
    preview: "StagedFile | None" = None
    scan: ScanState = ScanState.UNSCANNED
    was_erased: bool = False  # the same bytes were erased here earlier, and are wanted again


class BlobStore:
    """Where files are kept: below `root`, or in the bucket `s3` with `root` as the place for unfinished ones.

    `limit_mb` is the largest file it takes, in MB of 1,000,000 bytes; `room` how much all of them may be.
    """

    def __init__(
        self,
        root: Path,
        limit_mb: int,
        s3: S3 | None = None,
        room: Room | None = None,
        scanner: Clamav | None = None,
    ) -> None:
        self.root = root
        self.limit_mb = limit_mb
        self.room = room or Room()
        self.scanner = scanner
        self._s3 = s3

    @classmethod
    def of(cls, settings: Settings) -> "BlobStore":
        return cls(settings.blob_dir, settings.upload_limit_mb, settings.s3, settings.room, settings.clamav)

    @property
    def _kept(self) -> Disk | Bucket:
        return Bucket(self._s3) if self._s3 else Disk(self.root)

    @property
    def is_remote(self) -> bool:
        return self._s3 is not None

    async def stage(self, upload: Upload) -> StagedFile:
        """Writes `upload` in chunks and judges it. Raises `Refused` or `StoreDown`, and then leaves nothing behind."""
        with told():
            temporary = self.temporary_path()
        try:
            digest, size = await self._receive(upload, temporary)
            return await self._judged(upload.filename, temporary, size, digest)
        except BaseException as error:
            temporary.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise down(error) from error
            raise

    async def _receive(self, upload: Upload, temporary: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with await asyncio.to_thread(_create, temporary) as file:
            while chunk := await upload.read(CHUNK):
                size += len(chunk)
                if size > self.limit_mb * 1_000_000:
                    raise self._too_large(upload.filename)
                await asyncio.to_thread(_append, file, chunk, digest)
        return digest.hexdigest(), size

    async def adopt(self, file: Arrived) -> StagedFile:
        """Judges a file that lies in our folder already. Raises `Refused` or `StoreDown`."""
        if file.error is not None:
            raise down(file.error) from file.error
        if file.is_too_large or file.path is None:
            accepted_type(shown_name(file.filename))  # a kind that we never take is what is told first
            raise self._too_large(file.filename)
        with told():
            return await self._judged(file.filename, file.path, file.size, file.sha256)

    def _too_large(self, raw_name: str) -> Refused:
        return Refused(f"»{shown_name(raw_name)}« fylder mere end {self.limit_mb} MB. Vælg en mindre fil.")

    async def _judged(self, raw_name: str, temporary: Path, size: int, sha256: str) -> StagedFile:
        """Synced, of a kind that we take, without a virus that the scanner knows, and under the name that it keeps."""
        name = shown_name(raw_name)
        claimed = accepted_type(name)
        if size == 0:
            raise Refused(f"»{name}« er tom. Vælg en anden fil.")
        found = await asyncio.to_thread(filetypes.detect, temporary, claimed, name)
        name = settled_name(name, claimed, found)
        scan = await clamav.judge(self.scanner, temporary, name) if self.scanner else ScanState.UNSCANNED
        await asyncio.to_thread(_sync, temporary, size)
        return StagedFile(name, (found or claimed).media_type, size, sha256, temporary, self, scan=scan)

    def adopt_preview(self, temporary: Path, original: StagedFile) -> StagedFile:
        """`original` with the JPEG at `temporary` as its preview."""
        temporary.chmod(_MODE)  # another process made it
        with temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = temporary.stat().st_size
        _sync(temporary, size)
        name = original.file_name.rpartition(".")[0] + ".jpg"
        preview = StagedFile(name, JPEG.media_type, size, digest, temporary, self)
        return msgspec.structs.replace(original, preview=preview)

    def temporary_path(self) -> Path:
        """A new name in the folder for unfinished files, which lies in the same file system as the finished ones."""
        folder = self.root / INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / secrets.token_hex(16)

    def unfinished(self, *, before: datetime) -> list[Path]:
        """The unfinished files that were last written to before that: what an upload that never ended has left."""
        return sorted(path for path in self.root.glob(f"{INCOMING}/*") if _is_older(path, before))

    def path_of(self, sha256: str) -> Path:
        """Where a file lies that is kept on the local disk."""
        return self.root / key_of(sha256)

    async def send(self, staged: StagedFile) -> None:
        """Brings a staged file and its preview to a bucket, before the transaction that has no time for it.

        Does nothing for the local disk. Raises `StoreDown`; what was sent already is then left to the collector.
        """
        if self.is_remote:
            await self._kept.take(staged.temporary, staged.sha256)
            if staged.preview is not None:
                await self.send(staged.preview)

    async def publish(self, staged: StagedFile) -> None:
        """Puts a staged file under its hash, for good. Does the same twice. Raises `StoreDown`.

        Call it where `documents.actions.collect_orphans` cannot run: it may have taken what `send` brought.
        """
        kept = self._kept
        if isinstance(kept, Disk):
            await kept.take(staged.temporary, staged.sha256)
        found = await kept.find(staged.sha256)
        if found is None and self.is_remote:
            await kept.take(staged.temporary, staged.sha256)
            found = await kept.find(staged.sha256)
        if found is None or found.size != staged.size:
            raise StoreDown("a file is not there after it was written")

    async def find(self, sha256: str) -> Kept | None:
        """A finished file as it lies there, or None. Raises `StoreDown`."""
        return await self._kept.find(sha256)

    async def chunks(self, sha256: str) -> AsyncGenerator[bytes, None]:
        """A finished file's bytes. Raises `FileNotFoundError` or `StoreDown`, mostly before the first of them."""
        async for chunk in self._kept.chunks(sha256):
            yield chunk

    async def list(self) -> AsyncIterator[list[Kept]]:
        """Every finished file, whether or not a row points to it, some hundred at a time. Raises `StoreDown`."""
        async for page in self._kept.list():
            yield page

    async def remove(self, sha256: str) -> None:
        """Removes a finished file, where there is one. Raises `StoreDown`."""
        await self._kept.remove(sha256)

    async def answer(self) -> None:
        """Does nothing where the place of the files answers. Raises `StoreDown`."""
        await self._kept.answer()

    async def check(self) -> None:
        """Writes, reads, lists and removes a small file. Raises `StoreDown` with what is wrong."""
        await self._kept.check()


def discard(staged: StagedFile) -> None:
    """Removes what was staged and not published."""
    staged.temporary.unlink(missing_ok=True)
    if staged.preview is not None:
        discard(staged.preview)


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < instant
    except FileNotFoundError:
        return False


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb")


def _append(file: BinaryIO, chunk: bytes, digest: "hashlib._Hash") -> None:
    file.write(chunk)
    digest.update(chunk)


def _sync(path: Path, size: int) -> None:
    """Raises `OSError` when it could not be synced, or when not all of it is there."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        if os.fstat(file.fileno()).st_size != size:
            raise OSError(f"not all of {size} bytes were written")
