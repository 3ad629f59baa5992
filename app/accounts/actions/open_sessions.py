"""Ending sessions, and keeping those in use: what happens to a session after it was opened."""

from datetime import timedelta

import msgspec

from app.access.policy import Actor
from app.accounts.enums import SessionStage
from app.accounts.queries.sessions import SessionData
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import NotFound
from app.db.sql import execute
from app.db.transaction import transaction


async def log_out(actor: Actor, session_id: int) -> None:
    async with transaction():
        await execute("DELETE FROM sessions WHERE id = {}", session_id)
        if actor.account is not None:
            record(actor, AuditAction.LOGGED_OUT, EntityKind.ACCOUNT, actor.account)


async def log_out_elsewhere(actor: Actor, session_id: int, public_id: str | None = None) -> None:
    """Ends the actor's other session with this id, or all others. Raises `NotFound` for somebody else's."""
    if actor.account is None:
        raise NotFound
    async with transaction():
        ended = await execute(
            "DELETE FROM sessions WHERE account = {} AND id <> {} AND (CAST({} AS TEXT) = '' OR public_id = {}) "
            "RETURNING id",
            actor.account,
            session_id,
            public_id or "",
            public_id or "",
        )
        if public_id and not ended:
            raise NotFound
        what = "Loggede ud et andet sted" if public_id else "Loggede ud alle andre steder"
        record(actor, AuditAction.CHANGED, EntityKind.ACCOUNT, actor.account, subject=actor.name, reason=what)


async def touch_session(actor: Actor, session_id: int, *, hours: int) -> None:
    """Moves the end of a session that is in use; called at most every five minutes. An ended one stays ended."""
    async with transaction():
        await execute(
            "UPDATE sessions SET seen_at = {}, expires_at = {} WHERE id = {} AND seen_at < {} AND stage = {}",
            actor.now,
            actor.now + timedelta(hours=hours),
            session_id,
            actor.now,
            SessionStage.OPEN,
        )


async def drop_carried(actor: Actor, session_id: int) -> None:
    """Forgets a carried form once it has been saved."""
    async with transaction():
        empty = msgspec.json.encode(SessionData()).decode()
        await execute("UPDATE sessions SET data = {} WHERE id = {}", empty, session_id)
