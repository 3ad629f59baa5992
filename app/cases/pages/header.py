"""The top of every page of a case, and a case in a list."""

from typing import Literal

import msgspec

from app.cases.enums import CaseOutcome, CasePhase
from app.cases.labels import CASE_OUTCOME, CASE_PHASE, NOTICE_KIND
from app.cases.queries import CaseLine, CaseRef
from app.cases.rules import is_own
from app.web.pages import Crumb

TabName = Literal["case", "plan", "evidence", "involvement", "report", "history"]
_TABS: tuple[tuple[TabName, str, str], ...] = (
    ("case", "Sagen", ""),
    ("plan", "Handleplan", "/handleplan"),
    ("evidence", "Dokumentation", "/dokumentation"),
    ("involvement", "Inddragelse", "/inddragelse"),
    ("report", "Rapport og tilbagemelding", "/rapport"),
    ("history", "Historik", "/historik"),
)
# Nobody ordered a plan of the workplace's own, so nothing is reported back.
_OWN_TABS = tuple((name, "Rapporter" if name == "report" else label, path) for name, label, path in _TABS)
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


def measure_href(case: str, point: str = "") -> str:
    """Where a survey result is tied to the case at the address `case`, or to its focus point, by public id."""
    return f"{case}/maalinger/ny" + (f"?fokuspunkt={point}" if point else "")


def follow_href(case: str, point: str = "") -> str:
    """Where an indicator is tied to the case at the address `case`, or to its focus point, by public id."""
    return f"{case}/indikatorer/ny" + (f"?fokuspunkt={point}" if point else "")


def case_status(phase: CasePhase, outcome: CaseOutcome | None) -> tuple[str, str]:
    """How a case stands, in words, and the kind of tag that says so."""
    return CASE_OUTCOME[outcome] if outcome else CASE_PHASE[phase], _PHASE_KIND[phase]


def case_header(ref: CaseRef, current: TabName | None, *trail: str) -> CaseHeader:
    """The header of `ref` with the tab `current` marked; `trail` names a page below it in the breadcrumbs."""
    href = case_href(ref.public_id)
    tabs = _OWN_TABS if is_own(ref.kind) else _TABS
    tab = next(((label, href + path) for name, label, path in tabs if name == current and path), None)
    steps = [("Sager", "/sager"), (f"{ref.reference} {ref.title}", href), *([tab] if tab else [])]
    crumbs = [Crumb(label, to) for label, to in steps] + [Crumb(label) for label in trail]
    crumbs[-1] = Crumb(crumbs[-1].label)
    status, status_kind = case_status(ref.phase, ref.outcome)
    return CaseHeader(
        href=href,
        reference=ref.reference,
        title=ref.title,
        kind=NOTICE_KIND[ref.kind],
        status=status,
        status_kind=status_kind,
        units=", ".join(ref.unit_names),
        tabs=tuple(Tab(label, href + path, name == current) for name, label, path in tabs),
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
    status, status_kind = case_status(line.phase, line.outcome)
    return CaseLineView(
        line=line,
        href=case_href(line.public_id),
        kind=NOTICE_KIND[line.kind],
        status=status,
        status_kind=status_kind,
        due_kind="danger" if line.is_overdue else "warning" if line.is_unknown else "neutral",
        due_icon=("error" if line.is_overdue else "help") if is_odd else "calendar-month",
    )
