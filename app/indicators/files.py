"""Rows of a spreadsheet as figures: every row is looked at before any is saved."""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import msgspec

from app.core.dates import parse_date
from app.core.errors import Invalid
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.labels import TREND
from app.indicators.rules.figures import Figure, TypedFigure, figure_from
from app.surveys.files.delimited import DOT, detect_decimal, detect_delimiter, told_delimiter
from app.surveys.files.encodings import detect_encoding
from app.surveys.files.headings import key
from app.surveys.files.matching import UnitMatcher
from app.surveys.files.places import FileRefused
from app.surveys.files.values import NotANumber, parse_number

MOST_ROWS = 500
MOST_SIZE = 200_000  # characters
# What a heading may be called; the first is what the page says.
HEADINGS = {
    "unit": ("Enhed", "Arbejdsplads", "Afdeling"),
    "year": ("År",),
    "period_from": ("Fra", "Første dag", "Periode fra"),
    "period_to": ("Til", "Sidste dag", "Periode til"),
    "period_text": ("Periode", "Perioden med ord"),
    "value": ("Tal", "Værdi", "Procent"),
    "numerator": ("Tæller", "Antal", "Fratrådte"),
    "denominator": ("Nævner", "Ud af", "Ansatte", "Ansatte i gennemsnit"),
    "people": ("Mennesker", "Antal mennesker", "Medarbejdere"),
    "trend": ("Retning",),
    "compared_with": ("I forhold til",),
    "caveat": ("Forbehold", "Bemærkning"),
    "as_of": ("Pr. dato", "Opgjort"),
    "source": ("Kilde",),
}
_NUMBERS = ("value", "numerator", "denominator", "people")
_DAYS = ("period_from", "period_to", "as_of")
_FIELD = {key(word): field for field, words in HEADINGS.items() for word in words}
_TREND = {label.casefold(): trend for trend, label in TREND.items()}
_YEAR = re.compile(r"(?:19|20)\d\d")

# A unit and its period: what a figure is there for already.
Place = tuple[int, date | None, date | None, str]


class ReadRow(msgspec.Struct, frozen=True):
    """A row as the spreadsheet counts it. `figure` None: `problem` says what is wrong."""

    no: int
    unit_name: str
    unit: int | None = None
    typed: TypedFigure | None = None
    figure: Figure | None = None
    problem: str = ""


def read_text(path: Path) -> str:
    """What the file says. Raises `FileRefused` for what is no text, or too much."""
    if path.stat().st_size > 4 * MOST_SIZE:
        raise FileRefused(f"Filen er for stor. Del den op, så hver højst har {MOST_ROWS} rækker.")
    text = path.read_text(encoding=detect_encoding(path).encoding, errors="replace").removeprefix("\ufeff")
    if len(text) > MOST_SIZE:
        raise FileRefused(f"Filen er for stor. Del den op, så hver højst har {MOST_ROWS} rækker.")
    return text


def fingerprint_of(text: str) -> str:
    """What the page says of the rows that it showed: they are saved alone."""
    lines = "\n".join(text.splitlines()).strip()  # a browser sends other line ends than it was given
    return hashlib.sha256(lines.encode()).hexdigest()


