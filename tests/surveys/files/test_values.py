"""One cell: a number is what it says, hidden is not missing, and `ved ikke` is never 0 (rule 37, traps 18 and 23)."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.surveys.files.cells import NO_VALUE, Percent
from app.surveys.files.values import (
    NotANumber,
    Number,
    is_hidden,
    is_no_answer,
    parse_count,
    parse_day,
    parse_number,
)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("3,5", ",", "3.5"),
        ("3.5", ".", "3.5"),
        (" 3,50 ", ",", "3.50"),
        ("1.234", ",", "1234"),
        ("1.234,5", ",", "1234.5"),
        ("1,234.5", ".", "1234.5"),
        ("1 234,5", ",", "1234.5"),
        ("1\u00a0234", ",", "1234"),
        ("-3,5", ",", "-3.5"),
        ("−3,5", ",", "-3.5"),
        (",5", ",", "0.5"),
        ("0", ",", "0"),
        ("63,7512345678", ",", "63.7512345678"),
        (3.5, ",", "3.5"),
        (63.70000000000001, ",", "63.70000000000001"),
    ],
)
def test_trap_23_a_number_is_never_ten_times_itself(cell, decimal, value):
    assert parse_number(cell, decimal) == Number(Decimal(value))


@pytest.mark.parametrize(
    ("cell", "value"), [("62 %", "62"), ("62%", "62"), ("62,5 %", "62.5"), (Percent(0.62), "62.00")]
)
def test_a_percent_sign_is_seen(cell, value):
    assert parse_number(cell, ",") == Number(Decimal(value), is_percent=True)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("3.5", "»3.5« er skrevet med punktum, men filen læses med decimalkomma."),
        ("12.34.56", "»12.34.56« er ikke et tal."),
        ("1,23,4", "»1,23,4« er ikke et tal."),
        ("fire", "»fire« er ikke et tal."),
        ("4a", "»4a« er ikke et tal."),
        ("٣", "»٣« er ikke et tal."),
        ("1e5", "»1e5« er ikke et tal."),
        ("11. okt", "»11. okt« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen."),
        ("maj-25", "»maj-25« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen."),
        ("marts", "»marts« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen."),
        ("#DIV/0!", "»#DIV/0!« er en fejl i regnearket."),
        ("#VÆRDI!", "»#VÆRDI!« er en fejl i regnearket."),
        (NO_VALUE, "Formlen har ingen gemt værdi. Åbn filen i Excel, gem den, og vælg den igen."),
        (
            datetime(2025, 5, 3),
            "»03-05-2025« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen.",
        ),
    ],
)
def test_trap_23_what_is_no_number_is_refused_with_a_reason(cell, message):
    with pytest.raises(NotANumber) as refused:
        parse_number(cell, ",")
    assert str(refused.value) == message


@pytest.mark.parametrize("cell", ["-3", -3.0, "3,5", 3.5, "12 %"])
def test_people_are_whole_numbers_from_zero(cell):
    with pytest.raises(NotANumber):
        parse_count(cell, ",")


@pytest.mark.parametrize(
    "cell", ["-", "*", "<5", "< 5", "n<5", "N/A", "n/a", "skjult", "Skjult ", "for få svar", "under 5", "–"]
)
def test_a_figure_that_the_supplier_kept_back_is_hidden(cell):
    assert is_hidden(cell)


@pytest.mark.parametrize("cell", ["", None, " ", "0", "-3", "5", 0.0, "ledelse", "5>"])
def test_what_was_not_kept_back_is_not_hidden(cell):
    assert not is_hidden(cell)


@pytest.mark.parametrize("cell", ["", None, "  ", "Ved ikke", "VED IKKE", "ved ikke/ikke relevant", "Ubesvaret", "n/a"])
def test_trap_18_no_answer_is_missing(cell):
    assert is_no_answer(cell)


@pytest.mark.parametrize("cell", ["0", 0.0, "I meget ringe grad", "1"])
def test_trap_18_an_answer_is_an_answer(cell):
    assert not is_no_answer(cell)


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("03-04-2025", "dmy", date(2025, 4, 3)),
        ("03-04-2025", "mdy", date(2025, 3, 4)),
        ("03-04-2025 12:30", "mdy", date(2025, 3, 4)),
        ("04-04-2025", "", date(2025, 4, 4)),
        ("3.4.2025", "", date(2025, 4, 3)),
        ("3/4-2025", "", date(2025, 4, 3)),
        ("2025-04-03T10:00:00", "", date(2025, 4, 3)),
        (datetime(2025, 4, 3, 10), "", date(2025, 4, 3)),
        ("", "", None),
    ],
)
def test_rule_37_a_day_is_read_as_it_was_chosen(cell, order, day):
    assert parse_day(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "order"), [("03-04-2025", ""), ("13-04-2025", "mdy"), ("31-02-2025", "dmy"), ("i går", "dmy")]
)
def test_rule_37_a_day_that_may_be_two_or_is_none_is_refused(cell, order):
    with pytest.raises(NotANumber):
        parse_day(cell, order)
