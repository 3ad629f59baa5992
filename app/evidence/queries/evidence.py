"""Reading evidence: whoever sees what it is linked to sees it."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Reach, Scope
from app.access.queries import at_case, at_unit, case_in_scope, row_in, withheld_in
from app.committees.queries import HeldRole
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, sql
from app.documents.enums import ScanState
from app.documents.queries import document_withheld
from app.evidence.enums import EvidenceKind
from app.plans.queries.visible import item_in_scope


class EvidenceVersionRow(HeldRole, frozen=True, kw_only=True):
    """One version: a file with its hash, or a place in the ESDH system. It never changes. And as what it was added.

    Of a file whose content was erased only `erased_sha256` is left: `sha256` is that of a file there is.
    """

    no: int
    file_name: str
    esdh_reference: str
    sha256: str | None
    size: int | None
    media_type: str | None
    scan: ScanState | None
    preview_sha256: str | None
    preview_size: int | None
    at: datetime
    erased_at: datetime | None
    erased_sha256: str | None


class EvidenceRow(EvidenceVersionRow, frozen=True, kw_only=True):
    """A piece of evidence with its latest version."""

    id: int
    public_id: str
    case_id: int | None
    kind: EvidenceKind
    title: str
    dated_on: date | None
    tier: Tier
    added_by: int
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def href(self) -> str:
        return f"/dokumentation/{self.public_id}"


class LinkedEvidence(EvidenceRow, frozen=True, kw_only=True):
    """A row per link: the same evidence may stand under several items."""

    linked_case: int | None
    focus_point: int | None
    item: int | None


_VERSION = (
    "v.no, v.file_name, v.esdh_reference, b.sha256, b.size, b.media_type, b.scan, d.sha256 AS preview_sha256, "
    "d.size AS preview_size, v.at, v.erased_at, "
    "(SELECT g.sha256 FROM blobs g WHERE g.id = v.blob AND v.erased_at IS NOT NULL) AS erased_sha256, "
    f"{HeldRole.COLUMNS}"
)
_EVIDENCE = (
    'e.id, e.public_id, e."case" AS case_id, e.kind, e.title, e.dated_on, e.tier, e.added_by, e.withdrawn_at, '
    "e.withdrawn_reason"
)
_BLOBS = (
    "LEFT JOIN blobs b ON b.id = v.blob AND v.erased_at IS NULL "
    "LEFT JOIN blobs d ON d.id = v.derived_blob AND v.erased_at IS NULL "
    f'JOIN persons p ON p.id = v."by" {HeldRole.joins("danish_day(v.at)")}'
)
# Of the versions `v` of a piece `e` the one that counts.
LATEST = "v.no = (SELECT MAX(w.no) FROM evidence_versions w WHERE w.evidence = e.id)"


async def list_case_evidence(scope: Scope, case_id: int) -> list[LinkedEvidence]:
    """What is linked to the case, to its focus points and to its items, as far as the reader sees those.

    One row per link, the oldest first, withdrawn ones included; at most one query.
    """
    links = sql(
        'l.id IN (SELECT x.id FROM evidence_links x WHERE x."case" = {} AND {} '
        'UNION ALL SELECT x.id FROM evidence_links x JOIN focus_points f ON f.id = x.focus_point WHERE f."case" = {} '
        'AND {} UNION ALL SELECT x.id FROM evidence_links x JOIN action_items i ON i.id = x.item WHERE i."case" = {} '
        "AND {})",
        case_id,
        case_in_scope(scope, 'x."case"'),
        case_id,
        case_in_scope(scope, 'f."case"'),
        case_id,
        item_in_scope(scope),
    )
    return await _linked(scope, links)


async def list_item_evidence(scope: Scope, item_id: int) -> list[LinkedEvidence]:
    """What is linked to one item, the oldest first; none for an item out of scope."""
    return await _linked(
        scope,
        sql(
            "l.item = {} AND EXISTS (SELECT 1 FROM action_items i WHERE i.id = l.item AND {})",
            item_id,
            item_in_scope(scope),
        ),
    )


async def _linked(scope: Scope, condition: QueryString) -> list[LinkedEvidence]:
    return await fetch_all(
        LinkedEvidence,
        f'SELECT {_VERSION}, {_EVIDENCE}, l."case" AS linked_case, l.focus_point, l.item FROM evidence_links l '
        f"JOIN evidence e ON e.id = l.evidence JOIN evidence_versions v ON v.evidence = e.id AND {LATEST} {_BLOBS}"
        "WHERE {} AND {} ORDER BY e.id, l.id",
        condition,
        evidence_in_scope(scope),
    )


def evidence_in_scope(scope: Scope, alias: str = "e") -> QueryString:
    """True for evidence with a link that the reader sees, where they read its tier. `alias` names `evidence`."""
    return row_in(scope, alias, "evidence", _linked_in(scope, alias))


def evidence_withheld(scope: Scope, alias: str = "e") -> QueryString:
    """True for evidence that the reader may not read but may know of."""
    return withheld_in(scope, alias, "evidence", _linked_in(scope, alias))


class Withheld(msgspec.Struct, frozen=True):
    """How much of a case is kept from a reader who may know of it."""

    evidence: int = 0
    documents: int = 0


async def count_withheld(scope: Scope, case_id: int) -> Withheld:
    """The evidence and the letters of the case that its reader may know of, but not read; one query."""
    found = await fetch_one(
        Withheld,
        'SELECT (SELECT COUNT(*) FROM evidence e WHERE e."case" = {} AND {}) AS evidence, '
        '(SELECT COUNT(*) FROM documents d WHERE d."case" = {} AND {}) AS documents',
        case_id,
        evidence_withheld(scope),
        case_id,
        document_withheld(scope),
    )
    return found or Withheld()


def _linked_in(scope: Scope, alias: str) -> Callable[[Reach], QueryString]:
    def linked(reach: Reach) -> QueryString:
        return sql(
            "EXISTS (SELECT 1 FROM evidence_links rl LEFT JOIN focus_points rf ON rf.id = rl.focus_point "
            f"LEFT JOIN action_items ri ON ri.id = rl.item WHERE rl.evidence = {alias}.id "
            "AND ({} OR (rl.item IS NOT NULL AND {} AND {})))",
            at_case(reach, 'COALESCE(rl."case", rf."case")'),
            at_unit(reach, "ri.unit", 'ri."case"'),
            item_in_scope(scope, "ri"),
        )

    return linked


async def get_evidence(scope: Scope, public_id: str) -> EvidenceRow:
    """One piece of evidence with its latest version. Raises `NotFound` when nothing it is linked to is in scope."""
    found = await fetch_one(
        EvidenceRow,
        f"SELECT {_VERSION}, {_EVIDENCE} FROM evidence e "
        f"JOIN evidence_versions v ON v.evidence = e.id AND {LATEST} {_BLOBS}"
        "WHERE e.public_id = {} AND {}",
        public_id,
        evidence_in_scope(scope),
    )
    if found is None:
        raise NotFound
    return found


async def list_evidence_versions(scope: Scope, evidence_id: int) -> list[EvidenceVersionRow]:
    """All versions of evidence that the caller has resolved in the scope, the newest first."""
    return await fetch_all(
        EvidenceVersionRow,
        f"SELECT {_VERSION} FROM evidence_versions v {_BLOBS} WHERE v.evidence = {{}} ORDER BY v.no DESC",
        evidence_id,
    )


async def get_evidence_version(scope: Scope, public_id: str, no: int) -> EvidenceVersionRow:
    """One version, for its file. Raises `NotFound` out of scope or for a number that is not there."""
    evidence = await get_evidence(scope, public_id)
    for version in await list_evidence_versions(scope, evidence.id):
        if version.no == no:
            return version
    raise NotFound
