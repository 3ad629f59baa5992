"""Lists of cases, the most pressing first."""

import re
from collections.abc import Iterable
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope, in_scope
from app.cases.enums import CaseOutcome, CasePhase, NoticeKind, Topic
from app.cases.queries.loading import COMPLIED_ON
from app.core.text import search_words
from app.db.search import has_words
from app.db.sql import fetch_all, in_list, joined, sql
from app.deadlines.enums import ClockState, DeadlineKind
from app.deadlines.labels import CLOCK_STATE, DEADLINE_KIND
from app.deadlines.rules import NOTHING_DUE, days_text

PAGE = 25


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is limited to; None and "" limit nothing. `unit` is a public id and takes in what lies below it."""

    unit: str = ""
    kind: NoticeKind | None = None
    phase: CasePhase | None = None
    topic: Topic | None = None
    text: str = ""
    visit: int | None = None


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case in a list. `due_text` is the next deadline in words; `is_unknown`: a date is missing (rule 13).

    `late_since` is the first known duty that has passed although another date is unknown, `awaited_since` the date
    that stood before the complaint, where the authority's new one is awaited (it is unknown, then).
    """

    id: int
    public_id: str
    reference: str
    title: str
    kind: NoticeKind
    phase: CasePhase
    outcome: CaseOutcome | None
    units: str
    due_label: str
    due_on: date | None
    due_text: str
    is_unknown: bool
    is_overdue: bool
    has_open_complaint: bool
    late_since: date | None = None
    awaited_since: date | None = None
    needs_owner: bool = False  # open, and who is accountable has left (rule 26)


class CaseListPage(msgspec.Struct, frozen=True):
    """`after` begins the next page; None on the last."""

    cases: tuple[CaseLine, ...]
    after: str | None


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    reference: str
    title: str
    kind: NoticeKind
    phase: CasePhase
    outcome: CaseOutcome | None
    next_due_key: str
    next_due_kind: DeadlineKind | None
    complaints: int
    awaited_since: date | None
    late_since: date | None
    needs_owner: bool


# The first duty that has passed in case `c`, where it is open and another date is unknown: what is unknown must not
# hide it (rules 11, 13). Of those that stand until the authority is told; who complains in time holds them all
# (rule 17), and its "complied" ends them.
_LATE_SINCE = (
    "CASE WHEN c.next_due_key = '' AND c.phase = 'open' AND NOT EXISTS "
    "(SELECT 1 FROM complaints k WHERE k.\"case\" = c.id AND k.state = 'filed') "
    f'AND {COMPLIED_ON} IS NULL THEN (SELECT MIN(l.on_date) FROM deadlines l WHERE l."case" = c.id '
    "AND l.state = 'set' AND l.kind IN {} AND l.on_date < {}) END"
)
_STANDING = (DeadlineKind.COMPLIANCE, DeadlineKind.REPORT_BACK, DeadlineKind.INVESTIGATION_ACCOUNT)


class _UnitName(msgspec.Struct, frozen=True):
    case_id: int
    name: str


async def list_cases(scope: Scope, filters: CaseFilter, after: str | None = None, *, limit: int = PAGE) -> CaseListPage:
    """Cases in scope by their next deadline, unknown ones first, those with nothing due last (rule 13).

    `after` is what the page before gave; anything else begins at the start. Two queries.
    """
    rows = await fetch_all(
        _Row,
        "SELECT c.id, c.public_id, c.reference, c.title, c.kind, c.phase, c.outcome, c.next_due_key, c.next_due_kind, "
        "(SELECT COUNT(*) FROM complaints k WHERE k.\"case\" = c.id AND k.state = 'filed') AS complaints, "
        '(SELECT MIN(w.on_date) FROM deadlines w WHERE w."case" = c.id AND w.kind = c.next_due_kind '
        f"AND w.state = 'awaiting' AND c.next_due_key = '') AS awaited_since, {_LATE_SINCE} AS late_since, "
        "CASE WHEN c.phase <> 'closed' AND NOT w.is_active THEN 1 ELSE 0 END AS needs_owner "
        "FROM cases c LEFT JOIN persons w ON w.id = c.owner WHERE {} AND {} ORDER BY c.next_due_key, c.id LIMIT {}",
        in_list(_STANDING),
        scope.today,
        joined([case_in_scope(scope, "c.id"), *_conditions(filters)], " AND "),
        _beyond(scope, after),
        limit + 1,
    )
    shown = rows[:limit]
    names = await _unit_names([row.id for row in shown])
    last = shown[-1] if len(rows) > limit else None
    return CaseListPage(
        tuple(_line(row, names.get(row.id, []), scope.today) for row in shown),
        f"{last.next_due_key}_{last.public_id}" if last else None,
    )


