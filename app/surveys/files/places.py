"""Where in a file something stands, in the words a spreadsheet shows; and what a file may cost."""

import re
from collections.abc import Callable

import msgspec

from app.core.errors import Invalid
from app.core.text import clean_line

# Defaults of ours, not law: the largest municipality's respondents with a long instrument are well inside.
MOST_BYTES = 200_000_000
MOST_ROWS = 500_000
MOST_COLUMNS = 1_000
MOST_CELL = 32_767  # characters: what Excel lets a cell hold
MOST_PROBLEMS = 200  # are shown one by one; the rest are counted
_QUOTED = 40

# Told how far the reading is, from 0.0 to 1.0.
Progress = Callable[[float], None]


class FileRefused(Invalid):
    """The file as a whole cannot be used; the message is Danish and says what to do."""

    def __init__(self, message: str, code: str = "survey_file.refused") -> None:
        super().__init__(code, message[:1].upper() + message[1:])


class Problem(msgspec.Struct, frozen=True):
    """What is wrong in one place. `row` is as a spreadsheet counts; `column` counts from 0, None is the whole row."""

    row: int
    message: str
    column: int | None = None
    heading: str = ""

    @property
    def place(self) -> str:
        """`række 14, kolonne D »Gennemsnit«`."""
        return place(self.row, self.column, self.heading)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def place(row: int, column: int | None = None, heading: str = "") -> str:
    """A place as a spreadsheet shows it; row 0 is what was counted from rows of others."""
    if not row:
        return "samlet"
    if column is None:
        return f"række {row}"
    return f"række {row}, {column_text(column, heading)}"


def column_text(column: int, heading: str = "") -> str:
    """`kolonne D »Gennemsnit«`."""
    return f"kolonne {letters(column)}" + (f" »{quoted(heading)}«" if heading else "")


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def parse_reference(text: str) -> tuple[int, int] | None:
    """(row, column) of `D14`: 14 and 3. None for what is no reference."""
    match = _REFERENCE.fullmatch(text.replace("$", "").upper())
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def quoted(text: object) -> str:
    """What stands in a cell, short enough to show."""
    shown = clean_line(str(text))
    return shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]}…"
