"""The one way from a snapshot to a PDF."""

from __future__ import annotations

from app.reports.content import decode, sha256
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.status_report import story
from app.reports.pdf.text import local_time, one_line, short_date


def render_status_report(canonical: bytes, snapshot_hash: str) -> bytes:
    """The PDF of a frozen report: the same snapshot gives the same bytes, in any process, at any time.

    Nothing else goes into it: that a report is a draft, which stands on every page, is part of what was frozen.

    Pure: no clock, network, locale or database. It is CPU-bound, so call it in a worker process.
    Raises ``ValueError`` where `snapshot_hash` is not that of `canonical` (the snapshot was changed), and
    ``msgspec.ValidationError`` where `canonical` is not a report of a known schema version.
    """
    if sha256(canonical) != snapshot_hash:
        raise ValueError("the snapshot does not match its hash")
    report = decode(canonical)
    draft = "Udkast · " if report.is_draft else ""
    title = f"Statusrapport {one_line(report.case_reference)}: {one_line(report.title)}"
    document = StructuredDocument(
        title=title[:400],
        author=f"{one_line(report.author.name)}, {one_line(report.municipality)}".strip(", ")[:400],
        subject=f"Pr. {short_date(report.as_of)}, rapport nr. {one_line(report.report_no)}"[:400],
        made_at=report.created_at,
        header_left=f"{draft}{one_line(report.case_reference)} · {one_line(report.title)}",
        header_right=f"pr. dato {short_date(report.as_of)}",
        footer_left=(
            f"Rapport nr. {one_line(report.report_no)} · SHA-256 {snapshot_hash[:12]} · "
            f"lavet {local_time(report.created_at)}"
        ),
    )
    return document.build(list(story(report, snapshot_hash)))
