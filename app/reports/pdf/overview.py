"""The overview of a unit's cases, from content to pages."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from app.core.dates import UNKNOWN
from app.reports.content import Overview, OverviewCase, every_text
from app.reports.content.stamp import Stamp
from app.reports.pdf import styles
from app.reports.pdf.blocks import (
    bullets,
    filled,
    heading,
    labelled,
    lines,
    paragraph,
    small,
    status_words,
    strong,
    table,
)
from app.reports.pdf.flowables import RoleParagraph
from app.reports.pdf.status_report import figures
from app.reports.pdf.text import first_missing, local_time, long_date, markup, one_line, plain, short_date


def overview_story(report: Overview, fingerprint: str, stamp: Stamp) -> Iterator[Flowable]:
    """The whole overview in reading order."""
    yield paragraph(f"{report.municipality} · {report.heading}{stamp.after_title}", "overline")
    yield RoleParagraph.make(markup(report.unit) or "Enhed uden navn", styles.paragraph_styles()["H1"], "H1")
    below = "enheden" if report.units == 1 else f"{report.units} enheder"
    yield paragraph(f"Åbne sager på {below} · pr. {long_date(report.as_of)}", "subtitle")
    author = ", ".join(filter(None, map(one_line, (report.author.name, report.author.role))))
    yield labelled(
        "Lavet af", f"{author or UNKNOWN}, {local_time(report.created_at)} · oversigt nr. {one_line(report.report_no)}"
    )
    replaced = f"Oversigt nr. {one_line(report.replaces)}, som er trukket tilbage" if plain(report.replaces) else ""
    yield from filled(("Lavet til", report.receiver), ("Erstatter", replaced))
    yield from heading("Kort status", "H2")
    yield from figures(report.counts)
    yield from heading("Sagerne", "H2")
    if report.cases:
        yield table(
            [("Sag", 54), ("Status", 26), ("Næste frist", 42), ("Står i vejen", 40), ("Det, der er tilbage", 36)],
            [_row(case) for case in report.cases],
        )
    else:
        yield paragraph("Der er ingen åbne sager på enheden eller under den.")
    yield from heading("Om oversigten", "H2")
    yield from bullets(
        [
            "Oversigten er låst. Den ændrer sig ikke, når sagerne gør.",
            "Tiltag gennemført er ikke det samme som et problem, der er løst: effekten bliver vurderet bagefter.",
        ]
    )
    sign = first_missing(every_text(report))
    if sign:
        yield paragraph(f"Tegn, som oversigtens skrift ikke har, står som deres nummer i Unicode, fx {sign}.")
    yield labelled("Fingeraftryk", small(fingerprint))


def _row(case: OverviewCase) -> tuple[str, ...]:
    due = lines(
        case.next_label,
        short_date(case.next_on) if case.next_on else case.next_text or UNKNOWN,
        status_words("Over frist", "bad") if case.is_overdue else "",
    )
    name = lines(strong(f"{one_line(case.reference)} {one_line(case.title)}"), small(f"{case.kind} · {case.units}"))
    return name, case.status, due, lines(*case.blocked) or "Intet", case.remaining
