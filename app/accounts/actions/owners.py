"""Whose login an administrator may change."""

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.core.errors import NotFound
from app.db.sql import fetch_one
from app.organisation.actions import require_administrator


class Person(msgspec.Struct, frozen=True):
    name: str
    email: str | None
    municipality: int
    municipality_name: str
    is_active: bool


class Owner(msgspec.Struct, frozen=True):
    """Somebody who has a login."""

    account: int
    username: str
    has_password: bool
    is_open: bool
    name: str
    email: str | None
    municipality: int


async def require_person(actor: Actor, person_id: int) -> Person:
    """The person, for an administrator of the whole municipality or the command line. `NotFound` or `Denied`."""
    person = await fetch_one(
        Person,
        "SELECT p.name, p.email, p.municipality, m.name AS municipality_name, p.is_active FROM persons p "
        "JOIN municipalities m ON m.id = p.municipality WHERE p.id = {}",
        person_id,
    )
    if person is None or not may_anywhere(actor, Permission.ACCOUNT_WRITE):
        raise NotFound
    await require_administrator(actor, person.municipality)
    return person


async def require_owner(actor: Actor, person_id: int) -> Owner:
    """The person's login, for the same; `NotFound` also when there is none."""
    await require_person(actor, person_id)
    owner = await fetch_one(
        Owner,
        "SELECT a.id AS account, a.username, CASE WHEN a.password_hash = '' THEN 0 ELSE 1 END AS has_password, "
        "CASE WHEN a.is_active AND p.is_active THEN 1 ELSE 0 END AS is_open, p.name, p.email, p.municipality "
        "FROM accounts a JOIN persons p ON p.id = a.person WHERE p.id = {}",
        person_id,
    )
    if owner is None:
        raise NotFound
    return owner
