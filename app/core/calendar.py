"""Danish days: which are closed, why, and arithmetic over them. Knows nothing of the clock.

Only a complaint deadline is ever rolled; a date that the authority has set is used as it stands (rule 10).
"""

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays
import msgspec

Basis = Literal["holiday", "weekend", "analogy", "setting"]

_MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
# Limitation act § 27 names these; closed for complaints by analogy only.
_ANALOGY_NAMES = {(6, 5): "Grundlovsdag", (12, 24): "Juleaftensdag", (12, 31): "Nytårsaftensdag"}
_ASCENSION = "Kristi himmelfartsdag"


class ClosedDays(msgspec.Struct, frozen=True):
    """What a municipality counts as closed besides weekends and public holidays.

    `by_analogy` holds (month, day). The Friday after Ascension is closed at some authorities, but no
    law says so: default off.
    """

    by_analogy: frozenset[tuple[int, int]] = frozenset(_ANALOGY_NAMES)
    friday_after_ascension: bool = False


class ClosedReason(msgspec.Struct, frozen=True):
    """Why a day is closed: its Danish name, and whether a law, an analogy or a setting closes it."""

    name: str
    basis: Basis

    @property
    def is_certain(self) -> bool:
        """False where only an analogy or a setting closes the day."""
        return self.basis in ("holiday", "weekend")


class Rolled(msgspec.Struct, frozen=True):
    """The first open day, and each closed day that was passed on the way."""

    day: date
    steps: tuple[tuple[date, ClosedReason], ...] = ()

    @property
    def is_certain(self) -> bool:
        """False where the roll rests on a day closed by analogy or setting only (rule 9)."""
        return all(reason.is_certain for _, reason in self.steps)


LAST_YEAR = 2100  # the last whose holidays are known
DEFAULT_CLOSED_DAYS = ClosedDays()


@lru_cache(maxsize=512)
def _holidays(year: int) -> dict[date, str]:
    """The public holidays of a year. Store Bededag ends with 2023; 1 May and 5 June are none."""
    return dict(holidays.country_holidays("DK", years=year, language="da"))


def closed_reason(day: date, settings: ClosedDays = DEFAULT_CLOSED_DAYS) -> ClosedReason | None:
    """Why `day` is closed, or None when it is open. A certain reason wins over an uncertain one (rule 14)."""
    if name := _holidays(day.year).get(day):
        return ClosedReason(name, "holiday")
    if day.weekday() >= 5:
        return ClosedReason("Lørdag" if day.weekday() == 5 else "Søndag", "weekend")
    if (day.month, day.day) in settings.by_analogy:
        name = _ANALOGY_NAMES.get((day.month, day.day))
        return ClosedReason(name, "analogy") if name else ClosedReason("Lukkedag i kommunen", "setting")
    if settings.friday_after_ascension and _holidays(day.year).get(day - timedelta(days=1)) == _ASCENSION:
        return ClosedReason("Fredag efter Kristi himmelfartsdag", "setting")
    return None


def is_closed(day: date, settings: ClosedDays = DEFAULT_CLOSED_DAYS) -> bool:
    """Whether `day` is closed; `closed_reason` says why."""
    return closed_reason(day, settings) is not None


def roll_forward(day: date, settings: ClosedDays = DEFAULT_CLOSED_DAYS) -> Rolled:
    """The first open day from `day` on, with every closed day passed; `day` itself when it is open."""
    steps = []
    while reason := closed_reason(day, settings):
        steps.append((day, reason))
        day += timedelta(days=1)
    return Rolled(day, tuple(steps))


def previous_open_day(day: date, settings: ClosedDays = DEFAULT_CLOSED_DAYS) -> date:
    """The last open day before `day`, never `day` itself."""
    day -= timedelta(days=1)
    while is_closed(day, settings):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, count: int, settings: ClosedDays = DEFAULT_CLOSED_DAYS) -> date:
    """The `count`-th open day after `day`; `day` itself is not counted. Negative counts raise ValueError."""
    if count < 0:
        raise ValueError("count must not be negative")
    for _ in range(count):
        day = roll_forward(day + timedelta(days=1), settings).day
    return day


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month where it is shorter (rule 15)."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def long_date(day: date) -> str:
    """As it is written in a Danish sentence: 10. april 2025."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
