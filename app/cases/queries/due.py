"""Dates over many cases, for the overview; and the history of one."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.enums import CaseOutcome, CasePhase, ComplaintState, NoticeKind, RulingKind
from app.cases.queries.loading import COMPLIED_ON, OPEN_ITEMS
from app.cases.queries.words import ClockWords
from app.cases.rules import CaseFacts, ComplaintFact, ReplyFact, case_clocks, is_awaited
from app.cases.rules.dates import standing_date
from app.db.sql import fetch_all, in_list, sql
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import DATE_SOURCE, DEADLINE_KIND
from app.deadlines.rules import DUTY_KINDS, FACT_KINDS, RIGHT_KINDS, days_text
from app.deadlines.rules.slugs import SLUG

_DUE = sorted(DUTY_KINDS | RIGHT_KINDS)
_LIMIT = 200
_SHOWN = {ClockState.UPCOMING, ClockState.DUE_SOON, ClockState.DUE_TODAY, ClockState.OVERDUE, ClockState.SUSPENDED}


class DueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline of one case, for lists over many."""

    case_public_id: str
    reference: str
    title: str
    kind: DeadlineKind
    label: str
    on_date: date | None
    state: ClockState
    state_label: str
    text: str
    href: str  # the page where the date is set


class _Row(msgspec.Struct, frozen=True):
    case_id: int
    public_id: str
    reference: str
    title: str
    case_kind: NoticeKind
    phase: CasePhase
    kind: DeadlineKind
    on_date: date | None
    state: DeadlineState
    ruling: int | None
    order: int | None  # the ruling that holds the order now, as `CaseRows.order`
    adviser_reported_on: date | None
    complied_on: date | None
    items_open: int

    @property
    def known_on(self) -> date | None:
        return None if self.state is DeadlineState.AWAITING else self.on_date


class _Complaint(msgspec.Struct, frozen=True):
    case_id: int
    filed_on: date
    state: ComplaintState
    ruling: int
    kind: RulingKind
    ruled_on: date | None
    due_on: date | None


async def list_due(scope: Scope, from_on: date | None, to_on: date, *, limit: int = _LIMIT) -> list[DueLine]:
    """The deadlines that still count from `from_on` (None: ever) to `to_on`, both included, the earliest first.

    Without those that are met, void or have expired unused; suspended ones are there and say so. Open cases only. A
    case that is reported owes nothing until the authority answers, but for measures that are still open: its
    compliance date runs on (rules 11, 21). Two queries; at most `limit` cases.
    """
    condition = sql(
        "EXISTS (SELECT 1 FROM deadlines x WHERE x.\"case\" = c.id AND x.state = 'set' AND x.kind IN {} "
        "AND x.on_date >= {} AND x.on_date <= {})",
        in_list(_DUE),
        from_on or date.min,
        to_on,
    )
    lines = [
        line
        for line in await _lines(scope, condition, limit)
        if line.state in _SHOWN and line.on_date is not None and (from_on or date.min) <= line.on_date <= to_on
    ]
    return sorted(lines, key=lambda line: (line.on_date or to_on, line.reference, line.label))


