"""Planning meetings, setting their agendas, and writing down what came of them."""

from app.meetings.actions.items import (
    ItemFacts,
    accept_item,
    add_item,
    change_item,
    item_to_change,
    item_to_plan,
    raise_item,
    withdraw_item,
)
from app.meetings.actions.locks import lock_meeting
from app.meetings.actions.meetings import (
    MeetingFacts,
    cancel_meeting,
    change_meeting,
    create_meeting,
    create_meetings,
    meeting_to_plan,
)
from app.meetings.actions.moving import item_to_send, move_item, send_item
from app.meetings.actions.outcomes import item_to_treat, record_outcome, withdraw_outcome
from app.meetings.actions.participants import save_participants

__all__ = [
    "ItemFacts",
    "MeetingFacts",
    "accept_item",
    "add_item",
    "cancel_meeting",
    "change_item",
    "change_meeting",
    "create_meeting",
    "create_meetings",
    "item_to_change",
    "item_to_plan",
    "item_to_send",
    "item_to_treat",
    "lock_meeting",
    "meeting_to_plan",
    "move_item",
    "raise_item",
    "record_outcome",
    "save_participants",
    "send_item",
    "withdraw_item",
    "withdraw_outcome",
]
