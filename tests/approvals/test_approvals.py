"""A plan and a report put to both sides of a committee (issue 6 section 3, decision 0038)."""

import asyncio
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from app.approvals.actions import Answer, Question, answer_at_meeting, answer_for_side, ask_committee, take_back
from app.approvals.enums import ApprovalReply, ApprovalStatus
from app.approvals.queries import get_approval, list_approvals, list_of_committee, list_waiting
from app.cases.actions import CreatedCase
from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import execute
from app.db.transaction import transaction
from app.involvement.actions import withdraw_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.queries import list_involvements
from app.meetings.actions import MeetingFacts, create_meeting
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum
from app.organisation.actions import Created
from app.plans.actions import update_item
from app.plans.enums import ItemStatus
from app.reports.actions import create_snapshot, release_snapshot, withdraw_snapshot
from tests.factories import Cast, Client, make_committee
from tests.factories_approvals import PLAN, REPORT, answer_now, make_asked_approval
from tests.factories_cases import make_case
from tests.factories_plans import approve, make_item
from tests.factories_reports import report_now
from tests.web.html_check import faults

R, S = ApprovalReply, ApprovalStatus
BOSS, STAFF = CommitteeSide.EMPLOYER, CommitteeSide.EMPLOYEE
TODAY = date(2025, 8, 20)
REMARK = "  Vi er  enige,\nmen fristen er for lang. "


@pytest.fixture
async def group(cast: Cast) -> Created:
    """The work-environment group of Nord: Anna for the employer and its chair, Bo for the employees."""
    made = await make_committee(
        cast.clock, cast.municipality, "AMG Nord", [cast.nord.id], cast.bo.id, kind=CommitteeKind.WORK_ENVIRONMENT_GROUP
    )
    await add_member(cast.system, made.id, cast.anna.id, side=BOSS, function=CommitteeFunction.CHAIR)
    return made


async def _planned(cast: Cast) -> tuple[CreatedCase, Created]:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await approve(cast, case)
    return case, item


async def _change(cast: Cast, case: CreatedCase) -> None:
    await make_item(cast, case, title="Endnu et tiltag")
    await approve(cast, case)


async def test_each_side_answers_one_version_and_a_change_asks_again(cast: Cast, group: Created) -> None:
    anna, bo = cast.anna, cast.bo
    case, _ = await _planned(cast)
    due_on = TODAY + timedelta(days=14)
    made = await make_asked_approval(anna.actor, case.id, group.public_id, due_on=due_on, text="Sig til inden mødet.")
    (waiting,) = await list_waiting(bo.scope, limit=9)
    assert (waiting.own, waiting.found.row.text, waiting.found.due_on) == (True, "Sig til inden mødet.", due_on)

    found = await answer_now(anna.actor, made)
    assert found.status(TODAY) is S.OPEN
    case_records = await list_involvements(anna.scope, case.id)
    assert case_records == []  # an employer who agrees with themselves has informed nobody (rule 19)
    assert await list_waiting(anna.scope, limit=9) == []
    found = await answer_now(bo.actor, made, R.AGREES_WITH_REMARK, REMARK)
    assert found.status(TODAY) is S.AGREED
    records = await list_involvements(anna.scope, case.id)
    assert [
        (each.kind, each.party, each.channel, each.forum_text, each.participants, each.subject, each.remark)
        for each in records
    ] == [
        (
            InvolvementKind.AGREED,
            Party.AMO,
            Channel.OTHER,
            "AMG Nord",
            f"{side} i udvalget",
            f"{reply} i handleplanen, version 2",
            remark,
        )
        for side, reply, remark in (("Ledelsen", "Enig", ""), ("Medarbejderne", "Enig med bemærkning", REMARK))
    ]
    assert [each.plan_version_no for each in records] == [2, 2]
    told = (await report_now(cast, anna.scope, case.id)).involvement
    assert [each.remark for each in told] == ["", REMARK]  # unaltered in the report

    cast.clock.instant += timedelta(days=10)
    await _change(cast, case)
    found = await get_approval(bo.scope, made)
    assert (found.status(TODAY), found.missing, found.due_on) == (S.OPEN, (BOSS, STAFF), TODAY + timedelta(days=24))
    assert [each.no for each in found.answers] == [2, 2]
    (again,) = await list_waiting(bo.scope, limit=9)
    assert again.own
    found = await answer_now(bo.actor, made, R.DISAGREES, "Nej")
    assert found.status(TODAY) is S.DISAGREED
    assert [each.kind for each in await list_involvements(anna.scope, case.id)][-1] is InvolvementKind.DISSENTED


