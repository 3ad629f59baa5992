"""Who may see and do what, as a model in plain data: written by hand from the issue, knowing nothing of app/access.

Units, people, committees, cases and rows are numbers, in the order they came. The application must agree with this,
whatever has happened: see tests/access/test_state_machine.py.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from app.access.enums import Permission, Role, Tier

_AMO = {Role.HEALTH_SAFETY_REP, Role.UNION_REP, Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY}
_LEADS = {Role.MANAGER, Role.CONSULTANT}
_MANAGEMENT = {*_LEADS, Role.AUDITOR}
_WORKS = {*_LEADS, Role.HEALTH_SAFETY_REP}
READERS = {
    Tier.OPEN: {*_AMO, *_MANAGEMENT, Role.READER, Role.EXTERNAL_ADVISER},
    Tier.AMO: {*_AMO, *_MANAGEMENT},
    Tier.MANAGEMENT: _MANAGEMENT,
}
DOERS = {
    Permission.CASE_READ: READERS[Tier.OPEN],
    Permission.CASE_WRITE: _LEADS,
    Permission.PLAN_WRITE: _WORKS,
    Permission.PLAN_APPROVE: _LEADS,
    Permission.ITEM_UPDATE: _WORKS,
    Permission.ITEM_COMMENT: {*_WORKS, Role.EXTERNAL_ADVISER},
    Permission.EVIDENCE_ADD: {*_WORKS, Role.EXTERNAL_ADVISER},
    Permission.EVIDENCE_WITHDRAW: _WORKS,
    Permission.INVOLVEMENT_ADD: {*_WORKS, Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY},
    Permission.REPORT_RELEASE: _LEADS,
    Permission.LOG_READ: {Role.AUDITOR},
    Permission.ACCOUNT_WRITE: {Role.ADMINISTRATOR},
}
Kind = Literal["item", "note", "evidence", "document"]


class Term(msgspec.Struct):
    """From its first day until before its last."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class Given(msgspec.Struct):
    """A role on a unit, or on one case."""

    key: int
    person: int
    role: Role
    term: Term
    unit: int | None = None
    case: int | None = None


class Body(msgspec.Struct):
    """A committee of the kind MED."""

    key: int
    units: tuple[int, ...]
    is_closed: bool = False


class Seat(msgspec.Struct):
    key: int
    person: int
    body: int
    role: Role
    term: Term


class Row(msgspec.Struct):
    """An item, a note on one, a piece of evidence or a letter. `item` is what a note or evidence hangs on."""

    kind: Kind
    key: int
    public_id: str
    word: str
    case: int
    author: int
    tier: Tier = Tier.OPEN
    named: frozenset[int] = frozenset()
    unit: int | None = None
    owner: int | None = None
    item: int | None = None


class Model(msgspec.Struct):
    today: date
    parents: list[int | None]
    closed: set[int] = msgspec.field(default_factory=set)
    given: list[Given] = msgspec.field(default_factory=list)
    bodies: list[Body] = msgspec.field(default_factory=list)
    seats: list[Seat] = msgspec.field(default_factory=list)
    cases: list[tuple[int, ...]] = msgspec.field(default_factory=list)  # their units
    rows: list[Row] = msgspec.field(default_factory=list)

    def above(self, unit: int) -> list[int]:
        """The unit and those above it."""
        parent = self.parents[unit]
        return [unit, *(self.above(parent) if parent is not None else [])]

    def below(self, unit: int) -> set[int]:
        return {each for each in range(len(self.parents)) if unit in self.above(each)}

    def _covers(self, body: Body, units: set[int]) -> bool:
        """By one of its units, unless another open committee has one further down on the way (rule 41)."""
        lower = {each for other in self.bodies if not other.is_closed for each in other.units}
        return any(own in units and not (lower & units & self.below(own)) - {own} for own in body.units)

    def _holds(self, person: int, roles: Iterable[Role], units: set[int], case: int | None) -> bool:
        """A role today on one of `units`, which are a place and all above it, or on the case."""
        return any(
            each.person == person
            and each.role in roles
            and each.term.holds(self.today)
            and (each.unit in units if each.case is None else each.case == case)
            for each in self.given
        ) or any(
            each.person == person
            and each.role in roles
            and each.term.holds(self.today)
            and not self.bodies[each.body].is_closed
            and self._covers(self.bodies[each.body], units)
            for each in self.seats
        )

    def reads_unit(self, person: int, tier: Tier, unit: int, case: int | None) -> bool:
        return self._holds(person, READERS[tier], set(self.above(unit)), case)

    def reads_case(self, person: int, tier: Tier, case: int) -> bool:
        return any(self.reads_unit(person, tier, unit, case) for unit in self.cases[case])

    def sees(self, person: int, row: Row) -> bool:
        """Whether the person reads the row: by its tier, by name, or because the item is theirs."""
        tier = Tier.OPEN if row.tier is Tier.RESTRICTED else row.tier
        if row.tier is Tier.RESTRICTED and person not in row.named:
            return row.owner == person and self._lies_open(person, row)
        if row.item is not None:
            item = self.rows[row.item]
            assert item.unit is not None
            return self.sees(person, item) and self.reads_unit(person, tier, item.unit, item.case)
        if row.unit is not None:
            own = row.owner == person and self._lies_open(person, row)
            return own or self.reads_unit(person, tier, row.unit, row.case)
        return self.reads_case(person, tier, row.case)

    def _lies_open(self, person: int, row: Row) -> bool:
        return row.unit is not None and self.reads_unit(person, Tier.OPEN, row.unit, row.case)

    def may(self, person: int, permission: Permission, units: Iterable[int], case: int | None) -> bool:
        """On one of the thing's units, or on its case."""
        return any(self._holds(person, DOERS[permission], set(self.above(unit)), case) for unit in units)

    def gives(self, person: int, tier: Tier, row: Row) -> bool:
        """Whether the person reads rows of `tier` where the row lies, and so may give it that tier."""
        if tier is Tier.RESTRICTED:
            return True
        if row.item is not None:
            row = self.rows[row.item]
        units = self.cases[row.case] if row.unit is None else (row.unit,)
        return any(self.reads_unit(person, tier, unit, row.case) for unit in units)
