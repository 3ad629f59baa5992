"""Who is behind a cookie."""

from datetime import date, datetime

import msgspec

from app.access.policy import Grant, Scope
from app.accounts.enums import SessionStage
from app.accounts.queries.grants import HELD, HOLDS, Held, grants_of
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
    public_id: str
    account: int
    stage: SessionStage
    person: int
    name: str
    grants: tuple[Grant, ...]
    data: SessionData
    seen_at: datetime
    proved_at: datetime
    expires_at: datetime
    is_sso: bool  # began with single sign-on


class _Row(Held, frozen=True, kw_only=True):
    id: int
    public_id: str
    account: int
    stage: SessionStage
    data: str
    seen_at: datetime
    proved_at: datetime
    expires_at: datetime
    is_sso: bool


async def find_session(scope: Scope, digest: str, today: date) -> SessionInfo | None:
    """The session with this digest, whatever its age, with what the person may do today. One query; two for members.

    None for an unknown cookie, a closed account, or a person who has left.
    """
    rows = await fetch_all(
        _Row,
        "SELECT s.id, s.public_id, s.account, s.stage, s.data, s.seen_at, s.proved_at, s.expires_at, "
        "CASE WHEN s.sso_hint IS NULL THEN 0 ELSE 1 END AS is_sso, "
        f"{HELD} FROM sessions s "
        "JOIN accounts a ON a.id = s.account JOIN persons p ON p.id = a.person "
        f"{HOLDS}WHERE s.digest = {{}} AND a.is_active AND p.is_active",
        today,
        today,
        digest,
    )
    if not rows:
        return None
    first = rows[0]
    return SessionInfo(
        id=first.id,
        public_id=first.public_id,
        account=first.account,
        stage=first.stage,
        person=first.person,
        name=first.name,
        grants=await grants_of(scope, rows, today),
        data=msgspec.json.decode(first.data, type=SessionData),
        seen_at=first.seen_at,
        proved_at=first.proved_at,
        expires_at=first.expires_at,
        is_sso=first.is_sso,
    )


class OwnSession(msgspec.Struct, frozen=True):
    """One of the places where a person is logged in."""

    id: int
    public_id: str
    device: str
    created_at: datetime
    seen_at: datetime


async def list_sessions(scope: Scope, now: datetime) -> list[OwnSession]:
    """The reader's own open sessions, the one used last first."""
    return await fetch_all(
        OwnSession,
        "SELECT s.id, s.public_id, s.device, s.created_at, s.seen_at FROM sessions s "
        "JOIN accounts a ON a.id = s.account WHERE a.person = {} AND s.stage = {} AND s.expires_at > {} "
        "ORDER BY s.seen_at DESC, s.id DESC",
        scope.person or 0,
        SessionStage.OPEN,
        now,
    )
