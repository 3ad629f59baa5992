"""How far a login by the provider has come: it may have asked for a second factor itself, and then must say so."""

from app.access.enums import Role
from app.access.policy import Actor
from app.accounts.actions.second_factor import begin_setup
from app.accounts.enums import SessionStage
from app.accounts.oidc import Identity
from app.accounts.queries.sso import KnownIdentity
from app.accounts.rules import Demand, is_required
from app.config import Settings
from app.core.errors import Denied
from app.db.sql import fetch_rows


async def stage_of(actor: Actor, settings: Settings, known: KnownIdentity, identity: Identity) -> SessionStage:
    """`OPEN` when no second factor is needed, or the provider shows one; otherwise our own is asked for.

    Where the settings say how the provider shows it, it is the provider's task alone: `Denied` for a role that demands
    a second factor and a login that does not show one. Otherwise whoever has stolen a password could set our own up.
    """
    demand, oidc = Demand(settings.second_factor), settings.oidc
    if demand is Demand.NOBODY or oidc is None:
        return SessionStage.OPEN
    if identity.acr in oidc.required_acr or not identity.amr.isdisjoint(oidc.required_amr):
        return SessionStage.OPEN
    is_needed = is_required(demand, await _roles(actor, known.person))
    if is_needed and (oidc.required_acr or oidc.required_amr):
        raise Denied("sso.two_steps", "Din rolle kræver, at du logger ind i to trin hos kommunen.")
    if known.has_factor:
        return SessionStage.AWAITS_CODE
    if is_needed:
        await begin_setup(actor, settings, known.account)
        return SessionStage.AWAITS_SETUP
    return SessionStage.OPEN


async def _roles(actor: Actor, person: int) -> set[Role]:
    rows = await fetch_rows(
        "SELECT role FROM role_grants WHERE person = {} AND (valid_to IS NULL OR valid_to > {})",
        person,
        actor.today,
    )
    return {Role(row["role"]) for row in rows}
