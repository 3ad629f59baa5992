"""Reading letters, and whether the files behind the rows are whole."""

import asyncio
from datetime import date, datetime
from enum import StrEnum

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, case_in_scope, row_at_case, withheld_at_case
from app.committees.queries import HeldRole
from app.core.errors import Denied, NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, sql
from app.documents.blobs import BlobStore, hash_of
from app.documents.enums import Direction, DocumentKind


class CaseOfDocument(msgspec.Struct, frozen=True):
    """As much of a case as a letter needs: this slice stands below cases."""

    id: int
    public_id: str
    reference: str
    title: str
    ancestors: Above = Above(())


class DocumentRow(HeldRole, frozen=True, kw_only=True):
    """A letter with its file, and as what somebody added it."""

    id: int
    public_id: str
    case_id: int
    kind: DocumentKind
    direction: Direction
    title: str
    dated_on: date | None
    esdh_document_no: str
    tier: Tier
    file_name: str
    size: int
    sha256: str
    media_type: str
    added_at: datetime


_SELECT = (
    'SELECT d.id, d.public_id, d."case" AS case_id, d.kind, d.direction, d.title, d.dated_on, d.esdh_document_no, '
    f"d.tier, d.file_name, b.size, b.sha256, b.media_type, d.added_at, {HeldRole.COLUMNS} "
    f"FROM documents d JOIN blobs b ON b.id = d.blob JOIN persons p ON p.id = d.added_by "
    f"{HeldRole.joins('danish_day(d.added_at)')}"
    "WHERE b.erased_at IS NULL AND {}"
)


def document_in_scope(scope: Scope, alias: str = "d") -> QueryString:
    """True for letters of cases in scope whose tier the reader reads. `alias` names `documents` in the query."""
    return row_at_case(scope, alias, "document", f'{alias}."case"')


def document_withheld(scope: Scope) -> QueryString:
    """True for letters `d` that the reader may not read but may know of."""
    return withheld_at_case(scope, "d", "document", 'd."case"')


async def list_documents(scope: Scope, case_id: int) -> list[DocumentRow]:
    """The case's letters, the newest date first and those without a date last; none for a case out of scope."""
    condition = sql('d."case" = {} AND {}', case_id, document_in_scope(scope))
    return await fetch_all(
        DocumentRow,
        _SELECT + " ORDER BY CASE WHEN d.dated_on IS NULL THEN 1 ELSE 0 END, d.dated_on DESC, d.id DESC",
        condition,
    )


async def get_document(scope: Scope, public_id: str) -> DocumentRow:
    """One letter. Raises `NotFound` when its case is out of scope."""
    condition = sql("d.public_id = {} AND {}", public_id, document_in_scope(scope))
    found = await fetch_one(DocumentRow, _SELECT, condition)
    if found is None:
        raise NotFound
    return found


async def get_case_of_document(
    scope: Scope, *, public_id: str | None = None, case_id: int | None = None
) -> CaseOfDocument:
    """The case that a letter is filed in, by either id. Raises `NotFound` out of scope."""
    which = sql("c.public_id = {}", public_id) if public_id is not None else sql("c.id = {}", case_id)
    found = await fetch_one(
        CaseOfDocument,
        "SELECT c.id, c.public_id, c.reference, c.title FROM cases c WHERE {} AND {}",
        which,
        case_in_scope(scope, "c.id"),
    )
    if found is None:
        raise NotFound
    units = await fetch_rows('SELECT unit FROM case_units WHERE "case" = {}', found.id)
    ancestors = await ancestors_of(scope, tuple(int(row["unit"]) for row in units), case=found.id)
    return msgspec.structs.replace(found, ancestors=ancestors)


class BlobFaultKind(StrEnum):
    MISSING = "missing"
    ALTERED = "altered"
    ORPHANED = "orphaned"


class BlobFault(msgspec.Struct, frozen=True):
    kind: BlobFaultKind
    name: str  # the SHA-256, or the name of an unfinished file


async def verify_blobs(scope: Scope, store: BlobStore) -> tuple[BlobFault, ...]:
    """Reads every file anew: rows without a file, files with other bytes, and files that no row points to.

    For the operator only: raises `Denied` unless the scope sees all. Files being added right now show as orphaned.
    """
    if not scope.sees_all:
        raise Denied
    rows = await fetch_rows("SELECT sha256 FROM blobs WHERE erased_at IS NULL ORDER BY sha256")
    known = {str(row["sha256"]) for row in rows}
    faults = []
    for sha256 in sorted(known):
        path = store.path_of(sha256)
        if not path.is_file():
            faults.append(BlobFault(BlobFaultKind.MISSING, sha256))
        elif await asyncio.to_thread(hash_of, path) != sha256:
            faults.append(BlobFault(BlobFaultKind.ALTERED, sha256))
    left = sorted(path.name for path in store.blob_files() if path.name not in known)
    left += sorted(path.name for path in store.temporary_files())
    return (*faults, *(BlobFault(BlobFaultKind.ORPHANED, name) for name in left))
