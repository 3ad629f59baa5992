"""What changes a case after it is registered (rules 1, 4, 16, 17, 24)."""

from datetime import date

import pytest

from app.cases import actions
from app.cases.enums import (
    CasePhase,
    ComplaintState,
    ExtensionState,
    FindingKind,
    FocusPointClosure,
    FocusPointState,
    NoticeKind,
    RulingKind,
    Topic,
)
from app.cases.queries import CaseDetail, get_case, get_case_ref_by_id, list_deadline_history
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_value
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from app.deadlines.rules import NOTHING_DUE
from tests.factories import Cast
from tests.factories_cases import DATES, make_case, make_finding, make_focus_point, put_date, put_ruling

K = DeadlineKind


async def _detail(cast: Cast, case_id: int) -> CaseDetail:
    return await get_case(cast.anna.scope, await get_case_ref_by_id(cast.anna.scope, case_id))


async def _states(cast: Cast, case_id: int) -> dict[DeadlineKind, ClockState]:
    return {clock.kind: clock.state for clock in (await _detail(cast, case_id)).clocks}


async def _next(case_id: int) -> str | None:
    return await fetch_value(str, "SELECT next_due_key FROM cases WHERE id = {}", case_id)


FACTS = {"kind": NoticeKind.IMPROVEMENT, "title": "Ny titel", "topics": (Topic.VIOLENCE, Topic.OTHER)}


async def test_editing_writes_the_facts_the_search_text_and_the_log(cast: Cast) -> None:
    case = await make_case(cast)
    await actions.edit_case(cast.anna.actor, case.id, seen=1, **FACTS, esdh_case_no="EMN-2025-007999")  # type: ignore[arg-type]
    detail = await _detail(cast, case.id)
    assert (detail.case.title, detail.case.version, detail.rows.topics) == ("Ny titel", 2, FACTS["topics"])
    assert "007999" in (await fetch_value(str, "SELECT search_text FROM cases WHERE id = {}", case.id) or "")
    logged = await fetch_value(
        str,
        "SELECT p.json FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry WHERE e.case_id = {} "
        "ORDER BY e.seq DESC LIMIT 1",
        case.id,
    )
    assert logged is not None
    assert "Anna Leder" in logged
    assert "Ny titel" in logged


async def test_the_second_to_save_sees_both_texts_and_loses_neither(cast: Cast) -> None:
    case = await make_case(cast)
    await actions.edit_case(cast.erik.actor, case.id, seen=1, **FACTS)  # type: ignore[arg-type]
    with pytest.raises(Stale) as refusal:
        await actions.edit_case(cast.anna.actor, case.id, seen=1, **{**FACTS, "title": "Min titel"})  # type: ignore[arg-type]
    assert [(c.label, c.mine, c.theirs) for c in refusal.value.conflicts] == [("Titel", "Min titel", "Ny titel")]
    assert (await _detail(cast, case.id)).case.title == "Ny titel"


async def test_another_kind_takes_its_dates_away_and_keeps_their_history(cast: Cast) -> None:
    """Rule 4."""
    case = await make_case(cast)
    reprimand = {**FACTS, "kind": NoticeKind.REPRIMAND}
    await actions.edit_case(cast.anna.actor, case.id, seen=1, **reprimand)  # type: ignore[arg-type]
    assert set(await _states(cast, case.id)) == {K.COMPLAINT}
    history = await list_deadline_history(cast.anna.scope, case.id, K.COMPLIANCE)
    assert [each.state for each in history] == [DeadlineState.VOID, DeadlineState.SET]
    await actions.edit_case(cast.anna.actor, case.id, seen=2, **FACTS)  # type: ignore[arg-type]
    assert (await _states(cast, case.id))[K.COMPLIANCE] is ClockState.UNKNOWN
    assert await _next(case.id) == ""


async def test_a_kind_of_another_time_or_phase_is_refused(cast: Cast) -> None:
    """Rule 1."""
    case = await make_case(cast, in_hearing=True, dates={})
    for kind in (NoticeKind.PROHIBITION, NoticeKind.IMMEDIATE):
        with pytest.raises(Invalid) as refusal:
            await actions.edit_case(cast.anna.actor, case.id, seen=1, **{**FACTS, "kind": kind})  # type: ignore[arg-type]
        assert list(refusal.value.fields) == ["kind"]


