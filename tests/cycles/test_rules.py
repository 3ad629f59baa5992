"""What the law asks for, and when the next one is due (rules 12, 15, 29)."""

from datetime import date, timedelta

import pytest

from app.core.errors import Invalid, Stale
from app.cycles.enums import CycleElement, CycleKind, ElementState, GoalOutcome, Standing
from app.cycles.forms import answers_of, evaluations_of, record_form
from app.cycles.rules import (
    AHEAD,
    ELEMENTS,
    MOST_GOALS,
    Answer,
    Evaluation,
    Goal,
    Status,
    check_kept,
    check_order,
    goals_after,
    goals_from,
    held_before,
    next_due,
    status_of,
    worst,
)

APV, TALK = CycleKind.WORKPLACE_ASSESSMENT, CycleKind.ANNUAL_DISCUSSION


def goal(text: str, outcome: GoalOutcome | None = None, note: str = "") -> Goal:
    return Goal(1, f"id-{text}", 7, "abc", date(2024, 3, 1), text, outcome, note, None, None, None)


def test_an_assessment_has_the_four_elements_of_2024_and_a_discussion_five_points() -> None:
    """Rule 29, trap 16: no "retningslinjer for opfølgning", and no fifth element."""
    assert {kind: len(several) for kind, several in ELEMENTS.items()} == {APV: 4, TALK: 5}


@pytest.mark.parametrize(
    ("kind", "held_on", "due"),
    [
        (APV, date(2022, 3, 1), date(2025, 3, 1)),
        (APV, date(2024, 2, 29), date(2027, 2, 28)),
        (TALK, date(2024, 2, 29), date(2025, 2, 28)),
        (TALK, date(2024, 11, 23), date(2025, 11, 23)),
        (APV, None, None),
    ],
)
def test_the_next_one_is_due_three_years_or_twelve_months_after(
    kind: CycleKind, held_on: date | None, due: date | None
) -> None:
    assert next_due(kind, held_on) == due


@pytest.mark.parametrize("kind", CycleKind)
def test_it_is_overdue_the_day_after_and_soon_before_that(kind: CycleKind) -> None:
    held_on = date(2023, 6, 1)
    due = next_due(kind, held_on)
    assert due is not None
    told = {
        days: status_of(kind, held_on, None, due + timedelta(days=days)).standing
        for days in (1, 0, -AHEAD[kind].days, -AHEAD[kind].days - 1)
    }
    assert list(told.values()) == [Standing.LATE, Standing.SOON, Standing.SOON, Standing.FINE]


def test_what_nobody_wrote_is_unknown_and_changed_work_calls_for_a_new_one() -> None:
    today, changed = date(2025, 8, 20), date(2025, 5, 1)
    assert status_of(APV, None, None, today) == Status(Standing.UNKNOWN)
    assert status_of(APV, None, changed, today) == Status(Standing.CHANGED)
    assert status_of(APV, date(2025, 1, 1), changed, today) == Status(Standing.CHANGED, date(2028, 1, 1))
    assert status_of(APV, date(2022, 1, 1), changed, today) == Status(Standing.LATE, date(2025, 1, 1))
    lacking = status_of(APV, date(2025, 8, 1), None, today, lacks=True)  # rule 29: the elements are the law's
    assert lacking == Status(Standing.UNFINISHED, date(2028, 8, 1))
    assert worst((Standing.FINE, Standing.UNKNOWN)) is Standing.UNKNOWN
    assert worst((Standing.SOON, Standing.LATE, Standing.CHANGED)) is Standing.LATE


@pytest.mark.parametrize("kind", CycleKind)
def test_the_bound_of_the_query_leaves_out_nothing_that_waits(kind: CycleKind) -> None:
    """Every day of four years, asked on every day of a month with and without 29 February."""
    for offset in range(60):
        today = date(2024, 2, 1) + timedelta(days=offset)
        bound = held_before(kind, today)
        later = [bound + timedelta(days=days) for days in range(1, 400)]
        assert {status_of(kind, day, None, today).standing for day in later} == {Standing.FINE}


def test_goals_are_lines_and_an_evaluated_one_stays() -> None:
    assert goals_from(" Færre skift \n\nFærre skift\nMere sparring") == ("Færre skift", "Mere sparring")
    for typed in ("\n".join(str(no) for no in range(MOST_GOALS + 1)), "x" * 301):
        with pytest.raises(Invalid):
            goals_from(typed)
    check_kept(("a", "b"), ["b"])
    with pytest.raises(Invalid, match=r"cycle\.goals"):
        check_kept(("a",), ["b"])


def test_an_evaluation_counts_for_its_own_goal_and_one_that_is_gone_is_not_passed_over() -> None:
    first, second = goal("a"), goal("b", GoalOutcome.MISSED, "før")
    after = goals_after((first, second), (Evaluation("id-a", GoalOutcome.REACHED, " ja "),))
    assert [(each.outcome, each.outcome_note) for each in after] == [
        (GoalOutcome.REACHED, "ja"),
        (GoalOutcome.MISSED, "før"),
    ]
    with pytest.raises(Stale):
        goals_after((first,), (Evaluation("id-b", None),))


def test_the_form_guesses_nothing() -> None:
    """A day without "gjort" or "ikke endnu" is asked about; what is left empty is unknown."""
    form = record_form(TALK)
    said = form(new_goals_state=ElementState.NOT_YET, goal_3="id-a", outcome_3=GoalOutcome.PARTLY)  # type: ignore[call-arg]
    assert answers_of(said, TALK) == (Answer(CycleElement.NEW_GOALS, ElementState.NOT_YET),)
    assert evaluations_of(said, TALK) == (Evaluation("id-a", GoalOutcome.PARTLY),)
    with pytest.raises(Invalid) as refused:
        answers_of(form(cooperation_text="Referatet"), TALK)  # type: ignore[call-arg]
    assert list(refused.value.fields) == ["cooperation_state"]
    with pytest.raises(Invalid) as refused:
        evaluations_of(form(goal_0="id-a", outcome_note_0="Næsten"), TALK)  # type: ignore[call-arg]
    assert list(refused.value.fields) == ["outcome_0"]
    assert evaluations_of(record_form(APV)(), APV) == ()


def test_a_discussion_evaluates_what_was_set_before_it() -> None:
    set_on, reached = date(2024, 3, 1), goal("a", GoalOutcome.REACHED)
    for day, goals in ((set_on, (reached,)), (None, (reached,)), (date(2023, 1, 1), (goal("a"),))):
        check_order(day, goals)
    with pytest.raises(Invalid, match=r"cycle\.goals_later"):
        check_order(date(2024, 2, 29), (reached,))
