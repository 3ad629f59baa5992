"""Putting a backup in: everything is looked at first, and the database changes in one transaction or not at all.

The files come first. They lie under their SHA-256 and nothing names them yet, so a restore that is cut off leaves
files that nobody sees, and the same restore again finds them there.
"""

import asyncio
import errno
import gzip
import shutil
import sqlite3
import zlib
from pathlib import Path

import asyncpg
import msgspec

from app import config
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import get_head, verify_chain
from app.audit.rules import Anchor
from app.commands.backups import folder
from app.commands.backups.folder import Manifest
from app.commands.backups.making import AT_ONCE, Tell, fingerprint, make_backup
from app.commands.backups.stored import StoredFiles
from app.commands.common import Refused, operator
from app.core.clock import COPENHAGEN
from app.db import migrate, portable
from app.db.engine import Database, SqliteEngine, make_engine, use_engine
from app.db.sql import execute
from app.db.transaction import transaction
from app.documents.rules import StoreDown

_NOTHING = "Intet er ændret."
_GROWTH = 4  # how much more room rows take in a database, with indexes and what undoes them, than as text
_UNREADABLE = (
    *(EOFError, gzip.BadGzipFile, zlib.error, msgspec.DecodeError, sqlite3.IntegrityError),
    *(asyncpg.DataError, asyncpg.IntegrityConstraintViolationError),
)
_DAMAGED = "Brug en anden sikkerhedskopi."


class Restored(msgspec.Struct, frozen=True):
    """What was done: from which folder, where the former contents went, and which files are nowhere."""

    source: Path
    manifest: Manifest
    former: Path | None
    migrations: tuple[str, ...]
    missing: tuple[str, ...]


async def look_at(place: Path, tell: Tell) -> tuple[Path, Manifest]:
    """The backup in `place`, every byte of it read and found as it was written. Raises `Refused` naming what is not."""
    source = folder.chosen_backup(place)
    manifest = folder.read_manifest(source)
    unknown = [name for name in manifest.migrations if name not in migrate.known()]
    if unknown:
        raise Refused(
            f"Sikkerhedskopien er taget af en nyere udgave af Handlepligt ({manifest.version}). Installer den først."
        )
    await asyncio.to_thread(_compare, source, manifest, tell)
    return source, manifest


def _compare(source: Path, manifest: Manifest, tell: Tell) -> None:
    if not (source / folder.SUMS).is_file() or folder.sha256_of(source / folder.SUMS) != manifest.sums:
        raise Refused(f"{source / folder.SUMS} mangler eller er ændret. {_DAMAGED}")
    expected = {table.path: table.sha256 for table in manifest.tables}
    files = 0
    for sha256, name in folder.listed(source):
        if not (source / name).is_file():
            raise Refused(f"{source / name} mangler. {_DAMAGED}")
        if folder.sha256_of(source / name) != sha256 or expected.pop(name, sha256) != sha256:
            raise Refused(f"{source / name} er ændret eller skåret af. {_DAMAGED}")
        files += name.startswith("blobs/")
        tell(f"{files:,} filer undersøgt".replace(",", "."))
    if expected or (manifest.files is not None and files != manifest.files.count):
        raise Refused(f"{source / folder.SUMS} nævner ikke alle filer. {_DAMAGED}")


async def restore(
    settings: config.Settings, place: Path, tell: Tell, *, is_replacing: bool = False, former: Path | None = None
) -> Restored:
    """Makes the installation what it was when the backup in `place` was taken, and brings it up to this version.

    What is there already is replaced only when `is_replacing`, and a backup of it put into `former` first, where that
    is given. Raises `Refused` and changes nothing when anything is wrong.
    """
    source, manifest = await look_at(place, tell)
    engine = make_engine(settings.database_url)
    if isinstance(engine, SqliteEngine):
        Path(engine.path).parent.mkdir(parents=True, exist_ok=True)
    use_engine(engine)
    async with migrate.lock(engine):
        if await portable.others_at_work(engine):
            raise Refused(f"Handlepligt kører, eller en anden bruger databasen. Stop det først. {_NOTHING}")
        await engine.start()
        try:
            return await _restore(engine, settings, source, manifest, tell, is_replacing, former)
        finally:
            await engine.stop()


async def _restore(
    engine: Database,
    settings: config.Settings,
    source: Path,
    manifest: Manifest,
    tell: Tell,
    is_replacing: bool,
    former: Path | None,
) -> Restored:
    is_used = await portable.holds_rows(engine)
    if is_used and not is_replacing:
        raise Refused(
            f"Installationen er ikke tom. {_NOTHING} Vælg en tom med HANDLEPLIGT_DATABASE_URL og HANDLEPLIGT_DATA_DIR, "
            "eller brug --replace, hvis alt i den skal erstattes."
        )
    await _require_room(engine, settings, source, manifest)
    kept = None
    if is_used and former is not None and await migrate.applied(engine):
        kept = await make_backup(engine, settings, former, tell, has_files=False)
    try:
        await _put_files(settings, source, manifest, tell)
        missing = await _missing(settings, manifest, source)
        ahead = await _load(engine, source, manifest, tell)
    except StoreDown as error:
        raise Refused(f"Filerne kan ikke lægges på plads: {error.cause}. Databasen er ikke ændret.") from error
    except (OSError, sqlite3.OperationalError, asyncpg.DiskFullError) as error:
        if not _is_full(error):
            raise
        raise Refused("Der er ikke plads på disken. Databasen er ikke ændret. Gør plads, og kør igen.") from error
    return Restored(source, manifest, kept, tuple(ahead), missing)


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return isinstance(error, asyncpg.DiskFullError) or "full" in str(error)


