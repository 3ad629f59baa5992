"""A round as a file for a spreadsheet: the same figures in the same words as on the page."""

import csv
import io

from app.core.spreadsheet import BOM, harmless
from app.surveys.pages.rounds import period_of
from app.surveys.queries import RoundDetail
from app.surveys.rules.shown import ShownRound, ShownUnit
from app.surveys.words import NONE, direction_text, figure_text

COLUMNS = (
    "Måling",
    "Hvornår",
    "Skema",
    "Udgave",
    "Enhed",
    "Under",
    "Inviterede",
    "Svar",
    "Svarprocent",
    "Retning",
    "Skala",
    "Laveste",
    "Højeste",
    "Bedst",
    "Antal svar",
    "Score",
    "Bånd",
)


def render_csv(found: RoundDetail, shown: ShownRound) -> bytes:
    """CSV for a Danish spreadsheet: UTF-8 with its mark, semicolons, decimal commas; a row per unit and scale.

    What a spreadsheet would run is made plain text, and negative numbers stay numbers (rule 37).
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    row = found.row
    head = (row.name, period_of(row), row.instrument_name or "ukendt", row.edition or "")
    for unit in shown.units:
        if unit.is_measured:
            for line in _lines(found, unit):
                writer.writerow([harmless(cell) for cell in (*head, *line)])
    return (BOM + out.getvalue()).encode()


def _lines(found: RoundDetail, unit: ShownUnit) -> list[tuple[str, ...]]:
    rate = unit.rate
    own = (
        unit.name,
        unit.parent_name,
        figure_text(unit.invited),
        figure_text(unit.answered),
        NONE if rate is None else figure_text(rate),
        direction_text(unit),
    )
    measured = [scale for scale in (found.data.scales if found.data else ()) if scale.code in unit.figures]
    if not measured:
        return [(*own, *[""] * 7)]
    return [
        (
            *own,
            scale.name,
            str(scale.minimum),
            str(scale.maximum),
            "højest" if scale.is_higher_better else "lavest",
            figure_text(unit.figures[scale.code].n),
            figure_text(unit.figures[scale.code].mean),
            unit.figures[scale.code].band,
        )
        for scale in measured
    ]
