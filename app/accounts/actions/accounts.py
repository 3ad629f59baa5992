"""Logins of people."""

import msgspec

from app.access.policy import Actor
from app.accounts.actions.limits import count_try, forget_name, forgive
from app.accounts.actions.owners import Owner, require_owner, require_person
from app.accounts.passwords import hash_password, matches, weakness
from app.accounts.queries import SessionInfo
from app.accounts.tables import Account
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.core.text import search_key
from app.db.sql import execute, fetch_one, fetch_rows, insert
from app.db.transaction import transaction
from app.organisation.actions import keep_an_administrator


async def create_account(
    actor: Actor, person_id: int, *, username: str, password: str | None = None, is_made_up: bool = False
) -> int:
    """Gives a person a login. Only an administrator of the person's municipality, or the command line.

    Without a password nobody can log in until they have chosen one with a link (actions/links.py). Made-up people
    (the demo) share a password that everybody is told; nobody else's may be easy to guess. Raises `NotFound`,
    `Denied`, `RuleViolation` for somebody who has left, or `Invalid` naming the field.
    """
    name = search_key(username)
    if not name:
        raise Invalid("account.username", "Udfyld brugernavn.", {"username": "Udfyld brugernavn."})
    password_hash = ""
    if password is not None:
        if not is_made_up and (problem := await weakness(password, (name,))):
            raise Invalid("account.password", problem, {"password": problem})
        password_hash = await hash_password(password)
    async with transaction():
        person = await require_person(actor, person_id)
        if not person.is_active:
            raise RuleViolation("account.left", "Personen er fratrådt og kan ikke få en bruger.")
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
                last_login_at=None,
            )
        )
        after = {"brugernavn": name}
        record(actor, AuditAction.CREATED, EntityKind.ACCOUNT, account, subject=person.name, after=after)
    return account


async def lift_lock(actor: Actor, person_id: int) -> None:
    """Lets somebody try again at once after too many wrong tries. Raises `NotFound` or `Denied`."""
    async with transaction():
        owner = await require_owner(actor, person_id)
        await forget_name(actor, owner.username)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            owner.account,
            subject=owner.name,
            reason="Ophævede en spærring efter forkerte forsøg",
        )


async def close_account(actor: Actor, person_id: int, *, reason: str) -> None:
    """Somebody can no longer log in, and is logged out everywhere; their roles and what they did stay.

    Never for oneself. Raises `NotFound`, `Denied`, `Invalid` without a reason, `RuleViolation` for the last
    administrator or a closed one.
    """
    async with transaction():
        owner = await _reasoned(actor, person_id, reason)
        await keep_an_administrator(actor, owner.municipality)
        await _set_open(actor, owner, is_open=False, reason=reason)
        await execute("DELETE FROM sessions WHERE account = {}", owner.account)
        await execute("UPDATE account_links SET expires_at = {} WHERE account = {}", actor.now, owner.account)


async def open_account(actor: Actor, person_id: int, *, reason: str) -> None:
    """A closed login opens again, with the password it had. Raises as `close_account`."""
    async with transaction():
        owner = await _reasoned(actor, person_id, reason)
        await _set_open(actor, owner, is_open=True, reason=reason)


async def _reasoned(actor: Actor, person_id: int, reason: str) -> Owner:
    owner = await require_owner(actor, person_id)
    if actor.person == person_id:
        raise Denied("account.own", "Du kan ikke lukke eller åbne din egen bruger. Bed en anden administrator om det.")
    if not reason.strip():
        raise Invalid("account.reason", "Skriv hvorfor.", {"reason": "Skriv hvorfor."})
    return owner


async def _set_open(actor: Actor, owner: Owner, *, is_open: bool, reason: str) -> None:
    changed = await execute(
        "UPDATE accounts SET is_active = {} WHERE id = {} AND is_active = {} RETURNING id",
        is_open,
        owner.account,
        not is_open,
    )
    if not changed:
        raise RuleViolation("account.same", f"Brugeren er allerede {'åben' if is_open else 'lukket'}.")
    action = AuditAction.REOPENED if is_open else AuditAction.CLOSED
    record(actor, action, EntityKind.ACCOUNT, owner.account, subject=owner.name, reason=reason)


class _Own(msgspec.Struct, frozen=True):
    id: int
    username: str
    password_hash: str
    municipality: str


async def change_own_password(actor: Actor, session: SessionInfo, *, old: str, new: str, again: str) -> None:
    """A new password of one's own; every other session of the account ends, and so do links to choose one.

    Raises `Invalid` naming the field: a wrong old password, a weak new one, or two that differ; `TooMany`.
    """
    own = await fetch_one(
        _Own,
        "SELECT a.id, a.username, a.password_hash, m.name AS municipality FROM accounts a "
        "JOIN persons p ON p.id = a.person JOIN municipalities m ON m.id = p.municipality WHERE a.id = {}",
        session.account,
    )
    if own is None:
        raise NotFound
    place = f"session {session.public_id}"
    await count_try(actor, "proof", browser=place)
    if not await matches(own.password_hash, old):
        raise Invalid("password.old", "Forkert.", {"old": "Den nuværende adgangskode er forkert."})
    await forgive(actor, "proof", browser=place)
    if problem := await weakness(new, (actor.name, own.username, own.municipality)):
        raise Invalid("password.new", problem, {"new": problem})
    if new != again:
        text = "De to nye adgangskoder er ikke ens."
        raise Invalid("password.again", text, {"again": text})
    password_hash = await hash_password(new)
    async with transaction():
        await execute("UPDATE accounts SET password_hash = {} WHERE id = {}", password_hash, own.id)
        await execute("DELETE FROM sessions WHERE account = {} AND id <> {}", own.id, session.id)
        await execute(
            "UPDATE account_links SET expires_at = {} WHERE account = {} AND expires_at > {}",
            actor.now,
            own.id,
            actor.now,
        )
        await execute("UPDATE sessions SET proved_at = {} WHERE id = {}", actor.now, session.id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            own.id,
            subject=actor.name,
            reason="Skiftede sin adgangskode",
        )
