"""One case, ready to be shown: its clocks and timeline, rulings, findings and focus points."""

from datetime import date

import msgspec
from msgspec.structs import asdict

from app.access.policy import Scope
from app.cases.enums import (
    CaseState,
    FindingKind,
    FocusPointClosure,
    FocusPointState,
    Topic,
)
from app.cases.labels import CASE_STATE, COMPLAINT_STATE, EXTENSION_STATE, FINDING_KIND, RULING_KIND, TOPIC
from app.cases.queries.clocks import RUNNING, UNDATED, CaseClocks, ClockView, TimelineEntry
from app.cases.queries.loading import load_case_rows
from app.cases.queries.refs import CaseRef
from app.cases.queries.rows import RULING_DATES, CaseRow, CaseRows, ComplaintRow, ExtensionRow, RulingRow
from app.cases.rules import CaseFacts, Suspension, case_state, case_suspension, case_warnings, extension_effect
from app.cases.rules.dates import COUNTED_FROM, applicable_dates
from app.cases.rules.links import linked
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind, DeadlineState
from app.deadlines.labels import DEADLINE_KIND
from app.deadlines.rules import DUTY_KINDS
from app.deadlines.rules.slugs import SLUG


class RulingView(RulingRow, frozen=True, kw_only=True):
    label: str
    ruled_on: date | None
    available_on: date | None
    complaint_due_on: date | None


class ComplaintView(ComplaintRow, frozen=True, kw_only=True):
    ruling_label: str
    state_label: str


class ExtensionView(ExtensionRow, frozen=True, kw_only=True):
    """A request for a longer deadline, and in words which date binds (rule 16)."""

    state_label: str
    binding_on: date | None
    text: str