async def _require_room(engine: Database, settings: config.Settings, source: Path, manifest: Manifest) -> None:
    """On the disk of the data folder; what there is at a PostgreSQL server or in a bucket, they alone know."""
    store, needed = StoredFiles(settings), 0
    if not store.is_remote:
        for sha256, name in folder.listed(source):
            if _is_blob(name) and not await store.holds(sha256):
                needed += (source / name).stat().st_size
    if isinstance(engine, SqliteEngine):
        needed += _GROWTH * sum(table.weight for table in manifest.tables)
    existing = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise Refused(
            f"Der er ikke plads i {settings.data_dir}: det kræver {_size(needed)}, der er {_size(free)}. {_NOTHING}"
        )


def _size(size: int) -> str:
    return (f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB").replace(".", ",")


def _is_blob(name: str) -> bool:
    return name.startswith("blobs/")


async def _put_files(settings: config.Settings, source: Path, manifest: Manifest, tell: Tell) -> None:
    store = StoredFiles(settings)
    count = 0
    for sha256, name in folder.listed(source):
        if _is_blob(name):
            if not await store.holds(sha256):
                await store.put(source / name, sha256)
            count += 1
            tell(f"{count:,} filer lagt på plads".replace(",", "."))


async def _load(engine: Database, source: Path, manifest: Manifest, tell: Tell) -> list[str]:
    """The database, in one transaction; gives the migrations that came after the backup. Raises `Refused`."""
    try:
        async with portable.unchecked(engine), transaction():
            await portable.drop_everything(engine)
            await migrate.run_to(engine, manifest.migrations[-1])
            await _require_same_tables(engine, manifest)
            async with portable.in_any_order(engine):
                for table in manifest.tables:
                    await _load_table(engine, source, table, tell)
            for lost in manifest.files.lost if manifest.files else ():
                if lost.reason == "erased":
                    await execute("UPDATE blobs SET erased_at = {} WHERE sha256 = {}", lost.at, lost.sha256)
            await _prove(manifest)
            ahead = await migrate.pending(engine)
            await migrate.run_to(engine, "all")
            _note(manifest)
            return ahead
    except portable.DanglingReference as error:
        raise Refused(f"En række i {error} peger på noget, der ikke findes. {_NOTHING} {_DAMAGED}") from error


async def _require_same_tables(engine: Database, manifest: Manifest) -> None:
    """Until release 1.0 the first migration is changed, so its name alone does not say which tables it makes."""
    there = {shape.table: shape for shape in await portable.list_shapes(engine)}
    for table in manifest.tables:
        if there.pop(table.shape.table, None) != table.shape:
            raise _other_tables(manifest, table.shape.table)
    for name in there:
        raise _other_tables(manifest, name)


def _other_tables(manifest: Manifest, table: str) -> Refused:
    return Refused(
        f"Sikkerhedskopien er taget af en anden udgave af Handlepligt ({manifest.version}), hvor tabellen {table} "
        f"ser anderledes ud. {_NOTHING} Gendan med den udgave, der tog den."
    )


async def _load_table(engine: Database, source: Path, table: folder.TableFile, tell: Tell) -> None:
    count = 0
    try:
        for rows in folder.read_rows(source / table.path, table.shape, AT_ONCE):
            if rows:
                await portable.add_rows(engine, table.shape, rows)
            count += len(rows)
            tell(f"{table.shape.table}: {count:,} af {table.rows:,} rækker".replace(",", "."))
    except _UNREADABLE as error:
        raise Refused(f"{source / table.path} kan ikke læses ind: {error}. {_NOTHING}") from error
    if count != table.rows:
        raise Refused(f"{source / table.path} har {count} rækker, ikke {table.rows}. {_NOTHING} {_DAMAGED}")
    await portable.continue_keys(engine, table.shape)


async def _prove(manifest: Manifest) -> None:
    """The log that was loaded is whole, and ends where the manifest says."""
    head = manifest.chain
    anchors = [Anchor(manifest.taken_at, head.seq, head.hash)] if head else []
    async for _, broken in verify_chain(operator().scope, anchors):
        if broken is not None:
            raise Refused(f"Hændelsesloggen i sikkerhedskopien er ikke hel: {broken.reason} {_NOTHING}")
    if await get_head(operator().scope) != head:
        raise Refused(f"Hændelsesloggen ender et andet sted, end sikkerhedskopiens manifest siger. {_NOTHING}")


def _note(manifest: Manifest) -> None:
    """The log itself says that time went back here."""
    taken = f"{manifest.taken_at.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}"
    after = {"sikkerhedskopi taget": taken, "af udgave": manifest.version}
    record(operator(), AuditAction.RESTORED, EntityKind.INSTALLATION, 0, after=after)


async def _missing(settings: config.Settings, manifest: Manifest, source: Path) -> tuple[str, ...]:
    """The files that rows name and that are neither in the backup nor in the store."""
    store = StoredFiles(settings)
    if manifest.files is not None:
        lost = [lost.sha256 for lost in manifest.files.lost if lost.reason != "erased"]
        return tuple([sha256 for sha256 in lost if not await store.holds(sha256)])
    blobs = next(table for table in manifest.tables if table.shape.table == "blobs")
    names = [column.name for column in blobs.shape.columns]
    found = []
    for rows in folder.read_rows(source / blobs.path, blobs.shape, AT_ONCE):
        for row in rows:
            blob = dict(zip(names, row, strict=True))
            if blob["erased_at"] is None and not await store.holds(blob["sha256"]):
                found.append(blob["sha256"])
    return tuple(found)


def other_keys(manifest: Manifest, settings: config.Settings) -> bool:
    """Whether a secret key that was in use when the backup was taken is not among those of now."""
    return not set(manifest.keys) <= {fingerprint(key) for key in settings.secret_key.split()}
