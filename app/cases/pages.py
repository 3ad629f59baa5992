"""What the pages of a case share, and one Struct per page."""

from datetime import date, datetime
from typing import ClassVar, Literal

import msgspec

from app.cases.enums import CasePhase
from app.cases.labels import CASE_OUTCOME, CASE_PHASE, NOTICE_KIND
from app.cases.queries import (
    CaseLine,
    CaseRef,
    ClockView,
    ComplaintView,
    ContactView,
    ExtensionView,
    FindingView,
    RulingView,
    Share,
    VisitDetail,
)
from app.cases.rules import Suspension
from app.deadlines.pages import Explanation
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page

TabName = Literal["case", "plan", "evidence", "involvement", "report", "history"]
_TABS: tuple[tuple[TabName, str, str], ...] = (
    ("case", "Sagen", ""),
    ("plan", "Handleplan", "/handleplan"),
    ("evidence", "Dokumentation", "/dokumentation"),
    ("involvement", "Inddragelse", "/inddragelse"),
    ("report", "Rapport og tilbagemelding", "/rapport"),
    ("history", "Historik", "/historik"),
)
_PHASE_KIND = {
    CasePhase.HEARING: "info",
    CasePhase.OPEN: "info",
    CasePhase.REPORTED: "success",
    CasePhase.CLOSED: "neutral",
}


class Tab(msgspec.Struct, frozen=True):
    label: str
    href: str
    is_current: bool


class CaseHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The top of every page of a case: `{% include 'cases/_header.html' %}` draws it from `page.case`."""

    href: str
    reference: str
    title: str
    kind: str
    status: str
    status_kind: str
    units: str
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]


def case_href(public_id: str, path: str = "") -> str:
    return f"/sager/{public_id}{path}"


def case_header(ref: CaseRef, current: TabName | None, *trail: str) -> CaseHeader:
    """The header of `ref` with the tab `current` marked; `trail` names a page below it in the breadcrumbs."""
    href = case_href(ref.public_id)
    tab = next(((label, href + path) for name, label, path in _TABS if name == current and path), None)
    steps = [("Sager", "/sager"), (f"{ref.reference} {ref.title}", href), *([tab] if tab else [])]
    crumbs = [Crumb(label, to) for label, to in steps] + [Crumb(label) for label in trail]
    crumbs[-1] = Crumb(crumbs[-1].label)
    return CaseHeader(
        href=href,
        reference=ref.reference,
        title=ref.title,
        kind=NOTICE_KIND[ref.kind],
        status=CASE_OUTCOME[ref.outcome] if ref.outcome else CASE_PHASE[ref.phase],
        status_kind=_PHASE_KIND[ref.phase],
        units=", ".join(ref.unit_names),
        tabs=tuple(Tab(label, href + path, name == current) for name, label, path in _TABS),
        crumbs=tuple(crumbs),
    )


class CaseLineView(msgspec.Struct, frozen=True):
    """A case in a list: the line, and how its status and next deadline are drawn."""

    line: CaseLine
    href: str
    kind: str
    status: str
    status_kind: str
    due_kind: str
    due_icon: str


def case_line_view(line: CaseLine) -> CaseLineView:
    is_odd = line.is_unknown or line.is_overdue
    return CaseLineView(
        line=line,
        href=case_href(line.public_id),
        kind=NOTICE_KIND[line.kind],
        status=CASE_OUTCOME[line.outcome] if line.outcome else CASE_PHASE[line.phase],
        status_kind=_PHASE_KIND[line.phase],
        due_kind="danger" if line.is_overdue else "warning" if line.is_unknown else "neutral",
        due_icon=("error" if line.is_overdue else "help") if is_odd else "calendar-month",
    )


class FilterValues(msgspec.Struct, frozen=True):
    unit: str
    kind: str
    phase: str
    topic: str
    text: str


class HistoryLine(msgspec.Struct, frozen=True):
    """One value a date has had, as the page shows it."""

    at: datetime
    value: str
    source: str
    reason: str
    by: str
    ruling: str


class CaseIndexPage(Page, frozen=True):
    template: ClassVar[str] = "cases/index.html"
    cases: tuple[CaseLineView, ...]
    filters: FilterValues
    units: tuple[Option, ...]
    kinds: tuple[Option, ...]
    phases: tuple[Option, ...]
    topics: tuple[Option, ...]
    is_filtered: bool
    may_register: bool
    first_href: str | None
    next_href: str | None


class VisitNewPage(Page, frozen=True):
    template: ClassVar[str] = "cases/visit_new.html"
    form: FormState
    units: tuple[Option, ...]


class VisitEditPage(Page, frozen=True):
    template: ClassVar[str] = "cases/visit_edit.html"
    form: FormState
    visit: VisitDetail
    version: int
    units: tuple[Option, ...]


class VisitPage(Page, frozen=True):
    template: ClassVar[str] = "cases/visit.html"
    visit: VisitDetail
    cases: tuple[CaseLineView, ...]
    new_case_href: str | None
    edit_href: str | None


class CaseNewPage(Page, frozen=True):
    template: ClassVar[str] = "cases/new.html"
    form: FormState
    visit_text: str
    kind_hint: str
    units: tuple[Option, ...]
    kinds: tuple[Option, ...]
    topics: tuple[Option, ...]
    cancel_href: str


class CasePage(Page, frozen=True):
    """What every form page of a case has."""

    case: CaseHeader
    form: FormState
    may_write: bool


class CaseEditPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/edit.html"
    version: int
    kle_suggested: str
    kinds: tuple[Option, ...]
    topics: tuple[Option, ...]
    has_adviser: bool
    adviser_date_hrefs: tuple[Option, ...]


class PlacesPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/places.html"
    version: int
    units: tuple[Option, ...]
    others: tuple[str, ...]  # units that are not this reader's to remove
    choices: tuple[Option, ...]
    visits: tuple[Option, ...]
    visit_href: str | None


class ShareLine(msgspec.Struct, frozen=True, kw_only=True):
    """One adviser's access, as the list shows it. `end_href` None: it has ended."""

    name: str
    company: str
    email: str
    valid_from: date
    until: date | None  # None: stopped on the day it was given
    state: str
    end_href: str | None


