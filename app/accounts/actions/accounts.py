"""Logins of people."""

from datetime import datetime

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.access.queries import ancestors_of
from app.accounts import rules
from app.accounts.actions.sessions import note_failure
from app.accounts.passwords import hash_password, matches
from app.accounts.tables import Account
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound
from app.core.text import search_key
from app.db.sql import execute, fetch_one, fetch_rows, insert
from app.db.transaction import transaction


async def create_account(actor: Actor, person_id: int, *, username: str, password: str) -> int:
    """Gives a person a login. Only an administrator of the person's municipality, or the command line.

    Raises `NotFound`, `Denied`, or `Invalid` naming the field.
    """
    name = search_key(username)
    if not name:
        raise Invalid("account.username", "Udfyld brugernavn.", {"username": "Udfyld brugernavn."})
    problem = rules.password_problem(password, name)
    if problem:
        raise Invalid("account.password", problem, {"password": problem})
    password_hash = await hash_password(password)
    async with transaction():
        person = await _person(actor, person_id)
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
        after = {"brugernavn": name}
        record(actor, AuditAction.CREATED, EntityKind.ACCOUNT, account, subject=person.name, after=after)
    return account


async def reset_password(actor: Actor, person_id: int, *, password: str) -> None:
    """A new password for somebody who has a login: opens a locked account and ends every session of theirs.

    Only an administrator of the person's municipality, or the command line. Raises `NotFound`, `Denied`, `Invalid`.
    """
    password_hash = await hash_password(password)
    async with transaction():
        person = await _person(actor, person_id)
        rows = await fetch_rows("SELECT id, username FROM accounts WHERE person = {}", person_id)
        if not rows:
            raise NotFound
        if problem := rules.password_problem(password, str(rows[0]["username"])):
            raise Invalid("account.password", problem, {"password": problem})
        account = int(rows[0]["id"])
        await execute(
            "UPDATE accounts SET password_hash = {}, failed_count = 0, locked_until = NULL WHERE id = {}",
            password_hash,
            account,
        )
        await execute("DELETE FROM sessions WHERE account = {}", account)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            account,
            subject=person.name,
            reason="Ny adgangskode",
        )


class _Own(msgspec.Struct, frozen=True):
    id: int
    username: str
    password_hash: str
    failed_count: int
    locked_until: datetime | None


async def change_own_password(actor: Actor, session_id: int, *, old: str, new: str, again: str) -> None:
    """A new password of one's own; every other session of the account ends.

    Raises `Invalid` naming the field: a wrong old password (counted as at login), a weak new one, or two that differ.
    """
    own = await fetch_one(
        _Own,
        "SELECT id, username, password_hash, failed_count, locked_until FROM accounts WHERE person = {}",
        actor.person or 0,
    )
    if own is None:
        raise NotFound
    if own.locked_until is not None and own.locked_until > actor.now:
        text = "For mange forkerte forsøg. Vent 15 minutter, og prøv igen."
        raise Invalid("login.locked", text, {"old": text})
    if not await matches(own.password_hash, old):
        await note_failure(actor, own.id)
        raise Invalid("password.old", "Forkert.", {"old": "Den nuværende adgangskode er forkert."})
    if problem := rules.password_problem(new, own.username):
        raise Invalid("password.new", problem, {"new": problem})
    if new != again:
        text = "De to nye adgangskoder er ikke ens."
        raise Invalid("password.again", text, {"again": text})
    password_hash = await hash_password(new)
    async with transaction():
        await execute(
            "UPDATE accounts SET password_hash = {}, failed_count = 0, locked_until = NULL WHERE id = {}",
            password_hash,
            own.id,
        )
        await execute("DELETE FROM sessions WHERE account = {} AND id <> {}", own.id, session_id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            own.id,
            subject=actor.name,
            reason="Skiftede sin adgangskode",
        )


class _Person(msgspec.Struct, frozen=True):
    name: str
    municipality: int


async def _person(actor: Actor, person_id: int) -> _Person:
    person = await fetch_one(_Person, "SELECT name, municipality FROM persons WHERE id = {}", person_id)
    if person is None or not may_anywhere(actor, Permission.ACCOUNT_WRITE):
        raise NotFound
    await _require_administrator(actor, person.municipality)
    return person


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
