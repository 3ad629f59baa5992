"""Logging in and out, and making accounts."""

from datetime import date, datetime, timedelta

import msgspec

from app.access.enums import Permission, Role
from app.access.policy import Actor, may, may_anywhere
from app.access.queries import ancestors_of
from app.access.tables import RoleGrant
from app.accounts import rules
from app.accounts.passwords import DECOY, hash_password, matches
from app.accounts.queries import Carried, SessionData
from app.accounts.tables import Account, Session
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound
from app.core.text import search_key
from app.db.sql import execute, fetch_one, fetch_rows, insert
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
            await _note_failure(actor, found)
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


async def _note_failure(actor: Actor, account: _Account) -> None:
    """Counts a wrong password. When a lock has run out, counting begins again."""
    count = 1 if account.locked_until is not None else account.failed_count + 1
    async with transaction():
        await execute(
            "UPDATE accounts SET failed_count = {}, locked_until = {} WHERE id = {}",
            count,
            rules.lock_until(count, actor.now),
            account.id,
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


async def create_account(actor: Actor, person_id: int, *, username: str, password: str) -> int:
    """Gives a person a login. Only an administrator of the person's municipality, or the command line.

    Raises `NotFound`, `Denied`, or `Invalid` naming the field.
    """
    name = search_key(username)
    problem = rules.password_problem(password, name)
    if problem:
        raise Invalid("account.password", problem, {"password": problem})
    password_hash = await hash_password(password)
    async with transaction():
        rows = await fetch_rows("SELECT id, name, municipality FROM persons WHERE id = {}", person_id)
        if not rows or not may_anywhere(actor, Permission.ACCOUNT_WRITE):
            raise NotFound
        await _require_administrator(actor, int(rows[0]["municipality"]))
        if await fetch_rows("SELECT id FROM accounts WHERE username = {} OR person = {}", name, person_id):
            text = "Brugernavnet er taget, eller personen har allerede en bruger."
            raise Invalid("account.taken", text, {"username": text})
        account = await insert(
            Account(
                public_id=ids.new_public_id(),
                person=person_id,
                username=name,
                password_hash=password_hash,
                is_active=True,
                failed_count=0,
                locked_until=None,
                last_login_at=None,
            )
        )
        record(actor, AuditAction.CREATED, EntityKind.ACCOUNT, account, subject=str(rows[0]["name"]))
    return account


async def _require_administrator(actor: Actor, municipality: int) -> None:
    """An account belongs to the whole municipality, so the right must lie on its top unit."""
    if actor.is_system:
        return
    tops = await fetch_rows(
        "SELECT u.id FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE u.municipality = {} AND v.parent IS NULL",
        municipality,
    )
    if not tops:
        raise Denied
    may(actor, Permission.ACCOUNT_WRITE, await ancestors_of(actor.scope, (int(tops[0]["id"]),))).require()


async def grant_role(
    actor: Actor,
    person_id: int,
    *,
    role: Role,
    unit: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "manual",
) -> int:
    """Gives `person_id` a role on `unit` and everything below, from `valid_from` (today) until before `valid_to`.

    An administrator of the unit may, but nobody grants themselves a role. Raises `NotFound`, `Denied`.
    """
    async with transaction():
        rows = await fetch_rows(
            "SELECT p.name FROM persons p JOIN units u ON u.municipality = p.municipality "
            "WHERE p.id = {} AND u.id = {}",
            person_id,
            unit,
        )
        if not rows:
            raise NotFound
        may(actor, Permission.ACCOUNT_WRITE, await ancestors_of(actor.scope, (unit,))).require()
        if actor.person == person_id:
            raise Denied("role.own", "Du kan ikke give dig selv en rolle. Bed en anden administrator om det.")
        grant = await insert(
            RoleGrant(
                public_id=ids.new_public_id(),
                person=person_id,
                role=role,
                unit=unit,
                valid_from=valid_from or actor.today,
                valid_to=valid_to,
                source=source,
            )
        )
        after = {"rolle": role, "enhed": unit, "fra": valid_from or actor.today, "til": valid_to}
        record(actor, AuditAction.CREATED, EntityKind.ROLE_GRANT, grant, subject=str(rows[0]["name"]), after=after)
    return grant
