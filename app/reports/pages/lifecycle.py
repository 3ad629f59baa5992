"""The forms of reporting back, of the authority's reply, and of the end of a case."""

from typing import ClassVar

from app.cases.labels import CASE_OUTCOME, CASE_PHASE
from app.cases.pages import CaseHeader
from app.cases.queries import CaseRef
from app.cases.rules import permitted_outcomes
from app.documents.pages import UploadField
from app.web.forms import FormState
from app.web.pages import Option, Page, options


class ReportBackNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/report_back.html"
    case: CaseHeader
    notice: str
    action: str
    cancel_href: str
    form: FormState
    snapshots: tuple[Option, ...]
    is_informed: bool
    whom: str
    upload: UploadField


class ReplyNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/reply.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    outcomes: tuple[Option, ...]
    has_report_date: bool
    has_compliance_date: bool
    upload: UploadField


class ReplyNewCase(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/reply_new_case.html"
    case: CaseHeader
    action: str
    cancel_href: str
    register_href: str | None
    form: FormState


class CaseClose(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/close.html"
    case: CaseHeader
    version: int
    action: str
    cancel_href: str
    form: FormState
    outcomes: tuple[Option, ...]
    documents: tuple[Option, ...]
    upload: UploadField


class CaseReopen(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/reopen.html"
    case: CaseHeader
    version: int
    action: str
    cancel_href: str
    form: FormState
    outcome: str


def outcome_options(case: CaseRef) -> tuple[Option, ...]:
    return options(CASE_OUTCOME, permitted_outcomes(case.kind))


def outcome_text(case: CaseRef) -> str:
    return CASE_OUTCOME[case.outcome] if case.outcome else CASE_PHASE[case.phase]
