"""Rows of a text file with separators, streamed; and which separator and decimal mark it has."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.surveys.files.cells import Cell, Row
from app.surveys.files.headings import key
from app.surveys.files.places import MOST_COLUMNS, MOST_ROWS, FileRefused, Problem, Progress
from app.surveys.files.vocabulary import ALL_WORDS

DELIMITERS = {";": "Semikolon", "\t": "Tabulator", ",": "Komma", "|": "Lodret streg"}
COMMA, DOT = ",", "."
DECIMALS = {COMMA: "Komma (3,5)", DOT: "Punktum (3.5)"}
_SAMPLE_ROWS = 300
_HEADING_ROWS = 20  # within which headings begin
_SAMPLE_SIZE = 400_000  # characters
_EVERY = 5_000
_PLAIN = r"[-+\u2212]?\d+"
_WITH_COMMA = re.compile(rf"{_PLAIN}(?:\.\d{{3}})*,\d+\s?%?")
_WITH_DOT = re.compile(rf"{_PLAIN}(?:,\d{{3}})*\.\d+\s?%?")
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_NUMBER_LIKE = re.compile(r"[-+\u2212]?[\d.,]+\s?%?")


def sample_text(path: Path, encoding: str) -> str:
    """The beginning of the file, up to its last whole line."""
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        text = file.read(_SAMPLE_SIZE)
        if len(text) < _SAMPLE_SIZE:
            return text
    whole, line_end, _ = text.rpartition("\n")
    return whole + line_end


def told_delimiter(text: str) -> str:
    """The separator that a first line `sep=;` names: a remark for Excel, which shows no such row. "" for none."""
    match = _SEP.fullmatch(text.partition("\n")[0])
    return match[1] if match and match[1] in DELIMITERS else ""


def detect_delimiter(text: str) -> str:
    """The separator that parts the sample into a table: columns of one width under a row of headings."""
    if told := told_delimiter(text):
        return told
    return max(DELIMITERS, key=lambda mark: _fit(text, mark))


def _fit(text: str, mark: str) -> tuple[bool, bool, int, int]:
    """How well: known headings, a first row of words, the share of rows of one width, and that width."""
    rows = [row for row in _parse(text, mark) if any(cell.strip() for cell in row)][:_SAMPLE_ROWS]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return False, False, 0, 0
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    first = [row for row in rows[:_HEADING_ROWS] if len(row) == width]
    is_known = any(key(cell) in ALL_WORDS for row in first for cell in row)
    return is_known, any(_is_wordy(row, mark) for row in first), 10 * count // len(rows), width


def _is_wordy(row: Sequence[str], mark: str) -> bool:
    """Whether a row is words, and not pieces of a row with another separator."""
    cells = [cell.strip() for cell in row if cell.strip()]
    words = sum(not _NUMBER_LIKE.fullmatch(cell) and not (mark == "," and ";" in cell) for cell in cells)
    return len(cells) > 1 and words * 2 > len(cells)


def _parse(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error:
        return


def detect_decimal(cells: Iterable[str]) -> tuple[str, bool]:
    """The decimal mark, and whether something in the file proves it. `1.234` alone proves nothing: it may be both."""
    commas = dots = 0
    for cell in cells:
        text = cell.strip().replace("\u00a0", "").replace(" ", "")
        if _WITH_COMMA.fullmatch(text) and not _may_be_thousands(text, COMMA):
            commas += 1
        elif _WITH_DOT.fullmatch(text) and not _may_be_thousands(text, DOT):
            dots += 1
    if commas == dots:
        return COMMA, False
    return (COMMA if commas > dots else DOT), not (commas and dots)


def _may_be_thousands(text: str, mark: str) -> bool:
    """`1.234` and `12,345`: three digits after it, and no more than three before."""
    other = DOT if mark == COMMA else COMMA
    whole, _, fraction = text.rstrip("% ").rpartition(mark)
    digits = whole.lstrip("-+\u2212")
    return other not in text and len(fraction) == 3 and 1 <= len(digits) <= 3 and digits != "0"


def read_delimited(path: Path, encoding: str, delimiter: str, progress: Progress | None = None) -> Iterator[Row]:
    """The rows that hold something, with the number that a spreadsheet shows; an empty cell is None.

    Raises `FileRefused` for what cannot be decoded, for quotes that are never closed, and for too many rows or columns.
    """
    size = max(1, path.stat().st_size)
    row = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="") as text:
        try:
            if not told_delimiter(text.readline(20)):
                text.seek(0)
            for row, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
                if row > MOST_ROWS:
                    raise FileRefused(f"Filen har over {MOST_ROWS:,} rækker. Del den op.".replace(",", "."))
                if len(cells) > MOST_COLUMNS:
                    raise FileRefused(f"{Problem(row, f'Rækken har over {MOST_COLUMNS} kolonner.')}")
                if progress and row % _EVERY == 0:
                    progress(min(1.0, raw.tell() / size))
                if any(cells):
                    yield row, _cells(cells)
        except csv.Error as error:
            message = 'Anførselstegnene (") passer ikke sammen. Ret dem i rækken eller lige efter.'
            raise FileRefused(f"{Problem(row + 1, message)}") from error
        except UnicodeError as error:
            message = "Rækken kan ikke læses med den valgte tegnkodning. Vælg en anden."
            raise FileRefused(f"{Problem(row + 1, message)}") from error


def _cells(cells: Sequence[str]) -> list[Cell]:
    return [cell or None for cell in cells]
