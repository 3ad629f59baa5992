"""Logging in and out."""

from datetime import datetime, timedelta

import msgspec

from app.access.policy import Actor
from app.accounts import rules
from app.accounts.passwords import DECOY, matches
from app.accounts.queries.sessions import Carried, SessionData
from app.accounts.tables import Session
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid
from app.core.text import search_key
from app.db.sql import execute, fetch_one, insert
from app.db.transaction import transaction

EXPIRED_KEPT = timedelta(days=7)  # so that a form sent just after the session ended is not lost


class _Account(msgspec.Struct, frozen=True):
    id: int
    password_hash: str
    failed_count: int
    locked_until: datetime | None
    person_name: str
    person: int


async def log_in(
    actor: Actor,
    *,
    username: str,
    password: str,
    hours: int,
    carried: Carried | None = None,
    old_digest: str = "",
) -> str:
    """Checks the password and opens a new session; gives the secret for the cookie.

    A session the browser already had is ended, so that a planted cookie is worth nothing. Raises `Invalid` with
    the same message whether the account exists or not, and takes the same time; after five wrong passwords the
    account is closed for 15 minutes.
    """
    name = search_key(username)
    found = await fetch_one(
        _Account,
        "SELECT a.id, a.password_hash, a.failed_count, a.locked_until, p.name AS person_name, p.id AS person "
        "FROM accounts a JOIN persons p ON p.id = a.person WHERE a.username = {} AND a.is_active AND p.is_active",
        name,
    )
    is_right = await matches(found.password_hash if found else DECOY, password)
    if found is not None and found.locked_until is not None and found.locked_until > actor.now:
        raise Invalid("login.locked", "For mange forkerte forsøg. Vent 15 minutter, og prøv igen.")
    if found is None or not is_right:
        if found is not None:
            await note_failure(actor, found.id, found.failed_count, found.locked_until)
        raise Invalid("login.refused", "Brugernavn eller adgangskode er forkert.")
    secret = ids.new_token()
    person = msgspec.structs.replace(actor, person=found.person, name=found.person_name)
    async with transaction():
        await execute(
            "UPDATE accounts SET failed_count = 0, locked_until = NULL, last_login_at = {} WHERE id = {}",
            actor.now,
            found.id,
        )
        await execute("DELETE FROM sessions WHERE digest = {} OR expires_at < {}", old_digest, actor.now - EXPIRED_KEPT)
        await insert(
            Session(
                digest=ids.token_digest(secret),
                account=found.id,
                data=msgspec.json.encode(SessionData(carried)).decode(),
                created_at=actor.now,
                seen_at=actor.now,
                expires_at=actor.now + timedelta(hours=hours),
            )
        )
        record(person, AuditAction.LOGGED_IN, EntityKind.ACCOUNT, found.id)
    return secret


async def note_failure(actor: Actor, account: int, failed_count: int, locked_until: datetime | None) -> None:
    """Counts a wrong password. When a lock has run out, counting begins again."""
    count = 1 if locked_until is not None else failed_count + 1
    async with transaction():
        await execute(
            "UPDATE accounts SET failed_count = {}, locked_until = {} WHERE id = {}",
            count,
            rules.lock_until(count, actor.now),
            account,
        )


async def log_out(actor: Actor, session_id: int) -> None:
    async with transaction():
        await execute("DELETE FROM sessions WHERE id = {}", session_id)
        if actor.account is not None:
            record(actor, AuditAction.LOGGED_OUT, EntityKind.ACCOUNT, actor.account)


async def touch_session(actor: Actor, session_id: int, *, hours: int) -> None:
    """Moves the end of a session that is in use; called at most every five minutes."""
    async with transaction():
        await execute(
            "UPDATE sessions SET seen_at = {}, expires_at = {} WHERE id = {}",
            actor.now,
            actor.now + timedelta(hours=hours),
            session_id,
        )


async def drop_carried(actor: Actor, session_id: int) -> None:
    """Forgets a carried form once it has been saved."""
    async with transaction():
        empty = msgspec.json.encode(SessionData()).decode()
        await execute("UPDATE sessions SET data = {} WHERE id = {}", empty, session_id)
