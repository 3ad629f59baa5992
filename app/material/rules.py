"""What may be said of a material, and what a unit has said: pure."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from app.core.errors import Invalid
from app.material.enums import AnswerKind

MOST_UNITS = 500


class Answer(msgspec.Struct, frozen=True):
    """One acknowledgement; `part` "" holds for the whole unit, `on_date` None is unknown."""

    kind: AnswerKind
    part: str
    on_date: date | None
    text: str
    by_name: str
    at: datetime


def standing(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """What holds now, of answers in the order they were written: the last of each part, the whole unit first.

    A part's answer never counts for the whole unit, nor the whole unit's for the part.
    """
    last = {answer.part.casefold(): answer for answer in answers}
    return tuple(last[part] for part in sorted(last))


def check_text(kind: AnswerKind, text: str) -> None:
    """Who has taken a position says which: raises `Invalid` naming the field."""
    if kind is AnswerKind.POSITION and not text:
        message = "Skriv, hvilken stilling enheden har taget."
        raise Invalid("material.position_missing", message, {"text": message})


def check_number(units: int) -> None:
    """Raises `Invalid` for none, and for more units than a page can show."""
    if units == 0:
        message = "Vælg mindst én enhed."
        raise Invalid("material.no_units", message, {"units": message})
    if units > MOST_UNITS:
        message = f"Det er {units} enheder. Et materiale kan højst sendes til {MOST_UNITS}. Vælg enheder længere nede."
        raise Invalid("material.many_units", message, {"units": message})
