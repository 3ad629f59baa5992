"""What has been used, and never counts again: questions to the provider, and its messages."""

from datetime import datetime, timedelta

from app.access.policy import Actor
from app.core.ids import token_digest
from app.db.sql import execute
from app.db.transaction import transaction


async def use_up(actor: Actor, kind: str, text: str, until: datetime) -> bool:
    """Whether this is the first time that `text` is used; it never is again until `until`. Old ones are forgotten."""
    async with transaction():
        made = await execute(
            "INSERT INTO sso_used (digest, expires_at) VALUES ({}, {}) ON CONFLICT (digest) DO NOTHING RETURNING id",
            token_digest(f"{kind} {text}"),
            until,
        )
        await execute("DELETE FROM sso_used WHERE expires_at < {}", actor.now - timedelta(hours=1))
    return bool(made)
