"""How units stand today, of all that was recorded: for the page across units, the overview and the daily mail."""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.policy import Reach, Scope
from app.access.queries import at_unit
from app.cycles.enums import CycleKind, Standing
from app.cycles.queries.records import LACKS
from app.cycles.rules import Status, held_before, status_of
from app.db.sql import fetch_all, sql


class Last(msgspec.Struct, frozen=True):
    """The latest record that holds for a unit; `is_own` False: it was made for one above."""

    public_id: str
    held_on: date | None
    held_text: str
    changed_on: date | None
    is_own: bool
    status: Status


class UnitStanding(msgspec.Struct, frozen=True):
    """A unit with the latest of each kind; none where nothing was recorded."""

    public_id: str
    name: str
    parent_name: str | None
    last: Mapping[CycleKind, Last]


class CycleDue(msgspec.Struct, frozen=True):
    """A unit whose next one is overdue, due soon, called for by changed work, or unknown because the last one is."""

    kind: CycleKind
    unit_name: str
    public_id: str
    held_on: date | None
    held_text: str
    changed_on: date | None
    status: Status

    @property
    def since(self) -> date | None:
        """The day that it waits from: when it is due, or when the work changed; None: now, or nobody knows."""
        if self.status.standing is Standing.UNFINISHED:
            return None
        return self.changed_on if self.status.standing is Standing.CHANGED else self.status.due


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    parent_name: str | None


class _Last(msgspec.Struct, frozen=True):
    unit: int
    unit_name: str
    kind: CycleKind
    public_id: str
    held_on: date | None
    held_text: str
    changed_on: date | None
    is_own: bool
    lacks: bool


def _status(row: _Last, today: date) -> Status:
    return status_of(row.kind, row.held_on, row.changed_on, today, lacks=row.lacks)


def reads_cycles(scope: Scope) -> bool:
    return scope.sees_all or scope.cycles != Reach()


# The latest record that holds for each unit: of its own, and of those above that hold for what lies below.
_LATEST = (
    "SELECT k.unit, v.name AS unit_name, k.kind, k.public_id, k.held_on, k.held_text, k.changed_on, k.is_own, "
    "k.lacks FROM "
    "(SELECT c.descendant AS unit, r.kind, r.public_id, r.held_on, r.held_text, r.changed_on, "
    "CASE WHEN c.depth = 0 THEN 1 ELSE 0 END AS is_own, "
    f"{LACKS}, "
    "ROW_NUMBER() OVER (PARTITION BY c.descendant, r.kind ORDER BY r.held_on DESC NULLS LAST, r.id DESC) AS place "
    "FROM cyclic_records r JOIN unit_closure c ON c.ancestor = r.unit AND (c.depth = 0 OR r.covers_below) "
    "JOIN units u ON u.id = c.descendant AND u.closed_on IS NULL WHERE r.withdrawn_on IS NULL AND {}) k "
    "JOIN unit_versions v ON v.unit = k.unit AND v.valid_to IS NULL WHERE k.place = 1 AND {} "
    "ORDER BY v.sort_key, k.unit"
)


async def list_standing(scope: Scope, *, unit: int | None = None) -> list[UnitStanding]:
    """Every open unit whose records the reader reads, by name; with `unit`, it and what lies below. Two queries."""
    below = "EXISTS (SELECT 1 FROM unit_closure b WHERE b.ancestor = {} AND b.descendant = u.id)"
    here = sql(below, unit) if unit is not None else sql("1 = 1")
    reach = sql("1 = 1") if scope.sees_all else at_unit(scope.cycles, "u.id", None)
    units = await fetch_all(
        _Unit,
        "SELECT u.id, u.public_id, v.name, p.name AS parent_name FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "LEFT JOIN unit_versions p ON p.unit = v.parent AND p.valid_to IS NULL "
        "WHERE u.closed_on IS NULL AND {} AND {} ORDER BY v.sort_key, u.id",
        reach,
        here,
    )
    found: dict[int, dict[CycleKind, Last]] = {}
    for row in await fetch_all(_Last, _LATEST, sql("{} AND {}", reach, here), sql("1 = 1")):
        status = _status(row, scope.today)
        last = Last(row.public_id, row.held_on, row.held_text, row.changed_on, row.is_own, status)
        found.setdefault(row.unit, {})[row.kind] = last
    return [UnitStanding(each.public_id, each.name, each.parent_name, found.get(each.id, {})) for each in units]


async def list_cycles_due(scope: Scope, *, limit: int | None = None) -> list[CycleDue]:
    """By date, what waits at the units that the reader reads; what was made for a unit above waits there. One query;
    none for who reads no such records."""
    if not reads_cycles(scope):
        return []
    reach = sql("1 = 1") if scope.sees_all else at_unit(scope.cycles, "u.id", None)
    waits = [
        sql("(k.kind = {} AND (k.held_on IS NULL OR k.held_on <= {}))", kind, held_before(kind, scope.today))
        for kind in CycleKind
    ]
    rows = await fetch_all(
        _Last, _LATEST, reach, sql("k.is_own = 1 AND (k.changed_on IS NOT NULL OR k.lacks = 1 OR {} OR {})", *waits)
    )
    found = [
        CycleDue(row.kind, row.unit_name, row.public_id, row.held_on, row.held_text, row.changed_on, status)
        for row in rows
        if (status := _status(row, scope.today)).standing is not Standing.FINE
    ]
    return sorted(found, key=lambda each: (each.since or scope.today, each.unit_name))[:limit]
