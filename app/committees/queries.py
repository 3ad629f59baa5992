"""Committees, and what membership of them lets somebody see."""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Grant, Scope
from app.committees.enums import CommitteeFunction
from app.db.sql import fetch_all

# Units that an open committee of the same kind covers strictly below one of the committee's own.
_LOWER = (
    "SELECT k.ancestor, lu.unit, lc.kind FROM unit_closure k JOIN committee_units lu ON lu.unit = k.descendant "
    "JOIN committees lc ON lc.id = lu.committee AND lc.closed_on IS NULL WHERE k.depth > 0"
)


class _Reach(msgspec.Struct, frozen=True):
    committee: int
    function: CommitteeFunction
    unit: int
    municipality: int
    lower: int | None


async def committee_grants(scope: Scope, person: int, today: date) -> tuple[Grant, ...]:
    """What the person's memberships give today: a grant per unit of each committee, less what lower ones cover.

    Rule 41: a committee reads the cases of its own units; those of a lower committee's units are that one's.
    One query.
    """
    rows = await fetch_all(
        _Reach,
        "SELECT m.committee, m.function, cu.unit, c.municipality, lower.unit AS lower FROM committee_members m "
        "JOIN committees c ON c.id = m.committee AND c.closed_on IS NULL "
        "JOIN committee_units cu ON cu.committee = c.id "
        f"LEFT JOIN ({_LOWER}) lower ON lower.ancestor = cu.unit AND lower.kind = c.kind "
        "WHERE m.person = {} AND m.valid_from <= {} AND (m.valid_to IS NULL OR m.valid_to > {})",
        person,
        today,
        today,
    )
    held: dict[tuple[int, CommitteeFunction, int], Grant] = {}
    for row in rows:
        key = (row.committee, row.function, row.unit)
        is_secretary = row.function is CommitteeFunction.SECRETARY
        role = Role.COMMITTEE_SECRETARY if is_secretary else Role.COMMITTEE_MEMBER
        grant = held.get(key) or Grant(role, row.unit, row.municipality)
        but = grant.but if row.lower is None else grant.but | {row.lower}
        held[key] = msgspec.structs.replace(grant, but=but)
    return tuple(held.values())
