"""The minutes as they stand, what has been answered, and what is next."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.committees.enums import CommitteeSide
from app.committees.labels import COMMITTEE_SIDE
from app.core.dates import short_date
from app.documents.pages import PaperLine, paper_line
from app.documents.queries import PaperRow
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.minutes.content import MinutesContent, decode
from app.minutes.enums import MinutesReply, MinutesState
from app.minutes.labels import MINUTES_REPLY, MINUTES_STATE, MINUTES_STATE_TAG
from app.minutes.pages.words import FILES, crumbs_of, file_name, minutes_href, title_of
from app.minutes.queries import AddendumRow, MinutesDetail
from app.minutes.rules import SIDES, approved_by
from app.web.pages import Crumb, Page


class AnswerLine(msgspec.Struct, frozen=True):
    name: str
    side: str
    reply: str
    tag: str
    remark: str
    at: datetime
    is_earlier: bool  # to a text that was taken back


class FileLine(msgspec.Struct, frozen=True):
    paper: PaperLine
    approved: str  # what somebody stated, in words


class MinutesPage(Page, frozen=True, kw_only=True):
    """`content` None: nothing is written, or it is a draft that this reader does not write."""

    template: ClassVar[str] = "minutes/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    state: str | None
    tag: str
    waits_for: tuple[str, ...]
    reference: str
    content: MinutesContent | None
    hash: str
    answers: tuple[AnswerLine, ...]
    addenda: tuple[AddendumRow, ...]
    is_approved: bool
    files: tuple[FileLine, ...]
    file_href: str | None
    pdf_href: str | None
    original_href: str | None
    can_write: bool
    write_label: str
    can_send: bool
    can_answer: bool
    can_take_back: bool
    can_add: bool


def minutes_page(
    forum: Forum,
    meeting: MeetingRow,
    minutes: MinutesDetail | None,
    draft: MinutesContent | None,
    *,
    filed: Sequence[tuple[PaperRow, date | None]],
    own_sides: Collection[CommitteeSide],
    person: int | None,
    can_plan: bool,
    can_write: bool,
    has_been: bool,
) -> MinutesPage:
    """`draft`: what would be sent now, for who may write it."""
    state = minutes.state if minutes else None
    base = minutes_href(meeting)
    approved = state is MinutesState.APPROVED
    answers = minutes.answers if minutes else ()
    current = minutes.hash if minutes else ""
    content = draft
    in_use = any(paper.withdrawn_at is None and paper.erased_at is None for paper, _ in filed)
    if minutes is not None and state is not MinutesState.DRAFT:
        content = decode((minutes.frozen or minutes.content).encode())
    missing = [side for side in SIDES if side not in approved_by(answers, current)] if current else []
    has_answered = any(each.person == person and each.hash == current for each in answers)
    return MinutesPage(
        title=title_of(forum, meeting),
        crumbs=crumbs_of(forum, meeting),
        base=base,
        state=MINUTES_STATE[state] if state else None,
        tag=MINUTES_STATE_TAG[state] if state else "neutral",
        waits_for=tuple(COMMITTEE_SIDE[side] for side in missing),
        reference=meeting.minutes_reference,
        content=content,
        hash=(minutes.frozen_hash or current) if minutes else "",
        answers=tuple(
            AnswerLine(
                each.name,
                COMMITTEE_SIDE[each.side],
                MINUTES_REPLY[each.reply],
                "success" if each.reply is MinutesReply.APPROVES else "warning",
                each.remark,
                each.at,
                is_earlier=each.hash != current,
            )
            for each in answers
        ),
        addenda=minutes.addenda if minutes else (),
        is_approved=approved,
        files=tuple(
            FileLine(
                paper_line(paper, FILES, may_withdraw=can_plan),
                f"Godkendt af begge sider {short_date(on)}, efter det oplyste" if on else "",
            )
            for paper, on in filed
        ),
        file_href=f"{base}/fil" if can_plan and has_been and minutes is None else None,
        pdf_href=f"{base}/{file_name(meeting)}" if approved else None,
        original_href=f"{base}/{file_name(meeting, original=True)}" if minutes and minutes.addenda else None,
        can_write=can_plan and has_been and state in (None, MinutesState.DRAFT) and not in_use,
        write_label="Skriv referatet" if state is None else "Ret referatet",
        can_send=can_plan and has_been and state is MinutesState.DRAFT,
        can_answer=state is MinutesState.SENT and bool(set(own_sides) & set(SIDES)) and not has_answered,
        can_take_back=can_plan and state is MinutesState.SENT,
        can_add=can_write and approved,
    )
