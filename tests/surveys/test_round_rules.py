"""Rounds without a database: units as they were, numbers, reminders, figures as they are typed, and what is hidden."""

from datetime import date
from decimal import Decimal

import pytest

from app.surveys.enums import HiddenReason
from app.surveys.rules.entry import Entry, TypedFigure, entries_of
from app.surveys.rules.rounds import (
    FrozenUnit,
    Measured,
    NextDue,
    UnitPast,
    comparable_before,
    frozen_on,
    frozen_units,
    guidelines_note,
    next_due,
    numbers_problems,
    period_problems,
    period_text,
    response_rate,
)
from app.surveys.rules.shipped import QUICK_FOUR
from app.surveys.rules.shown import Change, ShownFigure, Suppressed, change_of

FOUR = QUICK_FOUR.scales[0]
FEW, WOULD_TELL = HiddenReason.TOO_FEW, HiddenReason.WOULD_TELL


def past(unit: int, parent: int | None, name: str, since: date, until: date | None = None) -> UnitPast:
    return UnitPast(unit, parent, name, name.lower(), since, until, None)


OLD, MOVED = date(2020, 1, 1), date(2025, 1, 1)
TREE = [
    past(1, None, "Kommunen", OLD),
    past(2, 1, "Ældre", OLD),
    past(3, 1, "Børn", OLD),
    past(4, 2, "Vest", OLD, MOVED),
    past(4, 3, "Vest og Øst", MOVED),
    past(5, 2, "Ny", MOVED),
]


def test_units_are_frozen_as_they_were() -> None:
    """A later name and place change nothing; a unit known from later only is taken as it was first."""
    assert frozen_units(TREE, 2, date(2024, 12, 31)) == [
        FrozenUnit(2, None, "Ældre", "Kommunen", 0),
        FrozenUnit(5, 2, "Ny", "Ældre", 1),
        FrozenUnit(4, 2, "Vest", "Ældre", 1),
    ]
    assert [each.name for each in frozen_units(TREE, 1, MOVED)] == ["Kommunen", "Børn", "Vest og Øst", "Ældre", "Ny"]
    assert [each.depth for each in frozen_units(TREE, 1, MOVED)] == [0, 1, 2, 1, 2]
    assert frozen_units(TREE, 99, MOVED) == []


def test_a_unit_closed_by_then_is_left_out_and_a_circle_ends() -> None:
    closed = UnitPast(4, 2, "Vest", "vest", OLD, None, date(2023, 1, 1))
    assert [each.unit for each in frozen_units([*TREE[:3], closed], 2, MOVED)] == [2]
    assert [each.unit for each in frozen_units([*TREE[:3], closed], 2, date(2022, 12, 31))] == [2, 4]
    round = [past(1, 2, "A", OLD), past(2, 1, "B", OLD)]
    assert [each.unit for each in frozen_units(round, 1, MOVED)] == [1, 2]


def test_the_day_that_units_are_frozen_on() -> None:
    today = date(2025, 8, 20)
    assert frozen_on(2024, OLD, MOVED, today) == MOVED
    assert frozen_on(2024, None, None, today) == date(2024, 12, 31)
    assert frozen_on(2025, None, None, today) == today
    assert frozen_on(2026, None, None, today) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("year", "start", "end", "field"),
    [
        (None, None, None, "year"),
        (2024, None, None, None),
        (None, date(2024, 10, 1), None, None),
        (2023, date(2024, 10, 1), None, "year"),
        (2024, date(2024, 12, 1), date(2025, 1, 5), None),
        (2024, date(2024, 10, 2), date(2024, 10, 1), "period_to"),
    ],
)
def test_a_period_needs_a_year_and_an_order(
    year: int | None, start: date | None, end: date | None, field: str | None
) -> None:
    assert list(period_problems(year, start, end)) == ([field] if field else [])


def test_what_is_known_of_the_period_is_said() -> None:
    day = date(2024, 10, 1)
    assert period_text(2024, day, date(2024, 10, 20), "efterår") == "01.10.2024 til 20.10.2024"
    assert [period_text(2024, day, None, ""), period_text(2024, None, day, "")] == ["fra 01.10.2024", "til 01.10.2024"]
    assert [period_text(2024, None, None, "efteråret 2024"), period_text(2024, None, None, "")] == [
        "efteråret 2024",
        "2024",
    ]


def test_response_rates() -> None:
    """Rule 35: answered of invited; nobody invited is "–"; more than all is an error."""
    assert [response_rate(*each) for each in ((2695, 1741), (8, 1), (0, 0), (None, 4), (4, None), (3, 3))] == [
        65,
        13,
        None,
        None,
        None,
        100,
    ]
    assert numbers_problems(10, 10) == numbers_problems(None, 12) == numbers_problems(10, None) == {}
    text = "101 har svaret, men kun 100 er inviteret. Det er 101 %. Ret et af tallene."
    assert numbers_problems(100, 101) == {"answered": text}
    assert numbers_problems(0, 1) == {"answered": "1 har svaret, men kun 0 er inviteret. Ret et af tallene."}


