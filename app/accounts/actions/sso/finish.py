"""The second half of single sign-on: what the browser brings back is judged, and then acted upon, in one transaction.

The provider is asked before that transaction begins.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from app.access.policy import Actor, system_actor
from app.accounts.actions.limits import count_from, forgive_from
from app.accounts.actions.sessions import FromProvider, Opened, Visit, open_session, renew_proof
from app.accounts.actions.sso.links import connect, connect_by_invitation
from app.accounts.actions.sso.logout import LONGEST_HINT
from app.accounts.actions.sso.people import admit_new
from app.accounts.actions.sso.roles import apply_mappings
from app.accounts.actions.sso.stages import stage_of
from app.accounts.actions.sso.used import use_up
from app.accounts.codes import Vault
from app.accounts.oidc import (
    Answer,
    Attempt,
    Distrusted,
    Identity,
    OidcError,
    Purpose,
    asked_for,
    exchanged,
    identity_in,
    open_attempt,
    provider_of,
)
from app.accounts.oidc.attempt import LASTS
from app.accounts.oidc.setup import redirect_uri, refuse, require_oidc
from app.accounts.oidc.tokens import LEEWAY
from app.accounts.queries.sessions import Carried, SessionData, SessionInfo
from app.accounts.queries.sso import KnownIdentity, find_identity
from app.config import Settings
from app.core.errors import Denied, NotFound
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.organisation.queries import get_municipality


class Finished(msgspec.Struct, frozen=True):
    """What came of it: a new session, or what was done for the one there was. `to` is where to go on."""

    purpose: Purpose
    to: str
    opened: Opened | None = None


async def finish(
    actor: Actor, settings: Settings, visit: Visit, sealed: str, answer: Answer, session: SessionInfo | None
) -> Finished:
    """Logs in, proves, connects, or lets somebody read, whatever the browser had begun.

    Raises `NotFound` where single sign-on is not set up; `TooMany`; `Busy` when the provider does not answer; `Denied`
    for an answer that is not proved, and for somebody who may not in; `RuleViolation` for the last administrator.
    """
    attempt, identity, token = await _judged(actor, settings, visit, sealed, answer)
    if attempt.must_be_fresh:
        _require_fresh(attempt, identity)
    await forgive_from(actor, "sso", visit.address)
    known = await find_identity(actor.scope, identity.issuer, identity.subject)
    if attempt.purpose is Purpose.READ:
        if known is not None and not known.is_open:
            raise Denied("sso.closed", "Din bruger i Handlepligt er lukket.")
        return Finished(attempt.purpose, attempt.to)
    if attempt.purpose is Purpose.PROVE:
        await _prove(actor, attempt, known, session)
        return Finished(attempt.purpose, attempt.to)
    if attempt.purpose is Purpose.LINK and not attempt.invitation:
        await _connect_own(actor, settings, attempt, identity, known, session)
        return Finished(attempt.purpose, attempt.to)
    opened = await _log_in(actor, settings, visit, attempt, identity, known, token)
    return Finished(Purpose.LOG_IN, attempt.to, opened)


async def _judged(
    actor: Actor, settings: Settings, visit: Visit, sealed: str, answer: Answer
) -> tuple[Attempt, Identity, str]:
    """What the browser had begun, and who has logged in. An answer is judged once, whatever comes of it."""
    provider = provider_of(require_oidc(settings))
    try:
        begun = open_attempt(Vault(settings.secret_key), sealed, actor.now)
        if begun is None:  # before anything is asked or counted: a page of somebody else can make a browser come here
            raise Distrusted("answer.cookie")
        attempt = asked_for(begun, answer, await provider.metadata(actor.now))
        await count_from(actor, "sso", visit.address)
        if not await use_up(actor, "state", attempt.state, attempt.begun_at + LASTS):
            raise Distrusted("answer.used")
        token = await exchanged(provider, attempt, answer.code, redirect_uri(settings), actor.now)
        return attempt, await identity_in(provider, token, nonce=attempt.nonce, now=actor.now), token
    except OidcError as error:
        refuse(error)


def _require_fresh(attempt: Attempt, identity: Identity) -> None:
    """The provider must say that it asked the person just now, not that it remembers them."""
    if identity.auth_time is None or identity.auth_time < attempt.begun_at.timestamp() - LEEWAY:
        raise Denied(
            "sso.not_fresh",
            "Kommunens login viser ikke, at du lige har logget ind. Prøv igen, og skriv din adgangskode der. Bliver "
            "det ved, så sig det til en administrator.",
        )


async def _prove(actor: Actor, attempt: Attempt, known: KnownIdentity | None, session: SessionInfo | None) -> None:
    if session is None or session.public_id != attempt.session:
        raise Denied("sso.other_session", "Du er ikke logget ind mere. Log ind igen.")
    if known is None or known.account != session.account:
        raise Denied("sso.other_person", "Du loggede ind som en anden hos kommunen. Brug dit eget login.")
    await renew_proof(actor, session.id)


async def _connect_own(
    actor: Actor,
    settings: Settings,
    attempt: Attempt,
    identity: Identity,
    known: KnownIdentity | None,
    session: SessionInfo | None,
) -> None:
    if session is None or session.public_id != attempt.session:
        raise Denied("sso.other_session", "Du er ikke logget ind mere. Log ind igen.")
    async with transaction():
        await connect(actor, require_oidc(settings), session.account, identity, known)


async def _log_in(
    actor: Actor,
    settings: Settings,
    visit: Visit,
    attempt: Attempt,
    identity: Identity,
    known: KnownIdentity | None,
    token: str,
) -> Opened:
    oidc = require_oidc(settings)
    provider = msgspec.structs.replace(system_actor(actor.now, actor.request_id), name="Kommunens login")
    try:
        municipality = await get_municipality(provider.scope, oidc.municipality)
    except NotFound as error:
        raise Denied(
            "sso.not_set_up", "Kommunens login er ikke sat færdigt op. Sig det til en administrator."
        ) from error
    async with transaction():
        if attempt.invitation:
            known = await connect_by_invitation(actor, oidc, attempt.invitation, identity, known)
        elif known is None:
            known = await admit_new(provider, oidc, municipality.id, identity)
        if not known.is_open or known.municipality != municipality.id:
            raise Denied("sso.closed", "Din bruger i Handlepligt er lukket.")
        # First, so that two logins of one person wait for each other here.
        await execute("UPDATE sso_identities SET used_at = {} WHERE id = {}", actor.now, known.id)
        await apply_mappings(provider, municipality.id, known.person, known.name, identity.claims)
        stage = await stage_of(actor, settings, known, identity)
        vault = Vault(settings.secret_key)
        return await open_session(
            actor,
            settings,
            visit,
            known.account,
            stage=stage,
            carried=await _kept(visit) if attempt.is_carrying else None,
            sso=FromProvider(identity.sid, vault.seal_for("sso hint", token if len(token) <= LONGEST_HINT else "")),
            proved_at=_proved_at(actor, identity),
        )


def _proved_at(actor: Actor, identity: Identity) -> datetime:
    """When the person last showed the provider who they are; long ago where it does not say: it may remember them."""
    if identity.auth_time is None:
        return actor.now - timedelta(days=1)
    return datetime.fromtimestamp(min(actor.now.timestamp(), identity.auth_time), UTC)


async def _kept(visit: Visit) -> Carried | None:
    """The form that waits in the session that the browser had; `open_session` asks whose it was."""
    data = await fetch_value(str, "SELECT data FROM sessions WHERE digest = {}", visit.old_digest)
    return msgspec.json.decode(data, type=SessionData).carried if data else None