class PointLink(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    title: str


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    public_id: str
    position: int
    kind: FindingKind
    label: str
    text: str
    source_text: str
    version: int
    focus_points: tuple[PointLink, ...]

    @property
    def is_answered(self) -> bool:
        return bool(self.focus_points)


class FocusPointView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    public_id: str
    position: int
    title: str
    description: str
    remeasure_on: date | None
    state: FocusPointState
    closure: FocusPointClosure | None
    closed_reason: str
    closed_on: date | None
    version: int
    topics: tuple[Topic, ...]
    findings: tuple[int, ...]  # keys of the findings it answers


class MissingDate(msgspec.Struct, frozen=True):
    """A date the case may have and nobody has written, and the page to write it on."""

    kind: DeadlineKind
    text: str
    href: str


_WRITE = {
    DeadlineKind.HEARING_ANSWERED: "Registrér høringssvar",
    DeadlineKind.AGREEMENT_ACCEPTED: "Registrér accept af aftaleforløb",
    DeadlineKind.CONTROL_VISIT: "Registrér kontrolbesøg",
}


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A case as its pages show it. `with_facts` adds what later slices know."""

    ref: CaseRef
    rows: CaseRows
    facts: CaseFacts
    today: date
    state: CaseState
    state_label: str
    suspension: Suspension
    clocks: tuple[ClockView, ...]
    dated: tuple[ClockView, ...]  # what happened or is to happen, not due
    missing: tuple[MissingDate, ...]
    timeline: tuple[TimelineEntry, ...]
    warnings: tuple[Blocker, ...]
    rulings: tuple[RulingView, ...]
    complaints: tuple[ComplaintView, ...]
    extensions: tuple[ExtensionView, ...]
    findings: tuple[FindingView, ...]
    focus_points: tuple[FocusPointView, ...]

    @property
    def case(self) -> CaseRow:
        return self.rows.case

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(TOPIC[topic] for topic in self.rows.topics)

    @property
    def next_clock(self) -> ClockView | None:
        """The deadline that needs attention first: unknown before overdue before the nearest."""
        waiting = [c for c in self.clocks if c.state in UNDATED and c.kind in DUTY_KINDS]
        running = sorted(
            (c for c in self.clocks if c.state in RUNNING and c.on_date),
            key=lambda clock: (clock.on_date or self.today, clock.label),
        )
        return next(iter([*waiting, *running]), None)

    def with_facts(self, facts: CaseFacts) -> "CaseDetail":
        """The same case, judged by `facts`: these facts with what later slices know filled in."""
        return _detail(self.ref, self.rows, facts, self.today)


async def get_case(scope: Scope, ref: CaseRef) -> CaseDetail:
    """Everything about one case that this slice knows, in seven queries however much it holds."""
    rows = await load_case_rows(scope, ref.id)
    facts = msgspec.structs.replace(rows.facts(), owner_has_left=not ref.owner_is_active)
    return _detail(ref, rows, facts, scope.today)


def _detail(ref: CaseRef, rows: CaseRows, facts: CaseFacts, today: date) -> CaseDetail:
    state = case_state(facts, today)
    dates = CaseClocks(rows, facts, today)
    clocks = dates.views()
    points = _points(rows)
    return CaseDetail(
        ref=ref,
        rows=rows,
        facts=facts,
        today=today,
        state=state,
        state_label=CASE_STATE[state],
        suspension=case_suspension(facts),
        clocks=tuple(clock for clock in clocks if clock.is_deadline),
        dated=tuple(clock for clock in clocks if not clock.is_deadline),
        missing=_missing(rows, ref),
        timeline=dates.timeline(),
        warnings=linked(case_warnings(facts, today, rows.settings), ref.public_id),
        rulings=tuple(_ruling(rows, each) for each in rows.rulings),
        complaints=_complaints(rows),
        extensions=_extensions(rows, facts),
        findings=_findings(rows, points),
        focus_points=points,
    )


def _missing(rows: CaseRows, ref: CaseRef) -> tuple[MissingDate, ...]:
    """Every date of rule 7 that this case may have and has no row for, so that each can be reached. Not those that
    follow from another date, nor, before there is a ruling, those that stand in it."""
    here = f"/sager/{ref.public_id}/frister"
    known = {row.kind for row in rows.deadlines if row.state is not DeadlineState.VOID}
    return tuple(
        MissingDate(kind, _WRITE.get(kind, f"Skriv datoen »{DEADLINE_KIND[kind]}«"), f"{here}/{SLUG[kind]}")
        for kind in applicable_dates(rows.case.kind)
        if kind not in known and kind not in COUNTED_FROM and (rows.order is not None or kind not in RULING_DATES)
    )


def _ruling(rows: CaseRows, row: RulingRow) -> RulingView:
    def on(kind: DeadlineKind) -> date | None:
        found = rows.deadline(kind, row.id)
        return found.on_date if found else None

    return RulingView(
        **asdict(row),
        label=RULING_KIND[row.kind],
        ruled_on=on(DeadlineKind.RULED),
        available_on=on(DeadlineKind.AVAILABLE),
        complaint_due_on=on(DeadlineKind.COMPLAINT),
    )


def _complaints(rows: CaseRows) -> tuple[ComplaintView, ...]:
    rulings = {each.id: RULING_KIND[each.kind] for each in rows.rulings}
    return tuple(
        ComplaintView(**asdict(row), ruling_label=rulings[row.ruling], state_label=COMPLAINT_STATE[row.state])
        for row in rows.complaints
    )


def _extensions(rows: CaseRows, facts: CaseFacts) -> tuple[ExtensionView, ...]:
    return tuple(
        ExtensionView(
            **asdict(row), state_label=EXTENSION_STATE[row.state], binding_on=effect.binding_on, text=effect.text
        )
        for row, fact in zip(rows.extensions, facts.extensions, strict=True)
        for effect in [extension_effect(fact)]
    )


def _points(rows: CaseRows) -> tuple[FocusPointView, ...]:
    topics: dict[int, list[Topic]] = {}
    for row in rows.focus_points:
        topics.setdefault(row.id, []).extend([row.topic] if row.topic else [])
    answered: dict[int, list[int]] = {}
    for finding in rows.findings:
        if finding.focus_point is not None:
            answered.setdefault(finding.focus_point, []).append(finding.id)
    return tuple(
        FocusPointView(
            id=row.id,
            public_id=row.public_id,
            position=row.position,
            title=row.title,
            description=row.description,
            remeasure_on=row.remeasure_on,
            state=row.state,
            closure=row.closure,
            closed_reason=row.closed_reason,
            closed_on=row.closed_on,
            version=row.version,
            topics=tuple(topics[row.id]),
            findings=tuple(answered.get(row.id, ())),
        )
        for row in {row.id: row for row in rows.focus_points}.values()
    )


def _findings(rows: CaseRows, points: tuple[FocusPointView, ...]) -> tuple[FindingView, ...]:
    links = [PointLink(p.id, p.public_id, p.position, p.title) for p in points]
    answers = {
        finding: [link for link, p in zip(links, points, strict=True) if finding in p.findings]
        for finding in {row.id for row in rows.findings}
    }
    return tuple(
        FindingView(
            id=row.id,
            public_id=row.public_id,
            position=row.position,
            kind=row.kind,
            label=FINDING_KIND[row.kind],
            text=row.text,
            source_text=row.source_text,
            version=row.version,
            focus_points=tuple(answers[row.id]),
        )
        for row in {row.id: row for row in rows.findings}.values()
    )
