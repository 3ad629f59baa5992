"""The one way from what stands in a document to its PDF."""

from __future__ import annotations

import msgspec

from app.minutes.content import Addendum
from app.minutes.content import decode as decode_minutes
from app.reports.content import decode, decode_overview, sha256
from app.reports.content.notice import Notice
from app.reports.content.stamp import stamp_of
from app.reports.enums import SnapshotState
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.minutes import minutes_story
from app.reports.pdf.notice import notice_story
from app.reports.pdf.overview import overview_story
from app.reports.pdf.status_report import story
from app.reports.pdf.text import local_time, one_line, short_date

NOT_STORED = "intet er gemt"


def render_status_report(canonical: bytes, snapshot_hash: str, state: SnapshotState | None) -> bytes:
    """The PDF of a frozen report: the same snapshot in the same state gives the same bytes, in any process, at any
    time. `state` None is a preview: marked as one, and without a fingerprint, as nothing is stored that has it.

    Pure: no clock, network, locale or database. It is CPU-bound, so call it in a worker process.
    Raises ``ValueError`` where `snapshot_hash` is not that of `canonical` (the snapshot was changed), and
    ``msgspec.ValidationError`` where `canonical` is not a report of a known schema version.
    """
    if sha256(canonical) != snapshot_hash:
        raise ValueError("the snapshot does not match its hash")
    report = decode(canonical)
    stamp = stamp_of(state)
    fingerprint = NOT_STORED if state is None else f"SHA-256 {snapshot_hash}"
    title = f"{one_line(report.heading)} {one_line(report.case_reference)}: {one_line(report.title)}"
    document = StructuredDocument(
        title=title[:400],
        author=f"{one_line(report.author.name)}, {one_line(report.municipality)}".strip(", ")[:400],
        subject=f"Pr. {short_date(report.as_of)}, rapport nr. {one_line(report.report_no)}"[:400],
        made_at=report.created_at,
        header_left=f"{stamp.before_header}{one_line(report.case_reference)} · {one_line(report.title)}",
        header_right=f"pr. dato {short_date(report.as_of)}",
        footer_left=(
            f"Rapport nr. {one_line(report.report_no)} · {fingerprint[:20]} · lavet {local_time(report.created_at)}"
        ),
    )
    return document.build(list(story(report, fingerprint, stamp)))


def render_overview(canonical: bytes, snapshot_hash: str, state: SnapshotState | None) -> bytes:
    """The PDF of a frozen overview of a unit's cases. Guarantees and raises what `render_status_report` does."""
    if sha256(canonical) != snapshot_hash:
        raise ValueError("the snapshot does not match its hash")
    report = decode_overview(canonical)
    stamp = stamp_of(state)
    fingerprint = NOT_STORED if state is None else f"SHA-256 {snapshot_hash}"
    document = StructuredDocument(
        title=f"{one_line(report.heading)}, {one_line(report.unit)}"[:400],
        author=f"{one_line(report.author.name)}, {one_line(report.municipality)}".strip(", ")[:400],
        subject=f"Pr. {short_date(report.as_of)}, oversigt nr. {one_line(report.report_no)}"[:400],
        made_at=report.created_at,
        header_left=f"{stamp.before_header}{one_line(report.heading)} · {one_line(report.unit)}",
        header_right=f"pr. dato {short_date(report.as_of)}",
        footer_left=(
            f"Oversigt nr. {one_line(report.report_no)} · {fingerprint[:20]} · lavet {local_time(report.created_at)}"
        ),
    )
    return document.build(list(overview_story(report, fingerprint, stamp)))


def render_notice(notice: Notice) -> bytes:
    """The paper with a QR code: the same notice gives the same bytes. Pure and CPU-bound, as the others."""
    document = StructuredDocument(
        title=f"Påbud fra Arbejdstilsynet: {one_line(notice.unit)}"[:400],
        author=one_line(notice.municipality)[:400],
        subject="Opslag til medarbejderne",
        made_at=notice.made_at,
        header_left=one_line(notice.municipality),
        header_right="Opslag til medarbejderne",
        footer_left=f"Hænger: {one_line(notice.place)} · gælder til {short_date(notice.until_on)}",
    )
    return document.build(list(notice_story(notice)))


def render_minutes(canonical: bytes, snapshot_hash: str, addenda: bytes) -> bytes:
    """The PDF of approved minutes, with what was added to them later (a JSON list of `Addendum`; ``b"[]"``: as they
    were approved). Guarantees and raises what `render_status_report` does."""
    if sha256(canonical) != snapshot_hash:
        raise ValueError("the snapshot does not match its hash")
    content = decode_minutes(canonical)
    added = msgspec.json.decode(addenda, type=tuple[Addendum, ...])
    day = short_date(content.held_on)
    document = StructuredDocument(
        title=f"Referat {day}, {one_line(content.forum)}"[:400],
        author=f"{one_line(content.forum)}, {one_line(content.municipality)}".strip(", ")[:400],
        subject=f"{one_line(content.title)}, {day}"[:400],
        made_at=max(
            (each.at for each in added), default=content.approvals[-1].at if content.approvals else content.sent_at
        ),
        header_left=f"Referat · {one_line(content.forum)}",
        header_right=day,
        footer_left=f"Godkendt af begge sider · SHA-256 {snapshot_hash[:12]}"
        + (f" · med {len(added)} tillæg" if added else ""),
    )
    return document.build(list(minutes_story(content, added, f"SHA-256 {snapshot_hash}")))
