"""Requests for evidence: as lines of other pages, and on a page of their own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.deadlines.rules import days_text
from app.documents.pages import UploadField
from app.evidence.enums import RequestAct, RequestState
from app.evidence.labels import REQUEST_STATE
from app.evidence.queries.requests import DeliveredRow, RequestRow, StepRow
from app.evidence.rules import WAITS_FOR_ASKED
from app.plans.pages import ItemPage, MyItemsPage
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page

_TAG = {
    RequestState.REQUESTED: "info",
    RequestState.DELIVERED: "warning",
    RequestState.RETURNED: "warning",
    RequestState.ACCEPTED: "success",
    RequestState.CANCELLED: "neutral",
}


class RequestLine(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `when` says how far its day is, while it waits for who was asked."""

    title: str
    href: str
    state: str
    tag: str
    due_on: date
    when: str
    is_late: bool
    is_over: bool
    asked_by: str
    asked_of: str
    about: str
    about_href: str | None


def request_line(row: RequestRow, today: date) -> RequestLine:
    waits = row.state in WAITS_FOR_ASKED
    is_item = row.item_public_id is not None
    case = f"Sag {row.case_reference}" if row.case_reference else ""
    return RequestLine(
        title=row.title,
        href=row.href,
        state=REQUEST_STATE[row.state],
        tag=_TAG[row.state],
        due_on=row.due_on,
        when=days_text(row.due_on, today) if waits else "",
        is_late=waits and row.due_on < today,
        is_over=row.state in (RequestState.ACCEPTED, RequestState.CANCELLED),
        asked_by=row.asked_by_name,
        asked_of=row.asked_of_name,
        about=row.item_title or case if is_item else case,
        about_href=f"/tiltag/{row.item_public_id}" if is_item else _case_href(row),
    )


def _case_href(row: RequestRow) -> str | None:
    return f"/sager/{row.case_public_id}" if row.case_public_id else None


def request_lines(rows: Iterable[RequestRow], today: date) -> tuple[RequestLine, ...]:
    return tuple(request_line(row, today) for row in rows)


class ItemShow(ItemPage, frozen=True, kw_only=True):
    """The page of an item, with what somebody was asked for about it. `request_href` None: may not ask."""

    template: ClassVar[str] = "evidence/item_show.html"
    requests: tuple[RequestLine, ...]
    request_href: str | None


class MyWork(MyItemsPage, frozen=True, kw_only=True):
    """One person's list, with what they were asked for and what they should judge."""

    template: ClassVar[str] = "evidence/mine.html"
    to_deliver: tuple[RequestLine, ...]
    to_judge: tuple[RequestLine, ...]


class RequestNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/request_new.html"
    crumbs: tuple[Crumb, ...]
    target: str
    form: FormState
    people: tuple[Option, ...]
    action: str
    cancel_href: str


class Delivered(msgspec.Struct, frozen=True):
    title: str
    href: str
    is_withdrawn: bool
    scan: str  # why nobody gets its file


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    who: str
    at: datetime
    comment: str
    is_return: bool
    pieces: tuple[Delivered, ...]


class RequestShow(Page, frozen=True, kw_only=True):
    """A request with its course. What the reader may do is a form each."""

    template: ClassVar[str] = "evidence/request.html"
    crumbs: tuple[Crumb, ...]
    request: RequestLine
    steps: tuple[StepLine, ...]
    form: FormState
    version: int
    may_deliver: bool
    answers: tuple[Option, ...]  # of who asked: one button each
    may_only_cancel: bool
    waits_for: str
    choices: tuple[Option, ...]
    tiers: tuple[Option, ...]
    upload: UploadField
    action: str
    back_href: str


def step_lines(steps: Sequence[StepRow], delivered: Sequence[DeliveredRow]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            what=REQUEST_STATE[step.state],
            who=step.by_name,
            at=step.at,
            comment=step.comment,
            is_return=step.state is RequestState.RETURNED,
            pieces=tuple(
                Delivered(each.title, f"/dokumentation/{each.public_id}", each.is_withdrawn, each.kept_back)
                for each in delivered
                if each.step == step.id
            ),
        )
        for step in steps
    )


def waits_for(row: RequestRow, acts: frozenset[RequestAct]) -> str:
    """Whom it waits for, said to everybody else; "" where it has ended or waits for the reader."""
    if row.state in WAITS_FOR_ASKED and RequestAct.DELIVER not in acts:
        return f"Venter på, at {row.asked_of_name} leverer."
    if row.state is RequestState.DELIVERED and RequestAct.ACCEPT not in acts:
        return f"Venter på, at {row.asked_by_name} siger god for det."
    return ""
