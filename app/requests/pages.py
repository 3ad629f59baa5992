"""What a committee has asked for, one request, and its forms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import msgspec

from app.access.policy import Actor
from app.committees.pages import CommitteePage
from app.core.dates import short_date
from app.indicators.queries import sees_indicators
from app.meetings.pages.words import forum_href, item_href, meetings_href, requests_href
from app.meetings.policy import Forum, may_write
from app.requests.enums import RequestStatus
from app.requests.labels import NO_DAY, NOBODY, REQUEST_STATUS, REQUEST_STATUS_TAG, STEP_KIND
from app.requests.policy import may_answer, may_ask_for_more, may_withdraw
from app.requests.queries import Found, RequestRow, StepRow
from app.requests.rules import OPEN, is_overdue, late_first
from app.web.forms import FormState, seen_version
from app.web.pages import Crumb, FormPage, Option, Page

TITLE = "Anmodninger"
MOST_ON_COMMITTEE = 10


def first_line(text: str, most: int) -> str:
    """What a request is called where there is no room for all of it."""
    line = text.partition("\n")[0]
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def request_href(public_id: str) -> str:
    return f"/udvalgsanmodninger/{public_id}"


def forum_crumbs_of(forum: Forum, *last: Crumb) -> tuple[Crumb, ...]:
    own = Crumb(TITLE, requests_href(forum) if last else None)
    return (Crumb("Udvalg", "/udvalg"), Crumb(forum.name, forum_href(forum)), own, *last)


def request_crumbs(row: RequestRow, *last: Crumb) -> tuple[Crumb, ...]:
    """Who was asked and does not read what the committee does is led to no page of it."""
    own = Crumb(first_line(row.text, 60), request_href(row.public_id) if last else None)
    if not row.is_read:
        return (own, *last)
    base = f"/udvalg/{row.committee_public_id}"
    return (
        Crumb("Udvalg", "/udvalg"),
        Crumb(row.committee_name, base),
        Crumb(TITLE, f"{base}/anmodninger"),
        own,
        *last,
    )


class RequestLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    asked_on: date
    owner: str
    due: str
    status: str
    tag: str


class StepLine(msgspec.Struct, frozen=True):
    kind: str
    at: datetime
    by: str
    text: str
    caveat: str
    indicator: str
    indicator_href: str | None
    document_no: str
    moved_to: str


class RequestsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "requests/index.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[RequestLine, ...]
    new_href: str | None
    meetings_href: str


class AskingCommitteePage(CommitteePage, frozen=True, kw_only=True):
    """The committee with what it still waits for, overdue first; `more_asked` have no room here."""

    template: ClassVar[str] = "requests/committee.html"
    asked: tuple[RequestLine, ...]
    more_asked: int


class RequestPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "requests/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    row: RequestRow
    status: str
    tag: str
    owner: str
    due: str
    first_due: str  # where it was moved
    item_href: str | None
    steps: tuple[StepLine, ...]
    can_answer: bool
    can_ask_for_more: bool
    can_withdraw: bool


class EditRequestPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "requests/edit.html"
    items: tuple[Option, ...]
    people: tuple[Option, ...]


class AnswerPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "requests/answer.html"
    text: str
    kinds: tuple[Option, ...]
    indicators: tuple[Option, ...]


class MovePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "requests/move.html"
    text: str
    people: tuple[Option, ...]


def status_words(found: Found, today: date) -> tuple[str, str]:
    """The status, and the colour of its tag; overdue says both."""
    words = REQUEST_STATUS[found.status]
    if is_overdue(found.status, found.row.due_on, today):
        return f"{words}, fristen er overskredet", "danger"
    return words, REQUEST_STATUS_TAG[found.status]


def due_text(due_on: date | None) -> str:
    return short_date(due_on) if due_on else NO_DAY


def request_line(found: Found, today: date) -> RequestLine:
    row = found.row
    status, tag = status_words(found, today)
    return RequestLine(
        title=first_line(row.text, 120),
        href=request_href(row.public_id),
        asked_on=row.asked_on,
        owner=row.owner_name or NOBODY,
        due=due_text(row.due_on),
        status=status,
        tag=tag,
    )


def requests_page(actor: Actor, forum: Forum, found: Sequence[Found]) -> RequestsPage:
    """Overdue first, then what is open, then the rest."""
    asks = may_write(actor, forum).ok and not forum.is_closed
    return RequestsPage(
        title=f"{TITLE}: {forum.name}",
        crumbs=forum_crumbs_of(forum),
        lines=tuple(request_line(each, actor.today) for each in late_first(found, actor.today)),
        new_href=f"{requests_href(forum)}/ny" if asks else None,
        meetings_href=meetings_href(forum),
    )


def asking_committee_page(drawn: CommitteePage, found: Sequence[Found], today: date) -> AskingCommitteePage:
    lines = tuple(request_line(each, today) for each in late_first(found, today))
    return AskingCommitteePage(
        **msgspec.structs.asdict(drawn),
        asked=lines[:MOST_ON_COMMITTEE],
        more_asked=len(lines[MOST_ON_COMMITTEE:]),
    )


def request_page(actor: Actor, found: Found, forum: Forum | None) -> RequestPage:
    row = found.row
    status, tag = status_words(found, actor.today)
    is_open = found.status in OPEN
    is_closed = found.status in (RequestStatus.ANSWERED, RequestStatus.IMPOSSIBLE)
    return RequestPage(
        title=first_line(row.text, 120),
        crumbs=request_crumbs(row),
        base=request_href(row.public_id),
        row=row,
        status=status,
        tag=tag,
        owner=row.owner_name or NOBODY,
        due=due_text(row.due_on),
        first_due=due_text(row.first_due_on) if row.first_due_on != row.due_on else "",
        item_href=item_href(row.item_public_id) if row.item_public_id else None,
        steps=tuple(_step_line(each, is_read=sees_indicators(actor.scope)) for each in found.steps),
        can_answer=is_open and may_answer(actor, forum, row.owner).ok,
        can_ask_for_more=is_closed and may_ask_for_more(actor, forum).ok,
        can_withdraw=is_open and may_withdraw(actor, forum).ok,
    )


def _step_line(step: StepRow, *, is_read: bool) -> StepLine:
    moved = f"{step.owner_name or NOBODY}, {due_text(step.due_on).lower()}" if step.kind == "request_moved" else ""
    return StepLine(
        kind=STEP_KIND[step.kind],
        at=step.at,
        by=step.by_name,
        text=step.text,
        caveat=step.caveat,
        indicator=step.indicator_name or "",
        indicator_href=f"/indikatorer/{step.indicator_public_id}" if step.indicator_public_id and is_read else None,
        document_no=step.document_no,
        moved_to=moved,
    )


def form_of(row: RequestRow, form: FormState, verb: str, slug: str) -> dict[str, Any]:
    """What every form about a request has."""
    here = request_href(row.public_id)
    return {
        "title": verb,
        "crumbs": request_crumbs(row, Crumb(verb)),
        "action": f"{here}/{slug}",
        "cancel": here,
        "form": form,
        "version": seen_version(form, row.version),
        "text": row.text,
    }
