"""Why somebody sees something: single cases they were given, and the units that bring one case into view."""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Above, Scope
from app.access.queries import case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one


class CaseAccess(msgspec.Struct, frozen=True):
    """A single case that somebody was given. `public_id` and `title` are None for a reader who does not see it."""

    role: Role
    public_id: str | None
    reference: str | None
    title: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is given that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


async def list_case_access(scope: Scope, person: int) -> tuple[CaseAccess, ...]:
    """The single cases given to a person that have not ended, the latest first. One query.

    The caller has resolved `person`, or it is the reader.
    """
    seen = case_in_scope(scope, "c.id")
    rows = await fetch_all(
        CaseAccess,
        "SELECT g.role, CASE WHEN {} THEN c.public_id END AS public_id, "
        "CASE WHEN {} THEN c.reference END AS reference, "
        "CASE WHEN {} THEN c.title END AS title, g.valid_from, g.valid_to FROM role_grants g "
        'JOIN cases c ON c.id = g."case" WHERE g.person = {} AND (g.valid_to IS NULL OR g.valid_to > {}) '
        "ORDER BY g.valid_from DESC, g.id DESC",
        seen,
        seen,
        seen,
        person,
        scope.today,
    )
    return tuple(rows)


class CaseUnit(msgspec.Struct, frozen=True):
    """A unit of a case, with the keys of it and those above."""

    name: str
    ancestors: Above


class CaseView(msgspec.Struct, frozen=True):
    """What decides who sees a case."""

    id: int
    public_id: str
    reference: str
    title: str
    units: tuple[CaseUnit, ...] = ()


class _Case(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    reference: str
    title: str


class _Above(msgspec.Struct, frozen=True):
    unit: int
    name: str
    ancestor: int


async def get_case_view(scope: Scope, public_id: str) -> CaseView:
    """The case with its units; two queries. Raises `NotFound` outside the scope."""
    case = await fetch_one(
        _Case,
        "SELECT c.id, c.public_id, c.reference, c.title FROM cases c WHERE c.public_id = {} AND {}",
        public_id,
        case_in_scope(scope, "c.id"),
    )
    if case is None:
        raise NotFound
    rows = await fetch_all(
        _Above,
        "SELECT cu.unit, v.name, k.ancestor FROM case_units cu JOIN unit_closure k ON k.descendant = cu.unit "
        'JOIN unit_versions v ON v.unit = cu.unit AND v.valid_to IS NULL WHERE cu."case" = {} ORDER BY cu.id',
        case.id,
    )
    names: dict[int, str] = {}
    above: dict[int, set[int]] = {}
    for row in rows:
        names[row.unit] = row.name
        above.setdefault(row.unit, set()).add(row.ancestor)
    units = tuple(CaseUnit(name, Above((frozenset(above[unit]),), case.id)) for unit, name in names.items())
    return CaseView(case.id, case.public_id, case.reference, case.title, units)
