"""Scanning files for viruses again: those that wait, and on demand every one."""

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Denied
from app.db.sql import execute, fetch_rows, sql
from app.db.transaction import transaction
from app.documents import clamav
from app.documents.blobs import BlobStore
from app.documents.clamav import ScannerDown
from app.documents.enums import ScanState
from app.documents.rules import StoreDown

_AT_ONCE = 200


class Scanned(msgspec.Struct, frozen=True):
    """How many files turned out how; `left` could not be scanned, the last of them for that `cause`."""

    clean: int = 0
    infected: int = 0
    left: int = 0
    cause: str = ""


async def scan_again(actor: Actor, store: BlobStore, *, every: bool = False) -> Scanned:
    """Shows the files that wait to the scanner, or `every` file; what is clean can be fetched from then on.

    What has a virus is out of reach from then on, and the log names each piece of evidence, each letter
    and each paper with it.
    Does nothing where there is no scanner. Raises `Denied` for anybody but the application itself.
    """
    if not actor.is_system:
        raise Denied
    done, last = Scanned(), 0
    if store.scanner is None:
        return done
    which = sql("1 = 1") if every else sql("scan = {}", ScanState.WAITING)
    while rows := await fetch_rows(
        f"SELECT id, sha256 FROM blobs WHERE erased_at IS NULL AND {{}} AND id > {{}} ORDER BY id LIMIT {_AT_ONCE}",
        which,
        last,
    ):
        for row in rows:
            last = int(row["id"])
            try:
                found = await clamav.scan(store.scanner, store.chunks(str(row["sha256"])))
            except (ScannerDown, StoreDown, FileNotFoundError) as error:
                cause = error.cause if isinstance(error, StoreDown) else str(error)
                done = msgspec.structs.replace(done, left=done.left + 1, cause=cause)
                continue
            await _note(actor, last, found)
            field = "infected" if found else "clean"
            done = msgspec.structs.replace(done, **{field: getattr(done, field) + 1})
    return done


async def _note(actor: Actor, blob: int, found: str) -> None:
    state = ScanState.INFECTED if found else ScanState.CLEAN
    async with transaction():
        changed = await execute(
            "UPDATE blobs SET scan = {}, scan_found = {} WHERE id = {} AND scan <> {} RETURNING id",
            state,
            found[:200],
            blob,
            state,
        )
        if not (found and changed):
            return
        for row in await fetch_rows(
            'SELECT e.id, e."case", e.title, v.no, v.file_name FROM evidence e JOIN evidence_versions v '
            "ON v.evidence = e.id WHERE v.blob = {} AND v.erased_at IS NULL ORDER BY v.id",
            blob,
        ):
            after = {"version": row["no"], "fil": row["file_name"], "virus fundet": found}
            record(
                actor,
                AuditAction.CHANGED,
                EntityKind.EVIDENCE,
                int(row["id"]),
                case=row["case"],
                subject=str(row["title"]),
                after=after,
            )
        for row in await fetch_rows(
            'SELECT d.id, d."case", d.title, d.file_name FROM documents d WHERE d.blob = {} AND d.erased_at IS NULL '
            "ORDER BY d.id",
            blob,
        ):
            after = {"fil": row["file_name"], "virus fundet": found}
            record(
                actor,
                AuditAction.CHANGED,
                EntityKind.DOCUMENT,
                int(row["id"]),
                case=row["case"],
                subject=str(row["title"]),
                after=after,
            )
        for row in await fetch_rows(
            "SELECT f.id, f.title, f.file_name FROM papers f WHERE f.blob = {} AND f.erased_at IS NULL ORDER BY f.id",
            blob,
        ):
            after = {"fil": row["file_name"], "virus fundet": found}
            record(actor, AuditAction.CHANGED, EntityKind.PAPER, int(row["id"]), subject=str(row["title"]), after=after)
