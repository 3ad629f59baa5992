"""Time enters the product here and nowhere else; everything below takes `now` or `today` as an argument."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was set; tests move it by assigning `instant`."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)


def danish_day(instant: datetime) -> date:
    """The calendar day in Denmark at `instant` (aware). A deadline is overdue from the next one (rule 12)."""
    return instant.astimezone(COPENHAGEN).date()
