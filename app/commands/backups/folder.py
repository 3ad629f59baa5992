"""A backup on disk: a folder with a manifest, a file of JSON Lines for each table, and the files under their SHA-256.

Whoever has nothing but the folder can read it: the tables with `zcat`, and `sha256sum -c SHA256SUMS` proves all of it.
"""

import contextlib
import fcntl
import gzip
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import msgspec

from app.audit.queries import Head
from app.commands.common import Refused
from app.db.portable import Shape

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
READ_ME = "LAES-MIG.txt"
MODE = 0o600
_NAME = re.compile(r"handlepligt-\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?")
_PARTIAL = "ufaerdig-"
_SUM_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")


class TableFile(msgspec.Struct, frozen=True):
    """The rows of one table. `size` is that of the file, `weight` that of the text in it."""

    shape: Shape
    rows: int
    size: int
    weight: int
    sha256: str

    @property
    def path(self) -> str:
        return f"tables/{self.shape.table}.jsonl.gz"


class Lost(msgspec.Struct, frozen=True):
    """A file that a row names, and why it is not in the backup. `at`: when it was erased by law."""

    sha256: str
    reason: Literal["erased", "missing", "altered"]
    at: datetime | None = None


class Files(msgspec.Struct, frozen=True):
    count: int
    size: int
    lost: tuple[Lost, ...] = ()


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. Its digest covers the rest of it; SHA256SUMS covers every other file.

    `files` is None where only the database was taken. `keys` tells the secret keys in use apart, without telling them.
    """

    format: int
    taken_at: datetime
    version: str
    engine: str
    migrations: tuple[str, ...]
    tables: tuple[TableFile, ...]
    files: Files | None
    chain: Head | None
    keys: tuple[str, ...]
    sums: str  # SHA-256 of SHA256SUMS
    digest: str = ""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def sealed(self) -> "Manifest":
        return msgspec.structs.replace(self, digest=self._digest())

    def _digest(self) -> str:
        bare = msgspec.structs.replace(self, digest="")
        return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()

    @property
    def is_as_written(self) -> bool:
        return self.digest == self._digest()


class _Version(msgspec.Struct, frozen=True):
    format: int
    version: str


def read_manifest(folder: Path) -> Manifest:
    """Raises `Refused` for a folder that is no backup, one that a later version wrote, and one that was altered."""
    path = folder / MANIFEST
    if not path.is_file():
        raise Refused(f"{folder} er ikke en sikkerhedskopi: {MANIFEST} mangler.")
    text = path.read_bytes()
    try:
        written = msgspec.json.decode(text, type=_Version)
        if written.format > FORMAT:
            raise Refused(
                f"Sikkerhedskopien er taget af en nyere udgave af Handlepligt ({written.version}). Installer den først."
            )
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise Refused(f"{path} kan ikke læses. Brug en anden sikkerhedskopi.") from error
    if not manifest.is_as_written:
        raise Refused(f"{path} er ændret, siden den blev skrevet. Brug en anden sikkerhedskopi.")
    return manifest


def whole_backups(place: Path) -> list[Path]:
    """The backups in `place`, the newest first."""
    found = (path for path in place.glob("handlepligt-*") if _NAME.fullmatch(path.name))
    return sorted((path for path in found if (path / MANIFEST).is_file()), key=_age, reverse=True)


def _age(path: Path) -> tuple[str, int]:
    time, _, number = path.name.partition("Z")
    return time, int(number.lstrip("-") or 1)


def with_files(place: Path) -> list[Path]:
    """As `whole_backups`, without those of the database alone, which `migrate` and `restore` leave here. One that
    cannot be read stays: whoever asks for the newest is to hear of it.
    """
    return [path for path in whole_backups(place) if not _is_database_only(path)]


def _is_database_only(path: Path) -> bool:
    try:
        return read_manifest(path).files is None
    except Refused:
        return False


def chosen_backup(place: Path) -> Path:
    """`place` itself where it is a backup, otherwise the newest one in it; one of the database alone only where there
    is no other. Raises `Refused` where there is none.
    """
    if (place / MANIFEST).is_file():
        return place
    found = with_files(place) or whole_backups(place)
    if not found:
        raise Refused(f"Der er ingen hel sikkerhedskopi i {place}.")
    return found[0]


@contextlib.contextmanager
def new_folder(place: Path, now: datetime) -> Iterator[tuple[Path, Path]]:
    """A folder to write a backup into, and the name it gets when all went well; otherwise nothing is left of it.

    What a killed run left is cleared away first. Raises `Refused` where somebody else writes to `place`.
    """
    make_folder(place)
    with os.fdopen(os.open(place / ".handlepligt.lock", os.O_WRONLY | os.O_CREAT, MODE), "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"En anden sikkerhedskopi er ved at blive skrevet til {place}.") from error
        for left in place.glob(f"{_PARTIAL}*"):
            shutil.rmtree(left)
        final = _free_name(place, now)
        partial = place / f"{_PARTIAL}{final.name}"
        partial.mkdir(mode=0o700)
        try:
            yield partial, final
            _sync_tree(partial)
            partial.rename(final)
            _sync(place)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def _free_name(place: Path, now: datetime) -> Path:
    """Of several in a second the newest has the highest number, also where older ones are gone."""
    name = f"handlepligt-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    taken = [_age(path)[1] for path in place.glob(f"{name}*") if _NAME.fullmatch(path.name)]
    return place / (f"{name}-{max(taken) + 1}" if taken else name)


def _sync_tree(folder: Path) -> None:
    """Files are synced as they are closed; this is for the names."""
    for path, _, _ in os.walk(folder, topdown=False):
        _sync(Path(path))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """A folder that only its owner reads, and those above it that are missing."""
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        missing.mkdir(mode=0o700)


class HashedFile:
    """A new file that knows its size and SHA-256; on the disk when it is closed."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb")
        self._digest, self.size = hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def __enter__(self) -> "HashedFile":
        return self

    def __exit__(self, *_: object) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


def write_text(path: Path, text: bytes) -> str:
    """Writes a small file; gives its SHA-256."""
    with HashedFile(path) as file:
        file.write(text)
    return file.sha256


def packed(file: HashedFile) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=cast(BinaryIO, file), mtime=0)


def read_rows(path: Path, shape: Shape, most_bytes: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, about `most_bytes` of text at a time."""
    decoder = msgspec.json.Decoder(shape.row_type)
    with gzip.open(path, "rb") as lines:
        rows, weight = [], 0
        for line in lines:
            rows.append(decoder.decode(line))
            weight += len(line)
            if weight > most_bytes or len(rows) >= 5000:
                yield rows
                rows, weight = [], 0
        yield rows


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """The SHA-256 and the name of every file that SHA256SUMS lists."""
    with (folder / SUMS).open(encoding="ascii") as lines:
        for line in lines:
            match = _SUM_LINE.fullmatch(line.rstrip("\n"))
            if match is None or ".." in match[2] or match[2].startswith("/"):
                raise Refused(f"{folder / SUMS} kan ikke læses. Brug en anden sikkerhedskopi.")
            yield match[1], match[2]


def blob_path(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256}"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
