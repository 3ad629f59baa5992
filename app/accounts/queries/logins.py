"""Logins: one's own, somebody's for an administrator, and what a link opens."""

from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.accounts.enums import LinkPurpose
from app.core.ids import token_digest
from app.core.text import search_key
from app.db.sql import fetch_one, fetch_value


class OwnLogin(msgspec.Struct, frozen=True):
    account: int
    username: str
    name: str
    email: str | None
    has_password: bool
    factor_since: datetime | None
    codes_left: int


async def get_own_login(scope: Scope) -> OwnLogin | None:
    """The reader's login, or None."""
    return await _login(scope.person or 0)


async def get_login_of(scope: Scope, person: int) -> OwnLogin | None:
    """The login of a person that the caller has resolved for an administrator, or None."""
    return await _login(person)


async def _login(person: int) -> OwnLogin | None:
    return await fetch_one(
        OwnLogin,
        "SELECT a.id AS account, a.username, p.name, p.email, "
        "CASE WHEN a.password_hash = '' THEN 0 ELSE 1 END AS has_password, f.confirmed_at AS factor_since, "
        "(SELECT COUNT(*) FROM recovery_codes r WHERE r.account = a.id AND r.used_at IS NULL) AS codes_left "
        "FROM accounts a JOIN persons p ON p.id = a.person LEFT JOIN second_factors f ON f.account = a.id "
        "WHERE p.id = {}",
        person,
    )


async def locked_until(scope: Scope, username: str, now: datetime) -> datetime | None:
    """Until when some of those who try this name must wait; None: nobody has to. For administrators and the owner."""
    return await fetch_value(
        datetime,
        "SELECT ends_at FROM attempt_limits WHERE subject = {} AND tries >= most AND ends_at > {} "
        "ORDER BY ends_at DESC LIMIT 1",
        token_digest(f"name {username}"),
        now,
    )


class SetupSecret(msgspec.Struct, frozen=True):
    """A second factor as it is stored: the secret is sealed."""

    secret: str
    username: str
    confirmed_at: datetime | None


async def get_setup(scope: Scope, account: int) -> SetupSecret | None:
    """The stored second factor of an account that is the caller's own (open, or half-way through its login)."""
    return await fetch_one(
        SetupSecret,
        "SELECT f.secret, a.username, f.confirmed_at FROM second_factors f JOIN accounts a ON a.id = f.account "
        "WHERE f.account = {}",
        account,
    )


class LinkInfo(msgspec.Struct, frozen=True):
    """What a link opens, for whoever holds it."""

    id: int
    account: int
    purpose: LinkPurpose
    person: int
    name: str
    username: str
    municipality: str


async def find_link(scope: Scope, token: str, now: datetime) -> LinkInfo | None:
    """The link with this secret while it works: not used, not too old, of an open login. None otherwise."""
    return await fetch_one(
        LinkInfo,
        "SELECT l.id, l.account, l.purpose, p.id AS person, p.name, a.username, m.name AS municipality "
        "FROM account_links l JOIN accounts a ON a.id = l.account JOIN persons p ON p.id = a.person "
        "JOIN municipalities m ON m.id = p.municipality "
        "WHERE l.digest = {} AND l.used_at IS NULL AND l.expires_at > {} AND a.is_active AND p.is_active",
        token_digest(token),
        now,
    )


async def link_open_until(scope: Scope, account: int, now: datetime) -> datetime | None:
    """When the link that somebody holds for this login stops working; None: there is none."""
    return await fetch_value(
        datetime,
        "SELECT expires_at FROM account_links WHERE account = {} AND used_at IS NULL AND expires_at > {} "
        "ORDER BY expires_at DESC LIMIT 1",
        account,
        now,
    )


async def find_person_by_username(scope: Scope, username: str) -> int | None:
    """The person with this login. For the command line only."""
    if not scope.sees_all:
        return None
    return await fetch_value(int, "SELECT person FROM accounts WHERE username = {}", search_key(username))
