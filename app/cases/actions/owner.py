"""Who is accountable for a case."""

from app.access.policy import Actor
from app.accounts.queries.near import find_person
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries.places import has_begun
from app.cases.queries.refs import get_case_ref_by_id
from app.cases.rules.fields import required_text
from app.cases.tables import Case
from app.core.errors import Conflict, Invalid, Stale
from app.core.text import clean_text
from app.db.sql import fetch_value, update_version
from app.db.transaction import transaction


async def change_owner(actor: Actor, case_id: int, *, seen: int, owner: int, reason: str) -> None:
    """Makes `owner` accountable for the case; `seen` is the version the page showed.

    Who gives away a case that has begun does not close it afterwards either, however often they move it on themselves;
    begun or not, nor do they judge a focus point that nobody has begun on.
    Raises `Invalid` naming the field for
    somebody the actor may not choose, for who is accountable already and without a reason; `Stale` with both names,
    `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id)
        case = await get_case_ref_by_id(actor.scope, case_id)  # as it is now that it is locked
        chosen = await find_person(actor.scope, case.municipality, person_id=owner)
        if chosen is None:
            raise Invalid("case.owner", "Vælg en anden person.", {"owner": "Vælg en person fra jeres enheder."})
        if case.version != seen:
            raise Stale(conflicts=(Conflict("Ansvarlig", chosen.name, case.owner_name),))
        if chosen.id == case.owner:
            text = f"{chosen.name} er ansvarlig allerede. Vælg en anden, eller annullér."
            raise Invalid("case.owner_same", text, {"owner": text})
        required_text(reason, "reason", "Skriv, hvorfor ansvaret skifter. Det står i historikken.")
        is_own = case.owner == actor.person and await has_begun(actor.scope, case)
        handed_on = actor.person if is_own or case.handed_on_by == actor.person else None
        given = actor.person if actor.person in (case.owner, await _given_by(case_id)) else None
        await update_version(Case, case_id, seen, owner=chosen.id, handed_on_by=handed_on, given_by=given)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.CASE,
            case_id,
            case=case_id,
            subject=f"{case.reference} {case.title}",
            before={"ansvarlig": case.owner_name or None},
            after={"ansvarlig": chosen.name},
            reason=reason,
        )


async def _given_by(case_id: int) -> int | None:
    return await fetch_value(int, "SELECT given_by FROM cases WHERE id = {}", case_id)
