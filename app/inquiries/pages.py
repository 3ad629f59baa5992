from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.core.dates import UNKNOWN, short_date
from app.inquiries.enums import AnswerState, InquiryState, Origin
from app.inquiries.facts import Source
from app.inquiries.labels import ANSWER_STATE, ANSWER_STATE_TAG
from app.inquiries.policy import may_answer, may_approve
from app.inquiries.queries import FactRow, InquiryDetail, InquiryRow, MemoRow, QuestionRow
from app.inquiries.rules import WORKING_DAYS, missing_before_memo
from app.web.forms import Form, FormState, blank
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/forespoergsler"
TITLE = "Forespørgsler fra byrådet"


def address_of(row: InquiryRow) -> str:
    return f"{HOME}/{row.public_id}"


def question_href(row: InquiryRow, question: QuestionRow) -> str:
    return f"{address_of(row)}/spoergsmaal/{question.public_id}"


def crumbs_of(row: InquiryRow | None = None, *last: Crumb) -> tuple[Crumb, ...]:
    home = Crumb(TITLE, HOME if row else None)
    return (home, Crumb(row.title, address_of(row) if last else None), *last) if row else (home,)


def due_text(row: InquiryRow, today: date) -> tuple[str, str]:
    """How long there is left, and the kind of its tag."""
    if row.state is InquiryState.WITHDRAWN:
        return "Trukket tilbage", "neutral"
    if row.memos:
        return "Besvaret", "success"
    if row.due_on is None:
        return "Frist ukendt", "warning"
    if row.due_on < today:
        return "Frist overskredet", "danger"
    return f"Frist {short_date(row.due_on)}", "warning" if (row.due_on - today).days <= 3 else "neutral"


class InquiryLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    unit: str
    due: str
    tag: str
    answered: str


class InquiriesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "inquiries/index.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[InquiryLine, ...]
    can_create: bool


def inquiry_line(row: InquiryRow, today: date) -> InquiryLine:
    due, tag = due_text(row, today)
    answered = f"{row.approved} af {row.questions} godkendt" if row.questions else "ingen spørgsmål endnu"
    return InquiryLine(row.title, address_of(row), row.unit_name, due, tag, answered)


class EditInquiryPage(FormPage, frozen=True, kw_only=True):
    """A new inquiry, or one that is corrected: `version` tells which."""

    template: ClassVar[str] = "inquiries/edit.html"
    units: tuple[Option, ...]
    working_days: int = WORKING_DAYS


class WithdrawPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "inquiries/withdraw.html"


class FactView(msgspec.Struct, frozen=True):
    """`now`: what its source says today, where that is something else; "" where it is the same or the reader cannot
    know."""

    text: str
    source: str
    href: str | None
    as_of: date
    by: str
    remove: str
    now: str


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    no: int
    text: str
    href: str
    owner: str
    state: str
    tag: str
    answer: str
    facts: tuple[FactView, ...]
    not_held: str
    approved: str
    is_own: bool


class InquiryPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "inquiries/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    row: InquiryRow
    due: str
    tag: str
    questions: tuple[QuestionView, ...]
    memos: tuple[MemoRow, ...]
    missing: str
    form: FormState
    is_whole: bool
    can_write: bool
    working_days: int = WORKING_DAYS


HOMES = {Origin.CASE: "/sager", Origin.REQUEST: "/udvalgsanmodninger", Origin.INDICATOR: "/indikatorer"}


def fact_view(fact: FactRow, base: str, sources: Sequence[Source]) -> FactView:
    """`sources` are those that the reader reads, as they are today."""
    source = next((each for each in sources if (each.origin, each.id) == fact.origin), None)
    now = source.said(fact.key, fact.text) if source else fact.text
    return FactView(
        text=fact.text,
        source=fact.source,
        href=f"{HOMES[fact.origin[0]]}/{fact.public}" if fact.public else None,
        as_of=fact.as_of,
        by=fact.by_name,
        remove=f"{base}/oplysninger/{fact.public_id}/fjern",
        now="" if now == fact.text else now,
    )


