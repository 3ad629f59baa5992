"""Being logged out because of what one may do has changed."""

from app.access.policy import Actor
from app.db.sql import execute
from app.db.transaction import transaction

_ENDED = "ended"  # app.accounts.enums.SessionStage, of a later slice


async def end_sessions(actor: Actor, person: int) -> None:
    """Logs somebody out everywhere because a role, a place in a committee or a case was given or taken.

    A form they are filling in is kept over the login.
    """
    async with transaction():
        await execute(
            "UPDATE sessions SET stage = {}, expires_at = {} WHERE stage <> {} "
            "AND account IN (SELECT id FROM accounts WHERE person = {})",
            _ENDED,
            actor.now,
            _ENDED,
            person,
        )
