"""Taking a backup while the application runs.

Everything the database holds is read in one transaction, so it is of one moment. The files come after: what a row
names is there before the row is, and is never changed. A file that was erased by law in between is named as such.
"""

import errno
import hashlib
import hmac
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from app import __version__, config
from app.audit.queries import get_head
from app.commands.backups import folder
from app.commands.backups.folder import Files, HashedFile, Lost, Manifest, TableFile
from app.commands.backups.stored import StoredFiles
from app.commands.common import Refused, operator
from app.db import migrate
from app.db.engine import Database, PgEngine
from app.db.portable import Shape, list_shapes, rows_of
from app.db.sql import fetch_rows
from app.db.transaction import reading
from app.documents.rules import StoreDown

Tell = Callable[[str], None]
AT_ONCE = 4_000_000  # bytes of rows in memory
_BLOBS = "blobs"

_READ_ME = """Det her er en sikkerhedskopi af Handlepligt {version}, taget {time} (UTC).

Læg den ind i en tom installation:    handlepligt restore {name}
Se først, om den er hel:              handlepligt restore {name} --check
Uden Handlepligt:                     sha256sum -c SHA256SUMS

tables/   hver tabel, en række på hver linje (JSON), pakket med gzip; manifest.json har kolonnernes navne
blobs/    filerne, hver under sin SHA-256

Indstillingerne (HANDLEPLIGT_...) er ikke med, heller ikke hemmelighederne. Uden samme HANDLEPLIGT_SECRET_KEY kan
ingen bruge sit login i to trin fra før.
"""


async def make_backup(
    engine: Database, settings: config.Settings, place: Path, tell: Tell, *, has_files: bool = True
) -> Path:
    """Writes a backup of the started `engine` into a new folder in `place`, and gives it. All of it, or nothing.

    Raises `Refused` where there is nothing to take, or no room for it.
    """
    if not await migrate.applied(engine):
        raise Refused("Databasen er tom. Der er intet at tage en sikkerhedskopi af.")
    earlier = next(iter(folder.with_files(place)), None)
    now = operator().now
    try:
        with folder.new_folder(place, now) as (partial, final):
            await _fill(engine, settings, partial, final.name, now, earlier, tell, has_files=has_files)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refused(f"Sikkerhedskopien er ikke taget: der er ikke plads. Intet er efterladt i {place}.") from error
    except StoreDown as error:
        raise Refused(f"Sikkerhedskopien er ikke taget: filerne kan ikke læses. {error.cause}") from error
    return final


async def _fill(
    engine: Database,
    settings: config.Settings,
    partial: Path,
    name: str,
    now: datetime,
    earlier: Path | None,
    tell: Tell,
    *,
    has_files: bool,
) -> None:
    async with reading():
        migrations = await migrate.applied(engine)
        chain = await get_head(operator().scope)
        tables = [await _write_table(partial, shape, tell) for shape in await list_shapes(engine)]
    note = _READ_ME.format(version=__version__, time=f"{now:%Y-%m-%d %H:%M}", name=name).encode()
    with HashedFile(partial / folder.SUMS) as sums:
        for table in tables:
            sums.write(f"{table.sha256}  {table.path}\n".encode())
        sums.write(f"{folder.write_text(partial / folder.READ_ME, note)}  {folder.READ_ME}\n".encode())
        files = None
        if has_files:
            blobs = next(table for table in tables if table.shape.table == _BLOBS)
            files = await _Copying(settings, partial, earlier, sums, tell).run(blobs)
    manifest = Manifest(
        format=folder.FORMAT,
        taken_at=now,
        version=__version__,
        engine="postgresql" if isinstance(engine, PgEngine) else "sqlite",
        migrations=tuple(migrations),
        tables=tuple(tables),
        files=files,
        chain=chain,
        keys=tuple(fingerprint(key) for key in settings.secret_key.split() if settings.is_key_kept),
        sums=sums.sha256,
    )
    folder.write_text(partial / folder.MANIFEST, msgspec.json.format(msgspec.json.encode(manifest.sealed())))


