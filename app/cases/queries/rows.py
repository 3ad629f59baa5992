"""Everything a case is made of, as it is stored, and the facts that follow from it."""

from datetime import date, datetime

import msgspec

from app.cases.enums import (
    CaseOutcome,
    CasePhase,
    ComplaintState,
    ExtensionState,
    FindingKind,
    FocusPointClosure,
    FocusPointState,
    NoticeKind,
    RulingKind,
    Topic,
)
from app.cases.rules import CaseFacts, ComplaintFact, ExtensionFact, ReplyFact
from app.cases.rules.dates import standing_date
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.organisation.rules import MunicipalitySettings


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    public_id: str
    reference: str
    municipality: int
    kind: NoticeKind
    phase: CasePhase
    outcome: CaseOutcome | None
    title: str
    cvr_no: str | None
    production_unit_no: str | None
    authority_case_no: str
    esdh_case_no: str
    kle: str
    summary: str
    has_employee_body: bool
    adviser_name: str
    adviser_cvr_no: str | None
    created_at: datetime
    closed_on: date | None
    version: int
    visit: int | None
    visit_public_id: str | None
    visited_on: date | None
    municipality_name: str
    settings: str
    topic: Topic | None
    adviser_reported_on: date | None
    complied_on: date | None
    items_open: int


class DeadlineRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    ruling: int | None
    kind: DeadlineKind
    state: DeadlineState
    on_date: date | None
    source: DateSource
    is_confirmed: bool
    version: int
    version_count: int

    @property
    def known_on(self) -> date | None:
        """The date that stands; None while a new one is awaited, though `on_date` holds the one before."""
        return None if self.state is DeadlineState.AWAITING else self.on_date


class RulingRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    kind: RulingKind
    no: int
    note: str
    document: str | None
    document_title: str | None


class ComplaintRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    ruling: int
    filed_on: date
    state: ComplaintState
    decided_on: date | None
    note: str
    document: str | None
    version: int


class ExtensionRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    requested_on: date
    wished_compliance_on: date
    wished_report_back_on: date | None
    reason: str
    state: ExtensionState
    answered_on: date | None
    answer_ruling: int | None
    answer_note: str
    document: str | None  # the letter with the answer
    document_title: str | None
    document_file: str | None
    version: int


class FindingRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    kind: FindingKind
    text: str
    source_text: str
    version: int
    focus_point: int | None


class FocusPointRow(msgspec.Struct, frozen=True):
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
    topic: Topic | None


# Dates that belong to one ruling; the others belong to the case.
RULING_DATES = frozenset(
    {
        DeadlineKind.RULED,
        DeadlineKind.AVAILABLE,
        DeadlineKind.COMPLAINT,
        DeadlineKind.COMPLIANCE,
        DeadlineKind.REPORT_BACK,
        DeadlineKind.ADVISER_CHOSEN,
        DeadlineKind.ADVISER_REPORT,
        DeadlineKind.INVESTIGATION_ACCOUNT,
    }
)

ANSWERING = (RulingKind.CHANGED, RulingKind.APPEAL)  # rulings that say what becomes of an order complained about


class CaseRows(msgspec.Struct, frozen=True, kw_only=True):
    case: CaseRow
    topics: tuple[Topic, ...]
    deadlines: tuple[DeadlineRow, ...]
    rulings: tuple[RulingRow, ...]
    complaints: tuple[ComplaintRow, ...]
    extensions: tuple[ExtensionRow, ...]
    findings: tuple[FindingRow, ...]  # one per answering focus point
    focus_points: tuple[FocusPointRow, ...]  # one per topic
    settings: MunicipalitySettings

    @property
    def order(self) -> RulingRow | None:
        """The ruling that holds the order now: the original, or the last that changed it."""
        own = [each for each in self.rulings if each.kind in (RulingKind.ORIGINAL, RulingKind.CHANGED)]
        return own[-1] if own else None

    def deadline(self, kind: DeadlineKind, ruling: int | None = None) -> DeadlineRow | None:
        """The row of one kind that stands: that of `ruling`, else of the order, else the one set last."""
        if ruling is not None:
            own = (row for row in self.deadlines if row.kind is kind and row.ruling == ruling)
            return next((row for row in own if row.state is not DeadlineState.VOID), None)
        return standing_date(self.deadlines, kind, self.order.id if self.order else None)

    def replaced(self, kind: DeadlineKind, ruling: int) -> DeadlineRow | None:
        """The void row of `kind` that stood before the dates of `ruling`."""
        older = [row for row in self.deadlines if row.kind is kind and row.ruling != ruling and row.on_date]
        return older[-1] if older else None

    def facts(self) -> CaseFacts:
        """The case as its rules see it, without what later slices know (evidence, report-backs, and of the items all
        but how many are open while it is reported)."""
        kinds = dict.fromkeys(row.kind for row in self.deadlines)
        standing = {kind: row for kind in kinds if (row := self.deadline(kind)) is not None}
        findings = {row.id for row in self.findings}
        points = {row.id: row for row in self.focus_points}
        return CaseFacts(
            kind=self.case.kind,
            phase=self.case.phase,
            outcome=self.case.outcome,
            visit_on=self.case.visited_on,
            has_ruling=bool(self.rulings),
            dates={kind: row.known_on for kind, row in standing.items()},
            awaiting={kind: row.on_date for kind, row in standing.items() if row.on_date and not row.known_on},
            complaints=tuple(self._complaint_fact(row) for row in self.complaints),
            complaint_ruling=complaint.ruling if (complaint := standing.get(DeadlineKind.COMPLAINT)) else None,
            extensions=tuple(self._extension_fact(row) for row in self.extensions),
            has_employee_body=self.case.has_employee_body,
            cvr_no=self.case.cvr_no,
            adviser_name=self.case.adviser_name,
            adviser_cvr_no=self.case.adviser_cvr_no,
            adviser_reported_on=self.case.adviser_reported_on,
            replies=(ReplyFact(self.case.complied_on, CaseOutcome.COMPLIED),) if self.case.complied_on else (),
            items_open=self.case.items_open,
            findings=len(findings),
            findings_unanswered=len(findings - {row.id for row in self.findings if row.focus_point is not None}),
            focus_points=len(points),
            focus_points_open=sum(row.state is FocusPointState.OPEN for row in points.values()),
        )

    def _complaint_fact(self, row: ComplaintRow) -> ComplaintFact:
        ruling = next(each for each in self.rulings if each.id == row.ruling)
        due = self.deadline(DeadlineKind.COMPLAINT, row.ruling)
        is_followed = any(each.no > ruling.no and each.kind in ANSWERING for each in self.rulings)
        ruled = self.deadline(DeadlineKind.RULED, row.ruling)
        return ComplaintFact(
            row.filed_on,
            row.state,
            ruling.kind,
            due.on_date if due else None,
            is_followed,
            ruled.on_date if ruled else None,
            row.ruling,
        )

    def _extension_fact(self, row: ExtensionRow) -> ExtensionFact:
        standing = self.deadline(DeadlineKind.COMPLIANCE)
        ruling = row.answer_ruling if row.state is ExtensionState.GRANTED else None
        granted = self.deadline(DeadlineKind.COMPLIANCE, ruling) if ruling else None
        before = self.replaced(DeadlineKind.COMPLIANCE, ruling) if ruling else standing
        return ExtensionFact(
            requested_on=row.requested_on,
            compliance_on=before.known_on if before else None,
            state=row.state,
            granted_on=granted.on_date if granted else None,
        )
