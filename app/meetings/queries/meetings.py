"""Meetings as their committee or unit sees them."""

from datetime import date, timedelta

import msgspec

from app.access.policy import Scope
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.committees.queries import is_read
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value, sql
from app.meetings.enums import MeetingKind, MeetingState, Presence
from app.meetings.policy import Forum

_WRITTEN_DOWN = timedelta(days=14)
_MOST = 300  # meetings of one committee: some twenty years


class MeetingRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    committee: int | None
    unit: int | None
    forum_name: str
    kind: MeetingKind
    title: str
    held_on: date
    starts: str
    ends: str
    place: str
    state: MeetingState
    cancelled_reason: str
    minutes_reference: str
    version: int
    is_locked: bool  # its minutes are with both sides, or approved: agenda and outcomes stand
    items: int  # that were not moved on or taken off
    treated: int

    def takes_items(self, today: date) -> bool:
        """Whether something can be put on its agenda: also of what came up while it was held, and is written down."""
        is_lately_held = self.state is MeetingState.HELD and self.held_on >= today - _WRITTEN_DOWN
        return not self.is_locked and (self.state is MeetingState.PLANNED or is_lately_held)

    def is_minuted(self, today: date) -> bool:
        """Whether it has been, so that minutes of it can be written."""
        return self.state is not MeetingState.CANCELLED and self.held_on <= today

    def is_coming(self, today: date) -> bool:
        """Whether it is planned, and its day is not over."""
        return self.state is MeetingState.PLANNED and self.held_on >= today


class ParticipantRow(msgspec.Struct, frozen=True):
    """Somebody who was to be there, with function and side as they were that day."""

    person: int
    public_id: str
    name: str
    function: CommitteeFunction | None
    side: CommitteeSide | None
    presence: Presence | None
    stands_in_for: int | None
    stands_in_for_name: str | None


# 1 where the minutes of the meeting in the column <meeting> are with both sides, or approved (decision 0034).
LOCKED = "(SELECT COUNT(*) FROM minutes lm WHERE lm.meeting = <meeting> AND lm.state <> 'minutes_draft')"

_SELECT = (
    "SELECT m.id, m.public_id, m.municipality, m.committee, m.unit, COALESCE(c.name, v.name) AS forum_name, m.kind, "
    "m.title, m.held_on, m.starts, m.ends, m.place, m.state, m.cancelled_reason, m.minutes_reference, m.version, "
    f"{LOCKED.replace('<meeting>', 'm.id')} AS is_locked, "
    "(SELECT COUNT(*) FROM agenda_items a WHERE a.meeting = m.id "
    "AND a.state NOT IN ('moved_on', 'item_withdrawn')) AS items, "
    "(SELECT COUNT(*) FROM agenda_items a WHERE a.meeting = m.id AND a.state = 'treated') AS treated "
    "FROM meetings m LEFT JOIN committees c ON c.id = m.committee "
    "LEFT JOIN unit_versions v ON v.unit = m.unit AND v.valid_to IS NULL WHERE {} AND {} "
)


async def list_meetings(scope: Scope, forum: Forum) -> list[MeetingRow]:
    """All of a forum, the latest first. The caller has resolved the forum in the scope."""
    order = f"ORDER BY m.held_on DESC, m.starts DESC, m.id DESC LIMIT {_MOST}"
    return await fetch_all(MeetingRow, _SELECT + order, is_read(scope, "m"), sql(f"m.{forum.column} = {{}}", forum.id))


async def get_meeting(scope: Scope, public_id: str) -> MeetingRow:
    """Raises `NotFound` for a meeting of a committee or a unit whose meetings the reader does not read."""
    found = await fetch_one(MeetingRow, _SELECT, is_read(scope, "m"), sql("m.public_id = {}", public_id))
    if found is None:
        raise NotFound
    return found


async def next_meeting(scope: Scope, forum: Forum, *, after: MeetingRow | None = None) -> MeetingRow | None:
    """The next one planned, today or later; with `after`, the next one after that."""
    later = sql("1 = 1")
    if after is not None:
        later = sql("(m.held_on, m.id) > ({}, {})", after.held_on, after.id)
    return await fetch_one(
        MeetingRow,
        _SELECT + "AND {} AND m.state = 'planned' AND m.held_on >= {} ORDER BY m.held_on, m.starts, m.id LIMIT 1",
        is_read(scope, "m"),
        sql(f"m.{forum.column} = {{}}", forum.id),
        later,
        scope.today,
    )


async def list_participants(scope: Scope, meeting: MeetingRow) -> list[ParticipantRow]:
    """In the order of their names. The caller has resolved the meeting in the scope."""
    return await fetch_all(
        ParticipantRow,
        "SELECT mp.person, p.public_id, p.name, mp.function, mp.side, mp.presence, mp.stands_in_for, "
        "s.name AS stands_in_for_name FROM meeting_participants mp JOIN persons p ON p.id = mp.person "
        "LEFT JOIN persons s ON s.id = mp.stands_in_for WHERE mp.meeting = {} ORDER BY p.sort_key, mp.id",
        meeting.id,
    )


async def last_position(scope: Scope, meeting: int) -> int:
    """Of the last item on the agenda; 0 where there is none. The caller has resolved the meeting in the scope."""
    return await fetch_value(int, "SELECT MAX(position) FROM agenda_items WHERE meeting = {}", meeting) or 0