def fingerprint(key: str) -> str:
    """Tells keys apart; who has it cannot find the key, which is at least 32 random characters."""
    return hmac.new(key.encode(), b"handlepligt backup", hashlib.sha256).hexdigest()[:16]


async def _write_table(partial: Path, shape: Shape, tell: Tell) -> TableFile:
    rows = weight = 0
    with HashedFile(partial / "tables" / f"{shape.table}.jsonl.gz") as file, folder.packed(file) as packed:
        async for lines in rows_of(shape, AT_ONCE):
            text = b"\n".join(lines) + b"\n"
            packed.write(text)
            rows, weight = rows + len(lines), weight + len(text)
            tell(f"{shape.table}: {rows:,} rækker".replace(",", "."))
    return TableFile(shape, rows, file.size, weight, file.sha256)


class _Copying:
    """The files that the rows of a snapshot name, one after the other."""

    def __init__(
        self, settings: config.Settings, partial: Path, earlier: Path | None, sums: HashedFile, tell: Tell
    ) -> None:
        self._store = StoredFiles(settings)
        self._partial, self._earlier, self._sums, self._tell = partial, earlier, sums, tell
        self._count = self._size = 0
        self._lost: list[Lost] = []

    async def run(self, blobs: TableFile) -> Files:
        names = [column.name for column in blobs.shape.columns]
        for rows in folder.read_rows(self._partial / blobs.path, blobs.shape, AT_ONCE):
            for row in rows:
                blob = dict(zip(names, row, strict=True))
                if blob["erased_at"] is None:
                    await self._take(blob["sha256"])
        return Files(self._count, self._size, tuple(self._lost))

    async def _take(self, sha256: str) -> None:
        name = folder.blob_path(sha256)
        target = self._partial / name
        if not self._is_linked(name, target, sha256):
            try:
                found = await self._copy(sha256, target)
            except FileNotFoundError:
                found = ""
            if found != sha256:
                target.unlink(missing_ok=True)
                self._lost.append(Lost(sha256, "altered") if found else await _why(sha256))
                return
        self._sums.write(f"{sha256}  {name}\n".encode())
        self._count, self._size = self._count + 1, self._size + target.stat().st_size
        self._tell(f"{self._count:,} filer".replace(",", "."))

    def _is_linked(self, name: str, target: Path, sha256: str) -> bool:
        """Whether the backup before had it, whole: then the disk holds it once for both."""
        if self._earlier is None or not (self._earlier / name).is_file():
            return False
        if folder.sha256_of(self._earlier / name) != sha256:
            return False
        folder.make_folder(target.parent)
        try:
            os.link(self._earlier / name, target)
        except OSError:  # another disk, or a file system without links
            return False
        return True

    async def _copy(self, sha256: str, target: Path) -> str:
        with HashedFile(target) as file:
            async for chunk in self._store.chunks(sha256):
                file.write(chunk)
        return file.sha256


async def _why(sha256: str) -> Lost:
    """Outside the snapshot: what the row says now."""
    rows = await fetch_rows("SELECT erased_at FROM blobs WHERE sha256 = {}", sha256)
    if rows and rows[0]["erased_at"] is not None:
        return Lost(sha256, "erased", rows[0]["erased_at"])
    return Lost(sha256, "missing")


def keep_newest(place: Path, keep: int, *, has_files: bool = True) -> list[Path]:
    """Removes what is older than the newest `keep` backups in `place`; gives what is removed, the newest first.

    Those of the database alone do not count, and go when they are older; without `has_files` they alone count and go.
    """
    whole, full = folder.whole_backups(place), folder.with_files(place)
    counted = full if has_files else [path for path in whole if path not in full]
    older = whole[whole.index(counted[keep - 1]) + 1 :] if len(counted) >= keep else []
    removed = older if has_files else [path for path in older if path in counted]
    for path in removed:
        (path / folder.MANIFEST).unlink()  # first: from here on it is no whole backup
        shutil.rmtree(path)
    return removed
