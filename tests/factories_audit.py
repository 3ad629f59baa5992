"""Who reads the log, and what is written into it."""

from typing import Any

from app.access.enums import Role
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.db.transaction import transaction
from tests.factories import Cast, Member, UnitRef, make_member


async def make_auditor(cast: Cast, unit: UnitRef, name: str = "Rie Revisor") -> Member:
    municipality = cast.other_municipality if unit is cast.elsewhere else cast.municipality
    return await make_member(cast.clock, municipality, name, Role.AUDITOR, unit.id)


async def log(
    who: Member,
    kind: EntityKind,
    entity: int,
    subject: str = "",
    action: AuditAction = AuditAction.CHANGED,
    **more: Any,
) -> None:
    """One entry in a transaction of its own."""
    async with transaction():
        record(who.actor, action, kind, entity, subject=subject, **more)
