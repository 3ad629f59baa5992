"""Logging in and out."""

from datetime import timedelta

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
from app.db.sql import execute, fetch_one, fetch_value, insert
from app.db.transaction import transaction

EXPIRED_KEPT = timedelta(days=7)  # so that a form sent just after the session ended is not lost


class _Account(msgspec.Struct, frozen=True):
    id: int
    password_hash: str
    person_name: str
    person: int


class Opened(msgspec.Struct, frozen=True):
    """A new session: the secret for the cookie, and the form that came too late, if it was this person's."""

    secret: str
    carried: Carried | None


async def log_in(
    actor: Actor,
    *,
    username: str,
    password: str,
    hours: int,
    carried: Carried | None = None,
    old_digest: str = "",
) -> Opened:
    """Checks the password and opens a new session.

    A session the browser already had is ended, so that a planted cookie is worth nothing; a carried form is kept
    only if that session was this account's. After five wrong passwords, also sent at once, the account is closed
    for 15 minutes. Raises `Invalid` with the same words, after the same time, whether the account exists, is
    closed, or the password is wrong.
    """
    name = search_key(username)
    found = await fetch_one(
        _Account,
        "SELECT a.id, a.password_hash, p.name AS person_name, p.id AS person "
        "FROM accounts a JOIN persons p ON p.id = a.person WHERE a.username = {} AND a.is_active AND p.is_active",
        name,
    )
    is_right = await matches(found.password_hash if found else DECOY, password)
    if found is None or not is_right:
        await note_failure(actor, found.id if found else 0)
        raise _refused()
    secret = ids.new_token()
    person = msgspec.structs.replace(actor, person=found.person, name=found.person_name)
    async with transaction():
        is_open = await execute(
            "UPDATE accounts SET failed_count = 0, locked_until = NULL, last_login_at = {} "
            "WHERE id = {} AND is_active AND (locked_until IS NULL OR locked_until <= {}) RETURNING id",
            actor.now,
            found.id,
            actor.now,
        )
        if not is_open:
            raise _refused()
        if await fetch_value(int, "SELECT account FROM sessions WHERE digest = {}", old_digest) != found.id:
            carried = None
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
    return Opened(secret, carried)


def _refused() -> Invalid:
    return Invalid(
        "login.refused",
        "Brugernavn eller adgangskode er forkert. Efter fem forkerte forsøg skal du vente 15 minutter.",
    )


async def note_failure(actor: Actor, account: int) -> None:
    """Counts a wrong password for an account that is not closed. When a lock has run out, counting begins again."""
    async with transaction():
        counted = await execute(
            "UPDATE accounts SET failed_count = CASE WHEN locked_until IS NULL THEN failed_count + 1 ELSE 1 END "
            "WHERE id = {} AND (locked_until IS NULL OR locked_until <= {}) RETURNING failed_count",
            account,
            actor.now,
        )
        for row in counted:
            until = rules.lock_until(int(row["failed_count"]), actor.now)
            await execute("UPDATE accounts SET locked_until = {} WHERE id = {}", until, account)


async def log_out(actor: Actor, session_id: int) -> None:
    async with transaction():
        await execute("DELETE FROM sessions WHERE id = {}", session_id)
        if actor.account is not None:
            record(actor, AuditAction.LOGGED_OUT, EntityKind.ACCOUNT, actor.account)


async def touch_session(actor: Actor, session_id: int, *, hours: int) -> None:
    """Moves the end of a session that is in use; called at most every five minutes."""
    async with transaction():
        await execute(
            "UPDATE sessions SET seen_at = {}, expires_at = {} WHERE id = {} AND seen_at < {}",
            actor.now,
            actor.now + timedelta(hours=hours),
            session_id,
            actor.now,
        )


async def drop_carried(actor: Actor, session_id: int) -> None:
    """Forgets a carried form once it has been saved."""
    async with transaction():
        empty = msgspec.json.encode(SessionData()).decode()
        await execute("UPDATE sessions SET data = {} WHERE id = {}", empty, session_id)
