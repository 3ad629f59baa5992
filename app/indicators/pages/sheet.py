"""The series as a file for a spreadsheet: the same figures, in the same words, with what goes with them."""

import csv
import io
from collections.abc import Sequence

from app.core.dates import short_date
from app.core.spreadsheet import BOM, harmless
from app.indicators.queries import IndicatorRow
from app.indicators.rules import ShownValue
from app.indicators.words import figure_text, formula_text, reservation_text, when_text

COLUMNS = (
    "Indikator",
    "Sådan gøres det op",
    "Enhed",
    "Periode",
    "Fra",
    "Til",
    "Tal",
    "Regnet sådan",
    "Forbehold og kilde",
)


def render_csv(row: IndicatorRow, values: Sequence[ShownValue]) -> bytes:
    """CSV for a Danish spreadsheet, a row per unit and period. What a spreadsheet would run is plain text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in values:
        if each.counts:
            cells = (
                row.name,
                row.definition,
                each.unit_name,
                when_text(each),
                short_date(each.period_from) if each.period_from else "",
                short_date(each.period_to) if each.period_to else "",
                figure_text(each, row.measured_in),
                formula_text(each, row.kind, row.measured_in),
                reservation_text(each),
            )
            writer.writerow([harmless(cell) for cell in cells])
    return (BOM + out.getvalue()).encode()
