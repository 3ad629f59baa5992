"""What somebody leaves behind, and whom it is given to."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.cases.pages import case_href, case_status
from app.evidence.labels import REQUEST_STATE
from app.evidence.queries.requests import RequestRow
from app.handover.queries import MOST, MOST_CASES, Gone, HeldCase, HeldItem, Holder
from app.handover.rules import Counts
from app.plans.pages import StatusTag, When, next_date, status_tag
from app.plans.queries import PersonChoice
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page

HERE = "/giv-videre"


class HeldLine(msgspec.Struct, frozen=True):
    """One item; `value` is what its box sends, `problem` why it could not be handed over just now."""

    value: str
    title: str
    href: str
    case: str
    unit: str
    role: str
    when: When
    status: StatusTag
    is_chosen: bool
    problem: str


class HeldCaseLine(msgspec.Struct, frozen=True):
    """One case; `value` and `problem` as for an item."""

    value: str
    title: str
    href: str
    units: str
    status: StatusTag
    is_chosen: bool
    problem: str


class HeldRequest(msgspec.Struct, frozen=True):
    """One request for evidence; `value` and `problem` as for an item."""

    value: str
    title: str
    href: str
    role: str
    due_on: date
    state: str
    is_chosen: bool
    problem: str


class HandOverPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "handover/show.html"
    crumbs: tuple[Crumb, ...]
    holder: Holder
    form: FormState
    lines: tuple[HeldLine, ...]
    others: tuple[HeldLine, ...]  # seen, but somebody else's to hand over
    cases: tuple[HeldCaseLine, ...]
    other_cases: tuple[HeldCaseLine, ...]
    requests: tuple[HeldRequest, ...]
    withheld: int
    is_cut: bool
    people: tuple[Option, ...]
    action: str


class GoneLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    left_on: date | None
    counts: str


class GonePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "handover/index.html"
    people: tuple[GoneLine, ...]


def gone_page(people: Sequence[Gone]) -> GonePage:
    return GonePage(
        title="Mangler ny ansvarlig",
        people=tuple(
            GoneLine(
                each.name, f"{HERE}/{each.public_id}", each.left_on, str(Counts(each.items, each.cases, each.requests))
            )
            for each in people
        ),
    )


def hand_over_page(
    holder: Holder,
    items: Sequence[HeldItem],
    others: Sequence[HeldItem],
    cases: Sequence[HeldCase],
    other_cases: Sequence[HeldCase],
    requests: Sequence[RequestRow],
    people: Sequence[PersonChoice],
    form: FormState,
    today: date,
    *,
    withheld: int,
) -> HandOverPage:
    chosen = {
        value.partition(".")[0] for value in (*form.lists["items"], *form.lists["cases"], *form.lists["requests"])
    }
    problems = {blocker.href: blocker.text.partition(": ")[2] for blocker in form.blockers}
    return HandOverPage(
        title=f"Tiltag og sager {'hos' if holder.is_active else 'efter'} {holder.name}",
        crumbs=(Crumb("Mangler ny ansvarlig", HERE), Crumb(holder.name)),
        holder=holder,
        form=form,
        lines=tuple(_line(item, today, chosen, problems) for item in items),
        others=tuple(_line(item, today, (), {}) for item in others),
        cases=tuple(_case_line(case, chosen, problems) for case in cases),
        other_cases=tuple(_case_line(case, (), {}) for case in other_cases),
        requests=tuple(_request_line(each, holder.id, chosen, problems) for each in requests),
        withheld=withheld,
        is_cut=len(items) + len(others) >= MOST or len(cases) + len(other_cases) >= MOST_CASES,
        people=tuple(Option(each.public_id, _named(each)) for each in people if each.id != holder.id),
        action=f"{HERE}/{holder.public_id}",
    )


def _named(person: PersonChoice) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def _line(item: HeldItem, today: date, chosen: Collection[str], problems: dict[str | None, str]) -> HeldLine:
    href = f"/tiltag/{item.public_id}"
    return HeldLine(
        value=f"{item.public_id}.{item.version}",
        title=f"{item.no}. {item.title}",
        href=href,
        case=item.case_reference or "",
        unit=item.unit_name,
        role="Ansvarlig" if item.is_owner else "Hjælper",
        when=next_date(item, today),
        status=status_tag(item),
        is_chosen=item.public_id in chosen,
        problem=problems.get(href, ""),
    )


def _case_line(case: HeldCase, chosen: Collection[str], problems: dict[str | None, str]) -> HeldCaseLine:
    href = case_href(case.public_id)
    return HeldCaseLine(
        value=f"{case.public_id}.{case.version}",
        title=f"{case.reference} {case.title}",
        href=href,
        units=", ".join(case.unit_names),
        status=StatusTag(*case_status(case.phase, case.outcome)),
        is_chosen=case.public_id in chosen,
        problem=problems.get(href, ""),
    )


def _request_line(
    row: RequestRow, holder: int, chosen: Collection[str], problems: dict[str | None, str]
) -> HeldRequest:
    return HeldRequest(
        value=f"{row.public_id}.{row.version}",
        title=row.title,
        href=row.href,
        role="Skal levere" if row.asked_of == holder else "Har bedt om det",
        due_on=row.due_on,
        state=REQUEST_STATE[row.state],
        is_chosen=row.public_id in chosen,
        problem=problems.get(row.href, ""),
    )
