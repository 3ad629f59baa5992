"""The list of cases, visits, and the page that registers a case."""

from typing import ClassVar

import msgspec

from app.cases.pages.header import CaseLineView
from app.cases.queries import VisitDetail
from app.web.forms import FormState
from app.web.pages import Option, Page


class FilterValues(msgspec.Struct, frozen=True):
    unit: str
    kind: str
    phase: str
    topic: str
    text: str


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
