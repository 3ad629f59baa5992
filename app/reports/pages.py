"""What the pages on reports, report-backs and the end of a case show."""

import re
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.enums import CasePhase, NoticeKind
from app.cases.labels import CASE_OUTCOME, CASE_PHASE
from app.cases.pages import CaseHeader, case_header, case_href
from app.cases.queries import CaseRef
from app.cases.rules import (
    NOT_FROM_HERE,
    CaseFacts,
    adviser_blockers,
    has_duty_to_act,
    permitted_outcomes,
    report_completeness,
)
from app.core.errors import Blocker
from app.documents.queries import DocumentRow
from app.reports.content import StatusReport
from app.reports.enums import SnapshotState
from app.reports.labels import REPLY_OUTCOME, SNAPSHOT_STATE
from app.reports.queries import ReplyRow, ReportBackRow, SnapshotDetail, SnapshotRow
from app.reports.rules import linked, report_texts
from app.web.forms import FormState
from app.web.pages import Option, Page, options

_TAGS = {SnapshotState.DRAFT: "info", SnapshotState.RELEASED: "success", SnapshotState.WITHDRAWN: "neutral"}


def report_href(case: CaseRef, *parts: object) -> str:
    return "/".join([case_href(case.public_id, "/rapport"), *(str(part) for part in parts)])


def file_name(case: CaseRef, no: int) -> str:
    """`statusrapport-AAR2025-0001-nr-2.pdf`."""
    return f"statusrapport-{re.sub(r'[^A-Za-z0-9-]', '', case.reference)}-nr-{no}.pdf"


class Check(msgspec.Struct, frozen=True):
    """One line of the completeness list. `href` leads to where it is done."""

    text: str
    is_done: bool
    href: str | None
    is_required: bool = False


class TextBlock(msgspec.Struct, frozen=True):
    heading: str
    text: str


class SnapshotLine(msgspec.Struct, frozen=True, kw_only=True):
    """One frozen report in the list. The hrefs are None for who may not see every unit of the case."""

    no: int
    at: datetime
    by_name: str
    state: str
    state_tag: str
    hash: str
    released_at: datetime | None
    withdrawn_reason: str
    replaced_by_no: int | None
    href: str | None
    pdf_href: str | None


class ReportBackLine(msgspec.Struct, frozen=True, kw_only=True):
    sent_on: date
    receipt: str
    receipt_href: str | None
    receipt_title: str | None
    snapshot_no: int | None
    mark: str
    note: str
    by_name: str


class ReplyLine(msgspec.Struct, frozen=True, kw_only=True):
    replied_on: date
    outcome: str
    document_href: str
    document_title: str
    note: str


