"""Minutes remind those whose side has not answered (issue 6 section 2)."""

from datetime import date

from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.meetings.actions import MeetingFacts, create_meeting
from app.meetings.enums import MeetingKind
from app.meetings.policy import Forum
from app.meetings.queries import get_committee_forum, get_meeting, get_unit_forum
from app.minutes.actions import answer_minutes, send_minutes, write_minutes
from app.minutes.enums import MinutesReply
from app.minutes.queries import get_minutes, list_minutes_waiting
from tests.factories import Cast, Client, Member


async def _sent(leader: Member, forum: Forum) -> str:
    facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=date(2025, 8, 20), title="Møde")
    meeting = (await create_meeting(leader.actor, forum, facts)).public_id
    await write_minutes(leader.actor, meeting, seen=0, text="Kort", texts={})
    await send_minutes(leader.actor, meeting, seen=1)
    return meeting


async def _waits(*members: Member) -> list[str]:
    return [each.username for each in members if await list_minutes_waiting(each.actor, limit=9)]


async def _answer(member: Member, meeting: str, reply: MinutesReply = MinutesReply.APPROVES) -> None:
    minutes = await get_minutes(member.scope, await get_meeting(member.scope, meeting))
    hash = minutes.hash if minutes else ""
    remark = "Ret" if reply is MinutesReply.ASKS else ""
    await answer_minutes(member.actor, meeting, hash=hash, reply=reply, remark=remark)


async def test_a_committee_s_minutes_wait_for_each_side_until_it_has_answered(cast: Cast) -> None:
    anna, dorte, erik = cast.anna, cast.dorte, cast.erik
    await add_member(
        cast.system, cast.committee.id, anna.id, side=CommitteeSide.EMPLOYER, function=CommitteeFunction.CHAIR
    )
    everybody = (anna, cast.bo, cast.carl, dorte, erik, cast.gerda, cast.hans)
    meeting = await _sent(erik, await get_committee_forum(erik.scope, cast.committee.public_id))
    assert await _waits(*everybody) == ["anna", "dorte"]
    (row,) = await list_minutes_waiting(dorte.actor, limit=9)
    assert (row.meeting_public_id, row.forum_name) == (meeting, "MED-udvalget for centret")
    await _answer(anna, meeting)
    assert await _waits(*everybody) == ["dorte"]
    await _answer(dorte, meeting)
    assert await _waits(*everybody) == []


async def test_a_unit_s_minutes_wait_for_its_leader_and_its_representatives(cast: Cast) -> None:
    anna, bo = cast.anna, cast.bo
    everybody = (anna, bo, cast.carl, cast.dorte, cast.erik, cast.gerda, cast.hans)
    meeting = await _sent(anna, await get_unit_forum(anna.scope, cast.nord.public_id))
    assert await _waits(*everybody) == ["anna", "bo"]
    await _answer(bo, meeting, MinutesReply.ASKS)
    assert await _waits(*everybody) == []  # a draft again


async def test_who_answered_an_older_text_is_led_to_the_one_that_stands_now(cast: Cast, client: Client) -> None:
    meeting = await _sent(cast.anna, await get_unit_forum(cast.anna.scope, cast.nord.public_id))
    bo = await client.as_(cast.bo)
    minutes = await get_minutes(cast.bo.scope, await get_meeting(cast.bo.scope, meeting))
    typed = {"hash": "0" * 64, "reply": "approves_minutes", "remark": "Enig, med tak"}
    stale = await bo.post(f"/moeder/{meeting}/referat/svar", typed)
    assert (stale.status_code, "Enig, med tak" in stale.text) == (409, True)
    assert minutes is not None
    assert f'value="{minutes.hash}"' in stale.text