async def test_the_ruling_ends_the_hearing_and_starts_the_clocks(cast: Cast) -> None:
    case = await make_case(cast, in_hearing=True, dates={K.HEARING_SENT: date(2025, 8, 18)})
    assert await _next(case.id) == "2025-09-01"
    with pytest.raises(RuleViolation):
        await put_date(cast.anna.actor, case.id, K.COMPLIANCE, on_date=date(2026, 1, 5), source=DateSource.LETTER)
    dates = {K.RULED: date(2025, 8, 19), K.AVAILABLE: date(2025, 8, 19), K.COMPLIANCE: date(2026, 1, 5)}
    await put_ruling(cast.anna.actor, case.id, kind=RulingKind.ORIGINAL, dates=dates)
    detail = await _detail(cast, case.id)
    assert (detail.case.phase, [r.label for r in detail.rulings]) == (CasePhase.OPEN, ["Afgørelse"])
    clocks = {clock.kind: clock.on_date for clock in detail.clocks}
    assert clocks[K.COMPLAINT] == date(2025, 9, 16)
    assert clocks[K.COMPLIANCE] == date(2026, 1, 5)
    assert await _next(case.id) == ""  # report-back is unknown
    with pytest.raises(RuleViolation):
        await put_ruling(cast.anna.actor, case.id, kind=RulingKind.ORIGINAL)


async def test_asking_for_a_longer_deadline_changes_nothing_until_it_is_granted(cast: Cast) -> None:
    """Rule 16."""
    case, actor = await make_case(cast), cast.anna.actor
    made = await actions.request_extension(
        actor, case.id, requested_on=date(2025, 8, 15), wished_compliance_on=date(2026, 2, 2)
    )
    detail = await _detail(cast, case.id)
    assert detail.extensions[0].binding_on == date(2025, 11, 3)
    assert "gælder, indtil Arbejdstilsynet har bevilget" in detail.extensions[0].text
    assert await _next(case.id) == "2025-11-03"
    with pytest.raises(RuleViolation):
        await actions.request_extension(
            actor, case.id, requested_on=date(2025, 8, 16), wished_compliance_on=date(2026, 2, 2)
        )
    granted = {"state": ExtensionState.GRANTED, "answered_on": date(2025, 8, 19), "seen": 1}
    with pytest.raises(Invalid) as refusal:
        await actions.answer_extension(actor, case.id, made.id, **granted)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == ["compliance_on"]
    await actions.answer_extension(
        actor,
        case.id,
        made.id,
        **granted,  # type: ignore[arg-type]
        compliance_on=date(2026, 1, 15),
        report_back_on=date(2026, 1, 22),
        available_on=date(2025, 8, 19),
    )
    detail = await _detail(cast, case.id)
    assert {c.label: c.on_date for c in detail.clocks} == {
        "Klagefrist": date(2025, 6, 10),
        "Efterkommelsesfrist": date(2026, 1, 15),
        "Tilbagemeldingsfrist": date(2026, 1, 22),
        "Klagefrist (afgørelse om længere frist)": date(2025, 9, 16),
    }
    assert detail.extensions[0].binding_on == date(2026, 1, 15)
    assert (date(2025, 11, 3), "void") in [(entry.on, entry.state) for entry in detail.timeline]
    assert await _next(case.id) == "2026-01-15"
    with pytest.raises(Stale):
        await actions.answer_extension(
            actor, case.id, made.id, state=ExtensionState.REFUSED, answered_on=date(2025, 8, 19), seen=1
        )


async def test_a_late_request_is_saved_with_a_warning(cast: Cast) -> None:
    """Rule 16."""
    case = await make_case(cast, dates={**DATES, K.COMPLIANCE: date(2025, 8, 1)})
    made = await actions.request_extension(
        cast.anna.actor, case.id, requested_on=date(2025, 8, 2), wished_compliance_on=date(2025, 12, 1)
    )
    assert [each.code for each in made.warnings] == ["extension.requested_late"]


