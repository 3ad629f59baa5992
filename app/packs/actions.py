"""Keeping a pack as it is, and that one leaves the house."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.dates import short_date
from app.core.ids import new_public_id
from app.db.sql import fetch_value, insert
from app.db.transaction import transaction
from app.meetings.actions import lock_meeting, meeting_to_plan
from app.meetings.queries import get_forum, get_meeting
from app.packs.content import freeze
from app.packs.queries import load_pack
from app.packs.tables import MeetingPack


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


async def keep_pack(actor: Actor, meeting_id: str) -> str:
    """Keeps the pack of a meeting as it is now, for good: what is fetched later is the same bytes. Gives its public id.

    Who may: who plans the meetings. Raises `RuleViolation` for a cancelled meeting, `NotFound` for who does not read
    all of the pack, `Denied`.
    """
    async with transaction():
        await lock_meeting(actor, meeting_id)
        meeting, forum = await meeting_to_plan(actor, meeting_id)
        content, digest = freeze(await load_pack(actor.scope, forum, meeting, actor.now))
        last = await fetch_value(int, "SELECT MAX(no) AS n FROM meeting_packs WHERE meeting = {}", meeting.id)
        public_id, no = new_public_id(), (last or 0) + 1
        await insert(
            MeetingPack(
                public_id=public_id,
                meeting=meeting.id,
                no=no,
                content=content.decode(),
                hash=digest,
                by=actor.require_person(),
                at=actor.now,
            )
        )
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.MEETING,
            meeting.id,
            subject=f"{forum.name}: mødepakke {short_date(meeting.held_on)}",
            after={"gemt som nr.": no, "fingeraftryk": digest},
        )
        return public_id
