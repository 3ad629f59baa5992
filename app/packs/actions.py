"""That a pack leaves the house."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.dates import short_date
from app.db.transaction import transaction
from app.meetings.queries import get_forum, get_meeting


async def record_pack_export(actor: Actor, meeting_id: str, fingerprint: str) -> None:
    """Logs, in its own short transaction, that the pack of a meeting is about to leave the house (rule 40). Call it
    before the first byte. Raises `NotFound`."""
    async with transaction():
        meeting = await get_meeting(actor.scope, meeting_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.MEETING,
            meeting.id,
            subject=f"{forum.name}: mødepakke {short_date(meeting.held_on)}",
            after={"fingeraftryk": fingerprint, "fil": "PDF"},
        )
