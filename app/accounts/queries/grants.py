"""What somebody holds today: the one place where a login and an API token get their rights from."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Grant, Scope
from app.committees.queries import committee_grants

# Select HELD and join HOLDS (with today twice) where `p` is the person: a row per role, and one where there is none.
HELD = (
    'p.id AS person, p.name, p.municipality, g.role, g.unit, g."case", '
    "CASE WHEN EXISTS (SELECT 1 FROM committee_members m WHERE m.person = p.id) THEN 1 ELSE 0 END AS is_member"
)
HOLDS = "LEFT JOIN role_grants g ON g.person = p.id AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is, and one of their roles."""

    person: int
    name: str
    municipality: int
    role: Role | None
    unit: int | None
    case: int | None
    is_member: bool  # of a committee, now or once


async def grants_of(scope: Scope, held: Sequence[Held], today: date) -> tuple[Grant, ...]:
    """The roles in the rows of one person, and what their committees give. No query; one for members."""
    given = tuple(Grant(row.role, row.unit, row.municipality, case=row.case) for row in held if row.role is not None)
    return (*given, *(await committee_grants(scope, held[0].person, today) if held[0].is_member else ()))
