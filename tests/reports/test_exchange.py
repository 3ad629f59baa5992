"""Report-backs, replies, closing and opening again: facts are kept, steps go through the rules."""

from datetime import date, timedelta

import pytest

from app.cases.actions import change_owner
from app.cases.enums import CaseOutcome, CasePhase, CaseState, NoticeKind
from app.cases.policy import HANDED_ON, NO_OWNER, OWN_CASE
from app.cases.queries import CaseFilter, get_case, get_case_ref, get_case_ref_by_id, list_cases, list_due
from app.cases.rules import case_state
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.deadlines.enums import DateSource, DeadlineKind
from app.plans.actions import edit_item
from app.plans.enums import ItemStatus
from app.reports.actions import SECOND_PERSON, close_case, create_snapshot, record_authority_reply, reopen_case
from app.reports.enums import ReplyOutcome
from app.reports.queries import collect_facts, list_replies, list_report_backs
from tests.factories_cases import DATES, make_case, put_date
from tests.factories_files import stage
from tests.factories_involvement import audit_of
from tests.factories_plans import make_item, set_status
from tests.factories_reports import SENT_ON, make_reply, make_report_back

TODAY = date(2025, 8, 20)


async def phase_of(cast, case):
    ref = await get_case_ref(cast.anna.scope, case.public_id)
    return ref.phase, ref.outcome


async def seen_of(case):
    """The version of the case that somebody has just read."""
    (row,) = await fetch_rows("SELECT version FROM cases WHERE id = {}", case.id)
    return row["version"]


async def end(actor, case, **values):
    await close_case(actor, case.id, **values, seen=await seen_of(case))


async def open_again(actor, case, **values):
    await reopen_case(actor, case.id, **values, seen=await seen_of(case))


async def due_of(case):
    return (await fetch_rows("SELECT next_due_key FROM cases WHERE id = {}", case.id))[0]["next_due_key"]


async def test_a_report_back_moves_the_case_and_what_is_due(cast):
    case = await make_case(cast)
    assert await due_of(case) == "2025-11-03"
    made = await create_snapshot(cast.anna.actor, case.id)
    await make_report_back(cast, case, snapshot=made.id, note="Sendt af Anna")

    assert await phase_of(cast, case) == (CasePhase.REPORTED, None)
    assert await due_of(case) == "9999-12-31"
    (row,) = await list_report_backs(cast.bo.scope, case.id)
    assert (row.sent_on, row.receipt, row.snapshot_no, row.note) == (SENT_ON, "Kvittering 4711", 1, "Sendt af Anna")


@pytest.mark.parametrize(
    ("overrides", "phase"),
    [
        ({"kind": NoticeKind.GUIDANCE, "dates": {}}, CasePhase.OPEN),
        ({"in_hearing": True, "dates": {}}, CasePhase.HEARING),
        ({"kind": NoticeKind.INVESTIGATION, "dates": {}}, CasePhase.REPORTED),
    ],
)
async def test_a_report_back_is_never_refused_whatever_the_case(cast, overrides, phase):
    """Rules 6 and 19: what is missing comes back as warnings."""
    case = await make_case(cast, **overrides)
    made = await make_report_back(cast, case)

    assert await phase_of(cast, case) == (phase, None)
    assert len(await list_report_backs(cast.anna.scope, case.id)) == 1
    assert "case.reported_without_information" in {each.code for each in made.warnings}


async def test_a_report_back_of_tomorrow_or_of_another_case_is_invalid(cast):
    case, other = await make_case(cast), await make_case(cast)
    foreign = await create_snapshot(cast.anna.actor, other.id)
    with pytest.raises(Invalid) as late:
        await make_report_back(cast, case, sent_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid) as wrong:
        await make_report_back(cast, case, snapshot=foreign.id)
    assert (list(late.value.fields), list(wrong.value.fields)) == (["sent_on"], ["snapshot"])
    assert await phase_of(cast, case) == (CasePhase.OPEN, None)


async def test_only_a_reply_with_its_letter_gives_complied(cast, tmp_path):
    """Rule 21."""
    case = await make_case(cast)
    await make_report_back(cast, case)
    with pytest.raises(RuleViolation) as refusal:
        await end(cast.erik.actor, case, outcome=CaseOutcome.COMPLIED, closed_on=TODAY, reason="Alt er gjort")
    assert [(each.code, each.href) for each in refusal.value.blockers] == [
        ("case.reply_missing", f"/sager/{case.public_id}/svar/ny")
    ]
    with pytest.raises(Invalid) as missing:
        await record_authority_reply(cast.anna.actor, case.id, outcome=ReplyOutcome.COMPLIED, replied_on=TODAY)
    assert list(missing.value.fields) == ["file"]
    assert await list_replies(cast.anna.scope, case.id) == []

    made = await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)

    assert (made.is_closed, made.blockers) == (True, ())
    assert await phase_of(cast, case) == (CasePhase.CLOSED, CaseOutcome.COMPLIED)
    closure = (await fetch_rows("SELECT outcome, closed_on, document FROM case_closures"))[0]
    assert (closure["outcome"], closure["closed_on"], closure["document"] is None) == ("complied", TODAY, False)
    assert [action for action, kind, _ in await audit_of(case.id)][-1] == "closed"


