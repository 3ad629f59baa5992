"""A list as another system wrote it: any of the usual encodings and separators, Danish or English headings.

Every cell is text and nothing else: what begins with = + - @ is a name like any other, and is never calculated.
"""

import csv
import io
from collections.abc import Mapping

import msgspec

from app.core.errors import Invalid
from app.core.text import clean_line
from app.organisation.rules.settings import holds_cpr_number

MOST_ROWS = 100_000
_SEPARATORS = ";\t,"
_CPR = "Det ligner et CPR-nummer. Skriv aldrig CPR-numre i Handlepligt."


class CellError(msgspec.Struct, frozen=True):
    """What is wrong in one cell; `column` is the heading of our own, "" for the whole row."""

    column: str
    message: str


class FileRow(msgspec.Struct, frozen=True):
    """The cells of one line by our own headings; `no` is the line as a spreadsheet counts it, the heading being 1."""

    no: int
    cells: dict[str, str]
    errors: tuple[CellError, ...] = ()


class FileTable(msgspec.Struct, frozen=True):
    rows: tuple[FileRow, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]  # headings we have no use for


def decode_file(content: bytes) -> str:
    """The text, whether UTF-8 (with or without its mark), UTF-16 with its mark, or Windows' own encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(content: bytes, aliases: Mapping[str, str], required: tuple[str, ...]) -> FileTable:
    """The rows of a file with a heading line. `aliases` maps headings (see `heading_key`) to our own names.

    Raises `Invalid` for an empty file, a missing required column, a column named twice, or too many rows.
    """
    text = decode_file(content)
    first, _, rest = text.partition("\n")
    if first.strip().casefold() in {f"sep={mark}" for mark in _SEPARATORS}:  # a remark for Excel
        text = rest
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return _table(list(lines), aliases, required)
    except csv.Error as error:
        raise Invalid("file.unreadable", f"Filen kan ikke læses som CSV ved linje {lines.line_num}.") from error


def _separator(text: str) -> str:
    """The mark that is most frequent in the heading line, outside quotes."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def heading_key(text: str) -> str:
    """`Ekstern ID`, `ekstern_id` and `ekstern-id` are one heading."""
    return "".join(letter for letter in clean_line(text).casefold() if letter.isalnum())


def _table(lines: list[list[str]], aliases: Mapping[str, str], required: tuple[str, ...]) -> FileTable:
    numbered = [(no, line) for no, line in enumerate(lines, start=1) if any(cell.strip() for cell in line)]
    if not numbered:
        raise Invalid("file.empty", "Filen er tom. Den skal begynde med en linje med overskrifter.")
    if len(numbered) > MOST_ROWS + 1:
        raise Invalid("file.too_long", f"Filen har over {MOST_ROWS} linjer. Del den op.")
    headings = [clean_line(cell) for cell in numbered[0][1]]
    names = [aliases.get(heading_key(heading)) for heading in headings]
    known = [name for name in names if name is not None]
    if missing := [name for name in required if name not in known]:
        seen = ", ".join(heading for heading in headings if heading) or "ingen"
        raise Invalid("file.columns", f"Filen mangler kolonnen {', '.join(missing)}. Den har: {seen}.")
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise Invalid("file.columns", f"Kolonnen {', '.join(twice)} står flere gange i filen.")
    return FileTable(
        rows=tuple(_row(no, line, names) for no, line in numbered[1:]),
        columns=tuple(known),
        ignored=tuple(heading for heading, name in zip(headings, names, strict=True) if name is None and heading),
    )


def _row(no: int, line: list[str], names: list[str | None]) -> FileRow:
    errors = []
    if any(cell.strip() for cell in line[len(names) :]):
        errors.append(CellError("", "Linjen har flere felter end overskrifterne. Mangler der anførselstegn?"))
    cells = {}
    for name, cell in zip(names, line, strict=False):
        if name is None:
            continue
        cells[name] = clean_line(cell)
        if holds_cpr_number(cell):
            cells[name] = ""
            errors.append(CellError(name, _CPR))
    return FileRow(no, cells, tuple(errors))
