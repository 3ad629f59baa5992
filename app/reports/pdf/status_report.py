"""From content to pages: the order of the report's parts, and page one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reportlab.platypus import Flowable

from app.cases.rules import NOT_FROM_HERE
from app.core.dates import UNKNOWN
from app.reports.content import Count, Section, StatusReport, UnitFacts
from app.reports.content.stamp import RELEASED, Stamp
from app.reports.pdf import fonts, items, sections, styles
from app.reports.pdf.blocks import (
    Markup,
    bullets,
    filled,
    heading,
    labelled,
    lines,
    paragraph,
    status_words,
    table,
)
from app.reports.pdf.flowables import Callout, RoleParagraph
from app.reports.pdf.news import news
from app.reports.pdf.surveys import surveys
from app.reports.pdf.tabular import role_table
from app.reports.pdf.text import local_time, long_date, markup, one_line, plain, short_date

NOTICE = f"{NOT_FROM_HERE}. Denne PDF er et bilag."
_COUNTS_PER_ROW = 5


def story(report: StatusReport, fingerprint: str, stamp: Stamp = RELEASED) -> Iterator[Flowable]:
    """The report in reading order: the sections that its receiver gets."""
    yield from _title(report, stamp)
    yield from _facts(report)
    yield from _summary(report)
    for section in report.sections:
        yield from _SECTIONS[section](report)
    yield from sections.about(report, fingerprint)


_SECTIONS: dict[Section, Callable[[StatusReport], Iterator[Flowable]]] = {
    "table": items.at_a_glance,
    "news": news,
    "deadlines": sections.deadlines,
    "order": sections.order,
    "plan": items.focus_points,
    "surveys": surveys,
    "earlier": sections.earlier_and_lasting,
    "involvement": sections.involvement,
    "remaining": sections.remaining,
    "authority": sections.authority,
    "evidence": sections.evidence,
}


def _title(report: StatusReport, stamp: Stamp) -> Iterator[Flowable]:
    yield paragraph(f"{report.municipality} · {report.heading}{stamp.after_title}", "overline")
    title = markup(report.title) or "Sag uden titel"
    yield RoleParagraph.make(title, styles.paragraph_styles()["H1"], "H1")
    kind = plain(report.kind) or "Slags ukendt"
    yield paragraph(f"{kind} · sag {report.case_reference} · pr. {long_date(report.as_of)}", "subtitle")
    if report.is_attachment:
        yield Callout(paragraph(NOTICE, "notice"))


def _facts(report: StatusReport) -> Iterator[Flowable]:
    yield labelled("Status", lines(status_words(report.status, report.status_tone), report.status_note))
    for number, unit in enumerate(report.units or (UnitFacts(name=UNKNOWN),)):
        yield labelled("Enhed" if number == 0 else "Også enhed", _unit(unit))
    if "order" in report.sections:
        yield from _references(report)
    author = ", ".join(filter(None, map(one_line, (report.author.name, report.author.role))))
    made = f"{author or UNKNOWN}, {local_time(report.created_at)} · rapport nr. {one_line(report.report_no)}"
    yield labelled("Lavet af", made)
    yield from filled(("Lavet til", report.receiver), ("Erstatter", _replaced(report)))


def _references(report: StatusReport) -> Iterator[Flowable]:
    yield labelled("Tilsynsbesøg", long_date(report.visited_on))
    numbers = [
        f"Arbejdstilsynet {plain(report.at_case_no) or UNKNOWN}",
        f"ESDH {plain(report.esdh_case_no) or UNKNOWN}",
        f"KLE {plain(report.kle) or UNKNOWN}",
    ]
    yield labelled("Sagsnumre", " · ".join(numbers))


def _replaced(report: StatusReport) -> str:
    return f"Rapport nr. {one_line(report.replaces)}, som er trukket tilbage" if plain(report.replaces) else ""


def _unit(unit: UnitFacts) -> Markup:
    p_no, cvr = plain(unit.production_unit_no or ""), plain(unit.cvr_no or "")
    numbers = f"P-nr. {p_no or UNKNOWN} · CVR {cvr or UNKNOWN}"
    return Markup(f"{markup(unit.name) or UNKNOWN} · {markup(numbers)}")


def _summary(report: StatusReport) -> Iterator[Flowable]:
    yield from heading("Kort status", "H2")
    yield from figures(report.counts)
    if report.next_dates:
        yield table(
            [("Næste datoer", 84), ("Dato", 30), ("Tilstand", 54)],
            [
                (
                    next_date.label,
                    short_date(next_date.on),
                    status_words(next_date.state, next_date.tone) if plain(next_date.state) else "",
                )
                for next_date in report.next_dates
            ],
            row_headers=True,
        )
    if not report.counts and not report.next_dates:
        yield paragraph("Der er ikke noget at gøre op.")
    if report.warnings:
        yield from heading("Værd at vide, når du læser", "H3")
        yield from bullets(report.warnings, "!")


def figures(counts: tuple[Count, ...]) -> Iterator[Flowable]:
    """The figures of a summary, so many in a row."""
    for start in range(0, len(counts), _COUNTS_PER_ROW):
        yield _figures(counts[start : start + _COUNTS_PER_ROW])


def _figures(counts: tuple[Count, ...]) -> Flowable:
    """Big figures under their labels, as a table of one row."""
    width = styles.TEXT_WIDTH / _COUNTS_PER_ROW
    labels = [paragraph(count.label, "small", None) for count in counts]
    figures = [paragraph(_figure(count), "figure", None) for count in counts]
    commands = [
        ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR),
        ("VALIGN", (0, 0), (-1, 0), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 7),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, 0), 0),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 0),
        ("TOPPADDING", (0, 1), (-1, 1), 0),
        *(
            ("LINEBEFORE", (column, 0), (column, 1), 2, styles.colour(styles.MARKS[count.tone].colour), 0)
            for column, count in enumerate(counts)
        ),
    ]
    return role_table(labels, [figures], [width] * len(counts), commands=commands)


def _figure(count: Count) -> Markup:
    if count.of == 0:
        return Markup(f'<font name="{fonts.REGULAR}" size="10" color="{styles.MUTED}">ingen endnu</font>')
    of = f' <font name="{fonts.REGULAR}" size="9" color="{styles.MUTED}">af {count.of}</font>'
    return Markup(f"{count.number}{of if count.of is not None else ''}")
