"""The first half of single sign-on: the browser is sent to the provider."""

import msgspec

from app.access.policy import Actor
from app.accounts.actions.sessions import Visit
from app.accounts.codes import Vault
from app.accounts.oidc import (
    OidcError,
    Purpose,
    authorization_address,
    begin_attempt,
    provider_of,
    seal_attempt,
)
from app.accounts.oidc.setup import redirect_uri, refuse, require_oidc
from app.accounts.queries.sessions import Carried, SessionData
from app.config import Settings
from app.db.sql import execute
from app.db.transaction import transaction


class Sent(msgspec.Struct, frozen=True):
    """Where the browser goes, and what it keeps until it comes back."""

    address: str
    cookie: str


async def begin(
    actor: Actor,
    settings: Settings,
    visit: Visit,
    purpose: Purpose,
    *,
    to: str = "/",
    session: str = "",
    invitation: str = "",
    carried: Carried | None = None,
    anew: bool = False,
    two_steps: bool = False,
) -> Sent:
    """Asks the provider where to log in. A form that came too late waits in the session that the browser had.

    Raises `NotFound` where single sign-on is not set up, `Busy` when the provider does not answer, `Denied` when it
    is not what it should be.
    """
    provider = provider_of(require_oidc(settings))
    try:
        metadata = await provider.metadata(actor.now)
    except OidcError as error:
        refuse(error)
    attempt = begin_attempt(
        purpose, actor.now, to=to, session=session, invitation=invitation, is_carrying=carried is not None
    )
    if carried is not None:
        data = msgspec.json.encode(SessionData(carried)).decode()
        async with transaction():
            await execute("UPDATE sessions SET data = {} WHERE digest = {}", data, visit.old_digest)
    back = redirect_uri(settings)
    address = authorization_address(provider, metadata, attempt, back, anew=anew, two_steps=two_steps)
    return Sent(address, seal_attempt(Vault(settings.secret_key), attempt))
