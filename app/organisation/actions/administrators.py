"""Administrators of a whole municipality: what only they may, and that it keeps one."""

import msgspec

from app.access.enums import Permission, Role
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.core.errors import Denied, RuleViolation
from app.db.sql import fetch_one, fetch_rows
from app.db.transaction import current_unit
from app.organisation.actions.common import lock_tree


class _Count(msgspec.Struct, frozen=True):
    today: int
    lasting: int  # of those, without an end


async def require_administrator(actor: Actor, municipality: int) -> None:
    """An account belongs to the whole municipality, so the right must lie on its top unit. Raises `Denied`."""
    if actor.is_system:
        return
    tops = await fetch_rows(
        "SELECT u.id FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE u.municipality = {} AND v.parent IS NULL",
        municipality,
    )
    if not tops:
        raise Denied
    may(actor, Permission.ACCOUNT_WRITE, await ancestors_of(actor.scope, (int(tops[0]["id"]),))).require()


async def keep_an_administrator(actor: Actor, municipality: int) -> None:
    """Refuses the open transaction at its end if it takes the municipality's last administrator away.

    An administrator is somebody with the role on the top unit today and an open login; one whose role has no end is
    not replaced by one whose role has. Called before the change: two at once wait for each other here. Raises
    `RuleViolation` when the transaction ends.
    """
    await lock_tree(municipality)
    before = await _count(actor, municipality)

    async def check() -> None:
        after = await _count(actor, municipality)
        if (before.today and not after.today) or (before.lasting and not after.lasting):
            raise RuleViolation(
                "administrator.last",
                "Kommunen skal have mindst én administrator, der kan logge ind. Giv først en anden rollen.",
            )

    current_unit().before_commit(check)


async def _count(actor: Actor, municipality: int) -> _Count:
    found = await fetch_one(
        _Count,
        "SELECT COUNT(DISTINCT p.id) AS today, COUNT(DISTINCT CASE WHEN g.valid_to IS NULL THEN p.id END) AS lasting "
        "FROM role_grants g JOIN persons p ON p.id = g.person JOIN accounts a ON a.person = p.id "
        "JOIN units u ON u.id = g.unit JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE g.role = {} AND u.municipality = {} AND v.parent IS NULL AND p.is_active AND a.is_active "
        "AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {})",
        Role.ADMINISTRATOR,
        municipality,
        actor.today,
        actor.today,
    )
    return found or _Count(0, 0)
