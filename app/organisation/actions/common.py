"""What the actions of this slice share: what they give back, who may, and one change of the tree at a time."""

import msgspec

from app.access.enums import Permission
from app.access.policy import ALLOWED, Actor, may
from app.access.queries import ancestors_of
from app.core.errors import Denied, NotFound
from app.db.sql import execute, fetch_value


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