async def test_approving_what_was_discussed_asks_nobody_again(cast: Cast, group: Created) -> None:
    """The number of the version is another one, the plan is the same."""
    case = await make_case(cast)
    await make_item(cast, case)
    with pytest.raises(RuleViolation):  # nothing is frozen yet
        await make_asked_approval(cast.anna.actor, case.id, group.public_id)
    await approve(cast, case)
    made = await make_asked_approval(cast.anna.actor, case.id, group.public_id)
    found = await answer_now(cast.bo.actor, made)
    assert (found.row.now_no, found.now[STAFF].no, found.missing) == (2, 2, (BOSS,))
    async with transaction():  # as it was discussed
        await execute("UPDATE plan_versions SET no = 3 WHERE no = 2")
    assert (await get_approval(cast.bo.scope, made)).missing == (BOSS,)


async def test_nobody_answers_twice_for_another_version_or_from_outside(cast: Cast, group: Created) -> None:
    anna, bo = cast.anna, cast.bo
    case, _ = await _planned(cast)
    made = await make_asked_approval(anna.actor, case.id, group.public_id)
    with pytest.raises(RuleViolation):
        await make_asked_approval(bo.actor, case.id, group.public_id)
    found = await get_approval(bo.scope, made)
    hash = found.row.now_hash or ""
    for member in (cast.gerda, cast.dorte):  # they read the case, not what the group does
        assert (await get_approval(member.scope, made)).row.is_read is False
        with pytest.raises(NotFound):
            await answer_for_side(member.actor, made, hash=hash, answer=Answer(R.AGREES))
    with pytest.raises(Denied):  # follows all its units, sits on no side
        await answer_for_side(cast.erik.actor, made, hash=hash, answer=Answer(R.AGREES))
    for member in (cast.hans, cast.carl):
        with pytest.raises(NotFound):
            await get_approval(member.scope, made)
    with pytest.raises(RuleViolation):
        await answer_for_side(bo.actor, made, hash="0" * 64, answer=Answer(R.AGREES))
    with pytest.raises(Invalid):
        await answer_for_side(bo.actor, made, hash=hash, answer=Answer(R.DISAGREES, " "))
    await answer_now(bo.actor, made)
    with pytest.raises(RuleViolation):
        await answer_now(bo.actor, made)
    for statement in ("UPDATE approval_answers SET id = id + 100", "DELETE FROM approval_answers"):
        with pytest.raises(Exception, match="never changed"):
            async with transaction():
                await execute(statement)
    forum = await get_committee_forum(bo.scope, group.public_id)
    assert [each.row.public_id for each in await list_of_committee(bo.scope, forum)] == [made]
    with pytest.raises(Invalid):  # a committee that does not cover the case
        elsewhere = await make_committee(cast.clock, cast.municipality, "AMG Syd", [cast.syd.id], anna.id)
        await make_asked_approval(anna.actor, case.id, elsewhere.public_id)
    with pytest.raises(Invalid):
        await make_asked_approval(anna.actor, case.id, group.public_id, REPORT, due_on=TODAY - timedelta(days=1))
    with pytest.raises(Denied):
        await ask_committee(cast.gerda.actor, case.id, Question(target=PLAN, committee=group.public_id))


async def test_two_answers_at_once_are_one(cast: Cast, group: Created) -> None:
    case, _ = await _planned(cast)
    await add_member(cast.system, group.id, cast.carl.id, side=STAFF, function=CommitteeFunction.MEMBER)
    made = await make_asked_approval(cast.anna.actor, case.id, group.public_id)
    hash = (await get_approval(cast.bo.scope, made)).row.now_hash or ""
    carl = msgspec.structs.replace(cast.carl, grants=cast.bo.grants)
    answers = await asyncio.gather(
        *(answer_for_side(each.actor, made, hash=hash, answer=Answer(R.AGREES)) for each in (cast.bo, carl)),
        return_exceptions=True,
    )
    assert [type(each) for each in answers if each is not None] in ([RuleViolation], [Stale])
    assert len((await get_approval(cast.bo.scope, made)).answers) == 1


