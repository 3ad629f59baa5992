"""What somebody leaves behind, for an administrator who sees no cases: how much, where, and who can take it on."""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Scope
from app.db.sql import fetch_all, fetch_rows, fetch_value, in_list

_NAMED = 3  # of those who can hand over at one unit


class UnitHoldings(msgspec.Struct, frozen=True):
    """Open items of one unit, and the open cases the person is accountable for there: a case is counted once, at the
    first of its units. `leads` are the nearest who can hand them over, with their role."""

    unit_name: str
    as_owner: int
    as_helper: int
    cases: int
    leads: tuple[str, ...]


class Holdings(msgspec.Struct, frozen=True):
    """`leaderless` are the units whose only manager the person is; `only_reader` counts what nobody else can read:
    once they have left, nobody at all."""

    units: tuple[UnitHoldings, ...] = ()
    leaderless: tuple[str, ...] = ()
    only_reader: int = 0

    @property
    def as_owner(self) -> int:
        """How many open items the person is the owner of."""
        return sum(unit.as_owner for unit in self.units)

    @property
    def cases(self) -> int:
        """How many open cases the person is accountable for."""
        return sum(unit.cases for unit in self.units)

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.leaderless or self.only_reader)


class _Count(msgspec.Struct, frozen=True):
    unit: int
    unit_name: str
    as_owner: int
    as_helper: int
    cases: int


class _Lead(msgspec.Struct, frozen=True):
    unit: int
    name: str
    role: Role


async def get_holdings(scope: Scope, person: int) -> Holdings:
    """What a person holds whom the caller has resolved among those they administer; four queries, and no titles."""
    counts = await fetch_all(
        _Count,
        "SELECT h.unit, v.name AS unit_name, SUM(h.as_owner) AS as_owner, SUM(h.as_helper) AS as_helper, "
        "SUM(h.cases) AS cases FROM ("
        "SELECT i.unit, CASE WHEN i.owner = {} THEN 1 ELSE 0 END AS as_owner, "
        "CASE WHEN i.owner = {} THEN 0 ELSE 1 END AS as_helper, 0 AS cases FROM action_items i "
        'LEFT JOIN cases c ON c.id = i."case" '
        "WHERE i.status IN ('planned', 'in_progress') AND (c.id IS NULL OR c.phase <> 'closed') AND i.id IN "
        "(SELECT o.id FROM action_items o WHERE o.owner = {} "
        "UNION SELECT h.item FROM item_helpers h WHERE h.person = {}) "
        "UNION ALL SELECT cu.unit, 0, 0, 1 FROM cases o JOIN case_units cu ON cu.id = "
        '(SELECT MIN(f.id) FROM case_units f WHERE f."case" = o.id) '
        "WHERE o.owner = {} AND o.phase <> 'closed') h "
        "JOIN unit_versions v ON v.unit = h.unit AND v.valid_to IS NULL "
        "GROUP BY h.unit, v.name, v.sort_key ORDER BY v.sort_key, h.unit",
        person,
        person,
        person,
        person,
        person,
    )
    leads = await _leads({row.unit for row in counts}, person, scope.today)
    return Holdings(
        units=tuple(
            UnitHoldings(row.unit_name, row.as_owner, row.as_helper, row.cases, tuple(leads.get(row.unit, ())[:_NAMED]))
            for row in counts
        ),
        leaderless=await _leaderless(person, scope.today),
        only_reader=await _only_reader(person),
    )


async def _leads(units: set[int], person: int, today: date) -> dict[int, list[str]]:
    """The managers at or above each unit, the nearest first, then the consultants; not the person themselves."""
    rows = await fetch_all(
        _Lead,
        "SELECT k.descendant AS unit, p.name, g.role FROM unit_closure k JOIN role_grants g ON g.unit = k.ancestor "
        "JOIN persons p ON p.id = g.person AND p.is_active WHERE k.descendant IN {} AND g.role IN {} "
        "AND g.person <> {} AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "ORDER BY CASE WHEN g.role = {} THEN 0 ELSE 1 END, k.depth, p.sort_key, p.id",
        in_list(units),
        in_list((Role.MANAGER, Role.CONSULTANT)),
        person,
        today,
        today,
        Role.MANAGER,
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.unit, []).append(f"{row.name} ({ROLE[row.role].lower()})")
    return found


async def _leaderless(person: int, today: date) -> tuple[str, ...]:
    """The units that the person manages, or did on their last day, and nobody else, there or above: their cases have
    no manager then."""
    rows = await fetch_rows(
        "SELECT DISTINCT v.name, v.sort_key FROM role_grants g "
        "JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL "
        "JOIN persons me ON me.id = g.person WHERE g.person = {} AND g.role = {} "
        "AND (g.valid_to IS NULL OR g.valid_to > {} OR g.valid_to = me.left_on) AND NOT EXISTS "
        "(SELECT 1 FROM unit_closure k JOIN role_grants o ON o.unit = k.ancestor AND o.role = {} "
        "JOIN persons p ON p.id = o.person AND p.is_active WHERE k.descendant = g.unit AND o.person <> {} "
        "AND o.valid_from <= {} AND (o.valid_to IS NULL OR o.valid_to > {})) ORDER BY v.sort_key",
        person,
        Role.MANAGER,
        today,
        Role.MANAGER,
        person,
        today,
        today,
    )
    return tuple(str(row["name"]) for row in rows)


async def _only_reader(person: int) -> int:
    """How many rows are restricted to readers of whom nobody else is still here."""
    found = await fetch_value(
        int,
        "SELECT COUNT(*) AS n FROM named_readers n WHERE n.person = {} AND NOT EXISTS "
        "(SELECT 1 FROM named_readers o JOIN persons p ON p.id = o.person AND p.is_active WHERE o.person <> {} AND "
        "(o.item = n.item OR o.item_update = n.item_update OR o.document = n.document OR o.evidence = n.evidence "
        "OR o.paper = n.paper OR o.round_unit = n.round_unit))",
        person,
        person,
    )
    return found or 0
