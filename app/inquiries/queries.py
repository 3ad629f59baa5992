"""Inquiries as a reader may see them: those of their units, and those that have a question of theirs."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, at_unit, case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value, in_list, sql
from app.indicators.queries.indicators import is_indicator_seen
from app.inquiries.enums import AnswerState, InquiryState, Origin
from app.inquiries.rules import answer_state
from app.requests.queries import request_in_scope

MOST = 200


class InquiryRow(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry with how many of its questions are approved."""

    id: int
    public_id: str
    municipality: int
    municipality_name: str
    unit: int
    unit_name: str
    title: str
    asked_by: str
    received_on: date | None
    due_on: date | None
    is_due_default: bool
    answered_by: str
    case_workers: str
    esdh_case_no: str
    document_no: str
    state: InquiryState
    withdrawn_reason: str
    version: int
    questions: int
    approved: int
    memos: int


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as it was put in. `public` None: the reader does not read what it is from."""

    id: int
    public_id: str
    question: int
    case: int | None
    request: int | None
    indicator: int | None
    public: str | None
    source: str
    key: str
    text: str
    as_of: date
    by_name: str

    @property
    def origin(self) -> tuple[Origin, int]:
        if self.request is not None:
            return (Origin.REQUEST, self.request)
        return (Origin.INDICATOR, self.indicator) if self.indicator is not None else (Origin.CASE, self.case or 0)


class QuestionRow(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    public_id: str
    no: int
    text: str
    owner: int | None
    owner_public_id: str | None
    owner_name: str | None
    answer: str
    not_held: str
    stored_state: AnswerState
    answered_by: int | None
    approved_by_name: str | None
    approved_at: datetime | None
    version: int
    facts: tuple[FactRow, ...] = ()

    @property
    def state(self) -> AnswerState:
        return answer_state(self.stored_state, self.answer, self.not_held, len(self.facts))


class MemoRow(msgspec.Struct, frozen=True, kw_only=True):
    no: int
    hash: str
    at: datetime
    by_name: str


class InquiryDetail(msgspec.Struct, frozen=True):
    """One inquiry as the reader may see it. `is_whole` False: they answer a question of it, and of the others see what
    is asked and what is approved."""

    row: InquiryRow
    questions: tuple[QuestionRow, ...]
    memos: tuple[MemoRow, ...]
    above: Above  # what `policy.may` asks for
    is_whole: bool

    def question(self, public_id: str) -> QuestionRow:
        """Raises `NotFound` for a question of another inquiry."""
        for each in self.questions:
            if each.public_id == public_id:
                return each
        raise NotFound


_OF_UNIT = "i.unit"


def _reads(scope: Scope) -> QueryString:
    return sql("1 = 1") if scope.sees_all else at_unit(scope.inquiries, _OF_UNIT, None)


def inquiry_in_scope(scope: Scope) -> QueryString:
    """True for inquiries `i` that the reader may know of."""
    return sql(
        "({} OR (i.state = 'open' AND EXISTS (SELECT 1 FROM inquiry_questions o "
        "WHERE o.inquiry = i.id AND o.owner = {})))",
        _reads(scope),
        scope.person or 0,
    )


_ROW = (
    "SELECT i.id, i.public_id, i.municipality, m.name AS municipality_name, i.unit, v.name AS unit_name, i.title, "
    "i.asked_by, i.received_on, i.due_on, i.is_due_default, i.answered_by, i.case_workers, i.esdh_case_no, "
    "i.document_no, i.state, i.withdrawn_reason, i.version, "
    "(SELECT COUNT(*) FROM inquiry_questions q WHERE q.inquiry = i.id) AS questions, "
    "(SELECT COUNT(*) FROM inquiry_questions q WHERE q.inquiry = i.id AND q.state = 'approved') AS approved, "
    "(SELECT COUNT(*) FROM inquiry_memos n WHERE n.inquiry = i.id) AS memos "
    "FROM inquiries i JOIN municipalities m ON m.id = i.municipality "
    "JOIN unit_versions v ON v.unit = i.unit AND v.valid_to IS NULL WHERE {} "
)


async def list_inquiries(scope: Scope) -> list[InquiryRow]:
    """The open ones by the day they are due, unknown first (rule 13), then the others. One query; at most `MOST`."""
    return await fetch_all(
        InquiryRow,
        _ROW + "ORDER BY CASE WHEN i.state = 'open' THEN 0 ELSE 1 END, "
        "CASE WHEN i.due_on IS NULL THEN 0 ELSE 1 END, i.due_on, i.id DESC LIMIT {}",
        inquiry_in_scope(scope),
        MOST,
    )


async def get_inquiry(scope: Scope, public_id: str) -> InquiryDetail:
    """Raises `NotFound` for one that the reader may not know of. Six queries."""
    row = await fetch_one(InquiryRow, _ROW + "AND i.public_id = {}", inquiry_in_scope(scope), public_id)
    if row is None:
        raise NotFound
    is_whole = bool(
        await fetch_value(int, "SELECT COUNT(*) FROM inquiries i WHERE i.id = {} AND {}", row.id, _reads(scope))
    )
    questions = await _questions(scope, row.id)
    memos = await fetch_all(
        MemoRow,
        'SELECT n.no, n.hash, n.at, p.name AS by_name FROM inquiry_memos n JOIN persons p ON p.id = n."by" '
        "WHERE n.inquiry = {} ORDER BY n.no DESC",
        row.id,
    )
    return InquiryDetail(
        row,
        tuple(each if is_whole or each.owner == scope.person else _approved_only(each) for each in questions),
        tuple(memos) if is_whole else (),
        await ancestors_of(scope, (row.unit,)),
        is_whole,
    )


def _approved_only(question: QuestionRow) -> QuestionRow:
    """As somebody reads it who answers another question: a draft of others is not theirs to read."""
    if question.stored_state is AnswerState.APPROVED:
        return question
    return msgspec.structs.replace(question, answer="", not_held="", facts=())


async def _questions(scope: Scope, inquiry: int) -> list[QuestionRow]:
    rows = await fetch_all(
        QuestionRow,
        "SELECT q.id, q.public_id, q.no, q.text, q.owner, o.public_id AS owner_public_id, o.name AS owner_name, "
        "q.answer, q.not_held, q.state AS stored_state, q.answered_by, a.name AS approved_by_name, q.approved_at, "
        "q.version FROM inquiry_questions q LEFT JOIN persons o ON o.id = q.owner "
        "LEFT JOIN persons a ON a.id = q.approved_by WHERE q.inquiry = {} ORDER BY q.no, q.id",
        inquiry,
    )
    facts = await fetch_all(
        FactRow,
        'SELECT f.id, f.public_id, f.question, f."case" AS "case", f.request, f.indicator, '
        "COALESCE(k.public_id, x.public_id, i.public_id) AS public, f.source, f.key, "
        'f.text, f.as_of, p.name AS by_name FROM inquiry_facts f JOIN persons p ON p.id = f."by" '
        'LEFT JOIN cases k ON k.id = f."case" AND {} LEFT JOIN committee_requests x ON x.id = f.request AND {} '
        "LEFT JOIN indicators i ON i.id = f.indicator AND {} WHERE f.question IN {} ORDER BY f.position, f.id",
        case_in_scope(scope, "k.id"),
        request_in_scope(scope),
        is_indicator_seen(scope),
        in_list([row.id for row in rows] or [0]),
    )
    return [
        msgspec.structs.replace(row, facts=tuple(each for each in facts if each.question == row.id)) for row in rows
    ]


async def get_memo(scope: Scope, inquiry: InquiryDetail, no: int) -> tuple[bytes, str]:
    """The frozen bytes of a memo and their hash. Raises `NotFound`, also for who reads only a question of it."""
    found = None
    if inquiry.is_whole:
        found = await fetch_one(
            _Frozen, "SELECT content, hash FROM inquiry_memos WHERE inquiry = {} AND no = {}", inquiry.row.id, no
        )
    if found is None:
        raise NotFound
    return found.content.encode(), found.hash


class _Frozen(msgspec.Struct, frozen=True):
    content: str
    hash: str


class InquiryDue(msgspec.Struct, frozen=True):
    """An inquiry that waits for an answer, for the overview and the daily mail."""

    public_id: str
    title: str
    due_on: date | None
    own: int  # questions of the reader's own that are not approved
    waiting: int


async def list_inquiries_due(scope: Scope, *, limit: int) -> Sequence[InquiryDue]:
    """Open ones with a question that is not approved, by the day they are due, unknown first. One query."""
    return await fetch_all(
        InquiryDue,
        "SELECT i.public_id, i.title, i.due_on, "
        "(SELECT COUNT(*) FROM inquiry_questions q WHERE q.inquiry = i.id AND q.state <> 'approved' "
        "AND q.owner = {}) AS own, "
        "(SELECT COUNT(*) FROM inquiry_questions q WHERE q.inquiry = i.id AND q.state <> 'approved') AS waiting "
        "FROM inquiries i WHERE i.state = 'open' AND NOT EXISTS (SELECT 1 FROM inquiry_memos n WHERE n.inquiry = i.id) "
        "AND {} ORDER BY CASE WHEN i.due_on IS NULL THEN 0 ELSE 1 END, i.due_on, i.id LIMIT {}",
        scope.person or 0,
        inquiry_in_scope(scope),
        limit,
    )


class AnsweringUnit(msgspec.Struct, frozen=True):
    public_id: str
    name: str


async def list_answering_units(scope: Scope) -> list[AnsweringUnit]:
    """Open units where the reader reads inquiries, by Danish name; the first `MOST`."""
    return await fetch_all(
        AnsweringUnit,
        "SELECT u.public_id, v.name FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE u.closed_on IS NULL AND {} ORDER BY v.sort_key, u.id LIMIT {}",
        sql("1 = 1") if scope.sees_all else at_unit(scope.inquiries, "u.id", None),
        MOST,
    )
