"""Handing out what is held about a person is logged before the first byte."""

from app.access.policy import Actor
from app.audit.actions import record_access
from app.audit.enums import AuditAction, EntityKind
from app.privacy.queries import Subject


async def record_shown(actor: Actor, subject: Subject) -> None:
    """Logs that somebody looked at what is held about another; looking at one's own is nobody's business."""
    if actor.person != subject.id:
        await record_access(actor, EntityKind.PERSON, subject.id, subject=subject.name)


async def record_handed_out(actor: Actor, subject: Subject, file: str) -> None:
    """Logs that what is held about `subject` leaves the house as a file."""
    after = {"fil": file}
    await record_access(
        actor, EntityKind.PERSON, subject.id, subject=subject.name, action=AuditAction.EXPORTED, after=after
    )