@pytest.mark.parametrize(
    ("kind", "filed_on", "state"),
    [
        (NoticeKind.IMPROVEMENT, date(2025, 6, 10), ClockState.SUSPENDED),
        (NoticeKind.IMPROVEMENT, date(2025, 6, 11), ClockState.UPCOMING),
        (NoticeKind.IMMEDIATE, date(2025, 6, 1), ClockState.UPCOMING),
    ],
)
async def test_a_timely_complaint_suspends_but_not_an_immediate_order(
    cast: Cast, kind: NoticeKind, filed_on: date, state: ClockState
) -> None:
    """Rule 17: the original date stays visible."""
    dates = {k: v for k, v in DATES.items() if kind is NoticeKind.IMPROVEMENT or k is not K.COMPLIANCE}
    case = await make_case(cast, kind=kind, dates=dates)
    made = await actions.file_complaint(cast.anna.actor, case.id, filed_on=filed_on)
    detail = await _detail(cast, case.id)
    clock = next(each for each in detail.clocks if each.kind is K.REPORT_BACK)
    assert (clock.state, clock.on_date) == (state, date(2025, 11, 10))
    is_suspended = state is ClockState.SUSPENDED
    earliest = min(day for kind_of_date, day in dates.items() if kind_of_date in (K.COMPLIANCE, K.REPORT_BACK))
    assert await _next(case.id) == (NOTHING_DUE if is_suspended else earliest.isoformat())
    await actions.decide_complaint(
        cast.anna.actor, case.id, made.id, state=ComplaintState.REJECTED, decided_on=date(2025, 8, 1), seen=1
    )
    after = ClockState.AWAITING if is_suspended else ClockState.UPCOMING  # decision 0007
    assert (await _states(cast, case.id))[K.REPORT_BACK] is after
    with pytest.raises(Stale) as refusal:
        await actions.decide_complaint(
            cast.erik.actor, case.id, made.id, state=ComplaintState.UPHELD, decided_on=date(2025, 8, 2), seen=1
        )
    assert [(c.mine, c.theirs) for c in refusal.value.conflicts] == [("Medhold", "Ikke medhold")]


async def test_the_decision_of_a_complaint_settles_it_and_cannot_be_complained_about(cast: Cast) -> None:
    """Rule 17, § 81: four weeks run for the authority's decisions, not for the board's; the old advice ends."""
    case, actor = await make_case(cast), cast.anna.actor
    made = await actions.file_complaint(actor, case.id, filed_on=date(2025, 6, 10))
    await actions.decide_complaint(
        actor, case.id, made.id, state=ComplaintState.REJECTED, decided_on=date(2025, 8, 1), seen=1
    )
    assert "case.not_suspended" in [each.code for each in (await _detail(cast, case.id)).warnings]
    ruled = await put_ruling(
        actor, case.id, kind=RulingKind.APPEAL, dates={K.RULED: date(2025, 8, 1), K.COMPLIANCE: date(2025, 12, 1)}
    )
    await put_date(actor, case.id, K.AVAILABLE, on_date=date(2025, 8, 1), source=DateSource.LETTER, ruling=ruled.id)
    detail = await _detail(cast, case.id)
    assert "case.not_suspended" not in [each.code for each in detail.warnings]
    complaints = [clock.on_date for clock in detail.clocks if clock.kind is K.COMPLAINT]
    assert complaints == [date(2025, 6, 10)]  # that of the order
    assert next(clock.on_date for clock in detail.clocks if clock.kind is K.COMPLIANCE) == date(2025, 12, 1)


