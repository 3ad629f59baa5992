"""One unit: where it stands, what it was called, who has a role there, and its cases."""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Above, Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value
from app.organisation.enums import UnitKind
from app.organisation.queries.visible import is_visible


class UnitAbove(msgspec.Struct, frozen=True):
    id: int
    public_id: str | None  # None: the reader may not open it
    name: str


class UnitVersionRow(msgspec.Struct, frozen=True):
    """What the unit was from `valid_from` until before `valid_to` (None: still)."""

    name: str
    kind: UnitKind
    parent_name: str | None
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    valid_to: date | None


class UnitPerson(msgspec.Struct, frozen=True):
    """A role that holds here. `depth` 0: given on this unit; more: on the unit `unit_name` so far above."""

    person_public_id: str
    person_name: str
    role: Role
    unit_name: str
    depth: int
    valid_to: date | None


class UnitBelow(msgspec.Struct, frozen=True):
    public_id: str
    name: str
    kind: UnitKind
    closed_on: date | None


class UnitDetail(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    external_id: str
    version: int
    closed_on: date | None
    name: str
    kind: UnitKind
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    is_readable: bool  # whether the reader may see cases here
    path: tuple[UnitAbove, ...]
    versions: tuple[UnitVersionRow, ...]
    people: tuple[UnitPerson, ...]
    below: tuple[UnitBelow, ...]

    @property
    def ancestors(self) -> Above:
        """The unit and those above it: what `policy.may` asks for."""
        return Above((frozenset({self.id, *(above.id for above in self.path)}),))


async def get_unit_id(scope: Scope, public_id: str) -> int:
    """The key of a unit the reader may see. Raises `NotFound`."""
    found = await fetch_value(
        int, "SELECT u.id FROM units u WHERE u.public_id = {} AND {}", public_id, is_visible(scope, "u.id")
    )
    if found is None:
        raise NotFound
    return found


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    external_id: str
    version: int
    closed_on: date | None
    name: str
    kind: UnitKind
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    is_readable: bool


async def get_unit(scope: Scope, public_id: str) -> UnitDetail:
    """The unit with everything its page shows; a constant number of queries. Raises `NotFound` outside the scope."""
    unit = await fetch_one(
        _Unit,
        "SELECT u.id, u.public_id, u.municipality, u.external_id, u.version, u.closed_on, v.name, v.kind, v.cvr_no, "
        "v.production_unit_no, v.valid_from, CASE WHEN {} THEN 1 ELSE 0 END AS is_readable FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE u.public_id = {} AND {}",
        in_scope(scope, "u.id"),
        public_id,
        is_visible(scope, "u.id"),
    )
    if unit is None:
        raise NotFound
    return UnitDetail(
        **msgspec.structs.asdict(unit),
        path=await _path(scope, unit.id),
        versions=await _versions(unit.id),
        people=await _people(scope, unit.id),
        below=await _below(unit.id),
    )


async def _path(scope: Scope, unit: int) -> tuple[UnitAbove, ...]:
    rows = await fetch_all(
        UnitAbove,
        "SELECT u.id, CASE WHEN {} THEN u.public_id END AS public_id, v.name FROM unit_closure uc "
        "JOIN units u ON u.id = uc.ancestor JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE uc.descendant = {} AND uc.depth > 0 ORDER BY uc.depth DESC",
        is_visible(scope, "u.id"),
        unit,
    )
    return tuple(rows)


async def _versions(unit: int) -> tuple[UnitVersionRow, ...]:
    """The newest first. The parent is shown by the name it has now."""
    rows = await fetch_all(
        UnitVersionRow,
        "SELECT v.name, v.kind, pv.name AS parent_name, v.cvr_no, v.production_unit_no, v.valid_from, v.valid_to "
        "FROM unit_versions v LEFT JOIN unit_versions pv ON pv.unit = v.parent AND pv.valid_to IS NULL "
        "WHERE v.unit = {} ORDER BY v.id DESC",
        unit,
    )
    return tuple(rows)


async def _people(scope: Scope, unit: int) -> tuple[UnitPerson, ...]:
    rows = await fetch_all(
        UnitPerson,
        "SELECT p.public_id AS person_public_id, p.name AS person_name, g.role, v.name AS unit_name, uc.depth, "
        "g.valid_to FROM unit_closure uc JOIN role_grants g ON g.unit = uc.ancestor "
        "JOIN persons p ON p.id = g.person JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL "
        "WHERE uc.descendant = {} AND p.is_active AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "ORDER BY uc.depth, g.role, p.sort_key, g.id",
        unit,
        scope.today,
        scope.today,
    )
    return tuple(rows)


async def _below(unit: int) -> tuple[UnitBelow, ...]:
    rows = await fetch_all(
        UnitBelow,
        "SELECT u.public_id, v.name, v.kind, u.closed_on FROM unit_versions v JOIN units u ON u.id = v.unit "
        "WHERE v.parent = {} AND v.valid_to IS NULL ORDER BY v.sort_key, u.id",
        unit,
    )
    return tuple(rows)
