"""Requests of committees: read by who reads what the committee does, and by whoever is asked."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.committees.queries import reads_meetings
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_value, in_list, sql
from app.meetings.policy import Forum
from app.meetings.queries import get_forum
from app.requests.enums import RequestStatus, StepKind
from app.requests.rules import status_of

MOST = 200


class RequestRow(msgspec.Struct, frozen=True, kw_only=True):
    """`item_public_id` None: asked in minutes that are kept elsewhere, or the reader does not read that agenda."""

    id: int
    public_id: str
    municipality: int
    committee: int
    committee_public_id: str
    committee_name: str
    is_read: bool  # the reader reads what the committee does, and not this request alone
    text: str
    asked_on: date
    minutes_reference: str
    item_public_id: str | None
    item_title: str | None
    owner: int | None
    owner_public_id: str | None
    owner_name: str | None
    first_due_on: date | None
    due_on: date | None
    by_name: str
    version: int


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    request: int
    kind: StepKind
    text: str
    caveat: str
    indicator_public_id: str | None
    indicator_name: str | None
    document_no: str
    due_on: date | None
    owner_name: str | None
    by_name: str
    at: datetime


class Found(msgspec.Struct, frozen=True):
    """A request with what has happened to it."""

    row: RequestRow
    steps: tuple[StepRow, ...]

    @property
    def status(self) -> RequestStatus:
        return status_of([each.kind for each in self.steps])

    @property
    def due_on(self) -> date | None:
        return self.row.due_on


def request_in_scope(scope: Scope, alias: str = "x") -> QueryString:
    """True for requests `alias` that the reader reads."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(f"({{}} OR {alias}.owner = {{}})", reads_meetings(scope, f"{alias}.committee"), scope.person or 0)


_ROW = (
    "SELECT x.id, x.public_id, x.municipality, x.committee, k.public_id AS committee_public_id, "
    "k.name AS committee_name, CASE WHEN {} THEN 1 ELSE 0 END AS is_read, x.text, x.asked_on, x.minutes_reference, "
    "CASE WHEN {} THEN a.public_id END AS item_public_id, CASE WHEN {} THEN a.title END AS item_title, "
    "x.owner, o.public_id AS owner_public_id, o.name AS owner_name, x.first_due_on, x.due_on, b.name AS by_name, "
    'x.version FROM committee_requests x JOIN committees k ON k.id = x.committee JOIN persons b ON b.id = x."by" '
    "LEFT JOIN persons o ON o.id = x.owner LEFT JOIN agenda_items a ON a.id = x.item WHERE {} "
)
_LAST = "SELECT s.kind FROM request_steps s WHERE s.request = x.id AND s.kind <> 'request_moved'"
_IS_OVER = "IN ('answer', 'cannot_be_answered', 'request_withdrawn')"
# As `rules.status_of` has it. What is open comes first: however much was answered, nothing open is left out for it.
_IS_OPEN = f"COALESCE(({_LAST} ORDER BY s.id DESC LIMIT 1), '') NOT {_IS_OVER}"
_WAS_OPEN = f"COALESCE(({_LAST} AND s.at <= {{}} ORDER BY s.id DESC LIMIT 1), '') NOT {_IS_OVER}"
_BY_DUE = (
    f"ORDER BY CASE WHEN {_IS_OPEN} THEN 0 ELSE 1 END, CASE WHEN x.due_on IS NULL THEN 1 ELSE 0 END, x.due_on, x.id "
    "LIMIT {}"
)


async def _found(scope: Scope, condition: QueryString, limit: int) -> list[Found]:
    reads = reads_meetings(scope, "x.committee")
    rows = await fetch_all(RequestRow, _ROW + _BY_DUE, reads, reads, reads, condition, limit)
    if not rows:
        return []
    steps = await fetch_all(
        StepRow,
        "SELECT s.request, s.kind, s.text, s.caveat, i.public_id AS indicator_public_id, i.name AS indicator_name, "
        "s.document_no, s.due_on, o.name AS owner_name, b.name AS by_name, s.at FROM request_steps s "
        'JOIN persons b ON b.id = s."by" LEFT JOIN persons o ON o.id = s.owner '
        "LEFT JOIN indicators i ON i.id = s.indicator WHERE s.request IN {} ORDER BY s.id",
        in_list([row.id for row in rows]),
    )
    return [Found(row, tuple(each for each in steps if each.request == row.id)) for row in rows]


