"""What membership of committees lets somebody see, and why."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import msgspec

from app.access.enums import Role
from app.access.policy import Actor, Grant, Scope
from app.committees.enums import CommitteeFunction, CommitteeKind
from app.db.sql import fetch_all, in_list

# Units that an open committee of the same kind covers strictly below one of the committee's own.
LOWER = (
    "SELECT k.ancestor, lu.unit, lc.id AS committee, lc.name, lc.kind FROM unit_closure k "
    "JOIN committee_units lu ON lu.unit = k.descendant "
    "JOIN committees lc ON lc.id = lu.committee AND lc.closed_on IS NULL WHERE k.depth > 0"
)


class _Reach(msgspec.Struct, frozen=True):
    committee: int
    function: CommitteeFunction
    unit: int
    municipality: int
    lower: int | None


def _role_of(function: CommitteeFunction) -> Role:
    """The role that a function in a committee carries: everybody reads, secretaries by a role of their own."""
    return Role.COMMITTEE_SECRETARY if function is CommitteeFunction.SECRETARY else Role.COMMITTEE_MEMBER


async def committee_grants(scope: Scope, person: int, today: date) -> tuple[Grant, ...]:
    """What the person's memberships give today: a grant per unit of each committee, less what lower ones cover.

    Rule 41: a committee reads the cases of its own units; those of a lower committee's units are that one's.
    One query.
    """
    return await _grants(person, today, starts_by=today)


async def lasting_grants(scope: Scope, person: int) -> tuple[Grant, ...]:
    """As `committee_grants`, with the memberships that are yet to begin: what a change must not widen for oneself."""
    return await _grants(person, scope.today, starts_by=date.max)


async def _grants(person: int, today: date, *, starts_by: date) -> tuple[Grant, ...]:
    return _held(
        await fetch_all(
            _Reach,
            "SELECT m.committee, m.function, cu.unit, c.municipality, lower.unit AS lower FROM committee_members m "
            "JOIN committees c ON c.id = m.committee AND c.closed_on IS NULL "
            "JOIN committee_units cu ON cu.committee = c.id "
            f"LEFT JOIN ({LOWER}) lower ON lower.ancestor = cu.unit AND lower.kind = c.kind "
            "WHERE m.person = {} AND m.valid_from <= {} AND (m.valid_to IS NULL OR m.valid_to > {})",
            person,
            starts_by,
            today,
        )
    )


async def grants_of(scope: Scope, committee: int) -> tuple[Grant, ...]:
    """What every member of an open committee reads through it, whoever they are. The caller has resolved it."""
    return _held(
        await fetch_all(
            _Reach,
            "SELECT c.id AS committee, 'member' AS function, cu.unit, c.municipality, lower.unit AS lower "
            "FROM committees c JOIN committee_units cu ON cu.committee = c.id "
            f"LEFT JOIN ({LOWER}) lower ON lower.ancestor = cu.unit AND lower.kind = c.kind "
            "WHERE c.id = {} AND c.closed_on IS NULL",
            committee,
        )
    )


async def scope_of(scope: Scope, committee: int) -> Scope:
    """What the committee itself reads today: for what is made for it, whoever makes it."""
    noon = datetime.combine(scope.today, time(12), UTC)
    return Actor(None, "", await grants_of(scope, committee), noon, "").scope


def _held(rows: list[_Reach]) -> tuple[Grant, ...]:
    held: dict[tuple[int, CommitteeFunction, int], Grant] = {}
    for row in rows:
        key = (row.committee, row.function, row.unit)
        grant = held.get(key) or Grant(_role_of(row.function), row.unit, row.municipality)
        but = grant.but if row.lower is None else grant.but | {row.lower}
        held[key] = msgspec.structs.replace(grant, but=but)
    return tuple(held.values())


class Membership(msgspec.Struct, frozen=True):
    """A place in an open committee, now or to come, with the units it covers and the lower committees below them."""

    committee: int
    public_id: str
    name: str
    kind: CommitteeKind
    function: CommitteeFunction
    valid_from: date
    valid_to: date | None
    units: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()
    lower: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the term lasts that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class _Membership(msgspec.Struct, frozen=True):
    committee: int
    public_id: str
    name: str
    kind: CommitteeKind
    function: CommitteeFunction
    valid_from: date
    valid_to: date | None


class _Unit(msgspec.Struct, frozen=True):
    committee: int
    unit: int
    name: str


class _Lower(msgspec.Struct, frozen=True):
    committee: int
    name: str


async def list_memberships(scope: Scope, person: int) -> tuple[Membership, ...]:
    """The person's places in open committees that have not ended, by name; three queries.

    The caller has resolved `person`, or it is the reader.
    """
    rows = await fetch_all(
        _Membership,
        "SELECT m.committee, c.public_id, c.name, c.kind, m.function, m.valid_from, m.valid_to "
        "FROM committee_members m JOIN committees c ON c.id = m.committee AND c.closed_on IS NULL "
        "WHERE m.person = {} AND (m.valid_to IS NULL OR m.valid_to > {}) ORDER BY c.sort_key, m.id",
        person,
        scope.today,
    )
    ids = in_list({row.committee for row in rows})
    units = await fetch_all(
        _Unit,
        "SELECT cu.committee, cu.unit, v.name FROM committee_units cu "
        "JOIN unit_versions v ON v.unit = cu.unit AND v.valid_to IS NULL WHERE cu.committee IN {} "
        "ORDER BY v.sort_key, cu.id",
        ids,
    )
    lower = await fetch_all(
        _Lower,
        "SELECT DISTINCT c.id AS committee, lower.name FROM committees c "
        "JOIN committee_units cu ON cu.committee = c.id "
        f"JOIN ({LOWER}) lower ON lower.ancestor = cu.unit AND lower.kind = c.kind AND lower.committee <> c.id "
        "WHERE c.id IN {} ORDER BY lower.name",
        ids,
    )
    return tuple(
        Membership(
            **msgspec.structs.asdict(row),
            units=tuple(each.name for each in units if each.committee == row.committee),
            unit_ids=tuple(each.unit for each in units if each.committee == row.committee),
            lower=tuple(each.name for each in lower if each.committee == row.committee),
        )
        for row in rows
    )


class _Seat(msgspec.Struct, frozen=True):
    public_id: str
    name: str
    function: CommitteeFunction


async def list_seats(scope: Scope, people: Sequence[str]) -> dict[str, tuple[tuple[CommitteeFunction, str], ...]]:
    """By public id, what each of these people is today in which open committee. One query.

    The caller has found the people inside the reader's scope.
    """
    rows = await fetch_all(
        _Seat,
        "SELECT p.public_id, c.name, m.function FROM committee_members m JOIN persons p ON p.id = m.person "
        "JOIN committees c ON c.id = m.committee AND c.closed_on IS NULL WHERE p.public_id IN {} "
        "AND m.valid_from <= {} AND (m.valid_to IS NULL OR m.valid_to > {}) ORDER BY c.sort_key, m.id",
        in_list(people),
        scope.today,
        scope.today,
    )
    found: dict[str, tuple[tuple[CommitteeFunction, str], ...]] = {}
    for row in rows:
        found[row.public_id] = (*found.get(row.public_id, ()), (row.function, row.name))
    return found
