"""From the tables of a report to a file. Pure and CPU-bound, as the PDF is: call it in a worker process."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime

import xlsxwriter  # type: ignore[import-untyped]

from app.core.spreadsheet import BOM, harmless
from app.reports.content import Overview, decode_any, sha256
from app.reports.content.stamp import stamp_of
from app.reports.enums import SnapshotState
from app.reports.sheets.model import Cell, Sheet
from app.reports.sheets.overview import overview_sheets
from app.reports.sheets.status import case_sheets

# A workbook holds 32,767 units of UTF-16 a cell, and an emoji is two; what is over goes on in the row below.
_MOST_IN_CELL = 16_000
_FIRST_YEAR = 1900  # a workbook has no earlier date
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _sheets(canonical: bytes, snapshot_hash: str, state: SnapshotState | None) -> tuple[list[Sheet], datetime]:
    """The tables of a snapshot, and when it was made. Raises as `render_status_report` does."""
    if sha256(canonical) != snapshot_hash:
        raise ValueError("the snapshot does not match its hash")
    report, fingerprint, stamp = decode_any(canonical), f"SHA-256 {snapshot_hash}", stamp_of(state)
    if isinstance(report, Overview):
        return list(overview_sheets(report, fingerprint, stamp)), report.created_at
    return list(case_sheets(report, fingerprint, stamp)), report.created_at


def render_csv(canonical: bytes, snapshot_hash: str, state: SnapshotState | None) -> bytes:
    """CSV for a Danish spreadsheet: UTF-8 with its mark, semicolons, every cell quoted. Dates stand as 2025-04-10,
    which every spreadsheet reads as a date; what it would run is made plain text. Each row begins with the name of its
    table, and each table with a row of its columns.
    """
    sheets, _ = _sheets(canonical, snapshot_hash, state)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for sheet in sheets:
        for row in (sheet.columns, *sheet.rows):
            writer.writerow([sheet.title, *(_text(cell) for cell in row)])
    return (BOM + out.getvalue()).encode()


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else harmless(str(cell))


def render_xlsx(canonical: bytes, snapshot_hash: str, state: SnapshotState | None) -> bytes:
    """A workbook with a sheet per table: dates and numbers are what they are, every other cell is text and nothing is
    a formula or a link. The same snapshot in the same state gives the same bytes.
    """
    sheets, made_at = _sheets(canonical, snapshot_hash, state)
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheets[0].title, "created": made_at.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            page.freeze_panes(1, 0)
            for column, title in enumerate(sheet.columns):
                page.write_string(0, column, title, head)
                page.set_column(column, column, _width(sheet, column))
            at = 1
            for row in sheet.rows:
                for part in _parts(row):
                    for column, cell in enumerate(part):
                        if isinstance(cell, date) and cell.year >= _FIRST_YEAR:
                            page.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                        elif isinstance(cell, date):
                            page.write_string(at, column, cell.isoformat(), text)
                        elif isinstance(cell, int):
                            page.write_number(at, column, cell, text)
                        elif cell:
                            page.write_string(at, column, cell, text)
                    at += 1
    return out.getvalue()


def _parts(row: tuple[Cell, ...]) -> Iterator[list[Cell]]:
    """The row, and as many rows below as its longest text needs: nothing is cut off."""
    cells = [cell if not isinstance(cell, str) else _NOT_IN_XML.sub("", harmless(cell)) for cell in row]
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    for start in range(0, max(longest, 1), _MOST_IN_CELL):
        yield [
            harmless(cell[start : start + _MOST_IN_CELL]) if isinstance(cell, str) else (cell if start == 0 else "")
            for cell in cells
        ]


def _width(sheet: Sheet, column: int) -> float:
    """Wide enough for a line of the longest text, within reason."""
    longest = max((len(str(row[column])) for row in sheet.rows[:200]), default=0)
    return float(min(max(longest, len(sheet.columns[column]), 6) + 2, 48))