async def test_findings_are_ordered_edited_and_removed_only_while_unused(cast: Cast) -> None:
    case, actor = await make_case(cast), cast.anna.actor
    first, second = await make_finding(cast, case, text="Et"), await make_finding(cast, case, text="To")
    point = await make_focus_point(cast, case)
    await actions.move_finding_up(actor, case.id, second.id, seen=1)
    with pytest.raises(Stale):  # it stands elsewhere by now
        await actions.move_finding_up(actor, case.id, second.id, seen=1)
    await actions.move_finding_up(actor, case.id, second.id, seen=2)  # already first
    assert [f.text for f in (await _detail(cast, case.id)).findings] == ["To", "Et"]
    await actions.edit_finding(
        actor, case.id, first.id, seen=2, kind=FindingKind.CONCLUSION, text="Et, rettet", focus_points=(point.id,)
    )
    with pytest.raises(RuleViolation) as refusal:
        await actions.remove_finding(actor, case.id, first.id, seen=3)
    assert refusal.value.blockers[0].href == f"/sager/{case.public_id}/fund"
    await actions.edit_finding(actor, case.id, first.id, seen=3, kind=FindingKind.DEMAND, text="Et")
    with pytest.raises(Stale):
        await actions.remove_finding(actor, case.id, first.id, seen=3)
    await actions.remove_finding(actor, case.id, first.id, seen=4)
    assert [(f.position, f.text) for f in (await _detail(cast, case.id)).findings] == [(1, "To")]


async def test_a_focus_point_closes_on_effect_or_with_a_reason(cast: Cast) -> None:
    """Rule 24."""
    case, actor = await make_case(cast), cast.bo.actor
    point = await make_focus_point(cast, case)
    for effect in (None, False):
        with pytest.raises(RuleViolation):
            await actions.close_focus_point(
                actor, case.id, point.id, closure=FocusPointClosure.EFFECT, has_positive_effect=effect, seen=1
            )
    with pytest.raises(RuleViolation):
        await actions.close_focus_point(
            actor, case.id, point.id, closure=FocusPointClosure.REASONED, reason=" ", seen=1
        )
    await actions.close_focus_point(
        actor, case.id, point.id, closure=FocusPointClosure.EFFECT, has_positive_effect=True, seen=1
    )
    (view,) = (await _detail(cast, case.id)).focus_points
    assert (view.state, view.closed_on) == (FocusPointState.CLOSED, date(2025, 8, 20))
    with pytest.raises(Invalid):
        await actions.reopen_focus_point(actor, case.id, point.id, reason="", seen=2)
    with pytest.raises(Stale):
        await actions.reopen_focus_point(actor, case.id, point.id, reason="Problemet er tilbage", seen=1)
    await actions.reopen_focus_point(actor, case.id, point.id, reason="Problemet er tilbage", seen=2)
    (view,) = (await _detail(cast, case.id)).focus_points
    assert (view.state, view.closure, view.closed_on) == (FocusPointState.OPEN, None, None)


