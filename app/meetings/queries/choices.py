"""Where something can be put on an agenda, and who is to be at a meeting."""

from collections.abc import Collection
from datetime import date

import msgspec

from app.access.policy import Scope
from app.cases.enums import CasePhase
from app.cases.queries import CaseFilter, CaseLine, CaseRef, find_case_ref, list_cases
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.committees.queries import reads_meetings, scope_of
from app.core.calendar import closed_reason
from app.db.sql import fetch_all, fetch_value
from app.meetings.policy import Forum
from app.meetings.queries.forums import get_committee_forum
from app.meetings.queries.meetings import MeetingRow
from app.organisation.rules.settings import decode_settings

_MOST_CASES = 200


class _Id(msgspec.Struct, frozen=True):
    public_id: str


async def covers(scope: Scope, forum: Forum, case: CaseRef) -> bool:
    """Whether the case is the forum's to discuss: a committee reads it through its units, a unit is one of its places
    or above."""
    if forum.committee is None:
        return any(forum.id in above for above in case.ancestors.units)
    return await find_case_ref(await scope_of(scope, forum.id), case.id) is not None


async def list_forums_of(scope: Scope, case: CaseRef) -> list[Forum]:
    """The committees that cover the case and whose meetings the reader reads, by name."""
    rows = await fetch_all(
        _Id,
        "SELECT c.public_id FROM committees c WHERE c.closed_on IS NULL AND c.municipality = {} AND {} "
        "AND EXISTS (SELECT 1 FROM committee_units fu JOIN unit_closure fk ON fk.ancestor = fu.unit "
        'JOIN case_units fc ON fc.unit = fk.descendant WHERE fu.committee = c.id AND fc."case" = {}) '
        "ORDER BY c.sort_key, c.id",
        case.municipality,
        reads_meetings(scope, "c.id"),
        case.id,
    )
    found = [await get_committee_forum(scope, row.public_id) for row in rows]
    return [forum for forum in found if await covers(scope, forum, case)]


async def list_cases_for(scope: Scope, forum: Forum) -> list[CaseLine]:
    """The cases that are not closed, that the forum can discuss, and that the reader sees."""
    if forum.committee is None:
        found = (await list_cases(scope, CaseFilter(unit=forum.public_id), limit=_MOST_CASES)).cases
    else:
        theirs = await list_cases(await scope_of(scope, forum.id), CaseFilter(), limit=_MOST_CASES)
        own = {line.id for line in theirs.cases}
        found = tuple(
            line for line in (await list_cases(scope, CaseFilter(), limit=_MOST_CASES)).cases if line.id in own
        )
    return [line for line in found if line.phase is not CasePhase.CLOSED]


async def list_closed(scope: Scope, municipality: int, days: Collection[date]) -> dict[date, str]:
    """Those of `days` that are closed in the municipality, and why. Nothing is moved because of it."""
    text = await fetch_value(str, "SELECT settings FROM municipalities WHERE id = {}", municipality)
    closed = decode_settings(text or "").closed_days
    return {day: reason.name for day in sorted(days) if (reason := closed_reason(day, closed))}


class Expected(msgspec.Struct, frozen=True):
    """Somebody who is to be at a meeting, as of its day."""

    person: int
    public_id: str
    name: str
    function: CommitteeFunction | None
    side: CommitteeSide | None
    stands_in_for: int | None
    stands_in_for_name: str | None


async def list_expected(scope: Scope, meeting: MeetingRow) -> list[Expected]:
    """The members in office on the day of the meeting, each once, by name, and their substitutes; of a unit those who
    have a role on it. One query. The caller has resolved the meeting in the scope."""
    if meeting.committee is not None:
        rows = await _members(meeting.committee, meeting.held_on)
    else:
        rows = await _of_unit(meeting.unit or 0, meeting.held_on)
    first: dict[int, Expected] = {}
    order = list(CommitteeFunction)
    for row in sorted(rows, key=lambda each: order.index(each.function) if each.function else 0):
        first.setdefault(row.person, row)
    names = [row.person for row in rows]
    return sorted(first.values(), key=lambda each: names.index(each.person))


async def _members(committee: int, day: date) -> list[Expected]:
    return await fetch_all(
        Expected,
        "SELECT m.person, p.public_id, p.name, m.function, m.side, s.person AS stands_in_for, "
        "sp.name AS stands_in_for_name FROM committee_members m JOIN persons p ON p.id = m.person "
        "LEFT JOIN committee_members s ON s.id = m.stands_in_for LEFT JOIN persons sp ON sp.id = s.person "
        "WHERE m.committee = {} AND m.valid_from <= {} AND (m.valid_to IS NULL OR m.valid_to > {}) "
        "ORDER BY p.sort_key, m.id",
        committee,
        day,
        day,
    )


async def _of_unit(unit: int, day: date) -> list[Expected]:
    return await fetch_all(
        Expected,
        "SELECT DISTINCT g.person, p.public_id, p.name, NULL AS function, NULL AS side, NULL AS stands_in_for, "
        "NULL AS stands_in_for_name, p.sort_key FROM role_grants g JOIN persons p ON p.id = g.person "
        "WHERE g.unit = {} AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "AND g.role IN ('manager', 'health_safety_rep', 'union_rep') ORDER BY p.sort_key, g.person",
        unit,
        day,
        day,
    )
