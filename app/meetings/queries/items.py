"""Items of agendas, what they are about as far as the reader may see it, and where they came from and went."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.committees.queries import is_read
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, sql
from app.involvement.enums import InvolvementKind
from app.meetings.enums import AgendaState
from app.meetings.policy import Forum
from app.meetings.queries.meetings import LOCKED, MeetingRow


class ItemRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    committee: int | None
    unit: int | None
    meeting: int | None
    meeting_public_id: str | None
    meeting_title: str | None
    held_on: date | None
    position: int
    title: str
    text: str
    state: AgendaState
    proposed_by: int
    proposed_by_name: str
    proposed_at: datetime
    origin: int | None
    note: str
    outcome: InvolvementKind | None
    decision: str
    remark: str
    outcome_by_name: str | None
    outcome_at: datetime | None
    outcome_withdrawn: str
    version: int
    is_locked: bool  # the minutes of its meeting are with both sides, or approved

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it here."""
        return self.state in (AgendaState.PROPOSED, AgendaState.ON_AGENDA)


_SELECT = (
    "SELECT a.id, a.public_id, a.municipality, a.committee, a.unit, a.meeting, m.public_id AS meeting_public_id, "
    "m.title AS meeting_title, m.held_on, a.position, a.title, a.text, a.state, a.proposed_by, "
    "p.name AS proposed_by_name, a.proposed_at, a.origin, a.note, a.outcome, a.decision, a.remark, "
    "o.name AS outcome_by_name, a.outcome_at, a.outcome_withdrawn, a.version, "
    f"{LOCKED.replace('<meeting>', 'a.meeting')} AS is_locked "
    "FROM agenda_items a JOIN persons p ON p.id = a.proposed_by LEFT JOIN persons o ON o.id = a.outcome_by "
    "LEFT JOIN meetings m ON m.id = a.meeting WHERE {} AND {} ORDER BY a.position, a.id"
)


async def list_items(scope: Scope, meeting: MeetingRow) -> list[ItemRow]:
    """The agenda in its order, with what was moved on or taken off."""
    return await _items(scope, sql("a.meeting = {}", meeting.id))


async def list_waiting(scope: Scope, forum: Forum) -> list[ItemRow]:
    """What waits for the next meeting of the forum that is planned."""
    return await _items(
        scope, sql(f"a.{forum.column} = {{}} AND a.meeting IS NULL AND a.state <> 'item_withdrawn'", forum.id)
    )


async def _items(scope: Scope, condition: QueryString) -> list[ItemRow]:
    return await fetch_all(ItemRow, _SELECT, is_read(scope, "a"), condition)


async def get_item(scope: Scope, public_id: str) -> ItemRow:
    """Raises `NotFound` for an item of a committee or a unit whose meetings the reader does not read."""
    found = await fetch_one(ItemRow, _SELECT, is_read(scope, "a"), sql("a.public_id = {}", public_id))
    if found is None:
        raise NotFound
    return found
