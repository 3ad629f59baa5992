"""The pack: the cases that who meets covers, and what came since they met last."""

from collections.abc import Collection
from datetime import UTC, date, datetime

import msgspec

from app.access.enums import Role, Tier
from app.access.policy import Actor, Grant, Scope
from app.access.queries import at_unit, case_in_scope
from app.committees.queries import scope_of
from app.core.clock import danish_day
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value, in_list
from app.indicators.queries import list_series_of
from app.indicators.words import NO_FIGURE, told
from app.meetings.enums import MeetingState
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.packs.content import Asked, LateItem, Pack, PackCase
from app.packs.queries.changes import Period, list_changes, list_late
from app.packs.rules import boundary, boundary_text
from app.requests.enums import ANSWERS
from app.requests.labels import NOBODY
from app.requests.queries import Found, list_open_at
from app.requests.rules import is_overdue, late_first
from app.surveys.labels import LINK_ROLE
from app.surveys.queries import list_results_of
from app.surveys.rules.links import LinkedResult
from app.surveys.words.links import quoted

_ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)


class _Case(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    reference: str
    title: str


class _Place(msgspec.Struct, frozen=True):
    case_id: int
    name: str


class _Held(msgspec.Struct, frozen=True):
    held_on: date
    starts: str
    ends: str


async def load_pack(scope: Scope, forum: Forum, meeting: MeetingRow, now: datetime) -> Pack:
    """What has come between the last meeting of the forum that was held and this one; before this one is over, until
    `now`. A constant number of queries. The caller has resolved the meeting in the scope.

    It holds what the forum reads, whoever the reader is: for who does not read all of that, `NotFound`.
    """
    own = await _scope_of(scope, forum, now)
    if not await _reads_all_of(scope, own):
        raise NotFound
    last = await _last_held(forum, meeting)
    since = boundary(last.held_on, last.starts, last.ends) if last else None
    until = now
    if meeting.state is MeetingState.HELD:
        until = min(now, boundary(meeting.held_on, meeting.starts, meeting.ends))
    asked = await list_open_at(scope, forum.committee, until) if forum.committee is not None else []
    cases = await _list_cases(own, danish_day(since) if since else None, until)
    return Pack(
        forum=forum.name,
        title=meeting.title,
        held_on=meeting.held_on,
        since=since,
        since_text=boundary_text(last.held_on, last.starts, last.ends) if last else "",
        until=until.astimezone(UTC),
        requests=tuple(_asked(each, danish_day(until)) for each in late_first(asked, danish_day(until))),
        cases=await _filled(own, cases, since, until),
    )


async def reads_packs(scope: Scope, forum: Forum, now: datetime) -> bool:
    """Whether the reader reads all that the forum, which they have resolved, reads: a pack holds it."""
    return await _reads_all_of(scope, await _scope_of(scope, forum, now))


async def _scope_of(scope: Scope, forum: Forum, now: datetime) -> Scope:
    """What everybody reads who meets there."""
    if forum.committee is not None:
        return await scope_of(scope, forum.committee)
    grant = Grant(Role.UNION_REP, forum.id, forum.municipality)
    return Actor(None, "", (grant,), now, "").scope


async def _reads_all_of(scope: Scope, own: Scope) -> bool:
    if scope.sees_all:
        return True
    unread = await fetch_value(
        int,
        "SELECT COUNT(*) FROM units u WHERE {} AND NOT {}",
        at_unit(own.reach(Tier.AMO), "u.id", None),
        at_unit(scope.reach(Tier.AMO), "u.id", None),
    )
    return not unread


async def _last_held(forum: Forum, meeting: MeetingRow) -> _Held | None:
    return await fetch_one(
        _Held,
        f"SELECT m.held_on, m.starts, m.ends FROM meetings m WHERE m.{forum.column} = {{}} AND m.state = {{}} "
        "AND (m.held_on, m.starts, m.id) < ({}, {}, {}) ORDER BY m.held_on DESC, m.starts DESC, m.id DESC LIMIT 1",
        forum.id,
        MeetingState.HELD,
        meeting.held_on,
        meeting.starts,
        meeting.id,
    )


async def _list_cases(own: Scope, since_on: date | None, until: datetime) -> list[_Case]:
    """Those that were not closed when the forum met last."""
    return await fetch_all(
        _Case,
        "SELECT c.id, c.public_id, c.reference, c.title FROM cases c WHERE {} AND c.created_at <= {} "
        "AND (c.closed_on IS NULL OR c.closed_on >= {}) ORDER BY c.reference",
        case_in_scope(own, "c.id"),
        until,
        since_on or _ALWAYS.date(),
    )


async def _filled(own: Scope, cases: list[_Case], since: datetime | None, until: datetime) -> tuple[PackCase, ...]:
    ids = tuple(case.id for case in cases)
    changes = await list_changes(own, Period(ids, since or _ALWAYS, until))
    late = await list_late(own, ids, danish_day(until))
    results = await list_results_of(own, ids, is_for_others=True)
    series = await list_series_of(own, ids)
    places = await fetch_all(
        _Place,
        'SELECT u."case" AS case_id, v.name FROM case_units u JOIN unit_versions v ON v.id = u.unit_version '
        'WHERE u."case" IN {} ORDER BY v.sort_key, u.id',
        in_list(ids),
    )
    since_on = danish_day(since) if since else None
    return tuple(
        PackCase(
            public_id=case.public_id,
            reference=case.reference,
            title=case.title,
            units=", ".join(each.name for each in places if each.case_id == case.id),
            changes=tuple(changes[case.id]),
            late=tuple(
                LateItem(
                    text=f"{each.no}. {each.title}",
                    due_on=each.due_on,
                    is_new=since_on is not None and each.due_on >= since_on,
                )
                for each in late
                if each.case_id == case.id
            ),
            surveys=tuple(_survey(each) for each in results.get(case.id, ())),
            indicators=tuple(
                f"{each.name}, {each.unit_name}: "
                + (told(each.latest, each.measured_in) if each.latest else NO_FIGURE)
                + (f" Før: {told(each.before, each.measured_in)}" if each.before else "")
                for each in series.get(case.id, ())
            ),
        )
        for case in cases
    )


def _survey(found: LinkedResult) -> str:
    """The result as it may be shown today, with what it is set against."""
    return f"{LINK_ROLE[found.role]}: {quoted(found)}"


def _asked(found: Found, today: date) -> Asked:
    row = found.row
    return Asked(
        public_id=row.public_id,
        text=row.text,
        asked_on=row.asked_on,
        owner=row.owner_name or NOBODY,
        due_on=row.due_on,
        is_late=is_overdue(found.status, row.due_on, today),
        said=tuple(
            f"{each.text} (forbehold: {each.caveat})" if each.caveat else each.text
            for each in found.steps
            if each.kind in ANSWERS
        ),
    )


class _CaseItem(msgspec.Struct, frozen=True):
    case_public_id: str
    item: str


async def list_case_items(scope: Scope, meeting: MeetingRow, cases: Collection[str]) -> dict[str, str]:
    """By the public id of a case, that of the first item about it on the agenda of the meeting, which the caller has
    resolved. `cases` are those of the pack."""
    rows = await fetch_all(
        _CaseItem,
        "SELECT c.public_id AS case_public_id, a.public_id AS item FROM agenda_links l "
        'JOIN agenda_items a ON a.id = l.item JOIN cases c ON c.id = l."case" WHERE a.meeting = {} '
        "AND a.state NOT IN ('moved_on', 'item_withdrawn') AND c.public_id IN {} ORDER BY a.position DESC, a.id DESC",
        meeting.id,
        in_list(cases),
    )
    return {row.case_public_id: row.item for row in rows}
