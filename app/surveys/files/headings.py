"""Where the headings of a table stand, and what suppliers call their columns."""

import re
from collections.abc import Sequence

from app.core.text import clean_line
from app.surveys.files.cells import Cell, Row, shown
from app.surveys.files.values import is_empty, is_hidden, looks_like_day
from app.surveys.files.vocabulary import ALL_WORDS, ANSWERED, COUNT, INVITED, MEAN, RATE

_LOOKED_AT = 40
_NUMBER = re.compile(r"[-+\u2212]?[\d.,\s]+%?")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e"})


def key(text: str) -> str:
    """Letters and digits alone, with ae, oe, aa: `Antal (n) på spørgsmål` is `antalnpaaspoergsmaal`."""
    return "".join(sign for sign in clean_line(text).casefold().translate(_LETTERS) if sign.isalnum())


def find_headings(rows: Sequence[Row]) -> tuple[int, int]:
    """The number of the row with headings, and whether they take one line or two.

    It is the first row that is words nearly as much as any: titles above have a cell or two, rows below have numbers.
    """
    seen = [(no, cells) for no, cells in rows[:_LOOKED_AT] if any(not is_empty(cell) for cell in cells)]
    scores = [_score(cells) for _, cells in seen]
    widths = [sum(not is_empty(cell) for cell in cells) for _, cells in seen]
    best, widest = max(scores), max(widths)
    at = next(
        (
            index
            for index, (_, cells) in enumerate(seen)
            if widths[index] * 10 >= 4 * widest
            and (scores[index] * 10 >= 7 * best or (_known(cells) and widths[index] * 10 >= 8 * widest))
        ),
        0,
    )
    if at + 1 < len(seen) and (_goes_on(seen[at], seen[at + 1]) or _says_again(seen[at:], widths[at:])):
        return seen[at][0], 2
    if at > 0 and _stands_over(seen[at - 1], seen[at]):
        return seen[at - 1][0], 2
    return seen[at][0], 1


def _score(cells: Sequence[Cell]) -> int:
    return sum(map(_is_word, cells)) + 3 * _known(cells)


def _known(cells: Sequence[Cell]) -> int:
    return sum(isinstance(cell, str) and key(cell) in ALL_WORDS for cell in cells)


def _is_word(cell: Cell) -> bool:
    if not isinstance(cell, str) or is_empty(cell):
        return False
    return not (_NUMBER.fullmatch(cell.strip()) or is_hidden(cell) or looks_like_day(cell))


def _goes_on(upper: Row, lower: Row) -> bool:
    """Whether the row below holds nothing but words, some of them where the upper one is empty."""
    if lower[0] != upper[0] + 1:
        return False
    words = [column for column, cell in enumerate(lower[1]) if not is_empty(cell)]
    free = [column for column in words if _at(upper, column) is None]
    if not free or not all(_is_word(lower[1][column]) for column in words):
        return False
    return any(map(_is_measure, lower[1])) or _fills_groups(upper, words)


def _fills_groups(upper: Row, words: Sequence[int]) -> bool:
    """Whether the words stand under merged cells alone: each where the upper row is empty, or where such a gap begins.

    The columns before them, of which the first says the unit, have their headings in the upper row.
    """
    if len(words) < 2 or words[0] == 0 or any(_at(upper, column) is None for column in range(words[0])):
        return False
    return all(
        _at(upper, column) is None or (_at(upper, column + 1) is None and column + 1 in words) for column in words
    )


def _says_again(rows: Sequence[Row], widths: Sequence[int]) -> bool:
    """Whether the second row says in words what the first has codes for: as wide, and all below are mostly numbers."""
    upper, lower, below = rows[0], rows[1], rows[2:7]
    words = [sum(map(_is_word, cells)) for _, cells in rows[:7]]
    is_heading = lower[0] == upper[0] + 1 and words[1] * 10 >= 9 * widths[1] >= 8 * widths[0]
    return is_heading and bool(below) and all(2 * each <= words[1] for each in words[2:])


def _stands_over(upper: Row, lower: Row) -> bool:
    """Whether the row above names groups of columns: headings come again below, or the first has none there."""
    if lower[0] != upper[0] + 1:
        return False
    names = [column for column, cell in enumerate(upper[1]) if not is_empty(cell)]
    texts = [key(shown(cell)) for cell in lower[1] if not is_empty(cell)]
    is_repeated = len(set(texts)) < len(texts)
    is_split = bool(names) and _at(lower, names[0]) is None
    return (
        bool(names)
        and names[-1] > 0
        and (is_repeated or is_split)
        and all(_is_word(upper[1][column]) for column in names)
    )


def _is_measure(cell: Cell) -> bool:
    return isinstance(cell, str) and key(cell) in COUNT | MEAN | INVITED | ANSWERED | RATE


def _at(row: Row, column: int) -> Cell:
    cell = row[1][column] if column < len(row[1]) else None
    return None if is_empty(cell) else cell


def headings_of(rows: Sequence[Row], first: int, lines: int) -> list[tuple[str, str]]:
    """The text of each column and what its lowest line says alone, "" where there is none.

    Of two lines the upper one holds until the next.
    """
    by_number = dict(rows)
    upper = by_number.get(first, [])
    if lines == 1:
        return [(clean_line(shown(cell)), "") for cell in upper]
    lower = by_number.get(first + 1, [])
    texts: list[tuple[str, str]] = []
    group = ""
    for column in range(max(len(upper), len(lower))):
        above = clean_line(shown(_at((first, upper), column)))
        below = clean_line(shown(_at((first + 1, lower), column)))
        group = above or group
        texts.append((f"{group} {below}".strip() if below else above, below))
    return texts