async def test_complied_with_open_items_is_recorded_but_closes_only_with_a_reason(cast, tmp_path):
    case = await make_case(cast)
    await make_item(cast, case)
    await make_report_back(cast, case)
    made = await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)

    assert not made.is_closed
    assert [(each.code, each.href) for each in made.blockers] == [
        ("case.open_actions_remain", f"/sager/{case.public_id}/handleplan")
    ]
    assert len(await list_replies(cast.anna.scope, case.id)) == 1
    assert case_state(await collect_facts(cast.anna.scope, case.id), TODAY) is CaseState.COMPLIED
    await end(
        cast.erik.actor, case, outcome=CaseOutcome.COMPLIED, closed_on=TODAY, reason="Tiltaget fortsætter i driften"
    )
    assert await phase_of(cast, case) == (CasePhase.CLOSED, CaseOutcome.COMPLIED)


async def test_rule_21_complied_without_a_report_back_ends_what_is_due_until_it_is_taken_back(cast, tmp_path):
    case = await make_case(cast)
    await make_item(cast, case)
    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)
    assert await phase_of(cast, case) == (CasePhase.OPEN, None)
    assert await due_of(case) == "9999-12-31"
    assert [each.kind for each in await list_due(cast.anna.scope, None, date(2025, 12, 31))] == []
    detail = await get_case(cast.anna.scope, await get_case_ref(cast.anna.scope, case.public_id))
    assert [each.text for each in detail.clocks[1:]] == ["Afsluttet: efterkommet 20.08.2025"] * 2
    # Nor does it come back with the next date, which knows nothing of replies.
    version = {"on_date": date(2025, 11, 4), "source": DateSource.LETTER, "reason": "Læst forkert"}
    await put_date(cast.anna.actor, case.id, DeadlineKind.COMPLIANCE, **version)
    assert await due_of(case) == "9999-12-31"

    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.NOT_COMPLIED)

    assert await due_of(case) == "2025-11-04"


@pytest.mark.parametrize("outcome", [ReplyOutcome.ASKS, ReplyOutcome.NOT_COMPLIED])
async def test_a_question_or_a_refusal_opens_the_case_again_and_the_next_answer_reports_it(cast, tmp_path, outcome):
    case = await make_case(cast)
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path, outcome=outcome)
    assert await phase_of(cast, case) == (CasePhase.OPEN, None)
    assert await due_of(case) == "2025-11-03"
    # An earlier report-back told late changes nothing: the authority has answered it.
    await make_report_back(cast, case, sent_on=date(2025, 8, 19))
    assert await phase_of(cast, case) == (CasePhase.OPEN, None)
    await make_report_back(cast, case, sent_on=TODAY)

    assert await phase_of(cast, case) == (CasePhase.REPORTED, None)


async def test_a_reply_to_an_earlier_report_back_told_late_does_not_open_the_case(cast, tmp_path):
    case = await make_case(cast)
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path, replied_on=date(2025, 8, 1))

    assert await phase_of(cast, case) == (CasePhase.REPORTED, None)


async def test_not_complied_may_be_the_end_of_the_case(cast, tmp_path):
    case = await make_case(cast)
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.NOT_COMPLIED)
    await end(cast.erik.actor, case, outcome=CaseOutcome.NOT_COMPLIED, closed_on=TODAY, reason="")

    assert await phase_of(cast, case) == (CasePhase.CLOSED, CaseOutcome.NOT_COMPLIED)


async def test_an_agreement_is_never_complied_with(cast, tmp_path):
    """Rule 5."""
    case = await make_case(cast, kind=NoticeKind.AGREEMENT, dates={})
    with pytest.raises(Invalid) as refusal:
        await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)
    assert list(refusal.value.fields) == ["outcome"]
    with pytest.raises(RuleViolation):
        await end(cast.erik.actor, case, outcome=CaseOutcome.COMPLIED, closed_on=TODAY, reason="x")


async def test_a_refused_reply_leaves_no_letter_behind(cast, tmp_path):
    case = await make_case(cast)
    with pytest.raises(Invalid):
        await make_reply(cast, case, tmp_path, replied_on=TODAY + timedelta(days=1))
    assert await fetch_rows("SELECT id FROM documents") == []
    assert await fetch_rows("SELECT id FROM blobs") == []