async def list_requests(scope: Scope, forum: Forum) -> list[Found]:
    """What the committee has asked for: what is open first, by the day it is due, no day last. The caller has resolved
    the forum in the scope. Two queries; at most `MOST`."""
    return await _found(scope, sql("x.committee = {}", forum.committee or 0), MOST)


async def list_open_of(scope: Scope, committee: str) -> list[Found]:
    """What a committee (its public id) waits for, none for who does not read what it does. Two queries, one where
    there is none; at most `MOST`."""
    reads = reads_meetings(scope, "x.committee")
    return await _found(scope, sql(f"k.public_id = {{}} AND {_IS_OPEN} AND {{}}", committee, reads), MOST)


async def list_read(scope: Scope) -> list[Found]:
    """Every request that the reader reads, what is open first. Two queries; at most `MOST`."""
    return await _found(scope, request_in_scope(scope), MOST)


async def get_request(scope: Scope, public_id: str) -> tuple[Found, Forum | None]:
    """With the committee, None for who was asked and does not read what it does. Raises `NotFound`."""
    found = await _found(scope, sql("x.public_id = {} AND {}", public_id, request_in_scope(scope)), 1)
    if not found:
        raise NotFound
    row = found[0].row
    return found[0], await get_forum(scope, row.committee, None) if row.is_read else None


async def is_read(scope: Scope, public_id: str) -> bool:
    """Whether `get_request` would find it."""
    found = await fetch_value(
        int,
        "SELECT COUNT(*) FROM committee_requests x WHERE x.public_id = {} AND {}",
        public_id,
        request_in_scope(scope),
    )
    return bool(found)


async def list_requests_due(scope: Scope, *, limit: int) -> list[Found]:
    """Open ones that the reader is asked for, and those that are overdue of committees whose meetings they read. Two
    queries, one where there are none."""
    condition = sql(
        f"{_IS_OPEN} AND (x.owner = {{}} OR (x.due_on < {{}} AND {{}}))",
        scope.person or 0,
        scope.today,
        reads_meetings(scope, "x.committee"),
    )
    return await _found(scope, condition, limit)


async def list_open_at(scope: Scope, committee: int, moment: datetime) -> list[Found]:
    """The committee's requests that were open at `moment`, with what had happened by then and the day that was set
    then. The caller has resolved the committee. Two queries."""
    condition = sql(f"x.committee = {{}} AND x.at <= {{}} AND {_WAS_OPEN}", committee, moment, moment)
    return [_as_of(each, moment) for each in await _found(scope, condition, MOST)]


def _as_of(found: Found, moment: datetime) -> Found:
    steps = tuple(each for each in found.steps if each.at <= moment)
    moves = [each.due_on for each in steps if each.kind is StepKind.MOVED]
    due_on = moves[-1] if moves else found.row.first_due_on
    return Found(msgspec.structs.replace(found.row, due_on=due_on), steps)


class ItemChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    title: str
    held_on: date


async def list_item_choices(scope: Scope, forum: Forum) -> list[ItemChoice]:
    """The latest items of meetings that have been, the newest meeting first. The caller has resolved the forum."""
    return await fetch_all(
        ItemChoice,
        "SELECT a.id, a.public_id, a.title, m.held_on FROM agenda_items a JOIN meetings m ON m.id = a.meeting "
        "WHERE a.committee = {} AND m.held_on <= {} ORDER BY m.held_on DESC, m.id DESC, a.position, a.id LIMIT 50",
        forum.committee or 0,
        scope.today,
    )


class _Unit(msgspec.Struct, frozen=True):
    unit: int


async def units_of(scope: Scope, committee: int) -> tuple[int, ...]:
    """That the committee covers, which the caller has resolved in the scope: those near them can be asked."""
    rows = await fetch_all(_Unit, "SELECT unit FROM committee_units WHERE committee = {} ORDER BY unit", committee)
    return tuple(row.unit for row in rows)
