"""What the actions of this slice share: what they give back, who may, and one change of the tree at a time."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import ALLOWED, Actor, may
from app.access.queries import ancestors_of
from app.core.errors import Denied, Invalid, NotFound
from app.db.sql import execute, fetch_one, fetch_value
from app.organisation.enums import UnitKind
from app.organisation.policy import require_open


class Created(msgspec.Struct, frozen=True):
    """A new row's key inside, and its id in addresses."""

    id: int
    public_id: str


async def require_unit_administrator(actor: Actor, municipality: int, unit: int | None) -> None:
    """Refuses unless `actor` administers `unit`; a top unit (None) is only for the command line.

    Raises `NotFound` for a unit of another municipality, `Denied` otherwise.
    """
    if unit is None:
        if not actor.is_system:
            raise Denied
        return
    found = await fetch_value(int, "SELECT municipality FROM units WHERE id = {}", unit)
    if found != municipality:
        raise NotFound
    may(actor, Permission.ORGANISATION_WRITE, await ancestors_of(actor.scope, (unit,))).require()


def require_people_administrator(actor: Actor, municipality: int) -> None:
    """Refuses unless `actor` administers some unit of the municipality: people belong to all of it."""
    if actor.is_system:
        return
    if not any(
        grant.municipality == municipality and grant.role in ALLOWED[Permission.ORGANISATION_WRITE]
        for grant in actor.grants
    ):
        raise Denied


async def lock_tree(municipality: int) -> None:
    """One change of a municipality's tree at a time: two at once could make a circle of it.

    A write that changes nothing locks the row on PostgreSQL; SQLite has one writer anyway.
    """
    await execute("UPDATE municipalities SET code = code WHERE id = {}", municipality)


async def lock_person(actor: Actor, person: int) -> None:
    """Whoever leaves at this moment has left, or does so afterwards: what is given them meanwhile is not left out when
    all of it ends."""
    await execute("UPDATE persons SET version = version WHERE id = {}", person)


class Current(msgspec.Struct, frozen=True):
    """A unit as it stands."""

    id: int
    municipality: int
    version: int
    closed_on: date | None
    unit_version: int
    parent: int | None
    name: str
    kind: UnitKind
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date

    def check_day(self, field: str, day: date, today: date) -> None:
        """A change holds from a day that has come, and not from before the last one: history is not rewritten.

        Raises `Invalid` naming `field`.
        """
        text = None
        if day > today:
            text = "Vælg i dag eller en dag, der er gået. Ændringen gælder med det samme."
        elif day < self.valid_from:
            text = f"Enheden blev sidst ændret den {self.valid_from:%d.%m.%Y}. Vælg den dag eller en senere."
        if text is not None:
            raise Invalid("unit.day", text, {field: text})


async def own_unit(actor: Actor, unit: int) -> Current:
    """The unit, for somebody who administers it. Raises `NotFound`, or `RuleViolation` for a closed one."""
    found = await fetch_one(
        Current,
        "SELECT u.id, u.municipality, u.version, u.closed_on, v.id AS unit_version, v.parent, v.name, v.kind, "
        "v.cvr_no, v.production_unit_no, v.valid_from FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE u.id = {}",
        unit,
    )
    if found is None or not (actor.is_system or found.municipality in actor.scope.municipalities):
        raise NotFound
    may(actor, Permission.ORGANISATION_WRITE, await ancestors_of(actor.scope, (unit,))).require()
    require_open(found.closed_on)
    return found
