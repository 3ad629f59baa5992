"""The meetings of a committee or a unit, one of them, and its form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.committees.labels import COMMITTEE_FUNCTION
from app.core.dates import short_date
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.enums import AgendaState, MeetingState
from app.meetings.forms import MOST_PEOPLE
from app.meetings.labels import AGENDA_STATE, AGENDA_STATE_TAG, MEETING_KIND, PRESENCE
from app.meetings.pages.words import (
    MEETINGS,
    agenda_href,
    forum_crumbs,
    forum_href,
    item_href,
    meeting_crumbs,
    meeting_href,
    meetings_href,
    requests_href,
    state_words,
    time_text,
)
from app.meetings.policy import Forum
from app.meetings.queries import Expected, ItemRow, MeetingRow, ParticipantRow
from app.web.forms import FormState
from app.web.pages import Crumb, FormPage, Option, Page


class MeetingLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    held_on: date
    time: str
    place: str
    kind: str
    state: str
    tag: str
    items: str


class ItemLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    state: str
    tag: str
    outcome: str
    decision: str
    accept_action: str | None
    raise_action: str | None
    version: int


class PersonLine(msgspec.Struct, frozen=True):
    name: str
    function: str
    presence: str
    stands_in_for: str


class MeetingsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "meetings/index.html"
    crumbs: tuple[Crumb, ...]
    base: str
    is_unit: bool
    coming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    waiting: tuple[ItemLine, ...]
    can_plan: bool
    new_item_href: str | None
    new_item_label: str
    requests_href: str | None


class MeetingPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "meetings/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    forum_name: str
    forum_href: str
    row: MeetingRow
    kind: str
    state: str
    tag: str
    time: str
    items: tuple[ItemLine, ...]
    people: tuple[PersonLine, ...]
    is_expected: bool  # nobody is written down; these are in office that day
    go_through_href: str | None  # the first item that nothing has come of
    new_item_href: str | None
    new_item_label: str
    can_plan: bool
    can_cancel: bool
    minutes_href: str | None
    requests_href: str | None


class EditMeetingPage(FormPage, frozen=True, kw_only=True):
    """A new meeting, or one that is corrected: `version` tells which."""

    template: ClassVar[str] = "meetings/edit.html"
    kinds: tuple[Option, ...]


def meeting_line(row: MeetingRow) -> MeetingLine:
    state, tag = state_words(row)
    return MeetingLine(
        title=row.title,
        href=meeting_href(row.public_id),
        held_on=row.held_on,
        time=time_text(row.starts, row.ends),
        place=row.place,
        kind=MEETING_KIND[row.kind],
        state=state,
        tag=tag,
        items=str(row.items) if row.items else "ingen",
    )


def item_line(row: ItemRow, *, can_plan: bool, is_first: bool = True) -> ItemLine:
    base = item_href(row.public_id)
    return ItemLine(
        title=row.title,
        href=base,
        state=AGENDA_STATE[row.state],
        tag=AGENDA_STATE_TAG[row.state],
        outcome=INVOLVEMENT_KIND[row.outcome] if row.outcome else "",
        decision=row.decision,
        accept_action=f"{base}/optag" if can_plan and row.state is AgendaState.PROPOSED and not row.is_locked else None,
        raise_action=f"{base}/op" if can_plan and row.is_open and not row.is_locked and not is_first else None,
        version=row.version,
    )


def person_line(row: ParticipantRow | Expected) -> PersonLine:
    presence = row.presence if isinstance(row, ParticipantRow) else None
    return PersonLine(
        name=row.name,
        function=COMMITTEE_FUNCTION[row.function] if row.function else "",
        presence=PRESENCE[presence] if presence else "ukendt",
        stands_in_for=row.stands_in_for_name or "",
    )


def new_item_label(can_plan: bool) -> str:
    return "Nyt punkt" if can_plan else "Foreslå et punkt"


def meetings_page(
    forum: Forum,
    rows: Sequence[MeetingRow],
    waiting: Sequence[ItemRow],
    today: date,
    *,
    can_write: bool,
    can_plan: bool,
) -> MeetingsPage:
    """Those to come first, the next one at the top; then the others, the latest first."""
    coming = [row for row in reversed(rows) if row.is_coming(today)]
    return MeetingsPage(
        title=f"{MEETINGS}: {forum.name}",
        crumbs=forum_crumbs(forum),
        base=meetings_href(forum),
        is_unit=forum.kind is None,
        coming=tuple(meeting_line(row) for row in coming),
        past=tuple(meeting_line(row) for row in rows if not row.is_coming(today)),
        waiting=tuple(item_line(row, can_plan=can_plan) for row in waiting),
        can_plan=can_plan and not forum.is_closed,
        new_item_href=agenda_href(forum) if can_write and not forum.is_closed else None,
        new_item_label=new_item_label(can_plan),
        requests_href=requests_href(forum) if forum.kind is not None else None,
    )


def meeting_page(
    forum: Forum,
    row: MeetingRow,
    items: Sequence[ItemRow],
    people: Sequence[ParticipantRow],
    expected: Sequence[Expected],
    today: date,
    *,
    can_write: bool,
    can_plan: bool,
) -> MeetingPage:
    state, tag = state_words(row)
    is_cancelled = row.state is MeetingState.CANCELLED
    treats = can_write and row.is_minuted(today) and not row.is_locked
    waiting = [each for each in items if each.is_open]
    return MeetingPage(
        title=f"{row.title}, {forum.name}",
        crumbs=meeting_crumbs(forum, row),
        base=meeting_href(row.public_id),
        forum_name=forum.name,
        forum_href=forum_href(forum),
        row=row,
        kind=MEETING_KIND[row.kind],
        state=state,
        tag=tag,
        time=time_text(row.starts, row.ends),
        items=tuple(item_line(each, can_plan=can_plan, is_first=no == 0) for no, each in enumerate(items)),
        people=tuple(person_line(each) for each in (people or expected)),
        is_expected=not people and bool(expected),
        go_through_href=f"{item_href(waiting[0].public_id)}/udfald" if treats and waiting else None,
        new_item_href=f"{agenda_href(forum)}?moede={row.public_id}" if can_write and row.takes_items(today) else None,
        new_item_label=new_item_label(can_plan),
        can_plan=can_plan and not is_cancelled,
        can_cancel=can_plan and row.state is MeetingState.PLANNED and not row.is_locked,
        minutes_href=f"{meeting_href(row.public_id)}/referat" if row.is_minuted(today) else None,
        requests_href=requests_href(forum) if forum.kind is not None else None,
    )


class YearPlanPage(FormPage, frozen=True, kw_only=True):
    """The dates of a year: counted out above, put right and saved below."""

    template: ClassVar[str] = "meetings/year.html"
    counted: FormState
    units: tuple[Option, ...]
    kinds: tuple[Option, ...]
    warnings: tuple[str, ...]  # of closed days


class PersonField(msgspec.Struct, frozen=True):
    no: int
    public_id: str
    name: str
    hint: str


class ParticipantsPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "meetings/participants.html"
    people: tuple[PersonField, ...]
    presences: tuple[Option, ...]


def closed_texts(closed: Mapping[date, str]) -> tuple[str, ...]:
    return tuple(f"{short_date(day)} er {name}." for day, name in closed.items())


def person_fields(saved: Sequence[ParticipantRow], expected: Sequence[Expected]) -> tuple[PersonField, ...]:
    """Those who are written down, and those in office that day who are not."""
    known = {each.person for each in saved}
    everybody: list[ParticipantRow | Expected] = [*saved, *(each for each in expected if each.person not in known)]
    return tuple(
        PersonField(no, each.public_id, each.name, _hint(each)) for no, each in enumerate(everybody[:MOST_PEOPLE])
    )


def _hint(row: ParticipantRow | Expected) -> str:
    function = COMMITTEE_FUNCTION[row.function] if row.function else ""
    instead = f"suppleant for {row.stands_in_for_name}" if row.stands_in_for_name else ""
    return ", ".join(each for each in (function, instead) if each)
