"""What a case can say in an answer, when an inquiry is due, and when its memo may go out."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from app.inquiries.enums import AnswerState
from app.inquiries.rules import answer_state, case_facts, due_by_default, missing_before_memo, sentence
from app.reports.content import (
    Author,
    Clock,
    Finding,
    FocusPoint,
    Involvement,
    Item,
    PriorMeasure,
    StatusReport,
    UnitFacts,
)

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
    by_words = ("finding", "prior")  # named by what they say: see the test below
    found = [
        (fact.key.partition(":")[0] if fact.key.startswith(by_words) else fact.key, fact.text)
        for fact in case_facts(report)
    ]
    assert dict(found) == {
        "visit": "Arbejdstilsynet var på besøg 10. april 2025: Døgnafdelingen.",
        "kind": "Døgnafdelingen: Arbejdstilsynet har givet påbud med frist om stor arbejdsmængde og tidspres og høje "
        "følelsesmæssige krav.",
        "finding": "Konklusion: Tempoet er for højt.",
        "clock:Efterkommelsesfrist": "Efterkommelsesfrist: ukendt.",
        "prior": "Tiltag før besøget: Lokale planer. Arbejdstilsynets vurdering: vurderet utilstrækkeligt.",
        "focus:1": "Fokuspunkt 1: Tempo (åbent).",
        "item:a1": "Tiltag 1: Fælles vagtplan (i gang, frist ukendt).",
        "item:b2": "Tiltag 2: Møder (gennemført, datoen er ukendt). Effekt: tilstrækkelig.",
    }


def test_a_fact_keeps_its_name_when_another_takes_its_place_in_the_list() -> None:
    """Conclusions can be moved, and a talk that is registered later can lie before: neither is the other one's fact."""
    first, second = Finding(no="1", kind="Konklusion", text="Tempo"), Finding(no="2", kind="Konklusion", text="Krav")
    spring = Involvement(on=date(2025, 3, 3), kind="Drøftet", forum="LMU")
    autumn = Involvement(on=date(2025, 9, 1), kind="Drøftet", forum="LMU")
    before = StatusReport(
        report_no="–",
        as_of=date(2025, 9, 14),
        created_at=datetime(2025, 9, 14, tzinfo=UTC),
        author=Author(name="", role=""),
        case_reference="AA-2025-0001",
        title="Sagen",
        municipality="Aarhus",
        kind="Påbud med frist",
        findings=(first, second),
        involvement=(autumn,),
    )
    moved = (replace(second, no="1"), replace(first, no="2"))
    after = replace(before, findings=moved, involvement=(spring, autumn, autumn))

    def named(report: StatusReport) -> dict[str, str]:
        kinds = ("finding", "involvement")
        return {fact.key: fact.text for fact in case_facts(report) if fact.key.startswith(kinds)}

    early, late = named(before), named(after)
    assert len(early) == 3
    assert early.items() <= late.items()
    assert sorted(late.values()) == [
        "Konklusion: Krav.",
        "Konklusion: Tempo.",
        "LMU: drøftet 1. september 2025.",
        "LMU: drøftet 3. marts 2025.",
    ]


def test_a_sentence_is_ended_once() -> None:
    said = ("Ja", "Ja.", "(Ikke ordret.)", "Ja (måske)", "")
    assert [sentence(each) for each in said] == ["Ja.", "Ja.", "(Ikke ordret.)", "Ja (måske).", ""]