async def test_two_edit_one_focus_point(cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    await actions.edit_focus_point(cast.bo.actor, case.id, point.id, seen=1, title="Bos", topics=(Topic.OTHER,))
    with pytest.raises(Stale) as refusal:
        await actions.edit_focus_point(cast.anna.actor, case.id, point.id, seen=1, title="Annas")
    assert [(c.label, c.mine, c.theirs) for c in refusal.value.conflicts] == [("Titel", "Annas", "Bos")]
    (view,) = (await _detail(cast, case.id)).focus_points
    assert (view.title, view.topics) == ("Bos", (Topic.OTHER,))


async def test_a_computed_date_is_confirmed_as_it_is(cast: Cast) -> None:
    """Rule 8: marked as a default until confirmed; another date has to say where it comes from."""
    case, actor = await make_case(cast, in_hearing=True, dates={K.HEARING_SENT: date(2025, 8, 18)}), cast.anna.actor
    assert "ikke lov" in (await _detail(cast, case.id)).clocks[0].source_label
    with pytest.raises(Invalid):
        await put_date(actor, case.id, K.HEARING, on_date=date(2025, 9, 2), source=DateSource.COMPUTED)
    await put_date(actor, case.id, K.HEARING, on_date=date(2025, 9, 1), source=DateSource.COMPUTED)
    (clock,) = (await _detail(cast, case.id)).clocks
    assert (clock.is_confirmed, clock.source_label) == (True, "Beregnet")


async def test_what_has_not_happened_is_not_recorded(cast: Cast) -> None:
    case, actor, tomorrow = await make_case(cast), cast.anna.actor, date(2025, 8, 21)
    with pytest.raises(Invalid):
        await actions.file_complaint(actor, case.id, filed_on=tomorrow)
    with pytest.raises(Invalid):
        await actions.add_contact(actor, case.id, on_date=tomorrow, note="Ringede")
    with pytest.raises(Invalid):
        await actions.add_contact(actor, case.id, on_date=date(2025, 8, 1), note="\n ")
    await actions.add_contact(actor, case.id, on_date=date(2025, 8, 20), note="Ringede")


async def test_keys_of_other_cases_are_refused(cast: Cast) -> None:
    case, other, actor = await make_case(cast), await make_case(cast), cast.anna.actor
    finding, point = await make_finding(cast, other), await make_focus_point(cast, other)
    complaint = await actions.file_complaint(actor, other.id, filed_on=date(2025, 6, 1))
    ruling = (await _detail(cast, other.id)).rulings[0].id
    with pytest.raises(NotFound):
        await actions.move_finding_up(actor, case.id, finding.id, seen=1)
    with pytest.raises(NotFound):
        await actions.reopen_focus_point(actor, case.id, point.id, reason="x", seen=1)
    with pytest.raises(NotFound):
        await actions.file_complaint(actor, case.id, filed_on=date(2025, 6, 1), ruling=ruling)
    with pytest.raises(NotFound):
        await put_date(actor, case.id, K.COMPLIANCE, on_date=None, source=DateSource.LETTER, reason="x", ruling=ruling)
    with pytest.raises(NotFound):
        await actions.decide_complaint(
            actor, case.id, complaint.id, state=ComplaintState.UPHELD, decided_on=date(2025, 7, 1), seen=1
        )
    with pytest.raises(Invalid):
        await actions.add_contact(actor, case.id, on_date=date(2025, 8, 1), note="x", document=99)


@pytest.mark.parametrize("member", ["gerda", "bo", "dorte"])
async def test_readers_and_representatives_do_not_change_dates(cast: Cast, member: str) -> None:
    case = await make_case(cast)
    with pytest.raises(Denied):
        await put_date(
            getattr(cast, member).actor, case.id, K.COMPLIANCE, on_date=None, source=DateSource.LETTER, reason="x"
        )


@pytest.mark.parametrize(
    ("kind", "date_kind"),
    [
        (NoticeKind.IMPROVEMENT, K.HEARING_SENT),
        (NoticeKind.IMPROVEMENT, K.HEARING_ANSWERED),
        (NoticeKind.AGREEMENT, K.AGREEMENT_OFFERED),
        (NoticeKind.AGREEMENT, K.AGREEMENT_ACCEPTED),
        (NoticeKind.INVESTIGATION, K.ADVISER_AGREED),
        (NoticeKind.INVESTIGATION, K.ADVISER_AMO_INVOLVED),
    ],
)
async def test_rule_7_an_act_is_registered_once_it_is_done(
    cast: Cast, kind: NoticeKind, date_kind: DeadlineKind
) -> None:
    """A date to come would meet a deadline, or start one, by a slip of the pen."""
    case, today, tomorrow = await make_case(cast, kind=kind, dates={}), date(2025, 8, 20), date(2025, 8, 21)
    with pytest.raises(Invalid) as refusal:
        await put_date(cast.anna.actor, case.id, date_kind, on_date=tomorrow, source=DateSource.INTERNAL)
    assert refusal.value.fields == {"on_date": "Datoen ligger i fremtiden. Registrér det, når det er sket."}
    with pytest.raises(Invalid) as refusal:
        await make_case(cast, kind=kind, dates={date_kind: tomorrow})
    assert list(refusal.value.fields) == [date_kind.value]

    await put_date(cast.anna.actor, case.id, date_kind, on_date=today, source=DateSource.INTERNAL)
    assert (await _detail(cast, case.id)).facts.on(date_kind) == today


async def test_rule_7_a_control_visit_can_be_announced(cast: Cast) -> None:
    case = await make_case(cast)
    await put_date(cast.anna.actor, case.id, K.CONTROL_VISIT, on_date=date(2025, 9, 1), source=DateSource.LETTER)
    assert (await _detail(cast, case.id)).facts.on(K.CONTROL_VISIT) == date(2025, 9, 1)
