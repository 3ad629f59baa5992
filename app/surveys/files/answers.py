"""Answers of one respondent: their values, and the scores they give, each looked up once."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from app.surveys.files.cells import Cell
from app.surveys.files.headings import key
from app.surveys.files.mapping import FileItem, FileScale
from app.surveys.files.values import NotANumber, is_empty, is_no_answer, parse_number, words

# The score of one respondent on a scale from the raw answers to its items, in their order; None where there is none.
Score = Decimal | Fraction | int | float
Scorer = Callable[[tuple[int | None, ...]], Score | None]

_MOST_PATTERNS = 50_000  # of answers whose score is remembered
_NUMBERED = re.compile(r"\(?(-?\d{1,3})\)?\s*[-–:.=)]\s*\S.*|.*\S\s*\((-?\d{1,3})\)")
UNKNOWN = object()  # what is neither an answer nor none


class ItemColumn(msgspec.Struct):
    """An item's column with the cells seen so far and their values."""

    column: int
    item: FileItem
    seen: dict[Cell, int | None] = {}


class Tally:
    """What one unit's respondents came to on one scale: how many gave each score."""

    __slots__ = ("answers", "scores")

    def __init__(self) -> None:
        self.scores: Counter[int] = Counter()  # by the score's number
        self.answers: Counter[int] = Counter()  # by the answer, where the scale is one question

    def add(self, other: "Tally") -> None:
        self.scores.update(other.scores)
        self.answers.update(other.answers)


class ScaleCounter:
    """A scale with its columns, and the scores it has given."""

    def __init__(self, scale: FileScale, columns: list[ItemColumn | None], score: Scorer) -> None:
        self.scale, self.columns, self._score = scale, columns, score
        self.scores: list[Fraction] = []
        self._numbers: dict[Fraction, int] = {}
        self._patterns: dict[tuple[int | None, ...], int | None] = {}

    def number_of(self, answers: tuple[int | None, ...]) -> int | None:
        """Which of `scores` the answers give; None for none."""
        try:
            return self._patterns[answers]
        except KeyError:
            pass
        given = self._score(answers)
        number = None
        if given is not None:
            exact = Fraction(given)
            number = self._numbers.setdefault(exact, len(self.scores))
            if number == len(self.scores):
                self.scores.append(exact)
        if len(self._patterns) < _MOST_PATTERNS:
            self._patterns[answers] = number
        return number


def answer_value(cell: Cell, item: FileItem, chosen: Mapping[str, int | None], decimal: str) -> object:
    """The value of an answer by its number or its words; None for no answer, something else for what is neither.

    `4`, `I høj grad`, `4 - I høj grad` and `I høj grad (4)` are one answer where the item has it.
    """
    if is_empty(cell):
        return None
    plain = words(cell)
    by_words = {key(label): value for value, label in item.answers if label}
    known = {value for value, _ in item.answers}
    if key(plain) in chosen:
        value = chosen[key(plain)]
        return value if value is None or value in known else UNKNOWN
    if key(plain) and key(plain) in by_words:
        return by_words[key(plain)]
    try:
        number = parse_number(cell, decimal)
    except NotANumber:
        match = _NUMBERED.fullmatch(plain)
        value = int(match[1] or match[2]) if match else None
        if value in known:
            return value
        return None if is_no_answer(cell) else UNKNOWN
    whole = int(number.value) if number.value == int(number.value) else None
    return whole if whole in known and not number.is_percent else UNKNOWN