async def test_at_a_meeting_both_sides_answer_and_it_is_written_down(cast: Cast, group: Created) -> None:
    anna, bo = cast.anna, cast.bo
    case, _ = await _planned(cast)
    made = await make_asked_approval(anna.actor, case.id, group.public_id)
    hash = (await get_approval(anna.scope, made)).row.now_hash or ""
    forum = await get_committee_forum(anna.scope, group.public_id)

    async def meet(day: date) -> str:
        facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=day, title="Møde", minutes_reference="ESDH 9")
        return (await create_meeting(anna.actor, forum, facts)).public_id

    before, today = await meet(TODAY - timedelta(days=1)), await meet(TODAY)
    answers = {BOSS: Answer(R.AGREES), STAFF: Answer(R.DISAGREES, REMARK)}
    refused: tuple[tuple[Any, Any, str, dict[CommitteeSide, Answer]], ...] = (
        (Invalid, anna, before, answers),  # nobody answered a version that was not made yet
        (Invalid, anna, today, {}),
        (Invalid, anna, today, {STAFF: Answer(R.DISAGREES)}),
        (Denied, bo, today, answers),  # who plans the meetings writes it down
    )
    for error, member, meeting, said in refused:
        with pytest.raises(error):
            await answer_at_meeting(member.actor, made, hash=hash, meeting=meeting, answers=said)
    await answer_at_meeting(anna.actor, made, hash=hash, meeting=today, answers=answers)
    with pytest.raises(RuleViolation):
        await answer_at_meeting(anna.actor, made, hash=hash, meeting=today, answers=answers)
    found = await get_approval(bo.scope, made)
    assert (found.status(TODAY), [each.meeting_public_id for each in found.answers]) == (S.DISAGREED, [today, today])
    assert [
        (each.kind, each.channel, each.on_date, each.remark, each.meeting_public_id)
        for each in await list_involvements(bo.scope, case.id)
    ] == [
        (InvolvementKind.AGREED, Channel.MEETING, TODAY, "", today),
        (InvolvementKind.DISSENTED, Channel.MEETING, TODAY, REMARK, today),
    ]


async def test_silence_is_told_to_who_asked_and_taking_back_withdraws_the_records(cast: Cast, group: Created) -> None:
    anna, bo = cast.anna, cast.bo
    case, _ = await _planned(cast)
    made = await make_asked_approval(cast.erik.actor, case.id, group.public_id, due_on=TODAY)
    await answer_now(bo.actor, made)
    assert await list_waiting(cast.erik.scope, limit=9) == []
    cast.clock.instant += timedelta(days=1)
    (silent,) = await list_waiting(cast.erik.scope, limit=9)
    assert (silent.own, silent.found.status(TODAY + timedelta(days=1))) == (False, S.SILENT)
    (own,) = await list_waiting(anna.scope, limit=9)
    assert own.own
    version = (await get_approval(bo.scope, made)).row.version
    with pytest.raises(Invalid):
        await take_back(cast.erik.actor, made, seen=version, reason=" ")
    with pytest.raises(Stale):
        await take_back(cast.erik.actor, made, seen=version - 1, reason="Fejl")
    with pytest.raises(Denied):
        await take_back(bo.actor, made, seen=version, reason="Fejl")
    (kept,) = await list_involvements(bo.scope, case.id)
    await take_back(cast.erik.actor, made, seen=version, reason="Spurgt forkert")
    (withdrawn,) = await list_involvements(bo.scope, case.id)
    assert (kept.is_withdrawn, withdrawn.is_withdrawn, withdrawn.withdrawn_reason) == (False, True, "Spurgt forkert")
    assert await list_waiting(anna.scope, limit=9) == []
    with pytest.raises(RuleViolation):
        await answer_now(anna.actor, made)
    again = await make_asked_approval(cast.erik.actor, case.id, group.public_id)
    assert [each.row.public_id for each in await list_approvals(bo.scope, case.id)] == [again, made]


