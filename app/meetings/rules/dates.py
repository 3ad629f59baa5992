"""The dates of a year plan, and times as Danes write them: pure. No date is ever moved by itself."""

import re
from datetime import date, timedelta

from app.core.calendar import add_months
from app.core.errors import Invalid

MOST_DATES = 60  # a meeting a week for more than a year
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))?")


def in_weeks(first: date, every: int, until: date) -> list[date]:
    """`first` and the same weekday every so many weeks, to `until` at the latest; at most `MOST_DATES`."""
    found: list[date] = []
    while first <= until and len(found) < MOST_DATES:
        found.append(first)
        first += timedelta(weeks=every)
    return found


def in_months(first: date, every: int, until: date) -> list[date]:
    """`first` and the same weekday in the same week of the month, every so many months: the second Tuesday.

    The fifth one of a month stands for the last, since not every month has five.
    """
    place = (first.day - 1) // 7
    found = []
    for step in range(MOST_DATES):
        month = add_months(first.replace(day=1), step * every)
        day = _weekday_in(month, first.weekday(), place)
        if day > until:
            break
        found.append(day)
    return found


def _weekday_in(month: date, weekday: int, place: int) -> date:
    """The weekday of the week number `place` (0 the first) of the month that begins on `month`."""
    day = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * place)
    return day if day.month == month.month else day - timedelta(days=7)


def clean_time(text: str, field: str) -> str:
    """A time of day as it is stored: "13.00" for "13", "13:00" or "13.00"; "" for nothing. Raises `Invalid`."""
    if not text:
        return ""
    match = _TIME.fullmatch(text.strip().removeprefix("kl.").strip())
    hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (99, 99)
    if hour > 23 or minute > 59:
        message = "Skriv klokkeslættet som 13.00."
        raise Invalid("meeting.time", message, {field: message})
    return f"{hour:02}.{minute:02}"
