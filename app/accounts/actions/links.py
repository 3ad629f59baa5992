"""Links by which people choose their own password: made by an administrator, used once."""

from datetime import datetime, timedelta
from typing import NoReturn

import msgspec

from app.access.policy import Actor
from app.accounts.actions.accounts import create_account
from app.accounts.actions.limits import count_from, forget_name
from app.accounts.actions.owners import require_owner
from app.accounts.codes import Vault
from app.accounts.enums import LinkPurpose
from app.accounts.labels import LINK_PURPOSE
from app.accounts.passwords import hash_password, weakness
from app.accounts.queries.logins import find_link
from app.accounts.tables import AccountLink
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config import Settings
from app.core import ids
from app.core.clock import danish_day
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import execute, insert
from app.db.transaction import transaction

LASTS = {LinkPurpose.FIRST_PASSWORD: timedelta(days=7), LinkPurpose.PASSWORD_RESET: timedelta(days=1)}
_DEAD = "Linket virker ikke. Det er brugt, for gammelt eller ikke helt kopieret. Bed din administrator om et nyt."


class Issued(msgspec.Struct, frozen=True):
    """A new link's secret, which is kept nowhere, and whom it is for."""

    token: str
    purpose: LinkPurpose
    expires_at: datetime
    name: str
    username: str
    email: str | None


async def invite(actor: Actor, person_id: int, *, username: str) -> Issued:
    """A login for a person who has none, and the link by which they choose their password. Raises as both parts do."""
    async with transaction():
        await create_account(actor, person_id, username=username)
        return await issue_link(actor, person_id)


async def issue_link(actor: Actor, person_id: int) -> Issued:
    """A link for somebody with a login: an invitation until they have chosen a password, a reset afterwards.

    Earlier links of theirs stop working; their password and sessions go on until the link is used. Only for
    administrators of the person's municipality and the command line, never for oneself. Raises `NotFound`, `Denied`,
    `RuleViolation` for a closed login.
    """
    async with transaction():
        owner = await require_owner(actor, person_id)
        if actor.person == person_id:
            raise Denied("link.own", "Du skifter din egen adgangskode under »Min konto«.")
        if not owner.is_open:
            raise RuleViolation("link.closed", "Brugeren er lukket. Åbn den først.")
        purpose = LinkPurpose.PASSWORD_RESET if owner.has_password else LinkPurpose.FIRST_PASSWORD
        expires_at = actor.now + LASTS[purpose]
        await _void(actor, owner.account)
        token = await add_link(actor, owner.account, owner.name, purpose, until=expires_at)
    return Issued(token, purpose, expires_at, owner.name, owner.username, owner.email)


async def add_link(
    actor: Actor, account: int, name: str, purpose: LinkPurpose, *, until: datetime, reason: str = ""
) -> str:
    """A new link for a login that the caller has resolved, with its entry in the log; gives its secret."""
    token = ids.new_token()
    async with transaction():
        await insert(
            AccountLink(
                digest=ids.token_digest(token),
                account=account,
                purpose=purpose,
                issued_by=actor.person,
                created_at=actor.now,
                expires_at=until,
                used_at=None,
            )
        )
        after = {"link": LINK_PURPOSE[purpose], "linket gælder til": danish_day(until)}
        record(actor, AuditAction.CHANGED, EntityKind.ACCOUNT, account, subject=name, after=after, reason=reason)
    return token


async def _void(actor: Actor, account: int) -> None:
    await execute(
        "UPDATE account_links SET expires_at = {} WHERE account = {} AND used_at IS NULL AND expires_at > {}",
        actor.now,
        account,
        actor.now,
    )


async def refuse_link(actor: Actor, address: str) -> NoReturn:
    """Counts a link that does not work against the address that sent it; always raises: `NotFound` or `TooMany`."""
    await count_from(actor, "link", address)
    raise NotFound("link.dead", _DEAD)


async def choose_password(
    actor: Actor, settings: Settings, token: str, *, new: str, again: str, address: str, browser: str
) -> str:
    """The holder of a link chooses a password; the link is used up, sessions end, locks are lifted.

    It logs nobody in: a second factor is still asked for. Gives the cookie by which the browser is known, so that
    somebody whom strangers have locked out gets in. Raises `Invalid` naming the field, and then the link still works;
    `NotFound` or `TooMany` for one that does not.
    """
    link = await find_link(actor.scope, token, actor.now)
    if link is None:
        await refuse_link(actor, address)
    if problem := await weakness(new, (link.name, link.username, link.municipality)):
        raise Invalid("password.new", problem, {"new": problem})
    if new != again:
        text = "De to adgangskoder er ikke ens."
        raise Invalid("password.again", text, {"again": text})
    password_hash = await hash_password(new)
    owner = msgspec.structs.replace(actor, person=link.person, name=link.name, account=link.account)
    async with transaction():
        used = await execute(
            "UPDATE account_links SET used_at = {} WHERE id = {} AND used_at IS NULL AND expires_at > {} RETURNING id",
            actor.now,
            link.id,
            actor.now,
        )
        if not used:  # sent twice at once
            raise NotFound("link.dead", _DEAD)
        await _void(actor, link.account)
        await execute("UPDATE accounts SET password_hash = {} WHERE id = {}", password_hash, link.account)
        await execute("DELETE FROM sessions WHERE account = {}", link.account)
        await forget_name(actor, link.username)
        record(
            owner,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            link.account,
            subject=link.name,
            reason="Valgte en adgangskode med et link",
        )
    return Vault(settings.secret_key).remember_browser(browser, link.account)
