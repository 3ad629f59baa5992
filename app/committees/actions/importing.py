"""A file of committees and members: looked at, and with `apply` taken in as one change."""

import msgspec

from app.access.policy import Actor
from app.committees.actions.committees import change_committee, create_committee
from app.committees.actions.members import add_member, end_member
from app.committees.queries.importing import list_known_committees, list_known_people
from app.committees.rules.committees_file import (
    CommitteePlan,
    World,
    plan_committees,
)
from app.committees.rules.file_words import COMMITTEE_HEADINGS, COMMITTEE_REQUIRED
from app.core.errors import Denied
from app.db.sql import fetch_value
from app.db.transaction import transaction
from app.organisation.actions.importing import record_import
from app.organisation.queries.importing import list_known_units
from app.organisation.rules.file_plans import Imported, Outcome
from app.organisation.rules.files import read_table
from app.organisation.rules.settings import decode_settings


class _Keys(msgspec.Struct, frozen=True):
    """The keys of units, people and committees by external id."""

    units: dict[str, int]
    people: dict[str, int]
    committees: dict[str, int]


async def import_committees(actor: Actor, municipality: int, content: bytes, *, apply: bool) -> Imported[CommitteePlan]:
    """Plans the file against committees, units and people as they are; with `apply` carries it out, unless a row is
    wrong.

    One transaction: all of it or nothing. The same file again changes nothing. Only the command line may.
    Raises `Denied`, or `Invalid` for a file that cannot be read at all.
    """
    if not actor.is_system:
        raise Denied
    table = read_table(content, COMMITTEE_HEADINGS, COMMITTEE_REQUIRED)
    async with transaction():
        units = await list_known_units(actor.scope, municipality)
        people = await list_known_people(actor.scope, municipality)
        known = await list_known_committees(actor.scope, municipality)
        text = await fetch_value(str, "SELECT settings FROM municipalities WHERE id = {}", municipality)
        world = World(
            units={key: unit.name for key, unit in units.items() if unit.closed_on is None},
            people={key: person.name for key, person in people.items()},
            settings=decode_settings(text or ""),
            today=actor.today,
        )
        plan = plan_committees(table, known, world)
        if not apply or plan.has_errors:
            return Imported(plan, is_applied=False)
        keys = _Keys(
            {key: unit.id for key, unit in units.items()},
            {key: person.id for key, person in people.items()},
            {each.external_id: each.id for each in known if each.external_id},
        )
        for row in plan.rows:
            if row.outcome is not Outcome.SAME:
                await _apply(actor, municipality, row, keys)
        record_import(actor, municipality, "Udvalg", plan)
    return Imported(plan, is_applied=True)


async def _apply(actor: Actor, municipality: int, row: CommitteePlan, keys: _Keys) -> None:
    covered = [keys.units[unit] for unit in row.units]
    if row.known is None and row.is_first:
        made = await create_committee(
            actor,
            municipality,
            name=row.name,
            kind=row.kind,
            rank=row.rank,
            units=covered,
            external_id=row.external_id,
        )
        keys.committees[row.external_id] = made.id
    elif row.known is not None and row.changes_committee:
        await change_committee(
            actor,
            row.known.id,
            seen=row.known.version,
            name=row.name,
            kind=row.kind,
            rank=row.rank,
            units=covered,
        )
    for member, day in row.end:
        await end_member(actor, member, valid_to=day)
    if row.place is not None:
        await add_member(
            actor,
            keys.committees[row.external_id],
            keys.people[row.place.person],
            side=row.place.side,
            function=row.place.function,
            valid_from=row.place.start,
            valid_to=row.place.end,
        )
