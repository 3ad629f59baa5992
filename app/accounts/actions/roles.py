"""Roles: given from a day, ended from a day. They hold for the unit and everything below it.

Whoever gets or loses a role is logged out: what a page was drawn for may no longer be true.
"""

from datetime import date

import msgspec

from app.access.enums import Permission, Role
from app.access.labels import ROLE
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.access.tables import RoleGrant
from app.accounts.policy import require_another
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid, NotFound, RuleViolation
from app.db.sql import execute, fetch_one, fetch_rows, insert
from app.db.transaction import transaction
from app.organisation.actions import end_sessions, keep_an_administrator
from app.organisation.actions.common import lock_person


class _Target(msgspec.Struct, frozen=True):
    name: str
    is_active: bool
    unit_name: str
    closed_on: date | None


async def grant_role(
    actor: Actor,
    person_id: int,
    *,
    role: Role,
    unit: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "manual",
) -> int:
    """Gives `person_id` a role on `unit` and everything below, from `valid_from` (today) until before `valid_to`.

    An administrator of the unit may, but nobody grants themselves a role. Raises `NotFound`, `Denied`, `Invalid`
    naming the field, `RuleViolation` for a person who has left, a closed unit, or a role they have already.
    """
    start = valid_from or actor.today
    if valid_to is not None and valid_to <= start:
        text = "Slutdatoen skal ligge efter startdatoen."
        raise Invalid("role.dates", text, {"valid_to": text})
    async with transaction():
        await lock_person(actor, person_id)
        target = await fetch_one(
            _Target,
            "SELECT p.name, p.is_active, v.name AS unit_name, u.closed_on FROM persons p "
            "JOIN units u ON u.municipality = p.municipality "
            "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE p.id = {} AND u.id = {}",
            person_id,
            unit,
        )
        if target is None:
            raise NotFound
        may(actor, Permission.ACCOUNT_WRITE, await ancestors_of(actor.scope, (unit,))).require()
        require_another(actor, person_id)
        await _check_target(target, person_id, role, unit, start, valid_to)
        grant = await insert(
            RoleGrant(
                public_id=ids.new_public_id(),
                person=person_id,
                role=role,
                unit=unit,
                case=None,
                valid_from=start,
                valid_to=valid_to,
                source=source,
            )
        )
        after = {"rolle": ROLE[role], "enhed": target.unit_name, "fra": start, "til": valid_to}
        record(actor, AuditAction.CREATED, EntityKind.ROLE_GRANT, grant, subject=target.name, after=after)
        await end_sessions(actor, person_id)
    return grant


async def _check_target(target: _Target, person_id: int, role: Role, unit: int, start: date, end: date | None) -> None:
    if not target.is_active:
        raise RuleViolation("role.left", "Personen er fratrådt og kan ikke få en rolle.")
    if target.closed_on is not None:
        raise RuleViolation("role.unit_closed", f"{target.unit_name} er lukket. Vælg en anden enhed.")
    overlapping = await fetch_rows(
        "SELECT id FROM role_grants WHERE person = {} AND role = {} AND unit = {} "
        "AND (valid_to IS NULL OR valid_to > {}) AND valid_from < {}",
        person_id,
        role,
        unit,
        start,
        end or date.max,
    )
    if overlapping:
        raise RuleViolation(
            "role.twice", f"Personen er allerede {ROLE[role].lower()} på {target.unit_name} i perioden."
        )


class _Grant(msgspec.Struct, frozen=True):
    id: int
    person: int
    person_name: str
    role: Role
    unit: int
    unit_name: str
    municipality: int
    valid_from: date
    valid_to: date | None


async def end_role(actor: Actor, grant_id: int, *, valid_to: date | None = None) -> None:
    """The role no longer holds from `valid_to` (today) on; what was done under it stays.

    An administrator of the unit may, but nobody changes their own roles. A day before the role began means that
    it never held. Raises `NotFound`, `Denied`, `RuleViolation` for a role that has ended, or the last administrator's.
    """
    day = valid_to or actor.today
    async with transaction():
        grant = await fetch_one(
            _Grant,
            "SELECT g.id, g.person, p.name AS person_name, g.role, g.unit, v.name AS unit_name, p.municipality, "
            "g.valid_from, g.valid_to FROM role_grants g JOIN persons p ON p.id = g.person "
            "JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL WHERE g.id = {}",
            grant_id,
        )
        if grant is None:
            raise NotFound
        may(actor, Permission.ACCOUNT_WRITE, await ancestors_of(actor.scope, (grant.unit,))).require()
        require_another(actor, grant.person)
        if grant.valid_to is not None and grant.valid_to <= actor.today:
            raise RuleViolation("role.ended", "Rollen er allerede ophørt.")
        end = max(day, grant.valid_from)
        if end == grant.valid_to:
            return
        if grant.role is Role.ADMINISTRATOR:
            await keep_an_administrator(actor, grant.municipality)
        await execute("UPDATE role_grants SET valid_to = {} WHERE id = {}", end, grant.id)
        await end_sessions(actor, grant.person)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ROLE_GRANT,
            grant.id,
            subject=f"{grant.person_name}: {ROLE[grant.role]} på {grant.unit_name}",
            before={"til": grant.valid_to},
            after={"til": end},
        )
