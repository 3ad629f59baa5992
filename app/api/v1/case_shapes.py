"""What is answered about cases."""

from datetime import date
from typing import Annotated

import msgspec

from app.api.v1.common import (
    Day,
    Id,
    Instant,
    Label,
)
from app.cases.enums import (
    CaseOutcome,
    CasePhase,
    CaseState,
    FindingKind,
    FocusPointClosure,
    FocusPointState,
    NoticeKind,
    RulingKind,
    Topic,
)
from app.deadlines.enums import ClockState, DateSource, DeadlineKind


class NextDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """The date that presses most. `on` null with `is_unknown`: nobody has written it yet."""

    label: str
    on: Day
    text: Annotated[str, msgspec.Meta(examples=["om 12 dage"])]
    is_unknown: bool
    is_overdue: bool


class CaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list."""

    id: Id
    reference: Annotated[str, msgspec.Meta(examples=["EKS-2025-0001"])]
    title: str
    kind: NoticeKind
    kind_label: Label
    phase: CasePhase
    phase_label: Label
    outcome: CaseOutcome | None
    outcome_label: Label | None
    units: str
    next_deadline: NextDeadline
    has_open_complaint: bool


class CaseList(msgspec.Struct, frozen=True):
    items: tuple[CaseSummary, ...]
    next: str | None


class TopicBody(msgspec.Struct, frozen=True):
    topic: Topic
    topic_label: Label


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """Something that wants attention, and the page where a person does it."""

    code: str
    text: str
    page: str | None


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of the authority in the case."""

    id: Id
    no: int
    kind: RulingKind
    kind_label: Label
    note: str
    ruled_on: Day
    available_on: Day
    complaint_due_on: Day


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the authority demanded or found. `focus_points`: those that answer it."""

    id: Id
    position: int
    kind: FindingKind
    kind_label: Label
    text: str
    source_text: str
    focus_points: tuple[Id, ...]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case. `state` is computed from its dated facts; `complied` comes only from a reply of the authority."""

    id: Id
    reference: Annotated[str, msgspec.Meta(examples=["EKS-2025-0001"])]
    title: str
    kind: NoticeKind
    kind_label: Label
    phase: CasePhase
    phase_label: Label
    state: CaseState
    state_label: Label
    outcome: CaseOutcome | None
    outcome_label: Label | None
    owner: Annotated[str | None, msgspec.Meta(description="Den ansvarlige for sagen. En anden lukker den.")]
    units: tuple[str, ...]
    topics: tuple[TopicBody, ...]
    summary: str
    authority_case_no: str
    esdh_case_no: str
    kle: str
    cvr_no: str | None
    production_unit_no: str | None
    visit: Id | None
    visited_on: Day
    created_at: Instant
    closed_on: Day
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[Warning, ...]


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A date of the case as it stands today. `send_by` is the safe day where it is computed."""

    kind: DeadlineKind
    kind_label: Label
    on: Day
    state: ClockState
    state_label: Label
    text: str
    is_deadline: bool
    source: DateSource | None
    source_label: str
    is_confirmed: bool
    met_on: Day
    send_by: Day
    note: str
    versions: int


class DeadlineList(msgspec.Struct, frozen=True):
    items: tuple[Deadline, ...]


class FocusPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What the case is worked on. `findings`: what it answers."""

    id: Id
    position: int
    title: str
    description: str
    remeasure_on: Annotated[
        date | None, msgspec.Meta(description="Hvornår I senest vil måle trivslen igen. Jeres egen dato.")
    ]
    state: FocusPointState
    state_label: Label
    closure: FocusPointClosure | None
    closure_label: Label | None
    closed_reason: str
    closed_on: date | None
    topics: tuple[TopicBody, ...]
    findings: tuple[Id, ...]


class FocusPointList(msgspec.Struct, frozen=True):
    items: tuple[FocusPoint, ...]