def test_the_next_survey_is_due_three_years_after_the_last() -> None:
    """Rule 29; where only the year is known, some time in the year."""
    assert next_due(Measured(2024, date(2024, 2, 29))) == NextDue(date(2027, 2, 28), True)
    assert next_due(Measured(2024, date(2024, 10, 24))) == NextDue(date(2027, 10, 24), True)
    assert next_due(Measured(2024, None)) == NextDue(date(2027, 1, 1), False)


def test_guidelines_after_the_first_day_or_none_are_told() -> None:
    day = date(2024, 10, 1)
    assert guidelines_note(day, day) == guidelines_note(day, None) == ""
    assert "efter at målingen begyndte" in guidelines_note(date(2024, 10, 2), day)
    assert "ikke registreret" in guidelines_note(None, day)


def test_rounds_before_are_in_order_also_where_days_are_unknown() -> None:
    rounds = [(1, None, 2020), (2, date(2024, 5, 1), 2024), (3, None, 2024), (4, date(2025, 1, 1), 2025)]
    assert comparable_before(rounds, 4) == [3, 2, 1]
    assert comparable_before(rounds, 1) == []


def typed(n: int | None, mean: str, answered: int | None = 20, **more: bool) -> tuple[dict[str, Entry], dict[str, str]]:
    return entries_of((FOUR,), (TypedFigure(n, mean, **more),), answered)


def test_figures_as_they_are_typed() -> None:
    assert typed(12, "10,25") == ({FOUR.code: Entry(12, "10.25")}, {})
    assert typed(None, " ") == ({}, {})  # what is stored stays
    assert typed(12, "") == ({FOUR.code: Entry(12)}, {})
    assert typed(None, "", is_removed=True) == ({FOUR.code: Entry()}, {})
    asked = {"n_0": "12 har svaret på skalaen, men kun 9 er inviteret. Ret et af tallene."}
    assert entries_of((FOUR,), (TypedFigure(12, "10"),), None, 9) == ({}, asked)
    assert entries_of((FOUR,), (TypedFigure(12, "", is_hidden_by_supplier=True),), None, 9) == ({}, asked)
    assert typed(3, "", is_hidden_by_supplier=True) == ({FOUR.code: Entry(3, None, True)}, {})
    assert [Entry().is_nothing, Entry(0).is_nothing, Entry(None, None, True).is_nothing] == [True, False, False]


@pytest.mark.parametrize(
    ("n", "mean", "more", "said"),
    [
        (12, "16,1", {}, {"mean_0": "Social kapital går fra 0 til 16. Scoren skal ligge imellem."}),
        (12, "-1", {}, {"mean_0": "Social kapital går fra 0 til 16. Scoren skal ligge imellem."}),
        (12, "ti", {}, {"mean_0": "Skriv et tal, for eksempel 10,2."}),
        (0, "5", {}, {"mean_0": "Ingen har svaret, så der kan ikke være en score."}),
        (None, "5", {}, {"n_0": "Skriv, hvor mange der har svaret. Ellers kan ingen vide, om scoren må vises."}),
        (21, "5", {}, {"n_0": "21 har svaret på skalaen, men kun 20 har svaret på skemaet. Ret et af tallene."}),
        (
            12,
            "5",
            {"is_hidden_by_supplier": True},
            {"mean_0": "Leverandøren har skjult tallet, så der kan ikke stå en score."},
        ),
        (12, "", {"is_removed": True}, {"mean_0": "Fjern krydset, eller lad felterne være tomme."}),
    ],
)
def test_bad_figures_are_said_at_their_field(
    n: int | None, mean: str, more: dict[str, bool], said: dict[str, str]
) -> None:
    assert typed(n, mean, **more) == ({}, said)


def test_a_change_says_how_little_few_answers_say() -> None:
    """Trap 19: two points with nine answers say nothing; with two hundred they do."""
    now, before = ShownFigure(9, Decimal("9.0")), ShownFigure(9, Decimal("11.0"))
    assert change_of(FOUR, now, before) == Change(Decimal("-2.0"), Decimal("3.0"), False, False)
    many = change_of(FOUR, ShownFigure(200, Decimal("11.0")), ShownFigure(200, Decimal("9.0")))
    assert many is not None
    assert (many.is_certain, many.is_better) == (True, True)
    hidden = ShownFigure(Suppressed(FEW), Suppressed(FEW))
    assert change_of(FOUR, now, hidden) is change_of(FOUR, hidden, now) is None
    assert change_of(FOUR, now, ShownFigure(None, Decimal("9.0"))) is None