async def test_agreement_with_an_older_report_does_not_open_the_gate(cast: Cast, group: Created) -> None:
    """Rule 19: both sides agree with report no. 1, the case changes, and no. 2 needs them anew."""
    anna, bo = cast.anna, cast.bo
    case, item = await _planned(cast)
    await create_snapshot(anna.actor, case.id, show_names=False)
    made = await make_asked_approval(anna.actor, case.id, group.public_id, REPORT)
    await answer_now(anna.actor, made)
    with pytest.raises(RuleViolation):  # the employer alone
        await release_snapshot(anna.actor, case.id, 1)
    await answer_now(bo.actor, made)

    await update_item(bo.actor, item.id, status=ItemStatus.IN_PROGRESS, note="Ny vagtplan er lavet", seen=1)
    await create_snapshot(anna.actor, case.id, show_names=False)
    found = await get_approval(bo.scope, made)
    assert (found.row.now_no, found.missing) == (2, (BOSS, STAFF))
    for no in (1, 2):
        with pytest.raises(RuleViolation) as refused:
            await release_snapshot(anna.actor, case.id, no)
        assert refused.value.code == "report.release_blocked"
    await withdraw_snapshot(anna.actor, case.id, 2, reason="Kun for at se den")
    assert (await get_approval(bo.scope, made)).status(TODAY) is S.AGREED  # the earlier one stands again
    await create_snapshot(anna.actor, case.id, show_names=False)
    await answer_now(anna.actor, made)
    await answer_now(bo.actor, made, R.DISAGREES, "For sent")  # who disagrees has been informed
    last = (await list_involvements(bo.scope, case.id))[-1]
    assert last.subject == "Uenig med bemærkning i rapporten til Arbejdstilsynet, nr. 3"
    await release_snapshot(anna.actor, case.id, 3)


async def test_a_record_that_somebody_withdrew_on_the_case_is_not_written_again(cast: Cast, group: Created) -> None:
    case, _ = await _planned(cast)
    made = await make_asked_approval(cast.anna.actor, case.id, group.public_id)
    await answer_now(cast.bo.actor, made)
    (record,) = await list_involvements(cast.bo.scope, case.id)
    await withdraw_involvement(cast.bo.actor, case.id, record.public_id, reason="Tastet forkert")
    await answer_now(cast.anna.actor, made)
    assert [(each.participants, each.is_withdrawn) for each in await list_involvements(cast.bo.scope, case.id)] == [
        ("Medarbejderne i udvalget", True),
        ("Ledelsen i udvalget", False),
    ]


async def test_the_pages_ask_answer_and_keep_what_was_typed(cast: Cast, group: Created, client: Client) -> None:
    case, _ = await _planned(cast)
    anna = await client.as_(cast.anna)
    form = await anna.get(f"/sager/{case.public_id}/enighed/ny", om="plan")
    assert faults(form.text) == []
    asked = await anna.post(
        f"/sager/{case.public_id}/enighed/ny",
        {"target": "approval_of_plan", "committee": group.public_id, "due_on": "2025-09-01", "text": "Sig til"},
    )
    here = asked.headers["location"]
    bo = await client.as_(cast.bo)
    assert "Enighed i udvalg" in (await bo.get("/")).text
    page = await bo.get(here)
    assert faults(page.text) == []
    assert "Læs handleplanen, version 2" in page.text
    assert "Mangler svar fra ledelsen og medarbejderne." in page.text
    hash = (await get_approval(cast.bo.scope, here.rpartition("/")[2])).row.now_hash or ""
    refused = await bo.post(f"{here}/svar", {"hash": hash, "reply": "agrees", "remark": "Men <b>fristen</b>"})
    assert refused.status_code == 422
    assert "Vælg »Enig med bemærkning«, hvis bemærkningen skal med." in refused.text
    assert "Men &lt;b&gt;fristen&lt;/b&gt;" in refused.text
    stale = await bo.post(f"{here}/svar", {"hash": "0" * 64, "reply": "disagrees_with_remark", "remark": "Nej tak"})
    assert "Der er kommet en ny version, siden du læste den." in stale.text
    assert "Nej tak" in stale.text
    assert f'value="{hash}"' in stale.text  # what is sent next is what the page leads to now
    said = await bo.post(f"{here}/svar", {"hash": hash, "reply": "disagrees_with_remark", "remark": "Nej tak"})
    assert said.status_code == 303
    for path in (here, f"/sager/{case.public_id}/enighed", f"/udvalg/{group.public_id}/enighed"):
        shown = await bo.get(path)
        assert faults(shown.text) == []
        assert "Ikke enighed" in shown.text
