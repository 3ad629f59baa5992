"""Reading evidence: whoever sees what it is linked to sees it."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Above, Reach, Scope
from app.access.queries import ancestors_of, at_case, at_unit, case_in_scope, row_in, withheld_in
from app.committees.queries import HeldRole
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, sql
from app.documents.queries import document_withheld
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.labels import LINK_KIND
from app.plans.policy import Standing
from app.plans.queries import standing_to
from app.plans.queries.visible import item_in_scope


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A case, a focus point or an item that evidence is linked to. `case_public_id` is None outside the scope."""

    kind: LinkKind
    id: int
    public_id: str
    case_id: int | None
    case_public_id: str | None
    label: str
    units: tuple[int, ...]

    @property
    def href(self) -> str:
        """Where the thing itself is shown."""
        if self.kind is LinkKind.ITEM:
            return f"/tiltag/{self.public_id}"
        page = "/handleplan" if self.kind is LinkKind.FOCUS_POINT else ""
        return f"/sager/{self.case_public_id}{page}"

    @property
    def evidence_href(self) -> str:
        """Where its evidence is listed."""
        return f"{self.href}/dokumentation" if self.kind is not LinkKind.FOCUS_POINT else self._case_list

    @property
    def _case_list(self) -> str:
        return f"/sager/{self.case_public_id}/dokumentation"

    @property
    def kind_label(self) -> str:
        return LINK_KIND[self.kind]


class EvidenceVersionRow(HeldRole, frozen=True, kw_only=True):
    """One version: a file with its hash, or a place in the ESDH system. It never changes. And as what it was added."""

    no: int
    file_name: str
    esdh_reference: str
    sha256: str | None
    size: int | None
    media_type: str | None
    preview_sha256: str | None
    preview_size: int | None
    at: datetime


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
    "v.no, v.file_name, v.esdh_reference, b.sha256, b.size, b.media_type, d.sha256 AS preview_sha256, "
    f"d.size AS preview_size, v.at, {HeldRole.COLUMNS}"
)
_EVIDENCE = (
    'e.id, e.public_id, e."case" AS case_id, e.kind, e.title, e.dated_on, e.tier, e.added_by, e.withdrawn_at, '
    "e.withdrawn_reason"
)
_BLOBS = (
    "LEFT JOIN blobs b ON b.id = v.blob AND b.erased_at IS NULL "
    "LEFT JOIN blobs d ON d.id = v.derived_blob AND d.erased_at IS NULL "
    f'JOIN persons p ON p.id = v."by" {HeldRole.joins("v.at")}'
)
_LATEST = "v.no = (SELECT MAX(w.no) FROM evidence_versions w WHERE w.evidence = e.id)"


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
        f"JOIN evidence e ON e.id = l.evidence JOIN evidence_versions v ON v.evidence = e.id AND {_LATEST} {_BLOBS}"
        "WHERE {} AND {} ORDER BY e.id, l.id",
        condition,
        evidence_in_scope(scope),
    )


def evidence_in_scope(scope: Scope, alias: str = "e") -> QueryString:
    """True for evidence with a link that the reader sees, where they read its tier. `alias` names `evidence`."""
    return row_in(scope, alias, "evidence", _linked_in(scope, alias))


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
        withheld_in(scope, "e", "evidence", _linked_in(scope, "e")),
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
        f"JOIN evidence_versions v ON v.evidence = e.id AND {_LATEST} {_BLOBS}"
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


class _TargetRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    case_id: int | None
    case_public_id: str | None
    label: str
    unit: int


_OF_A_CASE = "c.id AS case_id, c.public_id AS case_public_id"
_SELECT_TARGET = {
    LinkKind.CASE: f"SELECT t.id, t.public_id, {_OF_A_CASE}, t.title AS label, cu.unit FROM cases t "
    'JOIN cases c ON c.id = t.id JOIN case_units cu ON cu."case" = t.id WHERE {} AND {} ORDER BY cu.id',
    LinkKind.FOCUS_POINT: f"SELECT t.id, t.public_id, {_OF_A_CASE}, t.title AS label, cu.unit FROM focus_points t "
    'JOIN cases c ON c.id = t."case" JOIN case_units cu ON cu."case" = c.id WHERE {} AND {} '
    "ORDER BY t.position, t.id, cu.id",
    LinkKind.ITEM: f"SELECT t.id, t.public_id, {_OF_A_CASE}, t.title AS label, t.unit FROM action_items t "
    'LEFT JOIN cases c ON c.id = t."case" AND {} WHERE {} AND {} ORDER BY t.no, t.id',
}


