"""What is new since the report that the receiver got last, as it was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reportlab.platypus import Flowable

from app.reports.content import NewsEntry, StatusReport
from app.reports.pdf.blocks import heading, lines, paragraph, small, strong, table
from app.reports.pdf.text import long_date, one_line, plain


def news(report: StatusReport) -> Iterator[Flowable]:
    """A table for each group; nothing at all in the first report."""
    found = report.news
    if found is None:
        return
    yield from heading(f"Hvad er nyt siden rapport nr. {one_line(found.since_no)}", "H2")
    yield paragraph(f"Rapport nr. {one_line(found.since_no)} viste sagen pr. {long_date(found.since_on)}.")
    if not found.entries:
        yield paragraph("Der er ikke ændret noget af det, som rapporten viser.")
    for group, entries in groupby(found.entries, lambda entry: entry.group):
        yield from heading(plain(group), "H3")
        rows = [_row(entry, group) for entry in entries]
        yield table([("Hvad", 78), ("Før", 38), ("Nu", 64)], rows, row_headers=True)


def _row(entry: NewsEntry, group: str) -> tuple[str, ...]:
    """What the heading of the group says already is not said again."""
    reason = small(f"Begrundelse: {plain(entry.reason)}" if plain(entry.reason) else "")
    subject, label = entry.subject.removeprefix(f"{group}: "), "" if entry.label == "Ny" else entry.label
    return lines(strong(subject), label), entry.before, lines(entry.after, reason)
