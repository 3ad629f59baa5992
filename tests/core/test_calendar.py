"""Closed days, rolling and arithmetic of days (rules 12, 14, 15; section 7 of the domain reference)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import (
    ClosedDays,
    ClosedReason,
    Rolled,
    add_months,
    add_working_days,
    closed_reason,
    is_closed,
    long_date,
    previous_open_day,
    roll_forward,
)
from app.core.clock import FixedClock, danish_day

NONE_EXTRA = ClosedDays(by_analogy=frozenset())
days = st.dates(date(1995, 1, 1), date(2099, 11, 30))


def easter(year: int) -> date:
    """Easter Sunday by Meeus' rule: independent of the library that the product uses."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(1995, 2100))
def test_rule_14_the_holidays_of_every_year_are_those_of_section_7(year):
    offsets = [-3, -2, 0, 1, 39, 49, 50, *([26] if year <= 2023 else [])]
    expected = {easter(year) + timedelta(days=n) for n in offsets}
    expected |= {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}

    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = {day for day in every if (reason := closed_reason(day, NONE_EXTRA)) and reason.basis == "holiday"}

    assert {day for day in found if day.year == year} == expected


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2023, 5, 5), ClosedReason("Store bededag", "holiday")),
        (date(2024, 4, 26), None),  # where Store Bededag would have been
        (date(2025, 5, 16), None),
        (date(2025, 5, 1), None),
        (date(2025, 4, 17), ClosedReason("Skærtorsdag", "holiday")),
        (date(2025, 6, 5), ClosedReason("Grundlovsdag", "analogy")),
        (date(2025, 12, 24), ClosedReason("Juleaftensdag", "analogy")),
        (date(2025, 12, 31), ClosedReason("Nytårsaftensdag", "analogy")),
        (date(2025, 12, 25), ClosedReason("Juledag", "holiday")),
        (date(2025, 4, 12), ClosedReason("Lørdag", "weekend")),
        (date(2025, 4, 13), ClosedReason("Søndag", "weekend")),
        (date(2022, 6, 5), ClosedReason("Pinsedag", "holiday")),  # Grundlovsdag as well: the law wins
        (date(2027, 6, 5), ClosedReason("Lørdag", "weekend")),
        (date(2025, 5, 30), None),  # Friday after Ascension: default off
    ],
)
def test_rule_14_a_day_is_closed_with_its_reason(day, reason):
    assert closed_reason(day) == reason
    assert is_closed(day) is (reason is not None)


def test_rule_14_the_extra_days_follow_the_settings():
    own = ClosedDays(by_analogy=frozenset({(3, 12)}), friday_after_ascension=True)

    assert closed_reason(date(2025, 6, 5), own) is None
    assert closed_reason(date(2025, 3, 12), own) == ClosedReason("Lukkedag i kommunen", "setting")
    assert closed_reason(date(2025, 5, 30), own) == ClosedReason("Fredag efter Kristi himmelfartsdag", "setting")
    assert closed_reason(date(2025, 5, 23), own) is None


def test_rolling_tells_every_closed_day_on_the_way():
    assert roll_forward(date(2025, 12, 24)) == Rolled(
        date(2025, 12, 29),
        (
            (date(2025, 12, 24), ClosedReason("Juleaftensdag", "analogy")),
            (date(2025, 12, 25), ClosedReason("Juledag", "holiday")),
            (date(2025, 12, 26), ClosedReason("Anden juledag", "holiday")),
            (date(2025, 12, 27), ClosedReason("Lørdag", "weekend")),
            (date(2025, 12, 28), ClosedReason("Søndag", "weekend")),
        ),
    )
    assert roll_forward(date(2025, 12, 23)) == Rolled(date(2025, 12, 23))


@given(days)
def test_rolling_is_minimal_and_ends_on_an_open_day(day):
    rolled = roll_forward(day)

    assert not is_closed(rolled.day)
    assert [passed for passed, _ in rolled.steps] == [day + timedelta(days=n) for n in range((rolled.day - day).days)]
    assert all(is_closed(passed) for passed, _ in rolled.steps)
    assert rolled.is_certain is (rolled.day == roll_forward(day, NONE_EXTRA).day)


@given(days)
def test_the_previous_open_day_has_only_closed_days_after_it(day):
    previous = previous_open_day(day)

    assert previous < day
    assert not is_closed(previous)
    assert all(is_closed(previous + timedelta(days=n)) for n in range(1, (day - previous).days))


@pytest.mark.parametrize(
    ("day", "previous"),
    [
        (date(2025, 11, 1), date(2025, 10, 31)),
        (date(2025, 4, 21), date(2025, 4, 16)),  # over Easter
        (date(2025, 4, 16), date(2025, 4, 15)),
    ],
)
def test_the_previous_open_day(day, previous):
    assert previous_open_day(day) == previous


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2025, 4, 14), 7, date(2025, 4, 28)),
        (date(2025, 5, 12), 7, date(2025, 5, 21)),
        (date(2025, 5, 12), 0, date(2025, 5, 12)),
        (date(2025, 5, 10), 1, date(2025, 5, 12)),  # from a Saturday
    ],
)
def test_section_7_working_days(day, count, expected):
    assert add_working_days(day, count) == expected


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2025, 5, 12), -1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 12, 15), 0, date(2025, 12, 15)),
    ],
)
def test_rule_15_months_clamp(day, months, expected):
    assert add_months(day, months) == expected


@given(days, st.integers(-600, 0))
def test_rule_15_months_keep_the_day_or_take_the_last_of_the_month(day, months):
    moved = add_months(day, months)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2025, 5, 8, 21, 59, 59, tzinfo=UTC), date(2025, 5, 8)),  # summer: 23:59:59 in Denmark
        (datetime(2025, 5, 8, 22, 0, tzinfo=UTC), date(2025, 5, 9)),
        (datetime(2025, 12, 29, 22, 59, 59, tzinfo=UTC), date(2025, 12, 29)),  # winter
        (datetime(2025, 12, 29, 23, 0, tzinfo=UTC), date(2025, 12, 30)),
        (datetime(2025, 3, 29, 22, 59, tzinfo=UTC), date(2025, 3, 29)),  # the eve of the short day
        (datetime(2025, 3, 29, 23, 0, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 1, 0, tzinfo=UTC), date(2025, 3, 30)),  # 02:00 becomes 03:00
        (datetime(2025, 3, 30, 21, 59, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 22, 0, tzinfo=UTC), date(2025, 3, 31)),
        (datetime(2025, 10, 25, 21, 59, tzinfo=UTC), date(2025, 10, 25)),  # the eve of the long day
        (datetime(2025, 10, 25, 22, 0, tzinfo=UTC), date(2025, 10, 26)),
        (datetime(2025, 10, 26, 22, 59, tzinfo=UTC), date(2025, 10, 26)),  # after 25 hours
        (datetime(2025, 10, 26, 23, 0, tzinfo=UTC), date(2025, 10, 27)),
        (datetime(2024, 2, 28, 23, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
@pytest.mark.parametrize("server_zone", ["UTC", "Europe/Copenhagen", "America/New_York"])
def test_rule_12_the_danish_day_does_not_depend_on_the_server(instant, day, server_zone, monkeypatch):
    import time

    monkeypatch.setenv("TZ", server_zone)
    time.tzset()
    try:
        assert danish_day(FixedClock(instant).now()) == day
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_date_in_a_sentence():
    assert long_date(date(2025, 4, 1)) == "1. april 2025"
