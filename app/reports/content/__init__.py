"""Everything a status report shows, as plain data: this is what a snapshot freezes.

The structs hold words, not codes: labels are the Danish text as it stood when the report was made,
so an old report never changes because a label does. Conventions:

* a date that is ``None`` is *unknown* and is printed as "ukendt", never left out and never guessed
  (domain rule 13); where ``None`` means "has not happened", the field says so;
* a text that is ``""`` is *not filled in*;
* instants are UTC; dates are dates;
* ``Tone`` only chooses a mark and a colour beside the status words, which always stand there too.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import msgspec

from app.reports.content.base import Content, Tone
from app.reports.content.case import (
    Author,
    AuthorityReply,
    Clock,
    Contact,
    Count,
    Event,
    EvidenceEntry,
    Finding,
    Involvement,
    NextDate,
    ReportBack,
    Ruling,
    UnitFacts,
)
from app.reports.content.numbers import every_text, parts_like_cpr
from app.reports.content.plan import (
    DateMove,
    FocusPoint,
    Item,
    PermanentCondition,
    Plan,
    PriorMeasure,
    RemainingWork,
)

__all__ = [
    "SCHEMA_VERSION",
    "Author",
    "AuthorityReply",
    "Clock",
    "Contact",
    "Content",
    "Count",
    "DateMove",
    "Event",
    "EvidenceEntry",
    "Finding",
    "FocusPoint",
    "Involvement",
    "Item",
    "NextDate",
    "PermanentCondition",
    "Plan",
    "PriorMeasure",
    "RemainingWork",
    "ReportBack",
    "Ruling",
    "StatusReport",
    "Tone",
    "UnitFacts",
    "canonical_json",
    "decode",
    "every_text",
    "parts_like_cpr",
    "sha256",
]

SCHEMA_VERSION = 1


class StatusReport(Content, frozen=True, kw_only=True):
    """The whole report. Nothing outside it is printed but the snapshot's own hash."""

    schema_version: int = SCHEMA_VERSION
    # which report
    report_no: str
    is_draft: bool = False
    as_of: date
    created_at: datetime
    author: Author
    # which case
    case_reference: str
    title: str
    municipality: str
    units: tuple[UnitFacts, ...] = ()
    kind: str = ""
    status: str = ""
    status_note: str = ""
    status_tone: Tone = "neutral"
    at_case_no: str = ""
    esdh_case_no: str = ""
    kle: str = ""
    visited_on: date | None = None
    order_summary: str = ""
    topics: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    # status summary
    counts: tuple[Count, ...] = ()
    next_dates: tuple[NextDate, ...] = ()
    warnings: tuple[str, ...] = ()
    # body
    clocks: tuple[Clock, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    plan: Plan | None = None
    focus_points: tuple[FocusPoint, ...] = ()
    other_items: tuple[Item, ...] = ()
    prior_measures: tuple[PriorMeasure, ...] = ()
    permanent_conditions: tuple[PermanentCondition, ...] = ()
    involvement: tuple[Involvement, ...] = ()
    remaining: tuple[RemainingWork, ...] = ()
    also_missing: tuple[str, ...] = ()  # what the case as a whole lacks, a sentence each
    report_backs: tuple[ReportBack, ...] = ()
    replies: tuple[AuthorityReply, ...] = ()
    contacts: tuple[Contact, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()


def canonical_json(report: StatusReport) -> bytes:
    """The one byte form of a report: sorted keys, UTF-8, no whitespace, instants in UTC.

    Equal reports give equal bytes on every machine. Raises ``ValueError`` for a ``created_at``
    without a time zone and ``UnicodeEncodeError`` for text that is not valid Unicode (lone surrogates).
    """
    if report.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    in_utc = msgspec.structs.replace(report, created_at=report.created_at.astimezone(UTC))
    return msgspec.json.encode(in_utc, order="sorted")


def sha256(canonical: bytes) -> str:
    """The snapshot hash: SHA-256 of the canonical bytes, lower-case hex."""
    return hashlib.sha256(canonical).hexdigest()


def decode(canonical: bytes) -> StatusReport:
    """Read a snapshot. Raises ``msgspec.ValidationError`` for anything that is not a report of a
    schema version this program knows."""
    report = msgspec.json.decode(canonical, type=StatusReport)
    if report.schema_version > SCHEMA_VERSION:
        raise msgspec.ValidationError(f"unknown schema version {report.schema_version}")
    return report
