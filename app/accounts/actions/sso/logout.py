"""Logging out on both sides: we tell the provider, and the provider tells us."""

from datetime import timedelta

from app.access.policy import Actor
from app.accounts.actions.limits import count_from, forgive_from
from app.accounts.actions.sessions import FromProvider
from app.accounts.actions.sso.used import use_up
from app.accounts.codes import Vault
from app.accounts.oidc import Distrusted, LoggedOut, OidcError, logged_out_in, logout_address, provider_of
from app.accounts.oidc.setup import refuse, require_oidc
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config import Settings
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction

_REMEMBERED = timedelta(days=1)  # a message is refused for its age after ten minutes
LONGEST_HINT = 4000  # characters; a longer address is not surely taken


async def provider_logout(actor: Actor, settings: Settings, sso: FromProvider) -> str | None:
    """Where a browser whose session has ended here goes to log out of the provider, too; None when it cannot."""
    if settings.oidc is None:
        return None
    provider = provider_of(settings.oidc)
    try:
        metadata = await provider.metadata(actor.now)
    except OidcError:
        return None
    hint = Vault(settings.secret_key).open_for("sso hint", sso.hint) or ""
    back = f"{settings.base_url}/log-ind"
    return logout_address(provider, metadata, back, hint)


async def end_by_provider(actor: Actor, settings: Settings, token: str, address: str) -> None:
    """Ends the sessions that a logout token names, once. Ones that began with a password go on.

    Raises `NotFound` where single sign-on is not set up; `Denied` for a token that is not proved, or was used;
    `Busy` when the provider's keys cannot be had; `TooMany`.
    """
    provider = provider_of(require_oidc(settings))
    await count_from(actor, "sso logout", address)
    try:
        told = await logged_out_in(provider, token, actor.now)
        async with transaction():
            if not await use_up(actor, "logout", told.jti, actor.now + _REMEMBERED):
                raise Distrusted("token.used")
            await forgive_from(actor, "sso logout", address)
            await _end(actor, provider.oidc.issuer, told)
    except OidcError as error:
        refuse(error)


async def _end(actor: Actor, issuer: str, told: LoggedOut) -> None:
    ended = await execute(
        "DELETE FROM sessions WHERE sso_hint IS NOT NULL AND (CAST({} AS TEXT) = '' OR sso_sid = {}) "
        "AND account IN (SELECT account FROM sso_identities WHERE issuer = {} "
        "AND (CAST({} AS TEXT) = '' OR subject = {})) RETURNING account",
        told.sid or "",
        told.sid or "",
        issuer,
        told.subject or "",
        told.subject or "",
    )
    for account in sorted({int(row["account"]) for row in ended}):
        name = await fetch_value(
            str, "SELECT p.name FROM accounts a JOIN persons p ON p.id = a.person WHERE a.id = {}", account
        )
        record(
            actor,
            AuditAction.LOGGED_OUT,
            EntityKind.ACCOUNT,
            account,
            subject=name or "",
            reason="Kommunens login",
        )
