"""The pages that change one case, one Struct per page."""

from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.cases.pages.base import CasePage
from app.cases.queries import ClockView, ComplaintView, ContactView, ExtensionView, FindingView, RulingView
from app.cases.rules import Suspension
from app.deadlines.pages import Explanation
from app.web.pages import Option


class CaseEditPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/edit.html"
    version: int
    kle_suggested: str
    is_own: bool  # a plan that the authority has no part in
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


class HistoryLine(msgspec.Struct, frozen=True):
    """One value a date has had, as the page shows it."""

    at: datetime
    value: str
    source: str
    reason: str
    by: str
    ruling: str


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
    text: str  # of the request that waits, to paste
    letters: dict[str, str]  # where the letter of an answer is, by the request's public id
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
    then_measure: str | None  # name of the button that goes on to tie a survey


class ContactLine(msgspec.Struct, frozen=True):
    """A contact as it stands, and the records that it was corrected from, the last one first."""

    contact: ContactView
    earlier: tuple[ContactView, ...]


def contact_lines(rows: list[ContactView]) -> tuple[ContactLine, ...]:
    """The records that stand, in the order of `rows`, each with those it stands in place of."""
    by_id = {row.id: row for row in rows}

    def chain(row: ContactView) -> list[ContactView]:
        before = by_id.get(row.corrects) if row.corrects else None
        return [before, *chain(before)] if before else []

    return tuple(ContactLine(row, tuple(chain(row))) for row in rows if not row.is_corrected)


class ContactsPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/contacts.html"
    lines: tuple[ContactLine, ...]
    documents: tuple[Option, ...]
    channels: tuple[Option, ...]


class ContactEditPage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/contact_edit.html"
    contact: ContactView
    documents: tuple[Option, ...]
    channels: tuple[Option, ...]
