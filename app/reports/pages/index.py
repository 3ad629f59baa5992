"""The page on the reports of a case: what is missing, the frozen reports, what was sent and what was answered."""

from datetime import date
from typing import ClassVar

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.enums import CasePhase, NoticeKind
from app.cases.labels import CASE_OUTCOME
from app.cases.pages import CaseHeader, case_header, case_href
from app.cases.policy import may_close
from app.cases.queries import CaseRef
from app.cases.rules import NOT_FROM_HERE, CaseFacts, has_duty_to_act, is_own
from app.documents.pages import file_href
from app.reports.content import Author
from app.reports.labels import REPLY_OUTCOME
from app.reports.pages.common import Check, SnapshotLine, completeness, cpr_checks, report_href, snapshot_line
from app.reports.pages.road import snapshot_of_round
from app.reports.pages.road_steps import Way
from app.reports.queries import Material, ReplyRow, ReportBackRow, SnapshotRow, WholeReport
from app.reports.rules import Confidential, left_out, uninformed_mark
from app.web.pages import Page


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
    document_href: str | None
    document_title: str
    note: str


class ReportIndex(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/index.html"
    case: CaseHeader
    notice: str
    is_own: bool  # a plan that the authority has no part in
    needs_report: bool
    has_ruling: bool
    checks: tuple[Check, ...]
    texts: Way | None  # to paste, from the report that is on its way
    snapshots: tuple[SnapshotLine, ...]
    left_out: str
    has_hidden_items: bool
    report_backs: tuple[ReportBackLine, ...]
    replies: tuple[ReplyLine, ...]
    road_href: str
    compare_href: str | None
    new_href: str | None
    report_back_href: str | None
    reply_href: str | None
    close_href: str | None
    close_note: str  # why somebody else closes the case, and whom to ask
    reopen_href: str | None
    outcome: str | None


def index_page(
    actor: Actor,
    case: CaseRef,
    material: Material,
    snapshots: list[SnapshotRow],
    *,
    known: CaseFacts,
    confidential: Confidential,
    close_note: str,
) -> ReportIndex:
    sees_whole = not material.plan.hidden_items
    live = WholeReport(material).report(
        author=Author(name=actor.name, role=""), show_names=False, now=actor.now, number=0
    )
    draft = snapshot_of_round(material, snapshots) if sees_whole else None
    is_closed = case.phase is CasePhase.CLOSED

    def where(permission: Permission, path: str, *, when: bool = True) -> str | None:
        return case_href(case.public_id, path) if when and may(actor, permission, case.ancestors).ok else None

    return ReportIndex(
        title="Rapporter" if is_own(case.kind) else "Rapport og tilbagemelding",
        case=case_header(case, "report"),
        notice=NOT_FROM_HERE,
        is_own=is_own(case.kind),
        needs_report=has_duty_to_act(case.kind) or case.kind is NoticeKind.AGREEMENT,
        has_ruling=case.phase is not CasePhase.HEARING,
        checks=(*completeness(case, known), *cpr_checks(case, live)),
        texts=Way(f"Kopiér teksterne fra rapport nr. {draft.no}", report_href(case, draft.no, "tekster"))
        if draft
        else None,
        snapshots=tuple(
            snapshot_line(
                case, row, sees_whole=sees_whole, may_export=may(actor, Permission.REPORT_EXPORT, case.ancestors).ok
            )
            for row in snapshots
        ),
        left_out=left_out(confidential),
        has_hidden_items=not sees_whole,
        report_backs=tuple(_report_back(case, row) for row in material.own_report_backs),
        replies=tuple(_reply(row) for row in material.own_replies),
        road_href=case_href(case.public_id, "/meld-tilbage"),
        compare_href=case_href(case.public_id, "/rapport/sammenlign") if sees_whole and len(snapshots) > 1 else None,
        new_href=where(Permission.REPORT_CREATE, "/rapport/ny", when=sees_whole),
        report_back_href=where(Permission.REPORT_BACK, "/tilbagemelding/ny", when=not is_own(case.kind)),
        reply_href=where(Permission.REPORT_BACK, "/svar/ny", when=not is_own(case.kind)),
        close_href=case_href(case.public_id, "/luk") if not is_closed and may_close(actor, case).ok else None,
        close_note="" if is_closed else close_note,
        reopen_href=where(Permission.CASE_CLOSE, "/genaabn", when=is_closed),
        outcome=CASE_OUTCOME[case.outcome] if case.outcome else None,
    )


def _report_back(case: CaseRef, row: ReportBackRow) -> ReportBackLine:
    return ReportBackLine(
        sent_on=row.sent_on,
        receipt=row.receipt,
        receipt_href=file_href(row.receipt_document, row.receipt_file or "") if row.receipt_document else None,
        receipt_title=row.receipt_title,
        snapshot_no=row.snapshot_no,
        mark="" if row.was_body_informed else uninformed_mark(case.has_employee_body),
        note=row.note,
        by_name=row.by_name,
    )


def _reply(row: ReplyRow) -> ReplyLine:
    return ReplyLine(
        replied_on=row.replied_on,
        outcome=REPLY_OUTCOME[row.outcome],
        document_href=file_href(row.document, row.document_file or "") if row.document else None,
        document_title=row.document_title or "Et brev, som du ikke har adgang til",
        note=row.note,
    )
