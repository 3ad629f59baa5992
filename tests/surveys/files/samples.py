"""Files as suppliers make them, and a small municipality to read them for."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter

from app.surveys.files.formats import FileFormat, detect
from app.surveys.files.mapping import FileItem, FileMapping, FileScale
from app.surveys.files.matching import KnownUnit
from app.surveys.files.reading import mean_text, read_file
from app.surveys.files.results import Reading
from app.surveys.files.suggesting import suggest_mapping

DEGREES = ((4, "I meget høj grad"), (3, "I høj grad"), (2, "Delvist"), (1, "I ringe grad"), (0, "I meget ringe grad"))
QUESTIONS = (
    "Stoler du på de udmeldinger, der kommer fra ledelsen?",
    "Stoler ledelsen på, at medarbejderne gør et godt stykke arbejde?",
    "Bliver arbejdsopgaverne fordelt på en retfærdig måde?",
    "Bliver konflikter løst på en retfærdig måde?",
)
SCALES = (
    FileScale("ledelse", "Ledelseskvalitet", 0, 100),
    FileScale("samarbejde", "Samarbejde", 0, 100),
    FileScale(
        "kapital",
        "Social kapital",
        0,
        16,
        tuple(FileItem(f"sk{no}", wording, DEGREES) for no, wording in enumerate(QUESTIONS, start=1)),
    ),
    FileScale(
        "trivsel", "Tilfredshed", 1, 5, (FileItem("t1", "Hvor tilfreds er du?", tuple((v, "") for v in range(1, 6))),)
    ),
)
UNITS = (
    KnownUnit(1, "Aarhus Kommune"),
    KnownUnit(2, "Børnehuset Ærø", ("B-12",), ("Vuggestuen Åen",), "Børn og Unge"),
    KnownUnit(3, "Skødstrup Skole", ("S-7",), (), "Børn og Unge"),
    KnownUnit(4, "Plejecenter Åbo", (), (), "Sundhed"),
    KnownUnit(5, "Team Nord", (), (), "Sundhed"),
    KnownUnit(6, "Team Nord", (), (), "Teknik"),
)
ABOVE = {2: (1,), 3: (1,), 4: (1,), 5: (1,), 6: (1,)}


def sum_of_four(answers: tuple[int | None, ...]) -> int | None:
    """Rule 31: a sum of four answers, and none where one is missing."""
    return None if None in answers else sum(answer or 0 for answer in answers)


def mean_of_half(answers: tuple[int | None, ...]) -> Fraction | None:
    given = [answer for answer in answers if answer is not None]
    return Fraction(sum(given), len(given)) if given and 2 * len(given) >= len(answers) else None


SCORERS = {"kapital": sum_of_four, "trivsel": mean_of_half}


def read(path: Path, chosen: FileFormat | None = None, mapping: FileMapping | None = None) -> Reading:
    """Detected, mapped by the headings, and read."""
    found = detect(path, chosen)
    settled = mapping or suggest_mapping(found.headings, SCALES, found.fingerprint)
    return read_file(path, found, settled, SCALES, UNITS, scorers=SCORERS, above=ABOVE)


def figures(reading: Reading) -> list[tuple[int, str, int | None, str | None]]:
    """(unit, scale, n, mean) of each figure, sorted."""
    return sorted(
        (figure.unit, figure.scale, figure.n, None if figure.mean is None else mean_text(figure.mean))
        for figure in reading.figures
    )


def texts(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def save(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[Any]], **options: Any) -> Path:
    """An Excel workbook of one sheet."""
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_REL = (
    '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
)
_BOOK = (
    '<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<x:sheets><x:sheet name="Ark1" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>'
)


def raw_workbook(path: Path, sheet: str | bytes, more: Mapping[str, str] | None = None, level: int = 6) -> Path:
    """A workbook put together by hand, as few programs write it: prefixed names, absolute targets, no styles."""
    relations = [_REL.format("rId1", "worksheet", "/xl/worksheets/ark.xml")]
    if more and "xl/sharedStrings.xml" in more:
        relations.append(_REL.format("rId2", "sharedStrings", "sharedStrings.xml"))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_REL.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format("".join(relations)),
        "xl/worksheets/ark.xml": sheet,
        **(more or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path
