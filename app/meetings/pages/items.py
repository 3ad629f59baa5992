"""An item of an agenda, what it is about, where it came from and went, and its forms."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.cases.labels import CASE_PHASE
from app.cases.pages import CaseHeader, case_href
from app.core.dates import short_date
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.enums import AgendaState
from app.meetings.labels import AGENDA_STATE, AGENDA_STATE_TAG
from app.meetings.pages.words import forum_crumbs, item_href, meeting_href
from app.meetings.policy import Forum
from app.meetings.queries import ItemRow, LinkRow, MeetingRow, Step, Target
from app.web.pages import Crumb, FormPage, Option, Page


class LinkLine(msgspec.Struct, frozen=True):
    """`href` None: told of in short, and not to be opened."""

    text: str
    href: str | None
    note: str


class StepLine(msgspec.Struct, frozen=True):
    heading: str
    href: str | None
    state: str
    tag: str
    note: str
    outcome: str
    decision: str
    remark: str


class ItemPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "meetings/item.html"
    crumbs: tuple[Crumb, ...]
    base: str
    row: ItemRow
    state: str
    tag: str
    outcome: str
    meeting_href: str | None
    links: tuple[LinkLine, ...]
    steps: tuple[StepLine, ...]
    can_treat: bool
    can_change: bool
    can_plan: bool
    can_send: bool


class EditItemPage(FormPage, frozen=True, kw_only=True):
    """A new item, or one that is corrected: `version` tells which."""

    template: ClassVar[str] = "meetings/item_edit.html"
    is_proposal: bool
    meetings: tuple[Option, ...]
    cases: tuple[Option, ...]
    points: tuple[Option, ...]
    rounds: tuple[Option, ...]


class ItemReasonPage(FormPage, frozen=True, kw_only=True):
    """Moving an item on, taking it off, taking an outcome back, cancelling a meeting: one reason."""

    template: ClassVar[str] = "meetings/reason.html"
    text: str
    label: str
    button: str
    is_required: bool


class SendItemPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "meetings/send.html"
    targets: tuple[Option, ...]


class OutcomePage(FormPage, frozen=True, kw_only=True):
    """One item of a meeting at a time: what came of it, and the way to the next one."""

    template: ClassVar[str] = "meetings/outcome.html"
    row: ItemRow
    place: str
    links: tuple[LinkLine, ...]
    outcomes: tuple[Option, ...]
    previous_href: str | None
    next_href: str | None
    meeting_href: str
    ask_href: str | None


class PlacesPage(Page, frozen=True, kw_only=True):
    """Where a case can be put on an agenda, and where it was."""

    template: ClassVar[str] = "meetings/places.html"
    case: CaseHeader
    forums: tuple[Option, ...]
    agendas: tuple[LinkLine, ...]


def link_line(link: LinkRow) -> LinkLine:
    note = ""
    if link.involvement is not None:
        note = "Registreringen på sagen er trukket tilbage." if link.is_record_withdrawn else "Registreret på sagen."
    if link.told is not None:
        due = f", {link.told.due_label.lower()}: {link.told.due_text}" if link.told.due_label else ""
        text = f"Sag {link.told.reference}: {link.told.title} ({CASE_PHASE[link.told.phase].lower()}{due})"
        return LinkLine(text, None, note)
    if link.case_public_id is None:
        return LinkLine(f"Måling: {link.round_name}", f"/maalinger/{link.round_public_id}", note)
    text = f"Sag {link.reference}: {link.case_title}"
    if link.focus_point_title:
        text += f". Fokuspunkt: {link.focus_point_title}"
    return LinkLine(text, case_href(link.case_public_id), note)


def step_line(step: Step) -> StepLine:
    when = f", mødet {short_date(step.held_on)}" if step.held_on else ", venter på et møde"
    if step.is_before:
        heading = f"{'Udsat fra' if step.same_forum else 'Kom fra'} {step.forum_name}{when}"
    else:
        heading = f"{'Fortsætter i' if step.same_forum else 'Sendt til'} {step.forum_name}{when}"
    return StepLine(
        heading=heading,
        href=item_href(step.public_id) if step.public_id else None,
        state=AGENDA_STATE[step.state],
        tag=AGENDA_STATE_TAG[step.state],
        note=step.note,
        outcome=INVOLVEMENT_KIND[step.outcome] if step.outcome else "",
        decision=step.decision,
        remark=step.remark,
    )


def item_crumbs(forum: Forum, row: ItemRow, *last: Crumb) -> tuple[Crumb, ...]:
    own = Crumb(row.title, item_href(row.public_id) if last else None)
    if row.meeting_public_id is None or row.held_on is None:
        return forum_crumbs(forum, own, *last)
    return forum_crumbs(forum, Crumb(short_date(row.held_on), meeting_href(row.meeting_public_id)), own, *last)


def item_page(
    forum: Forum,
    row: ItemRow,
    links: Sequence[LinkRow],
    steps: Sequence[Step],
    targets: Sequence[Target],
    today: date,
    *,
    can_write: bool,
    can_plan: bool,
    is_own: bool,
) -> ItemPage:
    has_come = row.held_on is not None and row.held_on <= today
    treats = (row.is_open or row.state is AgendaState.TREATED) and has_come and not row.is_locked
    goes_on = row.state not in (AgendaState.MOVED, AgendaState.WITHDRAWN)
    return ItemPage(
        title=row.title,
        crumbs=item_crumbs(forum, row),
        base=item_href(row.public_id),
        row=row,
        state=AGENDA_STATE[row.state],
        tag=AGENDA_STATE_TAG[row.state],
        outcome=INVOLVEMENT_KIND[row.outcome] if row.outcome else "",
        meeting_href=meeting_href(row.meeting_public_id) if row.meeting_public_id else None,
        links=tuple(link_line(each) for each in links),
        steps=tuple(step_line(each) for each in steps),
        can_treat=can_write and treats,
        can_change=row.is_open
        and not row.is_locked
        and (can_plan or (is_own and row.state is AgendaState.PROPOSED and can_write)),
        can_plan=can_plan and row.is_open and not row.is_locked,
        can_send=can_plan and goes_on and bool(targets),
    )


def meeting_options(rows: Sequence[MeetingRow], today: date) -> tuple[Option, ...]:
    """Those that an item can be put on, the earliest first."""
    return tuple(
        Option(row.public_id, f"{short_date(row.held_on)} {row.title}")
        for row in reversed(rows)
        if row.takes_items(today)
    )
