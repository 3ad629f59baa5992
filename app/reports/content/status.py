"""The status report of a case, as plain data."""

from __future__ import annotations

from datetime import date, datetime

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
from app.reports.content.news import News
from app.reports.content.plan import FocusPoint, Item, PermanentCondition, Plan, PriorMeasure, RemainingWork
from app.reports.content.profiles import STATUS_SECTIONS, Section
from app.reports.content.surveys import SurveyResult


class StatusReport(Content, frozen=True, kw_only=True, tag_field="document", tag="status_report"):
    """The whole report. Nothing outside it is printed but the snapshot's own hash, and how the snapshot stands (draft,
    withdrawn): that is no part of what was frozen, so that its hash holds from the first day to the last.

    Added since the first form: `heading` (what the document is called), `receiver` (who it is for), `is_attachment`,
    `replaces` (the number of the report it is made instead of, "" for none), `sections` (what of it is printed; the
    parts of the others are empty), `news`, `surveys`, `indicators`. `is_draft` is gone.
    """

    schema_version: int = SCHEMA_VERSION
    # which report
    report_no: str
    heading: str = "Statusrapport"
    receiver: str = ""
    replaces: str = ""
    is_attachment: bool = True  # of what is sent in the authority's self-service: says so on page one
    sections: tuple[Section, ...] = STATUS_SECTIONS
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
    news: News | None = None  # None: the first that its receiver gets
    # body
    clocks: tuple[Clock, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    plan: Plan | None = None
    focus_points: tuple[FocusPoint, ...] = ()
    other_items: tuple[Item, ...] = ()
    surveys: tuple[SurveyResult, ...] = ()
    indicators: tuple[FollowedIndicator, ...] = ()
    prior_measures: tuple[PriorMeasure, ...] = ()
    permanent_conditions: tuple[PermanentCondition, ...] = ()
    involvement: tuple[Involvement, ...] = ()
    remaining: tuple[RemainingWork, ...] = ()
    also_missing: tuple[str, ...] = ()  # what the case as a whole lacks, a sentence each
    report_backs: tuple[ReportBack, ...] = ()
    replies: tuple[AuthorityReply, ...] = ()
    contacts: tuple[Contact, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()

    @property
    def items(self) -> list[Item]:
        """Every item once, by its number."""
        found = [*(item for point in self.focus_points for item in point.items), *self.other_items]
        return sorted(found, key=lambda item: int(item.no) if item.no.isdecimal() else 0)
