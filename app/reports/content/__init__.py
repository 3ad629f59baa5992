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

from datetime import UTC

import msgspec

from app.core.frozen import canonical, sha256
from app.reports.content.base import SCHEMA_VERSION, Content, Tone
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
from app.reports.content.indicators import FollowedIndicator
from app.reports.content.news import News, NewsEntry
from app.reports.content.numbers import every_text, parts_like_cpr
from app.reports.content.overview import Overview, OverviewCase
from app.reports.content.plan import (
    DateMove,
    FocusPoint,
    Item,
    PermanentCondition,
    Plan,
    PriorMeasure,
    RemainingWork,
)
from app.reports.content.profiles import PROFILES, SECTIONS, STATUS_SECTIONS, ProfileRule, Section
from app.reports.content.sections import limited
from app.reports.content.status import StatusReport
from app.reports.content.surveys import SurveyResult

__all__ = [
    "PROFILES",
    "SCHEMA_VERSION",
    "SECTIONS",
    "STATUS_SECTIONS",
    "AnyReport",
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
    "FollowedIndicator",
    "Involvement",
    "Item",
    "News",
    "NewsEntry",
    "NextDate",
    "Overview",
    "OverviewCase",
    "PermanentCondition",
    "Plan",
    "PriorMeasure",
    "ProfileRule",
    "RemainingWork",
    "ReportBack",
    "Ruling",
    "Section",
    "StatusReport",
    "SurveyResult",
    "Tone",
    "UnitFacts",
    "canonical_json",
    "decode",
    "decode_any",
    "decode_overview",
    "every_text",
    "limited",
    "parts_like_cpr",
    "sha256",
]


AnyReport = StatusReport | Overview


def canonical_json(report: AnyReport) -> bytes:
    """The one byte form of a report: sorted keys, UTF-8, no whitespace, instants in UTC.

    Equal reports give equal bytes on every machine. Raises ``ValueError`` for a ``created_at``
    without a time zone and ``UnicodeEncodeError`` for text that is not valid Unicode (lone surrogates).
    """
    if report.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    in_utc = msgspec.structs.replace(report, created_at=report.created_at.astimezone(UTC))
    return canonical(in_utc)


def decode(frozen: bytes) -> StatusReport:
    """Read the snapshot of a case. Raises ``msgspec.ValidationError`` for anything that is not a report
    on a case, of a schema version this program knows."""
    report = msgspec.json.decode(frozen, type=StatusReport)
    _require_known(report)
    return report


def decode_overview(frozen: bytes) -> Overview:
    """Read the snapshot of an overview. Raises as `decode` does."""
    report = msgspec.json.decode(frozen, type=Overview)
    _require_known(report)
    return report


def decode_any(frozen: bytes) -> AnyReport:
    """Read a snapshot of any kind. Raises as `decode` does."""
    report: AnyReport = msgspec.json.decode(frozen, type=AnyReport)
    _require_known(report)
    return report


def _require_known(report: AnyReport) -> None:
    if report.schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"unknown schema version {report.schema_version}")
