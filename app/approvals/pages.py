"""What committees are asked to agree with: of a case, of a committee, one question, and its forms."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar

import msgspec

from app.access.policy import Actor
from app.approvals.enums import ApprovalStatus, ApprovalTarget
from app.approvals.labels import (
    APPROVAL_REPLY,
    APPROVAL_REPLY_TAG,
    APPROVAL_STATUS,
    APPROVAL_STATUS_TAG,
    APPROVAL_TARGET,
    version_text,
)
from app.approvals.queries import AnswerRow, ApprovalRow, Found
from app.approvals.rules import SIDES
from app.cases.pages import CaseHeader, case_href
from app.committees.enums import CommitteeSide
from app.committees.labels import COMMITTEE_SIDE
from app.core.dates import short_date
from app.meetings.pages.words import forum_href
from app.meetings.policy import Forum
from app.web.forms import FormState
from app.web.pages import Crumb, FormPage, Option, Page

TITLE = "Enighed i udvalg"
AT_MEETING = "På et møde"


def approval_href(public_id: str) -> str:
    return f"/enighed/{public_id}"


def list_href(case_public_id: str) -> str:
    return case_href(case_public_id, "/enighed")


class AnswerLine(msgspec.Struct, frozen=True):
    side: str
    reply: str
    tag: str
    remark: str
    who: str
    on_date: date
    meeting_href: str | None
    version: str


class ApprovalLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    status: str
    tag: str
    note: str
    due: str


class ApprovalsPage(Page, frozen=True, kw_only=True):
    """Of a case: `case` is its header."""

    template: ClassVar[str] = "approvals/of_case.html"
    case: CaseHeader
    lines: tuple[ApprovalLine, ...]
    new_href: str | None


class CommitteeApprovalsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "approvals/of_committee.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[ApprovalLine, ...]


class ApprovalPage(Page, frozen=True, kw_only=True):
    """`now` answers the version that stands now, `earlier` those before it."""

    template: ClassVar[str] = "approvals/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    row: ApprovalRow
    status: str
    tag: str
    is_over: bool
    version: str
    what: str  # the version, in the middle of a sentence
    version_href: str | None
    due: str
    waits_for: tuple[str, ...]
    now: tuple[AnswerLine, ...]
    earlier: tuple[AnswerLine, ...]
    is_changed: bool
    committee_href: str | None
    can_answer: bool
    can_note: bool
    can_take_back: bool


class AskPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "approvals/ask.html"
    case: CaseHeader
    targets: tuple[Option, ...]
    committees: tuple[Option, ...]


class AnswerPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "approvals/answer.html"
    row: ApprovalRow
    hash: str
    what: str  # the version, in the middle of a sentence
    read_href: str | None
    side: str
    replies: tuple[Option, ...]


class SideField(msgspec.Struct, frozen=True):
    name: str
    label: str


class MeetingPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "approvals/meeting.html"
    hash: str
    what: str  # the version, in the middle of a sentence
    read_href: str | None
    meetings: tuple[Option, ...]
    sides: tuple[SideField, ...]
    replies: tuple[Option, ...]


class TakeBackPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "approvals/take_back.html"


def what_of(row: ApprovalRow) -> str:
    """The version that stands now, in the middle of a sentence."""
    return version_text(row.target, row.now_no)


def version_name(row: ApprovalRow) -> str:
    what = what_of(row)
    return f"{what[:1].upper()}{what[1:]}"


def version_href(row: ApprovalRow) -> str | None:
    """Where the version that stands now is read."""
    if row.now_no is None:
        return None
    path = "/handleplan/versioner" if row.target is ApprovalTarget.PLAN else "/rapport"
    return case_href(row.case_public_id, f"{path}/{row.now_no}")


def due_text(found: Found) -> str:
    return short_date(found.due_on) if found.due_on else AT_MEETING


def _line(found: Found, title: str, today: date) -> ApprovalLine:
    status = found.status(today)
    missing = ", ".join(COMMITTEE_SIDE[side].lower() for side in found.missing)
    is_waiting = status in (ApprovalStatus.OPEN, ApprovalStatus.SILENT, ApprovalStatus.DISAGREED)
    return ApprovalLine(
        title=title,
        href=approval_href(found.row.public_id),
        status=APPROVAL_STATUS[status],
        tag=APPROVAL_STATUS_TAG[status],
        note=f"Mangler svar fra {missing}" if missing and is_waiting else "",
        due=due_text(found),
    )


def of_case(case: CaseHeader, found: Sequence[Found], today: date, *, can_ask: bool) -> ApprovalsPage:
    return ApprovalsPage(
        title=TITLE,
        case=case,
        lines=tuple(_line(each, f"{version_name(each.row)}: {each.row.committee_name}", today) for each in found),
        new_href=f"{case.href}/enighed/ny" if can_ask else None,
    )


def of_committee(forum: Forum, found: Sequence[Found], today: date) -> CommitteeApprovalsPage:
    return CommitteeApprovalsPage(
        title=f"{TITLE}: {forum.name}",
        crumbs=(Crumb("Udvalg", "/udvalg"), Crumb(forum.name, forum_href(forum)), Crumb(TITLE)),
        lines=tuple(
            _line(each, f"{version_name(each.row)}: {each.row.case_reference} {each.row.case_title}", today)
            for each in found
        ),
    )


def crumbs_of(row: ApprovalRow, *last: Crumb) -> tuple[Crumb, ...]:
    return (
        Crumb("Sager", "/sager"),
        Crumb(f"{row.case_reference} {row.case_title}", case_href(row.case_public_id)),
        Crumb(TITLE, list_href(row.case_public_id)),
        Crumb(row.committee_name, approval_href(row.public_id) if last else None),
        *last,
    )


def approval_page(
    actor: Actor,
    found: Found,
    *,
    own_sides: Collection[CommitteeSide],
    can_read: bool,
    can_note: bool,
    can_take_back: bool,
    is_changed: bool,
) -> ApprovalPage:
    """`is_changed`: the plan is being changed, and the next version is not frozen yet. `can_read`: the version."""
    row, status = found.row, found.status(actor.today)
    is_asked = row.withdrawn_at is None and row.now_hash is not None
    has_answered = any(each.person == actor.person for each in found.now.values())
    now = {each.id for each in found.now.values()}
    return ApprovalPage(
        title=f"{APPROVAL_TARGET[row.target]}: er {row.committee_name} enigt?",
        crumbs=crumbs_of(row),
        base=approval_href(row.public_id),
        row=row,
        status=APPROVAL_STATUS[status],
        tag=APPROVAL_STATUS_TAG[status],
        is_over=row.withdrawn_at is not None,
        version=version_name(row),
        what=what_of(row),
        version_href=version_href(row) if can_read else None,
        due=due_text(found),
        waits_for=tuple(COMMITTEE_SIDE[side].lower() for side in found.missing) if is_asked else (),
        now=tuple(_answer(found.now[side], row) for side in SIDES if side in found.now),
        earlier=tuple(_answer(each, row) for each in found.answers if each.id not in now),
        is_changed=is_changed,
        committee_href=f"/udvalg/{row.committee_public_id}" if row.is_read else None,
        can_answer=is_asked and can_read and not has_answered and bool(set(own_sides) & set(found.missing)),
        can_note=is_asked and can_note and bool(found.missing),
        can_take_back=row.withdrawn_at is None and can_take_back,
    )


def _answer(answer: AnswerRow, row: ApprovalRow) -> AnswerLine:
    word = "version" if row.target is ApprovalTarget.PLAN else "nr."
    return AnswerLine(
        side=COMMITTEE_SIDE[answer.side],
        reply=APPROVAL_REPLY[answer.reply],
        tag=APPROVAL_REPLY_TAG[answer.reply],
        remark=answer.remark,
        who=f"skrevet af {answer.name} på et møde" if answer.meeting else answer.name,
        on_date=answer.on_date,
        meeting_href=f"/moeder/{answer.meeting_public_id}" if answer.meeting_public_id else None,
        version=f"{word} {answer.no}",
    )


def form_of(found: Found, form: FormState, verb: str, slug: str) -> dict[str, Any]:
    """What every form about a question has."""
    row = found.row
    return {
        "title": f"{verb}: {version_name(row)}",
        "crumbs": crumbs_of(row, Crumb(verb)),
        "action": f"{approval_href(row.public_id)}/{slug}",
        "cancel": approval_href(row.public_id),
        "form": form,
    }


def side_fields(sides: Sequence[CommitteeSide]) -> tuple[SideField, ...]:
    return tuple(SideField(side.value, COMMITTEE_SIDE[side]) for side in sides)
