"""Adding letters, and the rows behind files."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import structlog

from app.access.actions import check_tier, set_readers
from app.access.enums import Permission, Tier
from app.access.labels import TIER
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Denied
from app.db.engine import PgEngine, current_engine
from app.db.sql import execute, fetch_rows, fetch_value, in_list, insert, sql
from app.db.transaction import beginning_with, current_unit, transaction
from app.documents.blobs import BlobStore, StagedFile
from app.documents.enums import Direction, DocumentKind, ScanState
from app.documents.labels import DIRECTION, DOCUMENT_KIND
from app.documents.queries import get_case_of_document, known_blobs
from app.documents.rules import StoreDown, require_room, require_room_in_case
from app.documents.tables import Blob, Document
from app.organisation.actions import Created

log = structlog.get_logger("files")
_BLOB_LOCK = 724333
GRACE = timedelta(hours=24)  # a file that is older and that no row points to is left over
# Every column that holds a blob: tests/erasure misses none.
BLOB_COLUMNS = (
    "evidence_versions.blob",
    "evidence_versions.derived_blob",
    "documents.blob",
    "papers.blob",
    "papers.derived_blob",
)
_USED = (
    "("
    + " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} u WHERE u.{column} = blobs.id AND u.erased_at IS NULL)"
        for table, column in (each.split(".") for each in BLOB_COLUMNS)
    )
    + ")"
)


async def add_document(
    actor: Actor,
    *,
    case_id: int,
    kind: DocumentKind,
    direction: Direction,
    title: str,
    dated_on: date | None,
    esdh_document_no: str,
    file: StagedFile,
    permission: Permission = Permission.CASE_WRITE,
    tier: Tier = Tier.OPEN,
) -> Created:
    """Files a letter in a case, as it came. Joins the transaction of an action that needs the letter.

    `permission` is that of the step the letter belongs to. Raises `NotFound` for a case out of scope, `Denied`
    without the permission, `Invalid` for a date in the future and for a `tier` the actor does not read.
    """
    if actor.person is None:
        raise Denied
    require_past(dated_on, actor.today, "dated_on")
    public_id = ids.new_public_id()
    async with transaction():
        case = await get_case_of_document(actor.scope, case_id=case_id)
        may(actor, permission, case.ancestors).require()
        check_tier(actor, tier, case.ancestors)
        key = await insert(
            Document(
                public_id=public_id,
                case=case.id,
                kind=kind,
                direction=direction,
                tier=tier,
                title=title or file.file_name,
                dated_on=dated_on,
                esdh_document_no=esdh_document_no,
                file_name=file.file_name,
                blob=await keep_blob(actor, file, case=case.id),
                added_by=actor.person,
                added_at=actor.now,
            )
        )
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.DOCUMENT,
            key,
            case=case.id,
            subject=title or file.file_name,
            after={
                "slags": DOCUMENT_KIND[kind],
                "retning": DIRECTION[direction],
                "dato": dated_on.isoformat() if dated_on else "ukendt",
                "ESDH-dokumentnr.": esdh_document_no,
                "fil": file.file_name,
                "SHA-256": file.sha256,
                "lagt ind igen efter sletning": file.was_erased or None,
                "fortrolighed": None if tier is Tier.OPEN else TIER[tier],
            },
        )
        await set_readers(actor, "document", key, tier, ())
    return Created(key, public_id)


async def keep_blob(actor: Actor, file: StagedFile, *, case: int | None = None) -> int:
    """Publishes a staged file inside the open transaction and gives its row; equal bytes share one row.

    If the transaction then fails, the file is an orphan that nobody sees. Raises `NoRoom` when the files of the `case`,
    or all, would be more than they may; `StoreDown`; and `RuntimeError` outside a transaction.
    """
    current_unit()
    await _lock_blobs()
    room = file.store.room
    if case is not None:
        require_room_in_case(file.size, await _bytes_kept(file.sha256, case), room.case_mb)
    require_room(file.size, await _bytes_kept(file.sha256), room.all_mb)
    await file.store.publish(file)
    rows = await fetch_rows("SELECT id FROM blobs WHERE sha256 = {}", file.sha256)
    if rows:
        # What the scanner has just cleared is clean, whatever it said before; else the earlier answer stands.
        is_news = sql("1 = 1") if file.scan is ScanState.CLEAN else sql("erased_at IS NOT NULL")
        await execute(
            "UPDATE blobs SET erased_at = NULL, scan = {}, scan_found = '' WHERE id = {} AND {}",
            file.scan,
            rows[0]["id"],
            is_news,
        )
        return int(rows[0]["id"])
    return await insert(
        Blob(
            sha256=file.sha256,
            size=file.size,
            media_type=file.media_type,
            created_at=actor.now,
            erased_at=None,
            scan=file.scan,
            scan_found="",
        )
    )


async def _bytes_kept(besides: str, case: int | None = None) -> int:
    """How much the files of a case are, or all files, one of them left out: it may come a second time."""
    condition = sql("b.erased_at IS NULL AND b.sha256 <> {}", besides)
    if case is not None:
        condition = sql(
            '{} AND b.id IN (SELECT d.blob FROM documents d WHERE d."case" = {} UNION SELECT v.blob FROM evidence e '
            'JOIN evidence_versions v ON v.evidence = e.id WHERE e."case" = {} UNION SELECT v.derived_blob '
            'FROM evidence e JOIN evidence_versions v ON v.evidence = e.id WHERE e."case" = {})',
            condition,
            case,
            case,
            case,
        )
    kept = await fetch_value(int, "SELECT CAST(SUM(b.size) AS BIGINT) AS n FROM blobs b WHERE {}", condition)
    return kept or 0


async def record_infected(
    actor: Actor, kind: EntityKind, entity: int, *, case: int | None, subject: str, found: str
) -> None:
    """Logs that somebody sent a file with a virus to that thing, and that it was refused: in a transaction of its own,
    as the form that it came with is not carried out by it. It has no name there: who may read that is not decided."""
    with beginning_with(None):
        async with transaction():
            record(actor, AuditAction.INFECTED, kind, entity, case=case, subject=subject, after={"virus": found[:200]})


async def erase_unused(actor: Actor, store: BlobStore, keys: Sequence[int]) -> None:
    """Marks those blobs that no piece of evidence and no letter uses any more, inside the open transaction, which has
    asked who may. Their bytes go once it has committed.

    If the process ends in between, `evidence verify` names the files and `collect_orphans` removes them. The rows stay
    with their hashes. Raises `RuntimeError` outside a transaction.
    """
    unit = current_unit()
    await _lock_blobs()
    rows = await execute(
        f"UPDATE blobs SET erased_at = {{}} WHERE id IN {{}} AND erased_at IS NULL AND NOT {_USED} RETURNING sha256",
        actor.now,
        in_list(keys),
    )
    erased = [str(row["sha256"]) for row in rows]

    async def remove() -> None:
        for sha256 in erased:
            try:
                await _remove_erased(store, sha256)
            except StoreDown as error:  # the transaction has committed: what is left is removed the next time
                log.warning("erased file left", sha256=sha256, cause=error.cause)

    unit.on_commit(remove)


async def _remove_erased(store: BlobStore, sha256: str) -> bool:
    """Removes the bytes of a row that is erased, unless somebody is adding the same file again."""
    async with transaction():
        await _lock_blobs()
        if not await fetch_rows("SELECT id FROM blobs WHERE sha256 = {} AND erased_at IS NOT NULL", sha256):
            return False
        await store.remove(sha256)
        return True


async def collect_orphans(actor: Actor, store: BlobStore, *, older_than: timedelta = GRACE) -> tuple[str, ...]:
    """Removes files that no row points to and unfinished ones, when older than the grace period, and at once those
    whose content was erased; gives their names.

    Safe while uploads go on: whoever publishes a file holds the same lock. Raises `Denied` for anybody but the
    application itself.
    """
    if not actor.is_system:
        raise Denied
    limit = actor.now - older_than
    removed = []
    for path in store.unfinished(before=limit):
        path.unlink(missing_ok=True)
        removed.append(path.name)
    async for page in store.list():
        known = await known_blobs(actor.scope, [kept.sha256 for kept in page])
        for kept in page:
            if kept.sha256 in known:
                continue
            if await _remove_erased(store, kept.sha256) or (
                kept.modified < limit and await _remove_orphan(actor, store, kept.sha256, limit)
            ):
                removed.append(kept.sha256)
    return tuple(sorted(removed))


async def _remove_orphan(actor: Actor, store: BlobStore, sha256: str, limit: datetime) -> bool:
    """Looks again where nobody publishes meanwhile."""
    async with transaction():
        await _lock_blobs()
        kept = await store.find(sha256)
        if kept is None or kept.modified >= limit or await known_blobs(actor.scope, [sha256]):
            return False
        await store.remove(sha256)
        return True


async def _lock_blobs() -> None:
    """One at a time between the file and its row. SQLite has one writer already."""
    if isinstance(current_engine(), PgEngine):
        await fetch_rows(f"SELECT pg_advisory_xact_lock({_BLOB_LOCK})")
