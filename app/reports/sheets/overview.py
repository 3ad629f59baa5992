"""The tables of an overview."""

from __future__ import annotations

from collections.abc import Iterator

from app.reports.content import Overview
from app.reports.content.stamp import Stamp
from app.reports.sheets.model import Cell, Sheet, sheet


def overview_sheets(report: Overview, fingerprint: str, stamp: Stamp) -> Iterator[Sheet]:
    """What the overview is, then a row per case."""
    yield sheet("Om oversigten", "Hvad|Værdi", _about(report, fingerprint, stamp))
    yield sheet(
        "Sager",
        "Sag|Titel|Enheder|Slags|Status|Næste frist|Dato|Over frist|Står i vejen|Tiltag|Åbne tiltag|Tiltag over frist|"
        "Effekt ikke vurderet",
        (
            (
                *(case.reference, case.title, case.units, case.kind, case.status, case.next_label),
                *(case.next_on or case.next_text, "ja" if case.is_overdue else "nej", "; ".join(case.blocked)),
                *(case.items, case.items_open, case.items_overdue, case.items_unjudged),
            )
            for case in report.cases
        ),
    )


def _about(report: Overview, fingerprint: str, stamp: Stamp) -> Iterator[tuple[Cell, ...]]:
    yield "Dokument", f"{report.heading}{stamp.after_title}"
    yield "Oversigt nr.", report.report_no
    yield "Lavet til", report.receiver
    if report.replaces:
        yield "Erstatter oversigt nr.", report.replaces
    yield "Enhed", report.unit
    yield "Enheder i alt", report.units
    yield "Kommune", report.municipality
    yield "Pr. dato", report.as_of
    yield "Lavet af", ", ".join(filter(None, (report.author.name, report.author.role)))
    yield "Fingeraftryk", fingerprint
    for count in report.counts:
        yield count.label, count.number if count.of is None else f"{count.number} af {count.of}"