def share_line(share: Share, index_href: str, today: date) -> ShareLine:
    has_ended = share.has_ended(today)
    return ShareLine(
        name=share.name,
        company=share.company,
        email=share.email or "",
        valid_from=share.valid_from,
        until=share.until if share.until >= share.valid_from else None,
        state="ophørt" if has_ended else "har adgang",
        end_href=None if has_ended else f"{index_href}/{share.public_id}/stop",
    )


class AdvisersPage(Page, frozen=True):
    template: ClassVar[str] = "cases/advisers.html"
    case: CaseHeader
    shares: tuple[ShareLine, ...]
    new_href: str


class SharePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/share.html"
    action: str
    cancel_href: str
    latest: date


class EndSharePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/share_end.html"
    share: ShareLine
    action: str
    cancel_href: str


class OwnerPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/owner.html"
    version: int
    owner: str
    people: tuple[Option, ...]


class DatePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/date.html"
    clock: ClockView | None
    action: str
    version: int
    needs_reason: bool
    is_awaited: bool
    sources: tuple[Option, ...]
    help_text: str
    why: Explanation | None
    suggestion: Explanation | None
    counted_from_href: str | None
    counted_from_label: str
    confirm_date: date | None
    history: tuple[HistoryLine, ...]


class RulingNewPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/ruling_new.html"
    version: int
    rulings: tuple[RulingView, ...]
    kinds: tuple[Option, ...]
    documents: tuple[Option, ...]
    has_compliance: bool
    has_report_back: bool


class ComplaintsPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/complaints.html"
    complaints: tuple[ComplaintView, ...]
    suspension: Suspension
    awaiting: tuple[ClockView, ...]
    rulings: tuple[Option, ...]
    documents: tuple[Option, ...]
    complaint_due_on: date | None
    can_complain: bool


class ComplaintAnswerPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/complaint_answer.html"
    complaint: ComplaintView
    is_suspended: bool
    states: tuple[Option, ...]
    version: int


class ComplaintDatePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/complaint_date.html"
    complaint: ComplaintView
    version: int


class ExtensionsPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/extensions.html"
    extensions: tuple[ExtensionView, ...]
    binding_on: date | None
    has_deadline: bool
    is_waiting: bool
    not_from_here: str


class ExtensionAnswerPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/extension_answer.html"
    extension: ExtensionView
    states: tuple[Option, ...]
    documents: tuple[Option, ...]
    version: int


class FindingsPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/findings.html"
    findings: tuple[FindingView, ...]
    kinds: tuple[Option, ...]
    points: tuple[Option, ...]


class FindingEditPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/finding_edit.html"
    finding: FindingView
    version: int
    kinds: tuple[Option, ...]
    points: tuple[Option, ...]


class FocusPointFormPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/focus_point.html"
    action: str
    version: int | None
    topics: tuple[Option, ...]
    findings: tuple[Option, ...]
    cancel_href: str


class ContactsPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/contacts.html"
    contacts: tuple[ContactView, ...]
    documents: tuple[Option, ...]