def question_view(
    actor: Actor,
    found: InquiryDetail,
    question: QuestionRow,
    sources: Sequence[Source] = (),
) -> QuestionView:
    base = question_href(found.row, question)
    approved = ""
    if question.stored_state is AnswerState.APPROVED and question.approved_at:
        approved = f"Godkendt {short_date(question.approved_at.date())} af {question.approved_by_name or UNKNOWN}"
    return QuestionView(
        no=question.no,
        text=question.text,
        href=base,
        owner=question.owner_name or "Ingen endnu",
        state=ANSWER_STATE[question.state],
        tag=ANSWER_STATE_TAG[question.state],
        answer=question.answer,
        facts=tuple(fact_view(fact, base, sources) for fact in question.facts),
        not_held=question.not_held,
        approved=approved,
        is_own=actor.person is not None and question.owner == actor.person,
    )


def inquiry_page(actor: Actor, found: InquiryDetail, form: FormState | None = None) -> InquiryPage:
    """`form` says why a button did not work."""
    row = found.row
    due, tag = due_text(row, actor.today)
    is_open = row.state is InquiryState.OPEN
    return InquiryPage(
        title=row.title,
        crumbs=crumbs_of(row),
        base=address_of(row),
        row=row,
        due=due,
        tag=tag,
        questions=tuple(question_view(actor, found, each) for each in found.questions),
        memos=found.memos,
        missing=missing_before_memo((each.no, each.state) for each in found.questions),
        form=form or blank(Form),
        is_whole=found.is_whole,
        can_write=is_open and may(actor, Permission.INQUIRY_WRITE, found.above).ok,
    )


class EditQuestionPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "inquiries/question.html"
    people: tuple[Option, ...]


class SourceChoice(msgspec.Struct, frozen=True):
    label: str
    href: str


class AnswerPage(FormPage, frozen=True, kw_only=True):
    """One question: what is answered, the facts in it, and what may be done. `why_not` says why the reader may not
    approve."""

    template: ClassVar[str] = "inquiries/answer.html"
    view: QuestionView
    only_facts: QuestionView  # for who writes the rest in the form
    base: str
    can_answer: bool
    can_edit: bool
    can_approve: bool
    can_reopen: bool
    why_not: str


def answer_page_flags(actor: Actor, found: InquiryDetail, question: QuestionRow) -> dict[str, object]:
    is_open = found.row.state is InquiryState.OPEN
    is_approved = question.stored_state is AnswerState.APPROVED
    verdict = may_approve(actor, found.above, question.answered_by)
    waits = is_open and question.state is AnswerState.DRAFT
    return {
        "can_answer": is_open and not is_approved and may_answer(actor, found.above, question.owner).ok,
        "can_edit": is_open and not is_approved and may(actor, Permission.INQUIRY_WRITE, found.above).ok,
        "can_approve": waits and verdict.ok,
        "can_reopen": is_open and is_approved and may(actor, Permission.INQUIRY_APPROVE, found.above).ok,
        "why_not": verdict.reason if waits and verdict.asks_another else "",
    }


class FactsPage(FormPage, frozen=True, kw_only=True):
    """First a case, a request or an indicator is chosen, then what it says."""

    template: ClassVar[str] = "inquiries/facts.html"
    no: int
    question: str
    cases: tuple[SourceChoice, ...]
    requests: tuple[SourceChoice, ...]
    indicators: tuple[SourceChoice, ...]
    query: str
    has_more: bool  # cases that the list has no room for
    chosen: str
    origin: str
    case_id: str
    facts: tuple[Option, ...]


class MemoPage(Page, frozen=True, kw_only=True):
    """The memo as text that can be pasted anywhere."""

    template: ClassVar[str] = "inquiries/memo.html"
    crumbs: tuple[Crumb, ...]
    file_href: str
    text: str
    is_draft: bool
    missing: str
