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
from typing import Literal

import msgspec

SCHEMA_VERSION = 1

Tone = Literal["neutral", "good", "attention", "bad", "unknown"]


class Content(msgspec.Struct, frozen=True):
    """Base of all parts: immutable; the parts add that their fields are named, never positional."""


class UnitFacts(Content, frozen=True, kw_only=True):
    """A workplace with the name and numbers it had; a missing number is unknown."""

    name: str
    production_unit_no: str | None = None
    cvr_no: str | None = None


class Author(Content, frozen=True, kw_only=True):
    name: str
    role: str


class Count(Content, frozen=True, kw_only=True):
    """One figure of the status summary: "Gennemført: 4 af 12"."""

    label: str
    number: int
    of: int | None = None
    tone: Tone = "neutral"


class NextDate(Content, frozen=True, kw_only=True):
    """A date ahead, or one that is overdue or unknown, for page one."""

    label: str
    on: date | None
    state: str = ""
    tone: Tone = "neutral"


class Ruling(Content, frozen=True, kw_only=True):
    """A decision of the authority in this case: original, extension, change or appeal."""

    label: str
    ruled_on: date | None
    available_on: date | None = None
    summary: str = ""
    document: str = ""


class Clock(Content, frozen=True, kw_only=True):
    """A legal or internal deadline. ``original_on``: the one before, when moved, suspended or awaited anew."""

    label: str
    on: date | None
    state: str
    tone: Tone = "neutral"
    source: str = ""
    note: str = ""
    original_on: date | None = None


class Event(Content, frozen=True, kw_only=True):
    """Something that happened (visit, ruling, involvement, report-back); drawn on the timeline."""

    label: str
    on: date | None
    source: str = ""
    note: str = ""


class Finding(Content, frozen=True, kw_only=True):
    """A demand or conclusion of the authority; ``answered_by`` holds focus point titles, () = unanswered."""

    no: str
    kind: str
    text: str
    source: str = ""
    answered_by: tuple[str, ...] = ()


class DateMove(Content, frozen=True, kw_only=True):
    """One move of an action item's due date, with the reason given."""

    from_on: date | None
    to_on: date | None
    reason: str
    moved_on: date | None = None


class Item(Content, frozen=True, kw_only=True):
    """An action item (tiltag) with everything of domain rule 23; ``severity`` alone may hold nature and scope, too.

    ``done_on`` is ``None`` both when it is not done and when the day is unknown: ``is_done`` tells
    which. ``review_interval`` is set for an ongoing item, which then has no due date (rule 27).
    ``owner_name`` is set only where the user switched names on (rule 39).
    """

    no: str
    title: str
    status: str
    tone: Tone = "neutral"
    unit: str = ""
    problem: str = ""
    cause: str = ""
    nature: str = ""
    severity: str = ""
    scope: str = ""
    measure: str = ""
    what_was_done: str = ""
    how_it_solves: str = ""
    prevention_level: str = ""
    owner_role: str = ""
    owner_name: str = ""
    helpers: tuple[str, ...] = ()
    due_on: date | None = None
    late_reason: str = ""
    date_moves: tuple[DateMove, ...] = ()
    review_interval: str = ""
    next_review_on: date | None = None
    is_done: bool = False
    done_on: date | None = None
    effect_criterion: str = ""
    effect_check_on: date | None = None
    effect_result: str = ""
    effect_evaluated_on: date | None = None
    effect_basis: str = ""
    follow_up: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class FocusPoint(Content, frozen=True, kw_only=True):
    """A focus point and its items. An item of several focus points is printed under the first and
    named in ``also_items`` of the others ("1.2 Faste sparringsmøder")."""

    no: str
    title: str
    status: str
    tone: Tone = "neutral"
    description: str = ""
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    also_items: tuple[str, ...] = ()
    effect_result: str = ""
    effect_basis: str = ""
    closing_decision: str = ""
    evidence: tuple[str, ...] = ()


class PriorMeasure(Content, frozen=True, kw_only=True):
    """A measure from before the order, with the authority's judgement of it.

    ``since_text`` says when it was taken where no day is known: "efter målingen, efterår 2024".
    """

    title: str
    description: str = ""
    since: date | None = None
    since_text: str = ""
    judgement: str = ""
    judgement_text: str = ""
    source: str = ""


class PermanentCondition(Content, frozen=True, kw_only=True):
    """A lasting demand, followed at an interval instead of having an end date (rule 27).

    ``last_reviewed_on`` is ``None`` where it has not been reviewed yet.
    """

    title: str
    description: str = ""
    review_interval: str = ""
    next_review_on: date | None = None
    last_reviewed_on: date | None = None
    owner_role: str = ""


class EvidenceEntry(Content, frozen=True, kw_only=True):
    """A piece of evidence: a file with size and SHA-256, or a link to the ESDH system."""

    no: str
    title: str
    kind: str = ""
    on: date | None = None
    version: int = 1
    file_name: str = ""
    size: int | None = None
    sha256: str = ""
    esdh_ref: str = ""
    belongs_to: tuple[str, ...] = ()
    note: str = ""
    is_withdrawn: bool = False


class Involvement(Content, frozen=True, kw_only=True):
    """A record of information or involvement; the remark is printed unaltered, dissent included."""

    on: date | None
    kind: str
    forum: str
    roles: tuple[str, ...] = ()
    minutes_ref: str = ""
    remark: str = ""
    is_dissent: bool = False
    is_withdrawn: bool = False


class RemainingWork(Content, frozen=True, kw_only=True):
    """An item that is not finished, or whose effect is not known to do."""

    item: str
    owner_role: str = ""
    due_on: date | None = None
    missing: str = ""


class ReportBack(Content, frozen=True, kw_only=True):
    """A report-back that was sent in the authority's self-service. ``mark`` holds e.g.
    "uden registreret orientering af AMO" (rule 19)."""

    sent_on: date | None
    receipt: str = ""
    by_role: str = ""
    note: str = ""
    mark: str = ""


class AuthorityReply(Content, frozen=True, kw_only=True):
    """A recorded answer of the authority; only this gives "efterkommet" (rule 21)."""

    on: date | None
    outcome: str
    document: str = ""
    note: str = ""


class Contact(Content, frozen=True, kw_only=True):
    """Any other contact with the authority about the case."""

    on: date | None
    kind: str
    text: str = ""


class Plan(Content, frozen=True, kw_only=True):
    """The action plan's version that the report rests on; ``approved_on`` may be "not yet"."""

    state: str
    version: int | None = None
    approved_on: date | None = None
    note: str = ""


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
