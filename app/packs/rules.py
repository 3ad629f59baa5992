"""When one meeting ends and what comes after belongs to the next one: pure."""

from datetime import UTC, date, datetime, time

from app.core.clock import COPENHAGEN
from app.core.dates import short_date


def boundary(held_on: date, starts: str, ends: str) -> datetime:
    """The instant after which a change belongs to the next meeting's pack: when the meeting ended; where nobody wrote
    that, when it began; where nobody wrote that either, when its day began. So nothing is ever in no pack.

    An hour that the clock shows twice is the first of the two.
    """
    hour, _, minute = (ends or starts or "00.00").partition(".")
    return datetime.combine(held_on, time(int(hour), int(minute)), COPENHAGEN).astimezone(UTC)


def boundary_text(held_on: date, starts: str, ends: str) -> str:
    """The same in words: "mødet 03.03.2026 sluttede kl. 15.00"."""
    day = short_date(held_on)
    if ends:
        return f"mødet {day} sluttede kl. {ends}"
    if starts:
        return f"mødet {day} begyndte kl. {starts}"
    return f"mødedagen {day} begyndte"
