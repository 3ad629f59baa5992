"""Committees and units that meet: planned, gone through, moved, sent up and down; every outcome is on its case."""

from datetime import date, timedelta

import msgspec
import pytest

from app.cases.queries import get_case_ref
from app.committees.actions import change_committee
from app.committees.enums import CommitteeFunction, CommitteeKind
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.involvement.enums import InvolvementKind, Party
from app.involvement.queries import list_involvements
from app.meetings.actions import (
    ItemFacts,
    MeetingFacts,
    accept_item,
    add_item,
    cancel_meeting,
    change_meeting,
    create_meeting,
    create_meetings,
    move_item,
    record_outcome,
    save_participants,
    send_item,
    withdraw_outcome,
)
from app.meetings.enums import AgendaState, MeetingKind, MeetingState, Presence
from app.meetings.queries import (
    get_committee_forum,
    get_item,
    get_meeting,
    get_unit_forum,
    list_closed,
    list_forums_of,
    list_items,
    list_links,
    list_participants,
    list_steps,
    list_waiting,
)
from tests.factories import Cast, Client, make_committee
from tests.factories_cases import make_case, make_focus_point
from tests.factories_committees import renewed
from tests.meetings.year import faults, play
from tests.web.html_check import faults as faults_of

TODAY = date(2025, 8, 20)
ORDINARY = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=TODAY)


async def test_an_outcome_is_the_record_on_the_case_and_is_taken_back_with_it(cast: Cast) -> None:
    """Dorte is a member, Erik the consultant of all units; the committee is MED alone, then the AMO, too."""
    case = await make_case(cast, units=(cast.centre.id,))
    point = await make_focus_point(cast, case)
    forum = await get_committee_forum(cast.dorte.scope, cast.committee.public_id)
    with pytest.raises(Denied):
        await create_meeting(cast.dorte.actor, forum, ORDINARY)
    proposal = ItemFacts(title="Planen", cases=(case.public_id,), focus_points=(point.public_id,))
    item = (await add_item(cast.dorte.actor, forum, proposal)).public_id
    keeper = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    assert [row.state for row in await list_waiting(cast.erik.scope, keeper)] == [AgendaState.PROPOSED]
    meeting = (await create_meeting(cast.erik.actor, keeper, ORDINARY)).public_id
    await accept_item(cast.erik.actor, item, seen=2)
    came = {cast.dorte.public_id: Presence.PRESENT}
    with pytest.raises(NotFound):
        await save_participants(cast.erik.actor, meeting, seen=1, presence={**came, cast.gerda.public_id: None})
    await save_participants(cast.erik.actor, meeting, seen=1, presence=came)
    row = await get_meeting(cast.dorte.scope, meeting)
    assert [(each.name, each.function) for each in await list_participants(cast.dorte.scope, row)] == [
        ("Dorte Udvalg", CommitteeFunction.MEMBER)
    ]
    with pytest.raises(Invalid) as refused:
        await record_outcome(cast.dorte.actor, item, seen=3, outcome=InvolvementKind.DISSENTED)
    assert list(refused.value.fields) == ["remark"]
    words = "Vi er  uenige:\n  det går for stærkt"
    await record_outcome(cast.dorte.actor, item, seen=3, outcome=InvolvementKind.DISSENTED, remark=words)
    with pytest.raises(Stale) as both:
        await record_outcome(cast.erik.actor, item, seen=3, outcome=InvolvementKind.AGREED)
    assert [(each.label, each.mine, each.theirs) for each in both.value.conflicts] == [
        ("Udfald", "Enig", "Uenig"),
        ("Bemærkning", "tomt", words),
    ]
    (record,) = await list_involvements(cast.anna.scope, case.id)
    assert (record.kind, record.party, record.on_date, record.forum_text, record.remark, record.participants) == (
        InvolvementKind.DISSENTED, Party.MED, TODAY, "MED-udvalget for centret", words, "Medlem",
    )  # fmt: skip
    assert record.meeting_public_id is None  # Anna leads the centre, and does not sit in its committee
    assert (await list_involvements(cast.dorte.scope, case.id))[0].meeting_public_id == meeting

    row = await get_meeting(cast.erik.scope, meeting)
    assert (row.state, row.treated) == (MeetingState.HELD, 1)
    with_reference = msgspec.structs.replace(ORDINARY, minutes_reference="Dok. 12")
    await change_meeting(cast.erik.actor, meeting, seen=row.version, facts=with_reference)
    assert (await list_involvements(cast.anna.scope, case.id))[0].minutes_reference == "Dok. 12"
    with pytest.raises(Invalid):
        moved = msgspec.structs.replace(ORDINARY, held_on=TODAY - timedelta(1))
        await change_meeting(cast.erik.actor, meeting, seen=row.version + 1, facts=moved)
    with pytest.raises(RuleViolation):
        await cancel_meeting(cast.erik.actor, meeting, seen=row.version + 1, reason="Sygdom")

    await change_committee(
        cast.fie.actor, cast.committee.id, seen=1, name="MED-udvalget for centret", kind=CommitteeKind.MED, rank="LMU",
        units=[cast.centre.id], is_work_environment=True,
    )  # fmt: skip
    await withdraw_outcome(cast.dorte.actor, item, seen=4, reason="Forkert punkt")
    await record_outcome(cast.dorte.actor, item, seen=5, outcome=InvolvementKind.INFORMED, decision="Vi følger det")
    records = await list_involvements(cast.anna.scope, case.id)
    assert [(each.party, each.is_withdrawn, each.withdrawn_reason, each.subject) for each in records] == [
        (Party.MED, True, "Forkert punkt", "Planen"),
        (Party.AMO, False, "", "Planen\nBeslutning: Vi følger det"),
    ]


