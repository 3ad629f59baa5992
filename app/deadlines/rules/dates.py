"""Dates and spans of days as people read and write them."""

from datetime import date


def days_of(count: int) -> str:
    """Days with their number: 1 dag, 3 dage."""
    return f"{count} {'dag' if count == 1 else 'dage'}"


def days_text(day: date, today: date) -> str:
    """The distance in words: "om 3 dage", "i dag", "overskredet med 2 dage"."""
    distance = (day - today).days
    if distance == 0:
        return "i dag"
    return f"om {days_of(distance)}" if distance > 0 else f"overskredet med {days_of(-distance)}"