class ReportIndex(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/index.html"
    case: CaseHeader
    notice: str
    needs_report: bool
    checks: tuple[Check, ...]
    blocks: tuple[TextBlock, ...]
    snapshots: tuple[SnapshotLine, ...]
    has_hidden_items: bool
    report_backs: tuple[ReportBackLine, ...]
    replies: tuple[ReplyLine, ...]
    new_href: str | None
    report_back_href: str | None
    reply_href: str | None
    close_href: str | None
    reopen_href: str | None
    outcome: str | None


def _completeness(case: CaseRef, facts: CaseFacts) -> tuple[Check, ...]:
    """Every line of rule 22 and the gate of rule 19, done or with what is missing."""
    missing = {each.code: each for each in linked(report_completeness(facts), case.public_id)}
    whom = "AMO eller AMR" if case.has_employee_body else "En repræsentant for medarbejderne"
    lines = [
        ("report.measures_missing", f"{facts.item_count} tiltag er beskrevet", "/handleplan"),
        ("report.items_open", "Alle tiltag med frist er gennemført", "/handleplan"),
        ("report.solution_missing", "Det står, hvordan tiltagene løser problemet", "/handleplan"),
        ("report.findings_missing", f"{facts.findings} krav og konklusioner er skrevet ind", "/fund"),
        ("report.findings_unanswered", "Alle registrerede krav og konklusioner er besvaret", "/handleplan"),
        ("report.evidence_missing", f"Dokumentation er lagt på sagen ({facts.evidence_count})", "/dokumentation"),
        ("case.body_not_informed", f"{whom} er orienteret", "/inddragelse"),
    ]
    found = []
    for code, text, path in lines:
        blocker = missing.get(code)
        if blocker is None and facts.item_count == 0 and code in ("report.items_open", "report.solution_missing"):
            continue  # nothing to say about items that do not exist
        if blocker is None and facts.findings == 0 and code == "report.findings_unanswered":
            continue
        href = blocker.href if blocker else case_href(case.public_id, path)
        is_required = code == "case.body_not_informed"
        found.append(Check(blocker.text if blocker else text, blocker is None, href, is_required))
    advisers = linked(adviser_blockers(facts), case.public_id)
    if case.kind is NoticeKind.INVESTIGATION and not advisers:
        found.append(Check("Oplysningerne om rådgiveren er udfyldt", True, case_href(case.public_id, "/ret"), True))
    return (*found, *(Check(each.text, False, each.href, True) for each in advisers))


def index_page(
    actor: Actor,
    case: CaseRef,
    facts: CaseFacts,
    report: StatusReport,
    snapshots: list[SnapshotRow],
    report_backs: list[ReportBackRow],
    replies: list[ReplyRow],
    *,
    sees_whole: bool,
) -> ReportIndex:
    texts = report_texts(report)
    is_closed = case.phase is CasePhase.CLOSED

    def where(permission: Permission, path: str, *, when: bool = True) -> str | None:
        return case_href(case.public_id, path) if when and may(actor, permission, case.ancestors).ok else None

    return ReportIndex(
        title="Rapport og tilbagemelding",
        case=case_header(case, "report"),
        notice=NOT_FROM_HERE,
        needs_report=has_duty_to_act(case.kind) or case.kind is NoticeKind.AGREEMENT,
        checks=_completeness(case, facts),
        blocks=(
            TextBlock("Hvad er gjort", texts.done),
            TextBlock("Sådan løser det problemet", texts.solves),
            TextBlock("Hvem er orienteret", texts.informed),
            TextBlock("Dokumentation", texts.evidence),
        ),
        snapshots=tuple(_line(case, row, sees_whole) for row in snapshots),
        has_hidden_items=not sees_whole,
        report_backs=tuple(_report_back(case, row) for row in report_backs),
        replies=tuple(_reply(row) for row in replies),
        new_href=where(Permission.REPORT_CREATE, "/rapport/ny", when=sees_whole),
        report_back_href=where(Permission.REPORT_BACK, "/tilbagemelding/ny"),
        reply_href=where(Permission.REPORT_BACK, "/svar/ny"),
        close_href=where(Permission.CASE_CLOSE, "/luk", when=not is_closed),
        reopen_href=where(Permission.CASE_CLOSE, "/genaabn", when=is_closed),
        outcome=CASE_OUTCOME[case.outcome] if case.outcome else None,
    )


def _line(case: CaseRef, row: SnapshotRow, sees_whole: bool) -> SnapshotLine:
    return SnapshotLine(
        no=row.no,
        at=row.at,
        by_name=row.by_name or "Systemet",
        state=SNAPSHOT_STATE[row.state],
        state_tag=_TAGS[row.state],
        hash=row.hash,
        released_at=row.released_at,
        withdrawn_reason=row.withdrawn_reason,
        replaced_by_no=row.replaced_by_no,
        href=report_href(case, row.no) if sees_whole else None,
        pdf_href=report_href(case, row.no, file_name(case, row.no)) if sees_whole else None,
    )


def _report_back(case: CaseRef, row: ReportBackRow) -> ReportBackLine:
    whom = "AMO" if case.has_employee_body else "medarbejdernes repræsentant"
    return ReportBackLine(
        sent_on=row.sent_on,
        receipt=row.receipt,
        receipt_href=f"/dokumenter/{row.receipt_document}/{row.receipt_file}" if row.receipt_document else None,
        receipt_title=row.receipt_title,
        snapshot_no=row.snapshot_no,
        mark="" if row.was_body_informed else f"Uden registreret orientering af {whom}",
        note=row.note,
        by_name=row.by_name,
    )


def _reply(row: ReplyRow) -> ReplyLine:
    return ReplyLine(
        replied_on=row.replied_on,
        outcome=REPLY_OUTCOME[row.outcome],
        document_href=f"/dokumenter/{row.document}/{row.document_file}",
        document_title=row.document_title,
        note=row.note,
    )


class SnapshotShow(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/show.html"
    case: CaseHeader
    notice: str
    line: SnapshotLine
    report: StatusReport
    release_href: str | None
    withdraw_href: str | None


def snapshot_page(actor: Actor, case: CaseRef, row: SnapshotDetail, report: StatusReport) -> SnapshotShow:
    may_release = may(actor, Permission.REPORT_RELEASE, case.ancestors).ok
    may_withdraw = row.state is not SnapshotState.WITHDRAWN and (
        may_release if row.state is SnapshotState.RELEASED else may(actor, Permission.REPORT_CREATE, case.ancestors).ok
    )
    title = f"Statusrapport nr. {row.no}"
    return SnapshotShow(
        title=title,
        case=case_header(case, "report", title),
        notice=NOT_FROM_HERE,
        line=_line(case, row, sees_whole=True),
        report=report,
        release_href=report_href(case, row.no, "frigiv") if may_release and row.state is SnapshotState.DRAFT else None,
        withdraw_href=report_href(case, row.no, "traek-tilbage") if may_withdraw else None,
    )


class SnapshotNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/new.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    checks: tuple[Check, ...]


def new_page(case: CaseRef, facts: CaseFacts, form: FormState) -> SnapshotNew:
    return SnapshotNew(
        title="Lav rapport",
        case=case_header(case, "report", "Lav rapport"),
        action=report_href(case, "ny"),
        cancel_href=report_href(case),
        form=form,
        checks=tuple(check for check in _completeness(case, facts) if not check.is_done),
    )


class SnapshotRelease(Page, kw_only=True, frozen=True):
    """`missing` is what stands in the way; `is_older` tells that the report was made before AMO was informed."""

    template: ClassVar[str] = "reports/release.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    no: int
    missing: tuple[Blocker, ...]
    is_older: bool


class SnapshotWithdraw(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/withdraw.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    no: int


class ReportBackNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/report_back.html"
    case: CaseHeader
    notice: str
    action: str
    cancel_href: str
    form: FormState
    snapshots: tuple[Option, ...]
    is_informed: bool
    limit_text: str
    accept: str
    must_choose_again: bool


class ReplyNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/reply.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    outcomes: tuple[Option, ...]
    limit_text: str
    accept: str
    must_choose_again: bool


class CaseClose(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/close.html"
    case: CaseHeader
    version: int
    action: str
    cancel_href: str
    form: FormState
    outcomes: tuple[Option, ...]
    documents: tuple[Option, ...]
    limit_text: str
    accept: str
    must_choose_again: bool


class CaseReopen(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/reopen.html"
    case: CaseHeader
    version: int
    action: str
    cancel_href: str
    form: FormState
    outcome: str


def snapshot_options(rows: list[SnapshotRow]) -> tuple[Option, ...]:
    return tuple(
        Option(str(row.no), f"Nr. {row.no} · {SNAPSHOT_STATE[row.state].lower()}")
        for row in rows
        if row.state is not SnapshotState.WITHDRAWN
    )


def outcome_options(case: CaseRef) -> tuple[Option, ...]:
    return options(CASE_OUTCOME, permitted_outcomes(case.kind))


def document_options(rows: list[DocumentRow]) -> tuple[Option, ...]:
    return tuple(Option(row.public_id, row.title) for row in rows)


def outcome_text(case: CaseRef) -> str:
    return CASE_OUTCOME[case.outcome] if case.outcome else CASE_PHASE[case.phase]