async def get_target(scope: Scope, kind: LinkKind, public_id: str) -> Target:
    """The case, focus point or item with this id in its address. Raises `NotFound` out of scope."""
    found = await _targets(scope, kind, sql("t.public_id = {}", public_id))
    if not found:
        raise NotFound
    return found[0]


async def list_targets(scope: Scope, case_id: int) -> list[Target]:
    """The case and those of its focus points and items that the reader sees, in their order."""
    return [
        *await _targets(scope, LinkKind.CASE, sql("t.id = {}", case_id)),
        *await _targets(scope, LinkKind.FOCUS_POINT, sql('t."case" = {}', case_id)),
        *await _targets(scope, LinkKind.ITEM, sql('t."case" = {}', case_id)),
    ]


async def list_links(scope: Scope, evidence_id: int) -> list[Target]:
    """What evidence is linked to, as far as the reader sees it."""
    found = []
    for kind in LinkKind:
        column = '"case"' if kind is LinkKind.CASE else kind.value
        linked = f"t.id IN (SELECT l.{column} FROM evidence_links l WHERE l.evidence = {{}})"
        found += await _targets(scope, kind, sql(linked, evidence_id))
    return found


async def _targets(scope: Scope, kind: LinkKind, condition: QueryString) -> list[Target]:
    conditions: tuple[QueryString, ...]
    if kind is LinkKind.ITEM:
        conditions = (case_in_scope(scope, 't."case"'), condition, item_in_scope(scope, "t"))
    else:
        conditions = (condition, case_in_scope(scope, "t.id" if kind is LinkKind.CASE else 't."case"'))
    found: dict[int, Target] = {}
    for row in await fetch_all(_TargetRow, _SELECT_TARGET[kind], *conditions):
        known = found.get(row.id)
        found[row.id] = Target(
            kind=kind,
            id=row.id,
            public_id=row.public_id,
            case_id=row.case_id,
            case_public_id=row.case_public_id,
            label=row.label,
            units=(*(known.units if known else ()), row.unit),
        )
    return list(found.values())


async def standing_to_target(scope: Scope, target: Target) -> Standing:
    """How the reader stands to what evidence is added to: an item may be their own."""
    if target.kind is LinkKind.ITEM:
        return await standing_to(scope, target.id, target.units[0])
    return Standing(await ancestors_of(scope, target.units, case=target.case_id))


async def units_linked(scope: Scope, evidence_id: int) -> tuple[Above, ...]:
    """What the policy asks about evidence the caller has resolved: per link, where that lies.

    Links to what the reader cannot see are among them: somebody rests on the evidence there, too.
    """
    rows = await fetch_rows(
        'SELECT l.id, e."case", k.descendant, k.ancestor FROM evidence_links l JOIN evidence e ON e.id = l.evidence '
        "LEFT JOIN focus_points f ON f.id = l.focus_point "
        "LEFT JOIN action_items i ON i.id = l.item "
        'LEFT JOIN case_units cu ON cu."case" = COALESCE(l."case", f."case") '
        "JOIN unit_closure k ON k.descendant = COALESCE(i.unit, cu.unit) WHERE l.evidence = {} ORDER BY l.id",
        evidence_id,
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(int(row["id"]), []).append((int(row["descendant"]), int(row["ancestor"])))
    return tuple(Above.of(pairs, case=rows[0]["case"]) for pairs in found.values())


class Place(msgspec.Struct, frozen=True):
    """Where evidence belongs: the municipality and the units of all it is linked to."""

    municipality: int
    units: tuple[int, ...]


async def place_of(scope: Scope, evidence_id: int) -> Place:
    """The place of evidence that the caller has resolved in the scope."""
    rows = await fetch_rows(
        "SELECT DISTINCT u.municipality, u.id FROM evidence_links l LEFT JOIN focus_points f ON f.id = l.focus_point "
        "LEFT JOIN action_items i ON i.id = l.item "
        'LEFT JOIN case_units cu ON cu."case" = COALESCE(l."case", f."case") '
        "JOIN units u ON u.id = COALESCE(i.unit, cu.unit) WHERE l.evidence = {} ORDER BY u.id",
        evidence_id,
    )
    return Place(int(rows[0]["municipality"]), tuple(int(row["id"]) for row in rows))
