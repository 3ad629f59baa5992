"""What a case can say in an answer, when an inquiry is due, and when its memo may go out."""

from datetime import UTC, date, datetime

import pytest

from app.inquiries.enums import AnswerState
from app.inquiries.rules import answer_state, case_facts, due_by_default, missing_before_memo
from app.reports.content import Author, Clock, Finding, FocusPoint, Item, PriorMeasure, StatusReport, UnitFacts

EMPTY, DRAFT, APPROVED = AnswerState.EMPTY, AnswerState.DRAFT, AnswerState.APPROVED


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2025, 6, 30), date(2025, 7, 14)),  # the scenario's memo is of that day
        (date(2025, 4, 10), date(2025, 4, 29)),  # over Easter: three closed days beside the weekends
        (date(2025, 12, 19), date(2026, 1, 9)),  # over Christmas and New Year
        (date(2025, 7, 5), date(2025, 7, 18)),  # came on a Saturday
    ],
)
def test_the_default_is_the_tenth_working_day(received: date, due: date) -> None:
    assert due_by_default(received) == due


def test_an_answer_is_a_draft_as_soon_as_it_says_anything() -> None:
    assert [answer_state(DRAFT, *said) for said in (("", "", 0), ("a", "", 0), ("", "b", 0), ("", "", 1))] == [
        *(EMPTY, DRAFT, DRAFT, DRAFT),
    ]
    assert answer_state(APPROVED, "", "", 0) is APPROVED


@pytest.mark.parametrize(
    ("states", "text"),
    [
        ([], "Skriv spørgsmålene først."),
        ([(3, APPROVED)], ""),
        ([(3, APPROVED), (7, DRAFT)], "Spørgsmål 7 mangler et godkendt svar."),
        ([(3, EMPTY), (7, DRAFT), (8, EMPTY)], "Spørgsmålene 3, 7 og 8 mangler et godkendt svar."),
    ],
)
def test_the_memo_waits_for_every_answer(states: list[tuple[int, AnswerState]], text: str) -> None:
    assert missing_before_memo(states) == text


def test_a_case_says_what_its_report_says_and_unknown_where_nobody_knows() -> None:
    report = StatusReport(
        report_no="–",
        as_of=date(2025, 7, 14),
        created_at=datetime(2025, 7, 14, tzinfo=UTC),
        author=Author(name="", role=""),
        case_reference="AA-2025-0001",
        title="Sagen",
        municipality="Aarhus",
        kind="Påbud med frist",
        visited_on=date(2025, 4, 10),
        units=(UnitFacts(name="Døgnafdelingen"),),
        topics=("Stor arbejdsmængde og tidspres", "Høje følelsesmæssige krav"),
        findings=(Finding(no="1", kind="Konklusion", text="Tempoet er for højt"),),
        clocks=(Clock(label="Efterkommelsesfrist", on=None, state="Frist ukendt"),),
        prior_measures=(PriorMeasure(title="Lokale planer", judgement="Vurderet utilstrækkeligt"),),
        focus_points=(
            FocusPoint(
                no="1",
                title="Tempo",
                status="Åbent",
                items=(
                    Item(id="a1", no="1", title="Fælles vagtplan", status="I gang"),
                    Item(
                        id="b2", no="2", title="Møder", status="Gennemført", is_done=True, effect_result="Tilstrækkelig"
                    ),
                ),
            ),
        ),
    )
    assert {fact.key: fact.text for fact in case_facts(report)} == {
        "visit": "Arbejdstilsynet var på besøg 10. april 2025: Døgnafdelingen.",
        "kind": "Døgnafdelingen: Arbejdstilsynet har givet påbud med frist om stor arbejdsmængde og tidspres og høje "
        "følelsesmæssige krav.",
        "finding:1": "Konklusion: Tempoet er for højt.",
        "clock:Efterkommelsesfrist": "Efterkommelsesfrist: ukendt.",
        "prior:1": "Tiltag før besøget: Lokale planer. Arbejdstilsynets vurdering: vurderet utilstrækkeligt.",
        "focus:1": "Fokuspunkt 1: Tempo (åbent).",
        "item:a1": "Tiltag 1: Fælles vagtplan (i gang, frist ukendt).",
        "item:b2": "Tiltag 2: Møder (gennemført, datoen er ukendt). Effekt: tilstrækkelig.",
    }
