"""The dates of a year plan, times, and which committees stand next to each other: pure."""

import itertools
from datetime import date, timedelta

import pytest

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.committees.rules.groups import lacking_text
from app.core.calendar import closed_reason
from app.core.errors import Invalid
from app.meetings.rules import MOST_DATES, Seat, clean_time, in_months, in_weeks, nearest_above, nearest_below


def test_weeks_go_over_the_leap_day_and_closed_days_are_told_but_never_moved() -> None:
    found = in_weeks(date(2028, 2, 15), 2, date(2028, 5, 31))
    assert found[:3] == [date(2028, 2, 15), date(2028, 2, 29), date(2028, 3, 14)]
    assert {day.weekday() for day in found} == {1}
    assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(14)}
    monday = in_weeks(date(2026, 4, 6), 1, date(2026, 4, 13))
    assert monday == [date(2026, 4, 6), date(2026, 4, 13)]
    assert (reason := closed_reason(monday[0])) is not None
    assert reason.name == "Anden påskedag"


def test_months_keep_the_weekday_and_its_place_and_the_fifth_is_the_last() -> None:
    second_tuesday = in_months(date(2028, 1, 11), 1, date(2028, 12, 31))
    assert len(second_tuesday) == 12
    assert {(day.weekday(), (day.day - 1) // 7) for day in second_tuesday} == {(1, 1)}
    last = in_months(date(2028, 2, 29), 1, date(2028, 5, 31))
    assert last == [date(2028, 2, 29), date(2028, 3, 28), date(2028, 4, 25), date(2028, 5, 30)]
    assert in_months(date(2027, 11, 30), 3, date(2028, 3, 1)) == [date(2027, 11, 30), date(2028, 2, 29)]


def test_a_plan_ends() -> None:
    assert in_weeks(date(2026, 1, 5), 1, date(2025, 1, 1)) == []
    assert len(in_weeks(date(2026, 1, 5), 1, date(2040, 1, 1))) == MOST_DATES
    assert len(in_months(date(2026, 1, 5), 1, date(2040, 1, 1))) == MOST_DATES


@pytest.mark.parametrize(
    ("typed", "stored"), [("13", "13.00"), ("kl. 9.30", "09.30"), ("13:05", "13.05"), ("", ""), ("0", "00.00")]
)
def test_times_as_people_write_them(typed: str, stored: str) -> None:
    assert clean_time(typed, "starts") == stored


@pytest.mark.parametrize("typed", ["24.00", "13.60", "om eftermiddagen", "13.5", "1300"])
def test_what_is_no_time_is_asked_about(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_time(typed, "starts")
    assert list(refused.value.fields) == ["starts"]


# The municipality 1, its departments 2 and 3, a centre 4 below 2, workplaces 5 and 6 below 4.
ABOVE = {
    1: frozenset[int](),
    2: frozenset({1}),
    3: frozenset({1}),
    4: frozenset({1, 2}),
    5: frozenset({1, 2, 4}),
    6: frozenset({1, 2, 4}),
}


@pytest.mark.parametrize("names", [("FMU", "HMU", "LMU"), ("HMU", "FMU", "LMU")])
def test_the_tree_is_by_units_and_never_by_the_names_of_ranks(names: tuple[str, str, str]) -> None:
    """Rule 28: Aarhus FMU > HMU > LMU, elsewhere HMU > FMU > LMU. What decides is where the committees are."""
    top, middle, low = names
    key = {top: 10, middle: 20, low: 50}
    seats = [Seat(key[top], 1), Seat(key[middle], 2), Seat(key[low], 5), Seat(60, 6), Seat(30, 3)]

    def others(own: int) -> list[Seat]:
        return [seat for seat in seats if seat.committee != own]

    assert nearest_above([5], others(key[low]), ABOVE) == [key[middle]]
    assert nearest_above([2], others(key[middle]), ABOVE) == [key[top]]
    assert nearest_above([1], others(key[top]), ABOVE) == []
    assert nearest_below([1], others(key[top]), ABOVE) == [key[middle], 30]
    assert nearest_below([2], others(key[middle]), ABOVE) == [key[low], 60]
    assert nearest_below([5], others(key[low]), ABOVE) == []


def test_one_that_covers_several_units_has_several_above_and_one_on_the_same_unit_is_neither() -> None:
    seats = [Seat(20, 2), Seat(30, 3), Seat(40, 4)]
    assert nearest_above([5, 3], [*seats, Seat(10, 1)], ABOVE) == [40, 10]
    assert nearest_above([4], [Seat(41, 4)], ABOVE) == []
    assert nearest_below([4], [Seat(41, 4)], ABOVE) == []


def test_who_a_group_lacks_is_a_hint_and_of_other_committees_nothing_is_said() -> None:
    leader = (CommitteeSide.EMPLOYER, CommitteeFunction.CHAIR)
    rep = (CommitteeSide.EMPLOYEE, CommitteeFunction.HEALTH_SAFETY_REP)
    group = CommitteeKind.WORK_ENVIRONMENT_GROUP
    assert lacking_text(group, [leader, rep]) == ""
    assert "ingen valgt AMR" in lacking_text(group, [leader])
    assert "ingen udpeget arbejdsleder og ingen valgt AMR" in lacking_text(group, [])
    assert lacking_text(CommitteeKind.MED, []) == ""