async def test_closing_on_a_letter_and_opening_again(cast, tmp_path):
    case = await make_case(cast)
    with pytest.raises(RuleViolation) as refusal:
        await end(cast.erik.actor, case, outcome=CaseOutcome.REVOKED, closed_on=TODAY, reason="Ophævet")
    assert [each.code for each in refusal.value.blockers] == ["case.outcome_document_missing"]
    await end(
        cast.erik.actor,
        case,
        outcome=CaseOutcome.REVOKED,
        closed_on=TODAY,
        reason="Ophævet",
        letter=await stage(tmp_path),
    )
    assert await phase_of(cast, case) == (CasePhase.CLOSED, CaseOutcome.REVOKED)
    assert await due_of(case) == "9999-12-31"
    with pytest.raises(RuleViolation):
        await open_again(cast.anna.actor, case, reason=" ")

    await open_again(cast.anna.actor, case, reason="Brevet gjaldt en anden sag")

    assert await phase_of(cast, case) == (CasePhase.OPEN, None)
    assert await due_of(case) == "2025-11-03"
    assert len(await fetch_rows("SELECT id FROM case_closures")) == 1  # the closure stays on record
    with pytest.raises(RuleViolation):
        await open_again(cast.anna.actor, case, reason="igen")


async def test_a_case_reported_and_closed_opens_as_reported(cast, tmp_path):
    case = await make_case(cast)
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)
    await open_again(cast.anna.actor, case, reason="Svaret gjaldt en anden sag")

    assert await phase_of(cast, case) == (CasePhase.REPORTED, None)


async def test_two_at_once_the_later_sees_both(cast):
    case = await make_case(cast, kind=NoticeKind.GUIDANCE, dates={})
    seen = (await get_case_ref(cast.anna.scope, case.public_id)).version
    await close_case(
        cast.erik.actor, case.id, outcome=CaseOutcome.CONCLUDED, closed_on=TODAY, reason="Fulgt", seen=seen
    )
    with pytest.raises(Stale) as stale:
        await close_case(
            cast.anna.actor, case.id, outcome=CaseOutcome.REPLACED, closed_on=TODAY, reason="Erstattet", seen=seen
        )

    (conflict,) = stale.value.conflicts
    assert (conflict.mine, conflict.theirs) == ("Erstattet af en anden sag", "Afsluttet uden handlepligt")


async def test_a_second_person_closes_and_giving_the_case_away_is_no_way_round_it(cast, tmp_path):
    """Decision 0016: the owner records that the order is complied with, somebody else closes the case."""
    case = await make_case(cast)
    await make_item(cast, case)
    ending = {"outcome": CaseOutcome.COMPLIED, "closed_on": TODAY, "reason": "Gøres færdigt i driften"}
    made = await make_reply(cast, case, tmp_path, actor=cast.anna.actor, outcome=ReplyOutcome.COMPLIED)
    assert not made.is_closed
    assert [each.code for each in made.blockers] == ["case.open_actions_remain", SECOND_PERSON]
    assert len(await list_replies(cast.anna.scope, case.id)) == 1
    with pytest.raises(Denied) as own:
        await end(cast.anna.actor, case, **ending)
    assert own.value.message == OWN_CASE

    seen = await seen_of(case)
    for person, reason, fault in (
        (cast.hans, "Ferie", {"owner"}),  # of another municipality
        (cast.anna, "Ferie", {"owner"}),  # is it already
        (cast.erik, " ", {"reason"}),
    ):
        with pytest.raises(Invalid) as wrong:
            await change_owner(cast.anna.actor, case.id, seen=seen, owner=person.id, reason=reason)
        assert wrong.value.fields.keys() == fault
    await change_owner(cast.anna.actor, case.id, seen=seen, owner=cast.bo.id, reason="Ferie")
    # Moved on once more by herself: she has still given it away.
    await change_owner(cast.anna.actor, case.id, seen=await seen_of(case), owner=cast.erik.id, reason="Ferie")
    with pytest.raises(Stale) as stale:  # a page from before the case changed hands
        await close_case(cast.bo.actor, case.id, **ending, seen=seen)
    assert [each.label for each in stale.value.conflicts] == ["Sagens status"]
    with pytest.raises(Stale):
        await change_owner(cast.erik.actor, case.id, seen=seen, owner=cast.bo.id, reason="x")
    for actor, reason in ((cast.anna.actor, HANDED_ON), (cast.erik.actor, OWN_CASE)):
        with pytest.raises(Denied) as denied:
            await end(actor, case, **ending)
        assert denied.value.message == reason
    await end(cast.bo.actor, case, **ending)
    entries = [payload for action, _, payload in await audit_of(case.id) if action == "closed"]
    assert {each.field: each.after for each in entries[-1].changes}.items() >= {
        ("lukket af", "Bo Ærø"),
        ("ansvarlig for sagen", "Erik Konsulent"),
    }


