"""Reading letters, and whether the files behind the rows are whole."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, case_in_scope, row_at_case, withheld_at_case
from app.committees.queries import HeldRole
from app.core.errors import Denied, NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, in_list, sql
from app.documents.blobs import BlobStore
from app.documents.enums import Direction, DocumentKind, ScanState
from app.documents.labels import SCAN_STATE
from app.documents.rules import KEPT_BACK


class CaseOfDocument(msgspec.Struct, frozen=True):
    """As much of a case as a letter needs: this slice stands below cases."""

    id: int
    public_id: str
    reference: str
    title: str
    ancestors: Above = Above(())


class DocumentRow(HeldRole, frozen=True, kw_only=True):
    """A letter with its file, and as what somebody added it. Where its content was erased, only the hash is left."""

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
    scan: ScanState
    added_by: int
    added_at: datetime
    erased_at: datetime | None

    @property
    def kept_back(self) -> str:
        """Why nobody gets the file, in words; "" where they do."""
        return SCAN_STATE[self.scan] if self.scan in KEPT_BACK else ""


# Of a row `b` of blobs that nobody gets and nothing holds: not scanned yet, or with a virus in it.
IN_QUARANTINE = "COALESCE(b.scan IN ('waiting', 'infected'), FALSE)"
_SELECT = (
    'SELECT d.id, d.public_id, d."case" AS case_id, d.kind, d.direction, d.title, d.dated_on, d.esdh_document_no, '
    "d.tier, d.file_name, b.size, b.sha256, b.media_type, b.scan, d.added_by, d.added_at, d.erased_at, "
    f"{HeldRole.COLUMNS} "
    f"FROM documents d JOIN blobs b ON b.id = d.blob JOIN persons p ON p.id = d.added_by "
    f"{HeldRole.joins('danish_day(d.added_at)')}"
    "WHERE {}"
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


class PaperRow(HeldRole, frozen=True, kw_only=True):
    """A file of a survey, of material or of a meeting, and as what somebody added it. Where its content was erased,
    only the hash is left."""

    id: int
    public_id: str
    municipality: int
    round: int | None
    material: int | None
    meeting: int | None
    title: str
    tier: Tier
    purpose: str
    kept_until: date | None
    file_name: str
    sha256: str
    size: int
    media_type: str
    scan: ScanState
    preview_sha256: str | None
    preview_size: int | None
    added_by: int
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    erased_at: datetime | None

    @property
    def kept_back(self) -> str:
        """Why nobody gets the file, in words; "" where they do."""
        return SCAN_STATE[self.scan] if self.scan in KEPT_BACK else ""


async def list_papers(scope: Scope, condition: QueryString) -> list[PaperRow]:
    """The newest first. `condition` is about the papers `f`; it carries what the reader may know of, which the slice
    that they belong to says."""
    return await fetch_all(
        PaperRow,
        "SELECT f.id, f.public_id, f.municipality, f.round, f.material, f.meeting, f.title, f.tier, f.purpose, "
        "f.kept_until, f.file_name, b.sha256, b.size, b.media_type, b.scan, d.sha256 AS preview_sha256, "
        "d.size AS preview_size, "
        f"f.added_by, f.added_at, f.withdrawn_at, f.withdrawn_reason, f.erased_at, {HeldRole.COLUMNS} FROM papers f "
        "JOIN blobs b ON b.id = f.blob LEFT JOIN blobs d ON d.id = f.derived_blob AND f.erased_at IS NULL "
        f"JOIN persons p ON p.id = f.added_by {HeldRole.joins('danish_day(f.added_at)')}"
        "WHERE {} ORDER BY f.id DESC",
        condition,
    )


async def list_erased_before(scope: Scope, hashes: Sequence[str]) -> frozenset[str]:
    """Those of `hashes` whose content was erased somewhere in the reader's own municipalities."""
    rows = await fetch_rows(
        "SELECT b.sha256 FROM blobs b JOIN documents d ON d.blob = b.id AND d.erased_at IS NOT NULL "
        'JOIN cases c ON c.id = d."case" WHERE b.sha256 IN {} AND c.municipality IN {} '
        "UNION SELECT b.sha256 FROM blobs b JOIN evidence_versions v ON v.blob = b.id AND v.erased_at IS NOT NULL "
        'JOIN evidence e ON e.id = v.evidence JOIN cases c ON c.id = e."case" '
        "WHERE b.sha256 IN {} AND c.municipality IN {} "
        "UNION SELECT b.sha256 FROM blobs b JOIN papers f ON f.blob = b.id AND f.erased_at IS NOT NULL "
        "WHERE b.sha256 IN {} AND f.municipality IN {}",
        *[in_list(hashes), in_list(scope.municipalities)] * 3,
    )
    return frozenset(str(row["sha256"]) for row in rows)


class BlobFaultKind(StrEnum):
    MISSING = "missing"
    ALTERED = "altered"
    ORPHANED = "orphaned"


class BlobFault(msgspec.Struct, frozen=True):
    """`name` is the SHA-256, or the name of an unfinished file."""

    kind: BlobFaultKind
    name: str


_AT_ONCE = 500


async def known_blobs(scope: Scope, sha256s: Sequence[str]) -> set[str]:
    """Those of `sha256s` that a row points to and nobody has erased. Raises `Denied` unless the scope sees all."""
    if not scope.sees_all:
        raise Denied
    if not sha256s:
        return set()
    rows = await fetch_rows("SELECT sha256 FROM blobs WHERE erased_at IS NULL AND sha256 IN {}", in_list(sha256s))
    return {str(row["sha256"]) for row in rows}


async def verify_blobs(scope: Scope, store: BlobStore, *, older_than: datetime) -> AsyncIterator[BlobFault]:
    """Reads every file anew: rows without a file, files with other bytes, and files that no row points to.

    An unfinished file counts only when it was begun before `older_than`; until then it may be on its way in. Some
    hundred rows lie in memory at a time. For the operator only: raises `Denied` unless the scope sees all, and
    `StoreDown` where the place of the files does not answer.
    """
    if not scope.sees_all:
        raise Denied
    await store.answer()  # else every file of a bucket that is not there would be missing
    last = ""
    while rows := await fetch_rows(
        f"SELECT sha256 FROM blobs WHERE erased_at IS NULL AND sha256 > {{}} ORDER BY sha256 LIMIT {_AT_ONCE}", last
    ):
        for row in rows:
            last = str(row["sha256"])
            kind = await _fault_of(store, last)
            if kind is not None:
                yield BlobFault(kind, last)
    async for page in store.list():
        known = await known_blobs(scope, [kept.sha256 for kept in page])
        for kept in page:
            if kept.sha256 not in known:
                yield BlobFault(BlobFaultKind.ORPHANED, kept.sha256)
    for path in store.unfinished(before=older_than):
        yield BlobFault(BlobFaultKind.ORPHANED, path.name)


async def _fault_of(store: BlobStore, sha256: str) -> BlobFaultKind | None:
    digest = hashlib.sha256()
    try:
        async for chunk in store.chunks(sha256):
            await asyncio.to_thread(digest.update, chunk)
    except FileNotFoundError:
        return BlobFaultKind.MISSING
    return None if digest.hexdigest() == sha256 else BlobFaultKind.ALTERED
