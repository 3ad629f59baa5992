"""What becomes of the dates when a complaint ends (rules 13, 16, 17; decision 0007)."""

from datetime import date
from typing import Any

import pytest

from app.cases import actions
from app.cases.actions import CreatedCase
from app.cases.enums import ComplaintState, ExtensionState, NoticeKind, RulingKind
from app.cases.queries import (
    CaseDetail,
    CaseFilter,
    get_case,
    get_case_ref_by_id,
    list_cases,
    list_deadline_history,
    list_due,
)
from app.core.errors import Invalid
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from tests.factories import Cast, Client
from tests.factories_cases import DATES, make_case, put_date, put_ruling
from tests.factories_reports import report_now

K = DeadlineKind
COMPLY, REPORT = DATES[K.COMPLIANCE], DATES[K.REPORT_BACK]
IN_TIME, LATE = date(2025, 6, 10), date(2025, 6, 11)
DECIDED = date(2025, 8, 1)
WORDS = "Afventer ny dato fra Arbejdstilsynet"


async def _detail(cast: Cast, case: CreatedCase) -> CaseDetail:
    return await get_case(cast.anna.scope, await get_case_ref_by_id(cast.anna.scope, case.id))


async def _duties(cast: Cast, case: CreatedCase) -> dict[DeadlineKind, tuple[ClockState, date | None]]:
    clocks = (await _detail(cast, case)).clocks
    return {clock.kind: (clock.state, clock.on_date) for clock in clocks if clock.kind is not K.COMPLAINT}


async def _complain(cast: Cast, case: CreatedCase, **values: Any) -> int:
    return (await actions.file_complaint(cast.anna.actor, case.id, **{"filed_on": IN_TIME, **values})).id


async def _decide(cast: Cast, case: CreatedCase, complaint: int, state: ComplaintState) -> None:
    await actions.decide_complaint(cast.anna.actor, case.id, complaint, state=state, decided_on=DECIDED, seen=1)


async def _lost(cast: Cast, state: ComplaintState = ComplaintState.REJECTED, **case_values: Any) -> CreatedCase:
    case = await make_case(cast, **case_values)
    await _decide(cast, case, await _complain(cast, case), state)
    return case


async def _set(cast: Cast, case: CreatedCase, kind: DeadlineKind, on: date | None, **values: Any) -> None:
    values = {"source": DateSource.LETTER, **values}
    await put_date(cast.anna.actor, case.id, kind, on_date=on, **values)


AWAITING = {K.COMPLIANCE: (ClockState.AWAITING, None), K.REPORT_BACK: (ClockState.AWAITING, None)}
RUNNING = {K.COMPLIANCE: (ClockState.UPCOMING, COMPLY), K.REPORT_BACK: (ClockState.UPCOMING, REPORT)}


@pytest.mark.parametrize(
    ("state", "duties"),
    [
        (ComplaintState.REJECTED, AWAITING),
        (ComplaintState.UPHELD, AWAITING),
        (ComplaintState.WITHDRAWN, RUNNING),
    ],
)
async def test_a_decided_complaint_leaves_the_dates_open_a_withdrawn_one_does_not(
    cast: Cast, state: ComplaintState, duties: object
) -> None:
    """Rule 17; a default, not law."""
    assert await _duties(cast, await _lost(cast, state)) == duties


async def test_before_the_answer_the_dates_are_suspended_and_visible(cast: Cast) -> None:
    """Rule 17."""
    case = await make_case(cast)
    await _complain(cast, case)
    assert await _duties(cast, case) == {
        K.COMPLIANCE: (ClockState.SUSPENDED, COMPLY),
        K.REPORT_BACK: (ClockState.SUSPENDED, REPORT),
    }


async def test_a_complaint_that_held_nothing_changes_nothing(cast: Cast) -> None:
    """Rule 17: neither a late one, nor one about an order that applies at once, ever suspended."""
    late = await make_case(cast)
    await _decide(cast, late, await _complain(cast, late, filed_on=LATE), ComplaintState.REJECTED)
    assert await _duties(cast, late) == RUNNING
    dates = {kind: day for kind, day in DATES.items() if kind is not K.COMPLIANCE}
    at_once = await _lost(cast, kind=NoticeKind.IMMEDIATE, dates=dates)
    assert await _duties(cast, at_once) == {K.REPORT_BACK: (ClockState.UPCOMING, REPORT)}
    for case in (late, at_once):
        assert not [each for each in (await _detail(cast, case)).warnings if each.code.endswith("_awaited")]


