"""The log as those read it who may: newest first, one page at a time, or all of it in pieces."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries.reach import in_seen_case, is_withheld, may_read, reach
from app.audit.rules import PLACE_MARK, Payload, place_of
from app.core.clock import COPENHAGEN
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all, fetch_rows, fetch_value, in_list, joined, sql

PAGE = 50
_PIECE = 5000  # of an export
SYSTEM = "systemet"  # what to write to find what nobody did, but the application itself


class LogFilter(msgspec.Struct, frozen=True):
    """What to look for; an empty one finds all. `people` are keys, None in it the application itself."""

    people: tuple[int | None, ...] | None = None
    case: int | None = None
    from_day: date | None = None
    to_day: date | None = None  # inclusive
    kind: EntityKind | None = None
    action: AuditAction | None = None


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `payload` is None where its content has been erased by law; `is_withheld` where it is kept to people
    named on the thing, and then `payload` holds nothing but who did it. `is_of_unseen_case`: what happened to an item
    of a unit here, in a case of units elsewhere; values and reason may speak of that case and are left out.

    `action` and `kind` are words of our vocabularies, unless somebody has changed them in the database.
    """

    seq: int
    at: datetime
    action: str
    kind: str
    case_reference: str | None
    case_public_id: str | None
    person_public_id: str | None
    request_id: str
    hash: str
    erased_at: datetime | None
    is_withheld: bool
    is_of_unseen_case: bool
    payload: Payload | None


class LogPage(msgspec.Struct, frozen=True):
    """`after` is where the next page begins, None at the end."""

    entries: tuple[LogEntry, ...]
    after: str | None


class _Row(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    action: str
    kind: str
    case_reference: str | None
    case_public_id: str | None
    person_public_id: str | None
    request_id: str
    hash: str
    erased_at: datetime | None
    is_withheld: bool
    is_of_unseen_case: bool
    json: str | None


async def list_log(scope: Scope, wanted: LogFilter, after: str = "") -> LogPage:
    """One page of the entries in the reader's log scope, the newest first.

    Raises `NotFound` for an `after` that no page gave.
    """
    position = await find_position(scope, after) if after else None
    if after and position is None:
        raise NotFound
    rows = await _rows(scope, wanted, position, PAGE + 1)
    is_more = len(rows) > PAGE
    shown = rows[:PAGE]
    return LogPage(tuple(_entry(row) for row in shown), place_of(shown[-1].at, shown[-1].hash) if is_more else None)


async def iterate_log(scope: Scope, wanted: LogFilter) -> AsyncIterator[list[LogEntry]]:
    """All of them in the same order, in pieces: memory does not grow with the log. What is logged meanwhile is
    not among them."""
    position: tuple[datetime, int] | None = None
    while True:
        rows = await _rows(scope, wanted, position, _PIECE)
        if rows:
            yield [_entry(row) for row in rows]
        if len(rows) < _PIECE:
            return
        position = (rows[-1].at, rows[-1].seq)


async def _rows(scope: Scope, wanted: LogFilter, position: tuple[datetime, int] | None, limit: int) -> list[_Row]:
    conditions = _conditions(wanted)
    if position is not None:
        conditions.append(sql("(e.at, e.seq) < ({}, {})", *position))
    return await fetch_all(
        _Row,
        "{} SELECT e.seq, e.at, e.action, e.entity_kind AS kind, c.reference AS case_reference, "
        "c.public_id AS case_public_id, p.public_id AS person_public_id, e.request_id, e.hash, x.erased_at, "
        "{} AS is_withheld, e.case_id IS NOT NULL AND c.id IS NULL AS is_of_unseen_case, x.json "
        "FROM audit_entries e LEFT JOIN audit_payloads x ON x.entry = e.id "
        "LEFT JOIN cases c ON c.id = e.case_id AND {} "
        "LEFT JOIN persons p ON p.id = e.actor_person WHERE {} AND {} ORDER BY e.at DESC, e.seq DESC LIMIT {}",
        reach(scope),
        is_withheld(scope),
        in_seen_case(scope, "c.id"),
        joined(conditions, " AND ") if conditions else sql("1 = 1"),
        may_read(scope),
        limit,
    )


def _conditions(wanted: LogFilter) -> list[QueryString]:
    found = []
    if wanted.people is not None:
        found.append(_people(wanted.people))
    if wanted.case is not None:
        found.append(sql("e.case_id = {}", wanted.case))
    if wanted.from_day is not None:
        found.append(sql("e.at >= {}", _midnight(wanted.from_day)))
    if wanted.to_day is not None:
        found.append(sql("e.at < {}", _midnight(wanted.to_day + timedelta(days=1))))
    if wanted.kind is not None:
        found.append(sql("e.entity_kind = {}", wanted.kind.value))
    if wanted.action is not None:
        found.append(sql("e.action = {}", wanted.action.value))
    return found


def _people(people: tuple[int | None, ...]) -> QueryString:
    known = [person for person in people if person is not None]
    if None in people:
        return sql("e.actor_person IS NULL")
    return sql("e.actor_person = {}", known[0]) if len(known) == 1 else sql("e.actor_person IN {}", in_list(known))


def _midnight(day: date) -> datetime:
    """When the day begins in Denmark."""
    return datetime.combine(day, time(), COPENHAGEN).astimezone(UTC)


def _entry(row: _Row) -> LogEntry:
    payload = msgspec.json.decode(row.json, type=Payload) if row.json is not None else None
    if payload is not None and row.is_withheld:
        payload = Payload(payload.actor_name, "", "", ())
    elif payload is not None and row.is_of_unseen_case:
        payload = Payload(payload.actor_name, payload.subject, "", ())
    values = {name: getattr(row, name) for name in LogEntry.__struct_fields__ if name != "payload"}
    return LogEntry(**values, payload=payload)


async def find_position(scope: Scope, after: str) -> tuple[datetime, int] | None:
    """The time and the number of the entry that `place_of` was made of; None for what no page gave."""
    text, _, digits = after.partition("_")
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):  # the first hours of the year 1 lie before it in UTC
        return None
    if at.tzinfo is None or len(digits) != PLACE_MARK or not digits.isalnum():
        return None
    seq = await fetch_value(int, "SELECT seq FROM audit_entries WHERE at = {} AND hash LIKE {}", at, f"{digits}%")
    return None if seq is None else (at, seq)


async def find_case(scope: Scope, reference: str) -> int | None:
    """The case with this number in the reader's log scope; None outside it and where there is none."""
    rows = await fetch_rows(
        "{} SELECT c.id FROM cases c WHERE c.reference = {} AND {}",
        reach(scope),
        reference.replace(" ", "").upper(),
        in_seen_case(scope, "c.id"),
    )
    return int(rows[0]["id"]) if rows else None


async def find_actors(scope: Scope, name: str) -> tuple[int | None, ...]:
    """The people in the municipalities whose log the reader sees whose names hold every word; `(None,)` for the
    application itself. What they did is shown only where the reader may see it."""
    key = search_key(name)
    if key == SYSTEM:
        return (None,)
    words = [sql("p.search_key LIKE {}", f"%{word}%") for word in key.replace("%", "").replace("_", "").split()]
    if not words:
        return ()
    here = sql("p.municipality IN (SELECT u.municipality FROM units u WHERE u.id IN {})", in_list(scope.log_units))
    rows = await fetch_rows(
        "SELECT p.id FROM persons p WHERE {} AND {} ORDER BY p.id LIMIT 500",
        joined(words, " AND "),
        sql("1 = 1") if scope.sees_all else here,
    )
    return tuple(int(row["id"]) for row in rows)
