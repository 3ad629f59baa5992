"""Minutes that were written elsewhere, kept as a file (issue 6 section 2, decision 0034)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.involvement.enums import InvolvementKind
from app.involvement.queries import list_involvements
from app.meetings.actions import ItemFacts, MeetingFacts, add_item, create_meeting, record_outcome
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum, get_meeting
from app.minutes.actions import write_minutes
from app.minutes.files import file_minutes, get_filed_minutes, list_filed_minutes, withdraw_filed_minutes
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.factories_files import PDF, stage
from tests.web.html_check import faults

TODAY = date(2025, 8, 20)


async def _met(cast: Cast, held_on: date = TODAY) -> str:
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=held_on, title="Møde i august")
    return (await create_meeting(cast.erik.actor, forum, facts)).public_id


async def test_a_file_is_the_minutes_and_the_outcomes_say_where_they_lie(cast: Cast, tmp_path: Path) -> None:
    erik, dorte = cast.erik, cast.dorte
    meeting, case = await _met(cast), await make_case(cast)
    forum = await get_committee_forum(erik.scope, cast.committee.public_id)
    point = ItemFacts(title="Planen", cases=(case.public_id,), meeting=meeting)
    item = await add_item(erik.actor, forum, point)
    await record_outcome(dorte.actor, item.public_id, seen=1, outcome=InvolvementKind.HEARD)
    made = await file_minutes(
        erik.actor, meeting, await stage(tmp_path), title="Referat æøå", minutes_reference="25/1", approved_on=TODAY
    )
    row = await get_meeting(dorte.scope, meeting)
    assert (row.minutes_reference, row.is_locked) == ("25/1", False)
    (record,) = await list_involvements(erik.scope, case.id)
    assert record.minutes_reference == "25/1"
    (filed,) = await list_filed_minutes(dorte.scope, row.id)
    assert (filed.paper.public_id, filed.paper.title, filed.approved_on) == (made.public_id, "Referat æøå", TODAY)
    with pytest.raises(RuleViolation):
        await write_minutes(erik.actor, meeting, seen=0, text="Her", texts={})
    for outside in (cast.anna, cast.gerda, cast.hans):
        with pytest.raises(NotFound):
            await get_filed_minutes(outside.scope, made.public_id)
        assert await list_filed_minutes(outside.scope, row.id) == []
    with pytest.raises(Denied):
        await withdraw_filed_minutes(dorte.actor, made.public_id, reason="Forkert fil")
    with pytest.raises(Invalid):
        await withdraw_filed_minutes(erik.actor, made.public_id, reason=" ")
    await withdraw_filed_minutes(erik.actor, made.public_id, reason="Forkert fil")
    with pytest.raises(RuleViolation):
        await withdraw_filed_minutes(erik.actor, made.public_id, reason="Igen")
    await write_minutes(erik.actor, meeting, seen=0, text="Her", texts={})
    with pytest.raises(RuleViolation):  # one or the other
        await file_minutes(erik.actor, meeting, await stage(tmp_path))


async def test_only_who_plans_the_meetings_lays_a_file_in_once_the_meeting_has_been(cast: Cast, tmp_path: Path) -> None:
    meeting, coming = await _met(cast), await _met(cast, TODAY + timedelta(days=7))
    with pytest.raises(Denied):
        await file_minutes(cast.dorte.actor, meeting, await stage(tmp_path))
    with pytest.raises(NotFound):
        await file_minutes(cast.hans.actor, meeting, await stage(tmp_path))
    with pytest.raises(RuleViolation):
        await file_minutes(cast.erik.actor, coming, await stage(tmp_path))
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):  # before the meeting, and to come
        with pytest.raises(Invalid) as refused:
            await file_minutes(cast.erik.actor, meeting, await stage(tmp_path), approved_on=day)
        assert set(refused.value.fields) == {"approved_on"}


async def test_the_page_says_that_it_is_a_file_and_who_says_it_was_approved(cast: Cast, client: Client) -> None:
    meeting = await _met(cast)
    erik = await client.as_(cast.erik)
    typed = {"title": "Referatet", "minutes_reference": "25/7", "approved_on": "i går"}
    refused = await erik.post(f"/moeder/{meeting}/referat/fil", typed, files={"file": ("referat.pdf", PDF)})
    assert (refused.status_code, 'value="Referatet"' in refused.text, "i går" in refused.text) == (422, True, True)
    kept = await erik.post(
        f"/moeder/{meeting}/referat/fil", {**typed, "approved_on": "2025-08-20"}, files={"file": ("referat.pdf", PDF)}
    )
    assert kept.status_code == 303
    page = await (await client.as_(cast.dorte)).get(f"/moeder/{meeting}/referat")
    assert faults(page.text) == []
    assert "Referatet ligger som fil. Det er ikke skrevet eller godkendt her." in page.text
    assert "Godkendt af begge sider 20.08.2025, efter det oplyste" in page.text
    assert "Træk tilbage" not in page.text