async def test_it_counts_as_unknown_and_says_what_it_was(cast: Cast) -> None:
    """Rule 13: first in lists, with the prompt, and never among what is due."""
    soon = await make_case(cast, title="Snart", dates={**DATES, K.COMPLIANCE: date(2025, 8, 21)})
    case = await _lost(cast)
    first, second = (await list_cases(cast.anna.scope, CaseFilter())).cases
    assert (first.id, first.due_text, first.is_unknown, first.awaited_since) == (case.id, WORDS, True, COMPLY)
    assert (second.id, second.awaited_since) == (soon.id, None)
    due = await list_due(cast.anna.scope, None, date(2026, 1, 1))
    assert {line.case_public_id for line in due} == {soon.public_id}
    detail = await _detail(cast, case)
    warnings = {each.code: each for each in detail.warnings}
    asked = warnings["deadline.compliance_awaited"]
    assert "Før klagen var den 3. november 2025" in asked.text
    assert asked.href == f"/sager/{case.public_id}/frister/efterkommelsesfrist"
    assert "deadline.compliance_unknown" not in warnings
    assert "Klagen fik ikke medhold. Spørg Arbejdstilsynet" in warnings["case.not_suspended"].text
    assert detail.next_clock is not None
    assert (detail.next_clock.state, detail.next_clock.kind) == (ClockState.AWAITING, K.COMPLIANCE)
    entry = next(each for each in detail.timeline if each.label == "Efterkommelsesfrist")
    assert (entry.on, entry.state) == (None, "unknown")
    assert entry.note.startswith(f"{WORDS}. Før klagen var datoen 3. november 2025")


async def test_the_same_date_from_a_letter_ends_the_wait(cast: Cast) -> None:
    case = await _lost(cast)
    await _set(cast, case, K.COMPLIANCE, COMPLY)
    assert await _duties(cast, case) == {**RUNNING, K.REPORT_BACK: AWAITING[K.REPORT_BACK]}
    await _set(cast, case, K.REPORT_BACK, date(2026, 1, 5))
    detail = await _detail(cast, case)
    assert not [each for each in detail.warnings if each.code in ("case.not_suspended", "deadline.compliance_awaited")]
    history = await list_deadline_history(cast.anna.scope, case.id, K.COMPLIANCE)
    assert [(each.state, each.on_date) for each in history] == [
        (DeadlineState.SET, COMPLY),
        (DeadlineState.AWAITING, COMPLY),
        (DeadlineState.SET, COMPLY),
    ]
    assert history[1].reason == "Klagen er afgjort 1. august 2025. Arbejdstilsynet skal sætte en ny dato."


@pytest.mark.parametrize(
    ("on", "source", "field"), [(None, DateSource.LETTER, "on_date"), (COMPLY, DateSource.INTERNAL, "source")]
)
async def test_only_a_letter_ends_the_wait(cast: Cast, on: date | None, source: DateSource, field: str) -> None:
    case = await _lost(cast)
    with pytest.raises(Invalid) as refusal:
        await _set(cast, case, K.COMPLIANCE, on, source=source)
    assert list(refusal.value.fields) == [field]
    assert await _duties(cast, case) == AWAITING


async def test_a_ruling_sets_what_it_names_and_the_rest_waits_on(cast: Cast) -> None:
    case = await _lost(cast)
    new = date(2025, 12, 1)
    await put_ruling(cast.anna.actor, case.id, kind=RulingKind.APPEAL, dates={K.COMPLIANCE: new})
    assert await _duties(cast, case) == {**AWAITING, K.COMPLIANCE: (ClockState.UPCOMING, new)}


