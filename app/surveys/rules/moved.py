"""Figures that go or appear, in words. None is said with its value."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.core.dates import short_date
from app.surveys.enums import Measure
from app.surveys.labels import MEASURE

MOST_LINES = 40


class MovedFigure(msgspec.Struct, frozen=True):
    """A figure without its value. `scale_name` None: the answers of the unit itself."""

    round_name: str
    unit_name: str
    scale_name: str | None
    measure: Measure
    withdrawn_on: date | None = None


class MovedFigures(msgspec.Struct, frozen=True):
    """How many figures of how many rounds, and those that the reader may know of."""

    count: int
    rounds: int
    named: tuple[MovedFigure, ...] = ()


def moved_lines(figures: Sequence[MovedFigure], *, with_round: bool = True) -> tuple[str, ...]:
    """A line for each unit with what of it; at most `MOST_LINES`, and how many units more."""
    units: dict[str, list[str]] = {}
    for each in figures:
        name = f"{each.round_name}, {each.unit_name}" if with_round else each.unit_name
        if each.withdrawn_on is not None:
            name = f"{name} (siden {short_date(each.withdrawn_on)})"
        units.setdefault(name, []).append(_what(each))
    lines = [f"{name}: {', '.join(what)}" for name, what in units.items()]
    more = len(lines) - MOST_LINES
    return tuple(lines) if more <= 0 else (*lines[:MOST_LINES], f"… og {more} enheder til")


def _what(figure: MovedFigure) -> str:
    word = MEASURE[figure.measure].lower()
    if figure.scale_name is None:
        return word
    return figure.scale_name if figure.measure is Measure.MEAN else f"{figure.scale_name} ({word})"


def moved_count(found: MovedFigures) -> str:
    """ "12 tal i 2 målinger"."""
    return f"{found.count} tal i {'én måling' if found.rounds == 1 else f'{found.rounds} målinger'}"