async def _lines(scope: Scope, condition: QueryString, limit: int) -> list[DueLine]:
    rows = await fetch_all(
        _Row,
        "SELECT c.id AS case_id, c.public_id, c.reference, c.title, c.kind AS case_kind, c.phase, "
        'd.kind, d.on_date, d.state, d.ruling, (SELECT r.id FROM rulings r WHERE r."case" = c.id '
        "AND r.kind IN ('original', 'changed') ORDER BY r.no DESC LIMIT 1) AS \"order\", "
        "(SELECT MIN(x.dated_on) FROM documents x WHERE x.\"case\" = c.id AND x.kind = 'adviser_report') "
        f"AS adviser_reported_on, {COMPLIED_ON} AS complied_on, {OPEN_ITEMS} AS items_open "
        'FROM cases c JOIN deadlines d ON d."case" = c.id '
        "WHERE d.state <> 'void' AND c.id IN "
        "(SELECT c.id FROM cases c WHERE c.phase <> 'closed' AND {} AND {} ORDER BY c.next_due_key, c.id LIMIT {}) "
        "ORDER BY c.next_due_key, c.id, d.id",
        case_in_scope(scope, "c.id"),
        condition,
        limit,
    )
    by_case: dict[int, list[_Row]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(row)
    complaints = await _complaints(list(by_case))
    return [
        line
        for case_id, own in by_case.items()
        for line in _of_case(own, tuple(complaints.get(case_id, ())), scope.today)
    ]


async def _complaints(cases: list[int]) -> dict[int, list[ComplaintFact]]:
    rows = await fetch_all(
        _Complaint,
        'SELECT k."case" AS case_id, k.filed_on, k.state, k.ruling, r.kind, w.on_date AS ruled_on, '
        "(SELECT z.on_date FROM deadlines z WHERE z.ruling = r.id AND z.kind = 'complaint' AND z.state <> 'void' "
        "ORDER BY z.id LIMIT 1) AS due_on FROM complaints k "
        "JOIN rulings r ON r.id = k.ruling "
        "LEFT JOIN deadlines w ON w.ruling = r.id AND w.kind = 'ruled' AND w.state = 'set' "
        'WHERE k."case" IN {} ORDER BY k.id',
        in_list(cases),
    )
    found: dict[int, list[ComplaintFact]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(
            ComplaintFact(row.filed_on, row.state, row.kind, row.due_on, ruled_on=row.ruled_on, about=row.ruling)
        )
    return found


def _of_case(rows: list[_Row], complaints: tuple[ComplaintFact, ...], today: date) -> list[DueLine]:
    first = rows[0]
    standing = {row.kind: row for kind in DeadlineKind if (row := standing_date(rows, kind, first.order)) is not None}
    complaint = standing.get(DeadlineKind.COMPLAINT)
    facts = CaseFacts(
        kind=first.case_kind,
        phase=first.phase,
        dates={kind: row.known_on for kind, row in standing.items()},
        awaiting={kind: row.on_date for kind, row in standing.items() if row.on_date and not row.known_on},
        complaints=complaints,
        complaint_ruling=complaint.ruling if complaint else None,
        adviser_reported_on=first.adviser_reported_on,
        items_open=first.items_open,
        replies=(ReplyFact(first.complied_on, CaseOutcome.COMPLIED),) if first.complied_on else (),
        # Report-backs are rows of a later slice, but the phase says whether one stands.
        report_backs=(today,) if first.phase is CasePhase.REPORTED else (),
    )
    return [
        _line(first, facts, kind, state, today)
        for kind, state in case_clocks(facts, today).items()
        if kind not in FACT_KINDS and is_awaited(facts, kind)
    ]


def _line(row: _Row, facts: CaseFacts, kind: DeadlineKind, state: ClockState, today: date) -> DueLine:
    on_date, words = facts.on(kind), ClockWords(facts).of(kind, state)
    slug = SLUG[DeadlineKind.AVAILABLE if kind is DeadlineKind.COMPLAINT and on_date is None else kind]
    text = words if on_date is None or state is ClockState.SUSPENDED else days_text(on_date, today)
    return DueLine(
        case_public_id=row.public_id,
        reference=row.reference,
        title=row.title,
        kind=kind,
        label=DEADLINE_KIND[kind],
        on_date=on_date,
        state=state,
        state_label=words,
        text=text,
        href=f"/sager/{row.public_id}/frister/{slug}",
    )


class DeadlineChange(msgspec.Struct, frozen=True):
    """One value that a date has had. `by_name` is None where it was computed."""

    no: int
    on_date: date | None
    state: DeadlineState
    source: DateSource
    is_confirmed: bool
    reason: str
    by_name: str | None
    at: datetime
    ruling_kind: RulingKind | None

    @property
    def source_label(self) -> str:
        return DATE_SOURCE[self.source]


async def list_deadline_history(scope: Scope, case_id: int, kind: DeadlineKind) -> list[DeadlineChange]:
    """Every value that dates of this kind have had in the case, the newest first. One query.

    The caller has resolved `case_id` inside the scope.
    """
    return await fetch_all(
        DeadlineChange,
        "SELECT v.no, v.on_date, v.state, v.source, v.is_confirmed, v.reason, p.name AS by_name, v.at, "
        "r.kind AS ruling_kind FROM deadline_versions v JOIN deadlines d ON d.id = v.deadline "
        'LEFT JOIN rulings r ON r.id = d.ruling LEFT JOIN persons p ON p.id = v."by" '
        'WHERE d."case" = {} AND d.kind = {} ORDER BY v.at DESC, v.id DESC',
        case_id,
        kind,
    )