def read_rows(
    text: str,
    units: UnitMatcher,
    taken: Collection[Place],
    kind: IndicatorKind,
    measured_in: str,
    *,
    covers_people: bool,
    today: date,
) -> list[ReadRow]:
    """Every row below the headings, as a figure or with what is wrong. `taken`: what has a figure already.

    Raises `FileRefused` where there are no headings that we know, no rows, or too many.
    """
    table = _table(text)
    fields = [_FIELD.get(key(cell), "") for cell in table[0][1]] if table else []
    if "unit" not in fields:
        raise FileRefused("Den første række skal være overskrifter, og en af dem skal være »Enhed«.")
    if len(doubled := [field for field in dict.fromkeys(fields) if field and fields.count(field) > 1]):
        raise FileRefused(f"To kolonner betyder det samme: »{HEADINGS[doubled[0]][0]}«. Slet den ene.")
    if len(table) == 1:
        raise FileRefused("Der er ingen rækker under overskrifterne.")
    if len(table) > MOST_ROWS + 1:
        raise FileRefused(f"Der er over {MOST_ROWS} rækker. Del dem op.")
    numbers = [cell for _, cells in table[1:] for field, cell in zip(fields, cells, strict=False) if field in _NUMBERS]
    decimal, _ = detect_decimal(numbers)
    seen = set(taken)
    found = []
    for no, cells in table[1:]:
        row = _row(no, dict(zip(fields, cells, strict=False)), decimal, units, kind, measured_in, covers_people)
        if row.figure is not None and row.unit is not None:
            figure = row.figure
            place = (row.unit, figure.period_from, figure.period_to, "" if figure.period_from else figure.period_text)
            days = [day for day in (figure.period_to, figure.as_of) if day is not None and day > today]
            if place in seen:
                row = _wrong(row, "Der er allerede et tal for enheden i den periode.")
            elif days:
                row = _wrong(row, "Datoen ligger i fremtiden.")
            seen.add(place)
        found.append(row)
    return found


def _wrong(row: ReadRow, problem: str) -> ReadRow:
    return msgspec.structs.replace(row, figure=None, problem=problem)


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with their number. Raises `FileRefused` for quotes that are never closed."""
    mark = detect_delimiter(text)
    lines = text.partition("\n")[2] if told_delimiter(text) else text
    first = 2 if told_delimiter(text) else 1
    return [(no, cells) for no, cells in enumerate(_parsed(lines, mark), first) if any(cell.strip() for cell in cells)]


def _parsed(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    except csv.Error:
        raise FileRefused('Anførselstegnene (") passer ikke sammen. Ret dem i filen.') from None


def _row(
    no: int,
    cells: dict[str, str],
    decimal: str,
    units: UnitMatcher,
    kind: IndicatorKind,
    measured_in: str,
    covers_people: bool,
) -> ReadRow:
    name = cells.get("unit", "").strip()
    match = units.match(name)
    row = ReadRow(no, name, match.unit)
    if match.unit is None:
        return _wrong(row, "Vi kender ikke enheden, eller du skriver ikke tal for den." if name else "Enheden mangler.")
    try:
        typed = _typed(cells, decimal)
        figure = figure_from(kind, measured_in, covers_people=covers_people, typed=typed)
    except Invalid as error:
        return _wrong(row, " ".join(dict.fromkeys(error.fields.values())) or str(error))
    except ValueError as error:
        return _wrong(row, str(error))
    return msgspec.structs.replace(row, typed=typed, figure=figure)


def _typed(cells: dict[str, str], decimal: str) -> TypedFigure:
    """Raises `ValueError` in Danish for a cell that is not what its heading says."""
    said: dict[str, object] = {}
    for field, cell in cells.items():
        text = cell.strip()
        if not text or field in ("", "unit"):
            continue
        if field in _NUMBERS:
            said[field] = _number(text, decimal)
        elif field in _DAYS:
            said[field] = parse_date(text)
        elif field == "year":
            if not _YEAR.fullmatch(text):
                raise ValueError(f"»{text[:40]}« er ikke et årstal.")
            said |= {"period_from": date(int(text), 1, 1), "period_to": date(int(text), 12, 31)}
        elif field == "trend":
            if text.casefold() not in _TREND:
                raise ValueError("Skriv »Højere«, »Lavere« eller »Uændret« som retning.")
            said[field] = Trend(_TREND[text.casefold()])
        else:
            said[field] = text
    return msgspec.convert(said, TypedFigure)


def _number(text: str, decimal: str) -> str:
    try:
        return f"{parse_number(text, decimal).value:f}".replace(DOT, ",")
    except NotANumber as error:
        raise ValueError(str(error)) from None
