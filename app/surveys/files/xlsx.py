"""The cells of an Excel workbook, a row at a time, in memory that does not grow with the file (decision 0027).

Nothing is calculated: of a formula the value that the spreadsheet saved is read.
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from app.surveys.files.cells import NO_VALUE, Cell, Percent, Row
from app.surveys.files.places import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    FileRefused,
    Problem,
    Progress,
    parse_reference,
)
from app.surveys.files.xml_parts import (
    Parts,
    Sheet,
    Styles,
    events,
    local_name,
    read_strings,
    read_styles,
    read_workbook,
    unescaped,
)

_DAY_ZERO = datetime(1899, 12, 30)
_DAY_ZERO_MAC = datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 31 December 9999
_DIGITS = "0123456789"
_EVERY = 2_000  # rows between two words about how far it is


class Merged(msgspec.Struct, frozen=True):
    """Cells that were merged into one."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class SheetFacts(msgspec.Struct):
    """What only the whole sheet tells: complete once its rows were read."""

    merged: list[Merged] = msgspec.field(default_factory=list)
    formula_columns: set[int] = msgspec.field(default_factory=set)


class Workbook:
    """An open workbook. Use as a context manager; raises `FileRefused` for what is none, and while it is read."""

    def __init__(self, path: Path) -> None:
        self._parts = Parts(path)
        try:
            self._book = read_workbook(self._parts)
        except BaseException:
            self._parts.close()
            raise
        self._strings: list[str] | None = None
        self._styles: Styles | None = None

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """In the workbook's order, the hidden ones among them."""
        return self._book.sheets

    def rows(self, sheet: str, facts: SheetFacts, progress: Progress | None = None) -> Iterator[Row]:
        """The rows that hold something, with their numbers; empty cells are None. `facts` is filled on the way."""
        found = next((each for each in self.sheets if each.name == sheet), None)
        if found is None:
            names = ", ".join(f"»{each.name}«" for each in self.sheets)
            raise FileRefused(f"Arket »{sheet}« findes ikke i filen. Den har {names}.")
        if self._strings is None:
            self._strings = read_strings(self._parts, self._book.strings)
            self._styles = read_styles(self._parts, self._book.styles)
        size = self._parts.size(found.part)
        with self._parts.open(found.part) as stream:
            zero = _DAY_ZERO_MAC if self._book.counts_from_1904 else _DAY_ZERO
            reader = _SheetReader(self._strings, self._styles or Styles(), zero, facts)
            yield from reader.rows(stream, size, progress)


class _SheetReader:
    """Turns the elements of one sheet into rows."""

    def __init__(self, strings: list[str], styles: Styles, zero: datetime, facts: SheetFacts) -> None:
        self._strings, self._zero, self._facts = strings, zero, facts
        self._dates, self._percents = styles.dates, styles.percents
        self._done: list[Row] = []
        self._row = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._kind = self._style = self._text = ""
        self._takes_text = self._skips_text = self._is_formula = self._is_open = False
        self._problem: Problem | None = None
        self._names: dict[str, str] = {}  # of elements, without what stands before the colon
        self._column_of: dict[str, int] = {}

    def rows(self, stream: IO[bytes], size: int, progress: Progress | None) -> Iterator[Row]:
        told = 0
        for read in events(stream, self._start, self._characters):
            self._require_sound()
            done, self._done = self._done, []
            yield from done
            told += len(done)
            if progress and told >= _EVERY:
                told = 0
                progress(min(1.0, read / max(1, size)))
        self._end_row()
        self._require_sound()
        yield from self._done

    def _require_sound(self) -> None:
        if self._problem:
            raise FileRefused(str(self._problem))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag) or self._names.setdefault(tag, local_name(tag))
        self._takes_text = False
        if name == "c":
            if self._is_open:
                self._end_cell()
            self._begin_cell(attributes)
        elif name == "v":
            self._takes_text = self._is_open
        elif name == "row":
            self._end_row()
            self._begin_row(attributes)
        elif name == "f":
            self._is_formula = True
        elif name == "t":  # of a text that stands in the cell itself
            self._takes_text = self._is_open and self._kind == "inlineStr" and not self._skips_text
            self._skips_text = False
        elif name == "rPh":
            self._skips_text = True  # how Japanese is pronounced: not what the cell says
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _characters(self, data: str) -> None:
        if self._takes_text:
            self._text += data
            if len(self._text) > 2 * MOST_CELL:
                self._fail("Cellen er længere, end Excel tillader.")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self._row = int(given) if given.isdecimal() and int(given) > self._row else self._row + 1
        self._column = -1

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            if self._row > MOST_ROWS:
                self._fail(f"Filen har over {MOST_ROWS:,} rækker. Del den op.".replace(",", "."))
            self._done.append((self._row, self._cells))
        self._cells = []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        column = self._column_of.get(reference.rstrip(_DIGITS))
        if column is None:
            found = parse_reference(reference)
            column = found[1] if found else self._column + 1
            if found:
                self._column_of[reference.rstrip(_DIGITS)] = column
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._text, self._is_formula, self._is_open = "", False, True

    def _end_cell(self) -> None:
        if not self._is_open:
            return
        self._is_open = self._takes_text = False
        value = self._value()
        if value is None:
            return
        column = self._column
        if column >= MOST_COLUMNS:
            self._fail(f"Arket har over {MOST_COLUMNS} kolonner. Slet dem, der ikke skal bruges.")
            return
        if self._is_formula:
            self._facts.formula_columns.add(column)
        missing = column - len(self._cells)
        if missing < 0:
            self._cells[column] = value
            return
        if missing:
            self._cells.extend([None] * missing)
        self._cells.append(value)

    def _value(self) -> Cell:
        text, kind = self._text, self._kind
        if not text:
            return NO_VALUE if self._is_formula and kind != "str" else None
        if kind == "s":
            try:
                return self._strings[int(text)] or None
            except (ValueError, IndexError):
                self._fail("Cellen henviser til en tekst, der ikke er i filen. Filen er i stykker.")
                return None
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return "SAND" if text.strip() == "1" else "FALSK"
        if kind == "d":
            return text.strip()
        return unescaped(text) or None  # "str", "inlineStr", "e"

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number):
            return text
        if self._style in self._dates:
            return self._day(number)
        return Percent(number) if self._style in self._percents else number

    def _day(self, number: float) -> Cell:
        if not 0 <= number <= _LAST_DAY:
            return number
        return self._zero + timedelta(days=number)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = parse_reference(first), parse_reference(last or first)
        if start and end and len(self._facts.merged) < MOST_ROWS:
            self._facts.merged.append(Merged(start[0], end[0], start[1], end[1]))

    def _fail(self, message: str) -> None:
        if self._problem is None:
            self._problem = Problem(self._row, message, max(0, self._column))
