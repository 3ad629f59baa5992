"""People: made, changed, left, come back. Nobody is deleted."""

from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, search_key, sort_key
from app.db.sql import execute, fetch_one, fetch_rows, insert, update_version
from app.db.transaction import transaction
from app.organisation import rules
from app.organisation.actions.administrators import keep_an_administrator, require_administrator
from app.organisation.actions.common import Created, require_people_administrator
from app.organisation.queries.reach import reaches_person
from app.organisation.tables import Person

_ELSEWHERE = (
    "Personen har eller har haft roller på enheder, du ikke administrerer, eller har en bruger uden roller. "
    "Bed en administrator for hele kommunen om at gøre det."
)
_EMAIL_OF_LOGIN = (
    "Personen har en bruger, og nye adgangskoder sendes til e-mailen. Bed en administrator for hele kommunen om at "
    "ændre den."
)


async def create_person(
    actor: Actor,
    municipality: int,
    *,
    name: str,
    email: str | None = None,
    job_title: str = "",
    external_id: str | None = None,
) -> Created:
    """A person who can own actions and hold roles; not an account. Only administrators and the command line.

    Raises `Denied`, or `Invalid` naming the field.
    """
    facts = _checked(name, email, job_title)
    require_people_administrator(actor, municipality)
    public_id = ids.new_public_id()
    external_id = clean_line(external_id or "") or None
    async with transaction():
        await _check_external_id(municipality, external_id)
        key = await insert(
            Person(
                public_id=public_id,
                municipality=municipality,
                external_id=external_id,
                is_active=True,
                left_on=None,
                version=1,
                **facts,
            )
        )
        record(actor, AuditAction.CREATED, EntityKind.PERSON, key, subject=facts["name"], after=_shown(facts))
    return Created(key, public_id)


def _checked(name: str, email: str | None, job_title: str) -> dict[str, Any]:
    """The columns that hold what is known of a person. Raises `Invalid` naming each wrong field."""
    name, email, job_title = clean_line(name), clean_line(email or ""), clean_line(job_title)
    fields = {}
    if not name:
        fields["name"] = "Udfyld navn."
    for field, text, label in (("name", name, "Navnet"), ("job_title", job_title, "Stillingen")):
        if len(text) > 200:
            fields[field] = f"{label} må højst have 200 tegn."
    if problem := rules.email_problem(email):
        fields["email"] = problem
    if fields:
        raise Invalid("person.fields", "Ret oplysningerne.", fields)
    return {
        "name": name,
        "email": email or None,
        "job_title": job_title,
        "search_key": search_key(name),
        "sort_key": sort_key(name),
    }


def _shown(facts: dict[str, Any]) -> dict[str, Any]:
    return {"navn": facts["name"], "e-mail": facts["email"], "stilling": facts["job_title"] or None}


async def _check_external_id(municipality: int, external_id: str | None) -> None:
    if external_id and await fetch_rows(
        "SELECT id FROM persons WHERE municipality = {} AND external_id = {}", municipality, external_id
    ):
        text = "Det eksterne id er i brug på en anden person."
        raise Invalid("person.external_id", text, {"external_id": text})


class _Person(msgspec.Struct, frozen=True):
    id: int
    municipality: int
    external_id: str | None
    name: str
    email: str | None
    job_title: str
    is_active: bool
    left_on: date | None
    version: int


async def _own_person(actor: Actor, person: int) -> _Person:
    """The person, for an administrator of the municipality. Raises `NotFound` or `Denied`."""
    found = await fetch_one(
        _Person,
        "SELECT id, municipality, external_id, name, email, job_title, is_active, left_on, version "
        "FROM persons WHERE id = {}",
        person,
    )
    if found is None or not (actor.is_system or found.municipality in actor.scope.municipalities):
        raise NotFound
    require_people_administrator(actor, found.municipality)
    return found


async def change_person(
    actor: Actor,
    person: int,
    *,
    seen: int,
    name: str,
    email: str | None,
    job_title: str,
    external_id: str | None = None,
) -> str | None:
    """Name, e-mail and job title; gives the old e-mail of a login that has another now, to be told there.

    What was done before keeps the name it was done under (the log stores names). `external_id` None leaves it; one that
    is given is set where there was none. The e-mail of somebody with a login is changed by an administrator of the
    whole municipality: links to a new password go there. Raises `NotFound`, `Denied`, `Invalid` naming the field,
    `Stale` with both versions.
    """
    facts = _checked(name, email, job_title)
    async with transaction():
        old = await _own_person(actor, person)
        before = _shown({"name": old.name, "email": old.email, "job_title": old.job_title})
        after = _shown(facts)
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        replaced = await _may_change_email(actor, old) if facts["email"] != old.email else None
        if external_id and old.external_id is None:
            await _check_external_id(old.municipality, external_id)
            facts["external_id"] = external_id
            before["eksternt id"], after["eksternt id"] = None, external_id
        if before == after:
            return None
        await update_version(Person, person, seen, **facts)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.PERSON,
            person,
            subject=facts["name"],
            before=before,
            after=after,
        )
    return replaced


