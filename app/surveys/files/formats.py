"""How a file is written: found out, shown, and changed by the one who knows better."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from app.core.text import clean_line
from app.surveys.files import delimited, encodings, values
from app.surveys.files.cells import Cell, Row, shown
from app.surveys.files.headings import find_headings, headings_of
from app.surveys.files.places import MOST_PROBLEMS, FileRefused, Problem, Progress, column_text, quoted
from app.surveys.files.xlsx import SheetFacts, Workbook

CSV, XLSX = "csv", "xlsx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE_ROWS = 1_000
_SHOWN_ROWS = 8
_OTHERS = {
    b"%PDF": "Filen er en PDF. Tal fra en PDF skal tastes ind; gem PDF'en som dokument.",
    b"$FL2": "Filen er fra SPSS. Bed leverandøren om CSV eller .xlsx.",
    b"\x1f\x8b": "Filen er pakket (gzip). Pak den ud, og vælg CSV-filen.",
    b"\x89PNG": "Filen er et billede.",
    b"\xff\xd8\xff": "Filen er et billede.",
}
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")


class FileFormat(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that has to be known to read the file. Rows count from 1; `date_order` is "" until chosen."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ","
    sheet: str = ""
    heading_row: int = 1
    heading_rows: int = 1  # 2 where the headings stand in two lines
    date_order: str = ""


class Heading(msgspec.Struct, frozen=True):
    """A column: `text` is its heading, both lines of it where there are two; `own` the lower one alone."""

    column: int
    text: str
    own: str = ""

    @property
    def place(self) -> str:
        """`kolonne D »Gennemsnit«`."""
        return column_text(self.column, self.text)


class DetectedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out. `doubts` are Danish remarks; `unclear_dates` must be chosen for before the file is read."""

    format: FileFormat
    sha256: str
    headings: tuple[Heading, ...]
    width: int = 0  # cells in a line of headings, also those without text
    sheets: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # lines above the headings
    sample: tuple[tuple[int, tuple[str, ...]], ...] = ()  # the first rows, as they are shown
    unclear_dates: tuple[Heading, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for every file with the same headings: a mapping is known again by it."""
        return fingerprint(self.headings)


def fingerprint(headings: Sequence[Heading]) -> str:
    """A hash of the headings in their order; how they are written counts for nothing but their letters and digits."""
    keys = ["".join(sign for sign in each.text.casefold() if sign.isalnum()) for each in headings]
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()


def file_kind(path: Path) -> str:
    """`csv` or `xlsx`, told from the first bytes. Raises `FileRefused`, with what to do instead."""
    encodings.require_size(path.stat().st_size)
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(b"PK\x03\x04"):
        return XLSX
    if head.startswith(_OLE):
        raise FileRefused(
            "Filen er låst med en adgangskode eller gemt i et gammelt format (.xls). "
            "Gem den uden adgangskode som .xlsx, og vælg den nye fil."
        )
    if advice := next((text for start, text in _OTHERS.items() if head.startswith(start)), ""):
        raise FileRefused(advice)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise FileRefused("Filen er en webside eller XML under et andet navn. Åbn den i Excel, og gem den som .xlsx.")
    return CSV


def detect(path: Path, chosen: FileFormat | None = None) -> DetectedFile:
    """How the file is written; what `chosen` says is kept, and the rest shown as it then looks.

    Raises `FileRefused` for a file that cannot be read at all.
    """
    if file_kind(path) == XLSX:
        return _detect_xlsx(path, chosen)
    return _detect_csv(path, chosen)


def _detect_csv(path: Path, chosen: FileFormat | None) -> DetectedFile:
    facts = encodings.detect_encoding(path)
    doubts = []
    if facts.is_twice:
        doubts.append("Æ, ø og å er gået i stykker, før filen kom hertil (»Ã¸«). Bed om en ny fil.")
    encoding = chosen.encoding if chosen and chosen.encoding in encodings.ENCODINGS else facts.encoding
    text = delimited.sample_text(path, encoding)
    is_known = chosen is not None and chosen.delimiter in delimited.DELIMITERS
    delimiter = chosen.delimiter if chosen and is_known else delimited.detect_delimiter(text)
    rows = list(islice(delimited.read_delimited(path, encoding, delimiter), _SAMPLE_ROWS))
    if not rows:
        raise FileRefused("Filen er tom.")
    if chosen and chosen.decimal in delimited.DECIMALS:
        decimal = chosen.decimal
    else:
        decimal, is_sure = delimited.detect_decimal(
            cell for _, cells in rows for cell in cells if isinstance(cell, str)
        )
        if not is_sure and delimiter == delimited.COMMA:
            decimal = delimited.DOT  # the commas are between the cells
        if not is_sure and _has_doubtful_numbers(rows):
            doubts.append("Tallene viser ikke, om decimaler står efter komma eller punktum. Se dem efter.")
    found = FileFormat(kind=CSV, encoding=encoding, delimiter=delimiter, decimal=decimal)
    return _with_headings(rows, found, chosen, facts.sha256, (), doubts)


def _has_doubtful_numbers(rows: Sequence[Row]) -> bool:
    return any(
        isinstance(cell, str) and any(sign.isdecimal() for sign in cell) and ("," in cell or "." in cell)
        for _, cells in rows
        for cell in cells
    )


def _detect_xlsx(path: Path, chosen: FileFormat | None) -> DetectedFile:
    doubts = []
    with Workbook(path) as book:
        names = tuple(sheet.name for sheet in book.sheets)
        if chosen and chosen.sheet in names:
            sheet = chosen.sheet
            rows = list(islice(book.rows(sheet, SheetFacts()), _SAMPLE_ROWS))
        else:
            sheet, rows = _fullest(book)
        hidden = [each.name for each in book.sheets if each.is_hidden]
    if not rows:
        raise FileRefused(f"Arket »{quoted(sheet)}« er tomt.")
    if len(names) > 1:
        others = ", ".join(
            f"»{quoted(name)}«" + (" (skjult)" if name in hidden else "") for name in names if name != sheet
        )
        doubts.append(f"Filen har flere ark. Kun »{quoted(sheet)}« læses, ikke {others}.")
    decimal = chosen.decimal if chosen and chosen.decimal in delimited.DECIMALS else ""
    if not decimal:
        decimal, _ = delimited.detect_decimal(cell for _, cells in rows for cell in cells if isinstance(cell, str))
    found = FileFormat(kind=XLSX, sheet=sheet, decimal=decimal)
    return _with_headings(rows, found, chosen, _sha256(path), names, doubts)


def _fullest(book: Workbook) -> tuple[str, list[Row]]:
    """The visible sheet with the most cells at its beginning: suppliers put a front page first."""
    best: tuple[str, list[Row]] = ("", [])
    most = -1
    for sheet in [each for each in book.sheets if not each.is_hidden] or list(book.sheets):
        rows = list(islice(book.rows(sheet.name, SheetFacts()), _SAMPLE_ROWS))
        count = sum(cell is not None for _, cells in rows for cell in cells)
        if count > most:
            best, most = (sheet.name, rows), count
    return best


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_headings(
    rows: list[Row],
    found: FileFormat,
    chosen: FileFormat | None,
    sha256: str,
    sheets: tuple[str, ...],
    doubts: list[str],
) -> DetectedFile:
    rows = [row for row in rows if not all(map(values.is_empty, row[1]))]
    if not rows:
        raise FileRefused("Filen er tom.")
    if chosen and chosen.heading_row > 0 and any(no == chosen.heading_row for no, _ in rows):
        first, lines = chosen.heading_row, max(1, min(2, chosen.heading_rows))
    else:
        first, lines = find_headings(rows)
    texts = headings_of(rows, first, lines)
    headings = tuple(Heading(column, text, own) for column, (text, own) in enumerate(texts) if text)
    data = [row for row in rows if row[0] >= first + lines]
    if not headings:
        raise FileRefused("Der er ingen overskrifter i filen. Skriv en række med overskrifter, og vælg filen igen.")
    unclear, order, more = _dates(headings, data)
    doubts += more
    if chosen and chosen.date_order in (values.DAY_FIRST, values.MONTH_FIRST):
        order, unclear = chosen.date_order, ()
    titles = [
        clean_line(" ".join(shown(cell) for cell in cells if cell is not None)) for no, cells in rows if no < first
    ]
    return DetectedFile(
        format=msgspec.structs.replace(found, heading_row=first, heading_rows=lines, date_order=order),
        sha256=sha256,
        headings=headings,
        width=len(texts),
        sheets=sheets,
        titles=tuple(quoted(title) for title in titles if title),
        sample=tuple((no, tuple(quoted(shown(cell)) for cell in cells)) for no, cells in data[:_SHOWN_ROWS]),
        unclear_dates=unclear,
        doubts=tuple(doubts),
    )


def _dates(headings: Sequence[Heading], data: Sequence[Row]) -> tuple[tuple[Heading, ...], str, list[str]]:
    """The columns of days that may be read in two ways, the order that the others prove, and what does not fit."""
    unclear, orders, doubts = [], set[str](), []
    for heading in headings:
        cells = [row[heading.column] for _, row in data if heading.column < len(row)]
        seen = [cell for cell in cells if not values.is_empty(cell)]
        if not seen or sum(map(values.looks_like_day, seen)) * 2 < len(seen):
            continue
        is_dashed, fitting = values.date_order(seen)
        if len(fitting) == 1:
            orders |= fitting
        elif is_dashed and fitting:
            unclear.append(heading)
        elif is_dashed:
            doubts.append(f"I {heading.place} står dagen først i nogle datoer og måneden i andre.")
    return tuple(unclear), orders.pop() if len(orders) == 1 else "", doubts


def read_rows(
    path: Path, form: FileFormat, facts: SheetFacts, progress: Progress | None = None
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows under the headings, streamed. `facts` is complete after the last.

    Raises `FileRefused`, also midway: what was read so far is then not to be used.
    """
    first = form.heading_row + form.heading_rows
    if form.kind == XLSX:
        with Workbook(path) as book:
            yield from (row for row in book.rows(form.sheet, facts, progress) if row[0] >= first)
    else:
        rows = delimited.read_delimited(path, form.encoding, form.delimiter, progress)
        yield from (row for row in rows if row[0] >= first)


def merged_problems(facts: SheetFacts, form: FileFormat, columns: Mapping[int, str]) -> list[Problem]:
    """The merged cells among the rows that were read, in the columns that are used: what they hold is not clear."""
    first = form.heading_row + form.heading_rows
    found: list[Problem] = []
    for merged in facts.merged:
        used = [column for column in columns if merged.first_column <= column <= merged.last_column]
        if merged.last_row >= first and used and len(found) < MOST_PROBLEMS:
            rows = (
                f"Cellerne er flettet ned til række {merged.last_row}"
                if merged.last_row > merged.first_row
                else ("Cellerne er flettet på tværs")
            )
            text = f"{rows}. Ophæv fletningen, og skriv værdien i hver celle."
            found.append(Problem(max(merged.first_row, first), text, used[0], columns[used[0]]))
    return found