async def _unit_names(cases: list[int]) -> dict[int, list[str]]:
    rows = await fetch_all(
        _UnitName,
        'SELECT cu."case" AS case_id, v.name FROM case_units cu JOIN unit_versions v ON v.id = cu.unit_version '
        'WHERE cu."case" IN {} ORDER BY cu.id',
        in_list(cases),
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.case_id, []).append(row.name)
    return names


def _conditions(filters: CaseFilter) -> list[QueryString]:
    found = []
    if filters.unit:
        found.append(
            sql(
                "EXISTS (SELECT 1 FROM case_units fu JOIN unit_closure fc ON fc.descendant = fu.unit "
                'JOIN units f ON f.id = fc.ancestor WHERE fu."case" = c.id AND f.public_id = {})',
                filters.unit,
            )
        )
    if filters.kind:
        found.append(sql("c.kind = {}", filters.kind))
    if filters.phase:
        found.append(sql("c.phase = {}", filters.phase))
    if filters.topic:
        found.append(
            sql('EXISTS (SELECT 1 FROM case_topics ft WHERE ft."case" = c.id AND ft.topic = {})', filters.topic)
        )
    if filters.visit is not None:
        found.append(sql("c.visit = {}", filters.visit))
    if words := search_words(filters.text):
        found.append(has_words("cases", "c", words))
    return found


_PLACE = re.compile(r"([0-9-]{0,10})_([0-9a-z]{12})")


def _beyond(scope: Scope, after: str | None) -> QueryString:
    """After the case whose place it is. Keys of rows stay here: they would tell how much lies outside the scope."""
    place = _PLACE.fullmatch(after or "")
    if place is None:
        return sql("1 = 1")
    number = sql("(SELECT x.id FROM cases x WHERE x.public_id = {} AND {})", place[2], case_in_scope(scope, "x.id"))
    key = place[1]
    return sql("(c.next_due_key > {} OR (c.next_due_key = {} AND c.id > COALESCE({}, 0)))", key, key, number)


def _line(row: _Row, units: list[str], today: date) -> CaseLine:
    is_dated = row.next_due_key not in ("", NOTHING_DUE)
    due_on = date.fromisoformat(row.next_due_key) if is_dated else None
    is_unknown = row.next_due_key == "" and row.phase is not CasePhase.CLOSED
    missing = CLOCK_STATE[ClockState.AWAITING if row.awaited_since else ClockState.UNKNOWN]
    text = days_text(due_on, today) if due_on else missing if is_unknown else "Ingen frist løber"
    return CaseLine(
        id=row.id,
        public_id=row.public_id,
        reference=row.reference,
        title=row.title,
        kind=row.kind,
        phase=row.phase,
        outcome=row.outcome,
        units=", ".join(units),
        due_label=DEADLINE_KIND[row.next_due_kind] if row.next_due_kind else "",
        due_on=due_on,
        due_text=text,
        is_unknown=is_unknown,
        is_overdue=row.late_since is not None or (due_on is not None and due_on < today),
        has_open_complaint=row.complaints > 0,
        late_since=row.late_since,
        awaited_since=row.awaited_since if is_unknown else None,
        needs_owner=row.needs_owner,
    )


class UnitChoice(msgspec.Struct, frozen=True):
    """A unit to choose, with the name of the unit above."""

    id: int
    public_id: str
    municipality: int
    name: str
    parent_name: str | None


_UNIT_CHOICES = (
    "SELECT u.id, u.public_id, u.municipality, v.name, p.name AS parent_name "
    "FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
    "LEFT JOIN unit_versions p ON p.unit = v.parent AND p.valid_to IS NULL "
    "WHERE {} AND {} ORDER BY v.sort_key, u.id LIMIT {}"
)


async def list_unit_choices(scope: Scope, also: Iterable[str] = (), *, limit: int = 1200) -> list[UnitChoice]:
    """The units the reader sees, by name, at most `limit`; and those of the public ids `also`, be they beyond it.

    Nothing for an id outside the scope. One query, and one more where one of `also` is not among the first.
    """
    found = await fetch_all(UnitChoice, _UNIT_CHOICES, in_scope(scope, "u.id"), sql("1 = 1"), limit)
    beyond = set(also) - {each.public_id for each in found} - {""}
    if not beyond or len(found) < limit:
        return found
    named = sql("u.public_id IN {}", in_list(sorted(beyond)))
    return found + await fetch_all(UnitChoice, _UNIT_CHOICES, in_scope(scope, "u.id"), named, len(beyond))