async def _may_change_email(actor: Actor, old: _Person) -> str | None:
    """The old e-mail, where there is a login."""
    if not await fetch_rows("SELECT id FROM accounts WHERE person = {}", old.id):
        return None
    try:
        await require_administrator(actor, old.municipality)
    except Denied:
        raise Denied("person.email_of_login", _EMAIL_OF_LOGIN) from None
    return old.email


async def deactivate_person(actor: Actor, person: int, *, seen: int, left_on: date | None = None) -> int:
    """The person has left: roles end that day, sessions and API tokens end at once, everything they did stays.

    Gives the number of open actions they still own, so that somebody else can take them over. Refuses the actor
    themselves and a day to come (`RuleViolation`, `Invalid`): a role that ends later is given an end date instead.
    Raises `Denied` where the person has a role on a unit that the actor does not administer (`person_in_reach`), and
    `RuleViolation` for the municipality's last administrator.
    """
    day = left_on or actor.today
    if day > actor.today:
        text = "Vælg i dag eller en dag, der er gået. Stopper personen senere, så giv rollerne en slutdato."
        raise Invalid("person.left_on", text, {"left_on": text})
    async with transaction():
        old = await _own_person(actor, person)
        if actor.person == person:
            raise RuleViolation(
                "person.self", "Du kan ikke melde dig selv fratrådt. Bed en anden administrator om det."
            )
        if not old.is_active:
            raise RuleViolation("person.left", "Personen er allerede fratrådt.")
        await _require_reach(actor, person)
        await keep_an_administrator(actor, old.municipality)
        await update_version(Person, person, seen, is_active=False, left_on=day)
        await execute(
            "UPDATE role_grants SET valid_to = CASE WHEN valid_from > {} THEN valid_from ELSE {} END "
            "WHERE person = {} AND (valid_to IS NULL OR valid_to > {})",
            day,
            day,
            person,
            day,
        )
        await execute(
            "UPDATE committee_members SET valid_to = CASE WHEN valid_from > {} THEN valid_from ELSE {} END "
            "WHERE person = {} AND (valid_to IS NULL OR valid_to > {})",
            day,
            day,
            person,
            day,
        )
        await execute("DELETE FROM sessions WHERE account IN (SELECT id FROM accounts WHERE person = {})", person)
        # For good: a key that lies forgotten in a program must not wake up when the person comes back.
        await execute(
            "UPDATE api_tokens SET revoked_at = {}, revoked_by = {} WHERE revoked_at IS NULL "
            "AND account IN (SELECT id FROM accounts WHERE person = {})",
            actor.now,
            actor.person,
            person,
        )
        record(actor, AuditAction.CLOSED, EntityKind.PERSON, person, subject=old.name, after={"fratrådt": day})
        rows = await fetch_rows(
            'SELECT COUNT(*) AS n FROM action_items i LEFT JOIN cases c ON c.id = i."case" WHERE i.owner = {} '
            "AND i.status IN ('planned', 'in_progress') AND (c.id IS NULL OR c.phase <> 'closed')",
            person,
        )
    return int(rows[0]["n"])


async def _require_reach(actor: Actor, person: int) -> None:
    """Refuses unless the actor has all of the person in reach (`person_in_reach`): leaving ends every role, and coming
    back opens the login again."""
    if not await reaches_person(actor.scope, person):
        raise Denied("person.roles_elsewhere", _ELSEWHERE)


async def reactivate_person(actor: Actor, person: int, *, seen: int) -> None:
    """The person is back. Roles are not: they are given anew.

    Raises `NotFound`, `Stale`, and `Denied` where the person had a role on a unit that the actor does not administer.
    """
    async with transaction():
        old = await _own_person(actor, person)
        await _require_reach(actor, person)
        if old.is_active:
            return
        await update_version(Person, person, seen, is_active=True, left_on=None)
        record(
            actor,
            AuditAction.REOPENED,
            EntityKind.PERSON,
            person,
            subject=old.name,
            before={"fratrådt": old.left_on},
            after={"fratrådt": None},
        )
