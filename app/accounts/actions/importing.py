"""A file of people and roles: looked at, and with `apply` taken in as one change."""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Actor
from app.accounts.actions.roles import end_role, grant_role
from app.accounts.rules.people_file import (
    PEOPLE_HEADINGS,
    PEOPLE_REQUIRED,
    KnownGrant,
    KnownPerson,
    PersonPlan,
    plan_people,
)
from app.core.errors import Denied
from app.db.sql import fetch_all
from app.db.transaction import transaction
from app.organisation.actions import change_person, create_person, reactivate_person
from app.organisation.actions.importing import record_import
from app.organisation.queries.importing import list_known_units
from app.organisation.rules.file_plans import Imported, Outcome
from app.organisation.rules.files import read_table

_SOURCE = "import"


class OldAddress(msgspec.Struct, frozen=True):
    """The e-mail that somebody with a login had until now: it is told there (decision 0009)."""

    email: str
    name: str


class ImportedPeople(Imported[PersonPlan], frozen=True):
    replaced: tuple[OldAddress, ...] = ()


async def import_people(actor: Actor, municipality: int, content: bytes, *, apply: bool) -> ImportedPeople:
    """Plans the file against the people and roles as they are; with `apply` carries it out, unless a row is wrong.
    Names the addresses of logins that have another now: whoever calls it tells them.

    One transaction: all of it or nothing. The same file again changes nothing. Only the command line may.
    Raises `Denied`, or `Invalid` for a file that cannot be read at all.
    """
    if not actor.is_system:
        raise Denied
    table = read_table(content, PEOPLE_HEADINGS, PEOPLE_REQUIRED)
    async with transaction():
        units = await list_known_units(actor.scope, municipality)
        names = {key: unit.name for key, unit in units.items() if unit.closed_on is None}
        plan = plan_people(table, await _known_people(municipality), names, actor.today)
        if not apply or plan.has_errors:
            return ImportedPeople(plan, is_applied=False)
        made: dict[str, int] = {}
        replaced: list[OldAddress] = []
        keys = {key: unit.id for key, unit in units.items()}
        for row in plan.rows:
            if row.outcome is not Outcome.SAME:
                await _apply(actor, municipality, row, made, keys, replaced)
        record_import(actor, municipality, "Personer", plan)
    return ImportedPeople(plan, is_applied=True, replaced=tuple(replaced))


class _Row(msgspec.Struct, frozen=True):
    id: int
    version: int
    external_id: str | None
    name: str
    email: str | None
    job_title: str
    is_active: bool
    grant: int | None
    role: Role | None
    unit: str | None
    valid_from: date | None
    valid_to: date | None
    source: str | None


async def _known_people(municipality: int) -> tuple[KnownPerson, ...]:
    """Who a row may mean. Not an external adviser: whoever shares a case holds the first link to that login, and a row
    that met it by e-mail would give it roles."""
    rows = await fetch_all(
        _Row,
        "SELECT p.id, p.version, p.external_id, p.name, p.email, p.job_title, p.is_active, "
        'g.id AS "grant", g.role, u.external_id AS unit, g.valid_from, g.valid_to, g.source FROM persons p '
        "LEFT JOIN role_grants g ON g.person = p.id AND g.unit IS NOT NULL LEFT JOIN units u ON u.id = g.unit "
        "WHERE p.municipality = {} AND NOT (p.external_id IS NULL AND EXISTS (SELECT 1 FROM role_grants x "
        "WHERE x.person = p.id AND x.role = {})) ORDER BY p.sort_key, p.id, g.id",
        municipality,
        Role.EXTERNAL_ADVISER,
    )
    people: dict[int, KnownPerson] = {}
    for row in rows:
        person = people.get(row.id) or KnownPerson(
            row.id, row.version, row.external_id, row.name, row.email, row.job_title, row.is_active
        )
        grants = person.grants
        if row.grant is not None and row.role is not None and row.unit is not None and row.valid_from is not None:
            grants += (
                KnownGrant(
                    id=row.grant,
                    role=row.role,
                    unit=row.unit,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                    is_imported=row.source == _SOURCE,
                ),
            )
        people[row.id] = msgspec.structs.replace(person, grants=grants)
    return tuple(people.values())


async def _apply(
    actor: Actor,
    municipality: int,
    row: PersonPlan,
    made: dict[str, int],
    units: dict[str, int],
    replaced: list[OldAddress],
) -> None:
    person = await _person(actor, municipality, row, made, replaced)
    for grant, day in row.end:
        await end_role(actor, grant, valid_to=day)
    if row.lengthen is not None:
        grant, day = row.lengthen
        await end_role(actor, grant, valid_to=day)
    if row.grant is not None:
        given = row.grant
        await grant_role(
            actor,
            person,
            role=given.role,
            unit=units[given.unit],
            valid_from=given.start,
            valid_to=given.end,
            source=_SOURCE,
        )


async def _person(
    actor: Actor, municipality: int, row: PersonPlan, made: dict[str, int], replaced: list[OldAddress]
) -> int:
    """The person's key, once they are made, changed or back."""
    if row.known is None:
        if row.external_id not in made:
            new = await create_person(
                actor,
                municipality,
                name=row.name,
                email=row.email,
                job_title=row.job_title,
                external_id=row.external_id,
            )
            made[row.external_id] = new.id
        return made[row.external_id]
    if row.changes_person:
        seen = row.known.version
        if not row.known.is_active:
            await reactivate_person(actor, row.known.id, seen=seen)
            seen += 1
        old_email = await change_person(
            actor,
            row.known.id,
            seen=seen,
            name=row.name,
            email=row.email,
            job_title=row.job_title,
            external_id=row.external_id,
        )
        if old_email:
            replaced.append(OldAddress(old_email, row.name))
    return row.known.id
