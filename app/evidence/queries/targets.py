"""What evidence is linked to: cases, focus points and items."""

from typing import Any

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, case_in_scope
from app.audit.enums import EntityKind
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows, fetch_value, sql
from app.evidence.enums import LinkKind
from app.evidence.labels import LINK_KIND
from app.plans.policy import Standing
from app.plans.queries import standing_to
from app.plans.queries.visible import item_in_scope

_ENTITY = {
    LinkKind.CASE: EntityKind.CASE,
    LinkKind.FOCUS_POINT: EntityKind.FOCUS_POINT,
    LinkKind.ITEM: EntityKind.ACTION_ITEM,
}


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
    def entity_kind(self) -> EntityKind:
        """What the log calls such a thing."""
        return _ENTITY[self.kind]

    @property
    def link(self) -> dict[str, Any]:
        """The column of a link to it."""
        return {self.kind.value: self.id}

    @property
    def kind_label(self) -> str:
        return LINK_KIND[self.kind]


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


async def tiers_linked(scope: Scope, evidence_id: int) -> frozenset[Tier]:
    """The tiers of all that evidence is linked to, in scope or not; a case and a focus point are open."""
    rows = await fetch_rows(
        "SELECT DISTINCT COALESCE(i.tier, {}) AS tier FROM evidence_links l LEFT JOIN action_items i ON i.id = l.item "
        "WHERE l.evidence = {}",
        Tier.OPEN,
        evidence_id,
    )
    return frozenset(Tier(row["tier"]) for row in rows)


async def tier_of_target(scope: Scope, target: Target) -> Tier:
    """The tier of what the caller has resolved in the scope."""
    if target.kind is not LinkKind.ITEM:
        return Tier.OPEN
    return Tier(str(await fetch_value(str, "SELECT tier FROM action_items WHERE id = {}", target.id)))


async def hangs_on_restricted_item(scope: Scope, evidence_id: int) -> bool:
    """Whether an item that the evidence is linked to is for named readers only, be it in scope or not."""
    linked = "SELECT l.item FROM evidence_links l WHERE l.evidence = {}"
    count = f"SELECT COUNT(*) FROM action_items i WHERE i.id IN ({linked}) AND i.tier = {{}}"
    return bool(await fetch_value(int, count, evidence_id, Tier.RESTRICTED))


async def hangs_on_own_item(scope: Scope, evidence_id: int) -> bool:
    """Whether an item that the evidence is linked to is the reader's: they own it, or help with it."""
    rows = await fetch_rows(
        "SELECT i.id FROM evidence_links l JOIN action_items i ON i.id = l.item WHERE l.evidence = {} AND "
        "(i.owner = {} OR EXISTS (SELECT 1 FROM item_helpers h WHERE h.item = i.id AND h.person = {})) LIMIT 1",
        evidence_id,
        scope.person or 0,
        scope.person or 0,
    )
    return bool(rows)


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
