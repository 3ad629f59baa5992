"""Who is behind a cookie."""

from datetime import date, datetime

import msgspec

from app.access.enums import Role
from app.access.policy import Grant, Scope
from app.committees.queries import committee_grants
from app.db.sql import fetch_all

CARRIED_LIMIT = 256 * 1024  # characters of the fields of a carried form


class Carried(msgspec.Struct, frozen=True):
    """A form that was sent after the session had ended; shown again, filled, after login."""

    path: str
    fields: dict[str, list[str]]


class SessionData(msgspec.Struct, frozen=True):
    carried: Carried | None = None


class SessionInfo(msgspec.Struct, frozen=True):
    id: int
    account: int
    person: int
    name: str
    grants: tuple[Grant, ...]
    data: SessionData
    seen_at: datetime
    expires_at: datetime


class _Row(msgspec.Struct, frozen=True):
    id: int
    account: int
    person: int
    name: str
    data: str
    seen_at: datetime
    expires_at: datetime
    is_member: bool  # of a committee, now or once
    role: Role | None
    unit: int | None
    case: int | None
    municipality: int


async def find_session(scope: Scope, digest: str, today: date) -> SessionInfo | None:
    """The session with this digest, whatever its age, with what the person may do today. One query; two for members.

    None for an unknown cookie, a closed account, or a person who has left.
    """
    rows = await fetch_all(
        _Row,
        "SELECT s.id, s.account, p.id AS person, p.name, s.data, s.seen_at, s.expires_at, "
        "CASE WHEN EXISTS (SELECT 1 FROM committee_members m WHERE m.person = p.id) THEN 1 ELSE 0 END AS is_member, "
        'g.role, g.unit, g."case", p.municipality FROM sessions s '
        "JOIN accounts a ON a.id = s.account JOIN persons p ON p.id = a.person "
        "LEFT JOIN role_grants g ON g.person = p.id AND g.valid_from <= {} "
        "AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "WHERE s.digest = {} AND a.is_active AND p.is_active",
        today,
        today,
        digest,
    )
    if not rows:
        return None
    first = rows[0]
    given = tuple(Grant(row.role, row.unit, row.municipality, case=row.case) for row in rows if row.role is not None)
    as_member = await committee_grants(scope, first.person, today) if first.is_member else ()
    return SessionInfo(
        id=first.id,
        account=first.account,
        person=first.person,
        name=first.name,
        grants=(*given, *as_member),
        data=msgspec.json.decode(first.data, type=SessionData),
        seen_at=first.seen_at,
        expires_at=first.expires_at,
    )
