"""Somebody the provider knows and we do not: let in where a mapping gives them a role, and not otherwise."""

from typing import Any

from app.access.policy import Actor
from app.accounts.actions.accounts import create_account
from app.accounts.actions.sso.links import insert_identity
from app.accounts.actions.sso.roles import wanted_places
from app.accounts.oidc import Identity
from app.accounts.queries.sso import KnownIdentity, find_possible_persons
from app.config.sso import Oidc
from app.core.errors import Denied
from app.core.ids import new_public_id
from app.core.text import clean_line, search_key
from app.db.sql import fetch_rows, fetch_value
from app.organisation.actions import create_person
from app.organisation.rules.settings import email_problem

_ASK = "Bed en administrator om et link, så du selv kan forbinde dit login hos kommunen med din bruger."


async def admit_new(actor: Actor, oidc: Oidc, municipality: int, identity: Identity) -> KnownIdentity:
    """A login for somebody who had none here: of a person that the directory of people has, or of a new one.

    In the caller's transaction. Raises `Denied` when no mapping gives them a role, and when a person with their
    external id or e-mail has an account, has left, or may be somebody else: an e-mail is no proof, and is given to the
    next of the same name.
    """
    claims = identity.claims
    external_id = _text(claims, oidc.person_claim, 100) if oidc.person_claim else ""
    person = await _known_person(actor, municipality, external_id, _text(claims, "email", 254))
    if not await wanted_places(actor, municipality, person, claims):
        raise Denied("sso.no_role", "Kommunens login kender dig, men du har ingen rolle i Handlepligt.")
    if person is None:
        email = _text(claims, "email", 254)
        person = (
            await create_person(
                actor,
                municipality,
                name=_name(claims),
                email=None if email_problem(email) else email,
                external_id=external_id or None,
            )
        ).id
    account = await create_account(actor, person, username=await _username(claims))
    name = await fetch_value(str, "SELECT name FROM persons WHERE id = {}", person) or ""
    return await insert_identity(actor, account, name, identity)


async def _known_person(actor: Actor, municipality: int, external_id: str, email: str) -> int | None:
    if external_id:
        for found in await find_possible_persons(actor.scope, municipality, external_id=external_id):
            if not found.is_active:
                raise Denied("sso.closed", "Du er meldt fratrådt i Handlepligt.")
            if found.has_account:
                raise Denied("sso.has_account", f"Du har allerede en bruger i Handlepligt. {_ASK}")
            return found.id
    if email and await find_possible_persons(actor.scope, municipality, email=email):
        raise Denied("sso.same_email", f"Der er allerede en person i Handlepligt med din e-mail. {_ASK}")
    return None


def _text(claims: dict[str, Any], name: str, most: int) -> str:
    """A claim as one clean line; "" for one that is missing, too long, or no text."""
    found = claims.get(name)
    text = clean_line(found) if isinstance(found, str) else ""
    return text if len(text) <= most else ""


def _name(claims: dict[str, Any]) -> str:
    parts = " ".join(part for part in (_text(claims, "given_name", 90), _text(claims, "family_name", 90)) if part)
    return _text(claims, "name", 200) or parts or _text(claims, "preferred_username", 200) or "Ukendt navn"


async def _username(claims: dict[str, Any]) -> str:
    """A name for the account that nobody has: its holder needs it only where they get a password, too."""
    wanted = _text(claims, "preferred_username", 200) or _text(claims, "email", 200) or "sso"
    taken = await fetch_rows("SELECT id FROM accounts WHERE username = {}", search_key(wanted))
    return f"{wanted}-{new_public_id()}" if taken or not search_key(wanted) else wanted
