"""Closing a unit that is no more."""

from datetime import date

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Blocker, RuleViolation
from app.db.sql import fetch_all, fetch_rows, update_version
from app.db.transaction import transaction
from app.organisation.actions.common import lock_tree, own_unit
from app.organisation.tables import Unit


async def close_unit(actor: Actor, unit: int, *, seen: int, closed_on: date | None = None) -> None:
    """Closes a unit that is no more. Its cases and history stay, and who could read them still can.

    Raises `RuleViolation` naming open units below and the number of open cases, `Invalid` for a day to come,
    `NotFound`, `Denied`, `Stale`.
    """
    day = closed_on or actor.today
    async with transaction():
        now = await own_unit(actor, unit)
        await lock_tree(now.municipality)
        if blockers := await _close_blockers(unit):
            raise RuleViolation("unit.in_use", "Enheden kan ikke lukkes endnu.", blockers)
        if now.parent is None:
            raise RuleViolation("unit.top", "Kommunens øverste enhed kan ikke lukkes.")
        now.check_day("closed_on", day, actor.today)
        await update_version(Unit, unit, seen, closed_on=day)
        record(actor, AuditAction.CLOSED, EntityKind.UNIT, unit, subject=now.name, after={"lukket": day})


class _Below(msgspec.Struct, frozen=True):
    public_id: str
    name: str


async def _close_blockers(unit: int) -> list[Blocker]:
    below = await fetch_all(
        _Below,
        "SELECT u.public_id, v.name FROM unit_versions v JOIN units u ON u.id = v.unit "
        "WHERE v.parent = {} AND v.valid_to IS NULL AND u.closed_on IS NULL ORDER BY v.sort_key, u.id",
        unit,
    )
    blockers = [
        Blocker("unit.has_unit", f"Flyt eller luk først underenheden {row.name}.", f"/enheder/{row.public_id}")
        for row in below
    ]
    has_cases = await fetch_rows(
        'SELECT 1 AS n FROM case_units cu JOIN cases c ON c.id = cu."case" '
        "WHERE cu.unit = {} AND c.phase <> 'closed' LIMIT 1",
        unit,
    )
    if has_cases:  # how many is not for an administrator
        blockers.append(Blocker("unit.has_cases", "Enheden har åbne sager. De skal lukkes først."))
    return blockers
