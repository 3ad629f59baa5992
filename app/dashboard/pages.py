from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.audit.rules import Change
from app.cases.pages import CaseHeader, CaseLineView
from app.cases.queries import CaseDetail
from app.core.errors import Blocker
from app.deadlines.enums import ClockState
from app.documents.queries import DocumentRow
from app.indicators.pages.links import SeriesLine
from app.organisation.pages import BelowLine, PersonLine, VersionLine
from app.organisation.queries import UnitDetail
from app.plans.pages import StatusTag, When
from app.surveys.pages.links import ResultLine
from app.web.pages import Crumb, Page


class HistoryLine(msgspec.Struct, frozen=True):
    at: datetime
    who: str
    what: str
    subject: str
    reason: str
    changes: tuple[Change, ...]
    is_erased: bool
    erased_at: datetime | None


class HistoryPage(Page, frozen=True):
    template: ClassVar[str] = "dashboard/history.html"
    case: CaseHeader
    entries: tuple[HistoryLine, ...]
    older_href: str | None


class ItemLine(msgspec.Struct, frozen=True):
    href: str
    title: str
    status: StatusTag
    when: When
    owner: str
    needs_owner: bool


class PointLine(msgspec.Struct, frozen=True):
    """A focus point and its items; `number` None: the items under none."""

    number: int | None
    title: str
    is_closed: bool
    summary: str
    items: tuple[ItemLine, ...]
    more: int
    results: tuple[ResultLine, ...] = ()
    series: tuple[SeriesLine, ...] = ()
    link_href: str | None = None
    follow_href: str | None = None
    remeasure_on: date | None = None


class NextStep(msgspec.Struct, frozen=True):
    """`href` is None for who may not take the step."""

    text: str
    label: str
    href: str | None


class Step(msgspec.Struct, frozen=True):
    label: str
    href: str


class CasePage(Page, frozen=True):
    template: ClassVar[str] = "dashboard/case.html"
    case: CaseHeader
    detail: CaseDetail
    next_step: NextStep | None
    warnings: tuple[Blocker, ...]
    points: tuple[PointLine, ...]
    results: tuple[ResultLine, ...]  # that the case as a whole rests on
    series: tuple[SeriesLine, ...]  # that it is followed by
    link_href: str | None
    follow_href: str | None
    progress_text: str
    documents: tuple[DocumentRow, ...]
    clock_kinds: dict[ClockState, str]  # colour of the tag
    is_own: bool  # a plan that the authority has no part in
    kle_suggested: str
    steps: tuple[Step, ...]  # what this reader may do besides
    may_write: bool
    may_plan: bool
    hand_over_href: str | None


class DueLine(msgspec.Struct, frozen=True):
    href: str
    title: str
    note: str
    on_date: date | None
    when: str
    tag: str
    kind: str


class Group(msgspec.Struct, frozen=True):
    """One block of the overview; empty ones are not drawn. `is_cut`: there are more than shown."""

    id: str
    heading: str
    lines: tuple[DueLine, ...]
    is_cut: bool
    more_href: str


class OverviewPage(Page, frozen=True):
    template: ClassVar[str] = "dashboard/index.html"
    first_name: str  # empty where the name does not begin with one
    groups: tuple[Group, ...]
    sees_cases: bool
    is_new: bool  # no case has come yet
    may_register: bool
    may_set_up: bool  # units and people
    reads_surveys: bool


class UnitPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    unit: UnitDetail
    kind: str
    versions: tuple[VersionLine, ...]
    people_here: tuple[PersonLine, ...]
    people_above: tuple[PersonLine, ...]
    below: tuple[BelowLine, ...]
    cases: tuple[CaseLineView, ...]
    more_href: str | None
    can_change: bool
    can_create_case: bool
    reads_surveys: bool
    reads_cycles: bool
    reads_meetings: bool