async def test_an_item_goes_up_and_the_answer_comes_back_without_opening_the_case(cast: Cast) -> None:
    """Rule 41: who an item is sent to reads number, title, state and date of the case, and no page of it."""
    low = await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id], cast.bo.id)
    case = await make_case(cast, units=(cast.nord.id,), title="Støj i Nord")
    dorte = await renewed(cast, cast.dorte)
    ref = await get_case_ref(cast.erik.scope, case.public_id)
    assert [each.name for each in await list_forums_of(cast.erik.scope, ref)] == ["LMU Nord"]
    actor = cast.erik.actor
    below = await get_committee_forum(actor.scope, low.public_id)
    above = await get_committee_forum(actor.scope, cast.committee.public_id)
    with pytest.raises(Invalid) as refused:
        await add_item(actor, above, ItemFacts(title="Støj", cases=(case.public_id,)))
    assert list(refused.value.fields) == ["cases"]
    (here, later) = await create_meetings(actor, below, ORDINARY, [TODAY, TODAY + timedelta(28)])
    there = await create_meeting(actor, above, ORDINARY)
    first = await add_item(actor, below, ItemFacts(title="Støj", cases=(case.public_id,), meeting=here.public_id))
    await move_item(actor, first.public_id, seen=1, reason="Tiden gik")
    (moved,) = await list_items(actor.scope, await get_meeting(actor.scope, later.public_id))
    old = await get_item(actor.scope, first.public_id)
    assert (old.state, old.note, old.meeting_public_id) == (AgendaState.MOVED, "Tiden gik", here.public_id)
    sent = await send_item(actor, moved.public_id, seen=1, to=cast.committee.public_id, note="Hvem betaler?")
    with pytest.raises(RuleViolation):
        await send_item(actor, moved.public_id, seen=2, to=cast.committee.public_id)
    with pytest.raises(Invalid):
        await send_item(actor, moved.public_id, seen=2, to=low.public_id)

    got = await get_item(dorte.scope, sent.public_id)
    assert (got.meeting_public_id, got.state) == (there.public_id, AgendaState.ON_AGENDA)
    (link,) = (await list_links(dorte.scope, [got.id]))[got.id]
    assert (link.case_public_id, link.told.reference if link.told else "") == (None, case.reference)
    for outside in (moved.public_id, first.public_id):
        with pytest.raises(NotFound):
            await get_item(dorte.scope, outside)
    with pytest.raises(NotFound):
        await get_case_ref(dorte.scope, case.public_id)
    assert [(each.forum_name, each.public_id, each.is_before) for each in await list_steps(dorte.scope, got.id)] == [
        ("LMU Nord", None, True),
        ("LMU Nord", None, True),
    ]
    await record_outcome(dorte.actor, sent.public_id, seen=1, outcome=InvolvementKind.HEARD, decision="Centret betaler")
    answer = (await list_steps(cast.bo.scope, moved.id))[-1]
    assert (answer.forum_name, answer.public_id, answer.outcome, answer.decision) == (
        "MED-udvalget for centret", None, InvolvementKind.HEARD, "Centret betaler",
    )  # fmt: skip
    (record,) = await list_involvements(cast.bo.scope, case.id)
    assert (record.forum_text, record.kind) == ("MED-udvalget for centret", InvolvementKind.HEARD)


async def test_a_year_of_a_tree_of_committees(cast: Cast) -> None:
    played = await play(cast, rounds=3, seed=41)
    assert await faults(cast, played) == []
    assert len(played.meetings) == 12
    assert min(len(played.said), played.sent, played.moved) > 1


async def test_a_unit_meets_too_and_closed_days_are_told(cast: Cast) -> None:
    forum = await get_unit_forum(cast.bo.scope, cast.nord.public_id)
    christmas = date(2025, 12, 25)
    closed = await list_closed(cast.bo.scope, cast.municipality, [christmas, date(2025, 12, 17)])
    assert closed == {christmas: "Juledag"}
    (made,) = await create_meetings(
        cast.bo.actor, forum, msgspec.structs.replace(ORDINARY, kind=MeetingKind.STANDING), [christmas]
    )
    assert (await get_meeting(cast.dorte.scope, made.public_id)).held_on == christmas
    for outside in (cast.gerda, cast.carl, cast.hans):
        with pytest.raises(NotFound):
            await get_meeting(outside.scope, made.public_id)
    with pytest.raises(Denied):
        await add_item(cast.dorte.actor, forum, ItemFacts(title="Planen"))


async def test_a_meeting_to_come_shows_who_is_in_office(client: Client, cast: Cast) -> None:
    """Nobody is written down yet; when somebody is, they alone stand there."""
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    coming = msgspec.structs.replace(ORDINARY, held_on=TODAY + timedelta(days=7))
    meeting = (await create_meeting(cast.erik.actor, forum, coming)).public_id
    await client.as_(cast.dorte)
    page = (await client.get(f"/moeder/{meeting}")).text
    assert ("Dorte Udvalg" in page, "har plads i udvalget" in page, "Til stede" in page) == (True, True, False)
    assert faults_of(page) == []
    await save_participants(cast.erik.actor, meeting, seen=1, presence={cast.dorte.public_id: Presence.APOLOGY})
    page = (await client.get(f"/moeder/{meeting}")).text
    assert ("Afbud" in page, "har plads i udvalget" in page) == (True, False)
