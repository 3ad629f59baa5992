"""Reading meetings, their agendas, and what came of them."""

from app.meetings.queries.chain import Step, Target, list_steps, list_targets
from app.meetings.queries.choices import Expected, covers, list_cases_for, list_closed, list_expected, list_forums_of
from app.meetings.queries.forums import get_committee_forum, get_forum, get_unit_forum
from app.meetings.queries.items import ItemRow, get_item, list_items, list_waiting
from app.meetings.queries.links import (
    CaseAgenda,
    LinkRow,
    PointChoice,
    list_agendas_of,
    list_link_keys,
    list_links,
    list_points,
)
from app.meetings.queries.meetings import (
    MeetingRow,
    ParticipantRow,
    get_meeting,
    last_position,
    list_meetings,
    list_participants,
    next_meeting,
)

__all__ = [
    "CaseAgenda",
    "Expected",
    "ItemRow",
    "LinkRow",
    "MeetingRow",
    "ParticipantRow",
    "PointChoice",
    "Step",
    "Target",
    "covers",
    "get_committee_forum",
    "get_forum",
    "get_item",
    "get_meeting",
    "get_unit_forum",
    "last_position",
    "list_agendas_of",
    "list_cases_for",
    "list_closed",
    "list_expected",
    "list_forums_of",
    "list_items",
    "list_link_keys",
    "list_links",
    "list_meetings",
    "list_participants",
    "list_points",
    "list_steps",
    "list_targets",
    "list_waiting",
    "next_meeting",
]
