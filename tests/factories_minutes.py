"""Makers for minutes."""

from datetime import date
from pathlib import Path

from app.meetings.actions import ItemFacts, MeetingFacts, add_item, create_meeting
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_meeting, get_unit_forum
from app.minutes.actions import answer_minutes, send_minutes, write_minutes
from app.minutes.enums import MinutesReply
from app.minutes.files import file_minutes
from app.minutes.queries import get_minutes
from tests.factories import Member
from tests.factories_files import stage


async def make_minuted(leader: Member, representative: Member, unit: str, word: str) -> tuple[str, str]:
    """Two meetings of a unit that were held, with `word` in all they say; both sides have approved the minutes of the
    second."""
    made = []
    for day in (17, 18):
        forum = await get_unit_forum(leader.scope, unit)
        facts = MeetingFacts(kind=MeetingKind.STANDING, held_on=date(2025, 8, day), title=f"Standermøde {word}")
        meeting = await create_meeting(leader.actor, forum, facts)
        item = ItemFacts(title=f"Punkt {word}", text=f"Mere {word}", meeting=meeting.public_id)
        await add_item(leader.actor, forum, item)
        made.append(meeting.public_id)
    approved = made[1]
    await write_minutes(leader.actor, approved, seen=0, text=f"Talt om {word}", texts={})
    await send_minutes(leader.actor, approved, seen=1)
    sent = await get_minutes(leader.scope, await get_meeting(leader.scope, approved))
    for member in (representative, leader):
        await answer_minutes(
            member.actor, approved, hash=sent.hash if sent else "", reply=MinutesReply.APPROVES, remark=f"Enig {word}"
        )
    return made[0], approved


async def make_filed(leader: Member, unit: str, word: str, root: Path) -> tuple[str, str]:
    """A meeting of a unit that was held, and the file that is its minutes, with `word` in all they say."""
    forum = await get_unit_forum(leader.scope, unit)
    facts = MeetingFacts(kind=MeetingKind.STANDING, held_on=date(2025, 8, 16), title=f"Filmøde {word}")
    meeting = (await create_meeting(leader.actor, forum, facts)).public_id
    file = await stage(root, f"referat-{word}.pdf")
    made = await file_minutes(leader.actor, meeting, file, title=f"Referat {word}", minutes_reference=f"Nr. {word}")
    return meeting, made.public_id