async def test_before_anything_is_planned_choosing_the_owner_is_part_of_registering(cast):
    case = await make_case(cast, kind=NoticeKind.GUIDANCE, dates={}, actor=cast.erik.actor)
    await change_owner(cast.erik.actor, case.id, seen=await seen_of(case), owner=cast.anna.id, reason="Lederen")
    await end(cast.erik.actor, case, outcome=CaseOutcome.CONCLUDED, closed_on=TODAY, reason="Fulgt")
    assert await phase_of(cast, case) == (CasePhase.CLOSED, CaseOutcome.CONCLUDED)


async def test_a_case_without_an_owner_is_closed_by_nobody(cast):
    case = await make_case(cast, kind=NoticeKind.GUIDANCE, dates={}, actor=cast.system)
    with pytest.raises(Denied) as denied:
        await end(cast.anna.actor, case, outcome=CaseOutcome.CONCLUDED, closed_on=TODAY, reason="Fulgt")
    assert denied.value.message == NO_OWNER


async def test_roles_and_walls(cast, tmp_path):
    case = await make_case(cast)
    for reader in (cast.bo, cast.dorte, cast.gerda):
        with pytest.raises(Denied):
            await make_report_back(cast, case, actor=reader.actor)
        with pytest.raises(Denied):
            await make_reply(cast, case, tmp_path, actor=reader.actor)
    for reader in (cast.dorte, cast.gerda):
        with pytest.raises(Denied):
            await end(reader.actor, case, outcome=CaseOutcome.REVOKED, closed_on=TODAY, reason="x")
    for stranger in (cast.carl, cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await make_report_back(cast, case, actor=stranger.actor)
        with pytest.raises(NotFound):
            await end(stranger.actor, case, outcome=CaseOutcome.REVOKED, closed_on=TODAY, reason="x")
        with pytest.raises(NotFound):
            await open_again(stranger.actor, case, reason="x")
    assert await list_report_backs(cast.anna.scope, case.id) == []


async def test_the_facts_of_every_slice_are_collected(cast, tmp_path):
    case = await make_case(cast)
    done = await make_item(cast, case, solves_how="")
    await make_item(cast, case)
    await set_status(cast, done, ItemStatus.DONE)
    await put_date(
        cast.anna.actor, case.id, DeadlineKind.COMPLIANCE, on_date=None, source=DateSource.LETTER, reason="Slåfejl"
    )
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path)

    facts = await collect_facts(cast.bo.scope, case.id)

    assert (facts.item_count, facts.items_open, facts.items_without_solution) == (2, 1, 1)
    assert facts.on(DeadlineKind.COMPLIANCE) is None
    assert (facts.report_backs, [reply.outcome for reply in facts.replies]) == ((SENT_ON,), [None])
    assert (facts.evidence_count, facts.body_informed_on) == (0, None)
    with pytest.raises(NotFound):
        await collect_facts(cast.carl.scope, case.id)


async def test_rules_11_and_21_reported_with_open_work_the_compliance_date_stays_in_lists(cast):
    """As on the page of the case; and no longer once the last measure is done, given up or goes on for good."""

    async def due():
        (line,) = (await list_cases(cast.anna.scope, CaseFilter())).cases
        soon = await list_due(cast.anna.scope, None, date(2026, 1, 1))
        detail = await get_case(cast.anna.scope, await get_case_ref_by_id(cast.anna.scope, case.id))
        clock = detail.with_facts(await collect_facts(cast.anna.scope, case.id)).next_clock
        assert [(each.kind, each.on_date) for each in soon] == ([(clock.kind, clock.on_date)] if clock else [])
        return line.due_label, line.due_on, line.is_overdue

    late, nothing = date(2025, 8, 19), ("", None, False)
    case = await make_case(cast, dates={**DATES, DeadlineKind.COMPLIANCE: late})
    reason = {"late_reason": "Aftalt"}  # rule 18
    done, given_up = await make_item(cast, case, **reason), await make_item(cast, case, **reason)
    await make_report_back(cast, case)
    assert await due() == ("Efterkommelsesfrist", late, True)
    await set_status(cast, done, ItemStatus.DONE)
    assert await due() == ("Efterkommelsesfrist", late, True)
    await set_status(cast, given_up, ItemStatus.CANCELLED, note="Overflødigt")
    assert await due() == nothing
    new = await make_item(cast, case, **reason)
    assert await due() == ("Efterkommelsesfrist", late, True)
    await edit_item(cast.anna.actor, new.id, 1, due_on=None, ongoing_interval_months=6, reason="Varigt krav")
    assert await due() == nothing
    await put_date(cast.anna.actor, case.id, DeadlineKind.COMPLIANCE, on_date=late, source=DateSource.LETTER)
    assert await due() == nothing