async def test_dates_of_a_ruling_that_came_before_the_answer_was_recorded_stay(cast: Cast) -> None:
    """The order of typing changes nothing: what the letter names holds, what it does not name waits."""
    case = await make_case(cast)
    complaint, new = await _complain(cast, case), date(2025, 12, 1)
    await put_ruling(cast.anna.actor, case.id, kind=RulingKind.APPEAL, dates={K.COMPLIANCE: new})
    await _decide(cast, case, complaint, ComplaintState.REJECTED)
    assert await _duties(cast, case) == {**AWAITING, K.COMPLIANCE: (ClockState.UPCOMING, new)}


async def test_of_two_complaints_the_last_to_end_counts_and_one_decision_is_enough(cast: Cast) -> None:
    case = await make_case(cast)
    first, second = await _complain(cast, case), await _complain(cast, case, filed_on=date(2025, 6, 2))
    await _decide(cast, case, first, ComplaintState.REJECTED)
    assert {state for state, _ in (await _duties(cast, case)).values()} == {ClockState.SUSPENDED}
    await _decide(cast, case, second, ComplaintState.WITHDRAWN)
    assert await _duties(cast, case) == AWAITING


async def test_a_later_complaint_that_held_nothing_does_not_open_new_dates_again(cast: Cast) -> None:
    case = await _lost(cast)
    await _set(cast, case, K.COMPLIANCE, COMPLY)
    await _set(cast, case, K.REPORT_BACK, REPORT)
    await _decide(cast, case, await _complain(cast, case, filed_on=LATE), ComplaintState.REJECTED)
    assert await _duties(cast, case) == RUNNING


async def test_a_longer_deadline_can_be_asked_for_and_granted_meanwhile(cast: Cast) -> None:
    """Rule 16: no old date is said to bind; what is granted is a new date from the authority."""
    case, actor = await _lost(cast), cast.anna.actor
    asked = await actions.request_extension(
        actor, case.id, requested_on=date(2025, 8, 15), wished_compliance_on=date(2025, 10, 1)
    )
    (extension,) = (await _detail(cast, case)).extensions
    assert (extension.binding_on, extension.text[:32]) == (None, "Den hidtidige frist (ukendt) gæl")
    new = date(2025, 10, 1)
    await actions.answer_extension(
        actor,
        case.id,
        asked.id,
        state=ExtensionState.GRANTED,
        answered_on=date(2025, 8, 19),
        compliance_on=new,
        seen=1,
    )
    assert await _duties(cast, case) == {**AWAITING, K.COMPLIANCE: (ClockState.UPCOMING, new)}


async def test_the_report_tells_the_same_with_the_old_date_beside(cast: Cast) -> None:
    case = await _lost(cast)
    report = await report_now(cast, cast.anna.scope, case.id)
    clocks = {
        clock.label: (clock.on, clock.original_on, clock.state, clock.tone, clock.source) for clock in report.clocks
    }
    assert clocks["Efterkommelsesfrist"] == (None, COMPLY, WORDS, "unknown", "")
    assert clocks["Tilbagemeldingsfrist"] == (None, REPORT, WORDS, "unknown", "")
    assert [each.state for each in report.next_dates][:2] == [WORDS, WORDS]


async def test_the_pages_tell_the_same(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await client.as_(cast.anna)
    here = f"/sager/{case.public_id}"
    await client.post(f"{here}/klager", {"filed_on": "10.06.2025"})
    (complaint,) = (await _detail(cast, case)).complaints
    answer = f"{here}/klager/{complaint.public_id}"
    assert "Det er en standard, ikke lov" in (await client.get(answer)).text
    await client.post(answer, {"state": "rejected", "decided_on": "01.08.2025", "version": "1"})
    shown = (await client.get(here)).text
    assert f"{WORDS}</span>" in shown
    assert "Før klagen var datoen 3. november 2025" in shown
    assert "Fristerne afventer en ny dato fra Arbejdstilsynet" in (await client.get(f"{here}/klager")).text
    for page in ("/sager", "/", f"/enheder/{cast.nord.public_id}"):
        listed = (await client.get(page)).text
        assert WORDS in listed
        assert "før klagen" in listed
        assert "03.11.2025" in listed
    form = (await client.get(f"{here}/frister/efterkommelsesfrist")).text
    assert 'name="on_date" value=""' in form
    assert "Fastsat internt" not in form.partition("<h2>Historik")[0]
    assert "Afventer ny dato fra Arbejdstilsynet (før klagen 3. november 2025)" in form
