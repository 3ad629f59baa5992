"""Dates as people type them (rule 37)."""

import contextlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import parse_date, require_past
from app.core.errors import Invalid

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text", ["2025-04-10", "10.04.2025", "10.4.2025", "10/4-2025", "10/4/2025", "10/04-2025", "  10.04.2025\n"]
)
def test_a_date_is_read_in_danish_order(text):
    assert parse_date(text) == date(2025, 4, 10)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("i går", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("10.04.25", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("04-30-2025", "4.30.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("31-02-2025", "31.2.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("00-04-2025", "0.4.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("10-04-25", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("10-04/2025", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("30-10-1989", "Skriv et årstal mellem 1990 og 2100."),
        ("20250410", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("2025-04-10T00:00", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("١٠.٠٤.٢٠٢٥", "Skriv datoen som dag, måned og år, for eksempel 10.04.2025."),
        ("04/30/2025", "4.30.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("29.02.2025", "29.2.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("0.1.2025", "0.1.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        ("31.12.1989", "Skriv et årstal mellem 1990 og 2100."),
        ("01.01.2101", "Skriv et årstal mellem 1990 og 2100."),
    ],
)
def test_what_is_no_date_is_refused_with_a_message(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_date(text)


def test_the_29th_of_february_exists_in_leap_years():
    assert parse_date("29.02.2024") == date(2024, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_written_date_is_read_back(day):
    written = [
        day.isoformat(),
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day}/{day.month}-{day.year}",
        f"{day.day}/{day.month}/{day.year}",
    ]

    assert [parse_date(text) for text in written] == [day] * 4


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_dates(text):
    with contextlib.suppress(ValueError):
        assert 1990 <= parse_date(text).year <= 2100


@given(days, st.booleans())
def test_rule_37_dashes_are_read_where_only_one_day_can_be_meant(day, is_padded):
    written = f"{day:%d-%m-%Y}" if is_padded else f"{day.day}-{day.month}-{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_date(written) == day
    else:
        with pytest.raises(ValueError, match=r"kan være to datoer") as refusal:
            parse_date(written)
        assert parse_date(str(refusal.value)[-11:-1]) == day  # what it says to write is the Danish reading


@given(days)
def test_rule_37_a_month_written_first_is_never_read_as_another_day(day):
    """As an American program writes it: the same day, or a refusal."""
    with contextlib.suppress(ValueError):
        assert parse_date(f"{day:%m-%d-%Y}") == day


def test_rule_37_the_refusal_says_what_to_write():
    with pytest.raises(ValueError, match=re.escape("03-04-2025 kan være to datoer. Skriv")) as refusal:
        parse_date("03-04-2025")
    assert str(refusal.value).endswith("med punktum og dagen først: 03.04.2025.")


@pytest.mark.parametrize(
    "typed", ["٢٠٢٥-٠١-٠١", "２０２５-01-01", "1.1.25", "01/02", "2025-02-30", "1989-12-31", "2101-01-01"]
)
def test_a_date_is_written_in_plain_digits_and_exists(typed: str) -> None:
    with pytest.raises(ValueError, match=r"[A-ZÅa-zå]+ .+\."):
        parse_date(typed)


@pytest.mark.parametrize("day", [None, date(2025, 8, 19), date(2025, 8, 20)])
def test_what_has_happened_or_is_unknown_passes(day):
    require_past(day, date(2025, 8, 20), "on_date")


def test_what_has_not_happened_is_refused_at_its_field():
    with pytest.raises(Invalid) as refused:
        require_past(date(2025, 8, 21), date(2025, 8, 20), "on_date")
    assert refused.value.fields == {"on_date": "Datoen ligger i fremtiden. Registrér det, når det er sket."}
