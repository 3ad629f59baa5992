"""A new password asked for on the login page, by whoever says that they have forgotten theirs."""

from datetime import timedelta

import msgspec

from app.access.policy import Actor
from app.accounts.actions.limits import count_try
from app.accounts.actions.links import add_link
from app.accounts.enums import LinkPurpose
from app.accounts.mail import ForgottenLetter, link_address, send_forgotten_link
from app.config import Settings
from app.core.text import search_key
from app.db.sql import fetch_all
from app.db.transaction import transaction

LASTS = timedelta(hours=1)
PAUSE = timedelta(minutes=5)  # between two mails to one login, however often a stranger asks
MOST = 10  # logins that share an e-mail


class _Owner(msgspec.Struct, frozen=True):
    account: int
    username: str
    name: str
    email: str


async def ask_for_link(actor: Actor, *, username: str, address: str) -> None:
    """Counts the question against the name and the address, whether anybody has the name or not.

    It looks for nobody, so it takes as long for a stranger as for somebody known. Raises `TooMany`.
    """
    await count_try(actor, "forgotten", name=search_key(username), address=address)


async def answer_by_mail(actor: Actor, settings: Settings, *, username: str) -> None:
    """Sends a link to whoever has the name, or the e-mail, and a password; only the system, when the answer is given.

    Where several logins share the e-mail each gets a letter of its own, which names it. Nothing happens without a mail
    server, for a closed login, one without a password (of an invitation not accepted, or of single sign-on), one
    without an e-mail, beyond `MOST` logins, and within `PAUSE` of the last link to the same login. Links that are out
    stay as they are: a stranger voids nobody's invitation.
    """
    if settings.smtp is None:
        return
    async with transaction():
        letters = [
            ForgottenLetter(owner.email, owner.name, owner.username, link_address(settings, await _link(actor, owner)))
            for owner in await _owners(actor, search_key(username))
        ]
    for letter in letters:
        await send_forgotten_link(settings.smtp, actor.now, letter)


async def _link(actor: Actor, owner: _Owner) -> str:
    reason = "Bad om et link til en ny adgangskode på loginsiden"
    return await add_link(
        actor, owner.account, owner.name, LinkPurpose.PASSWORD_RESET, until=actor.now + LASTS, reason=reason
    )


async def _owners(actor: Actor, name: str) -> list[_Owner]:
    return await fetch_all(
        _Owner,
        "SELECT a.id AS account, a.username, p.name, p.email FROM accounts a JOIN persons p ON p.id = a.person "
        "WHERE a.is_active AND p.is_active AND a.password_hash <> '' AND p.email IS NOT NULL "
        "AND (a.username = {} OR LOWER(p.email) = {}) AND NOT EXISTS "
        "(SELECT 1 FROM account_links l WHERE l.account = a.id AND l.created_at > {}) ORDER BY a.id LIMIT {}",
        name,
        name,
        actor.now - PAUSE,
        MOST,
    )
