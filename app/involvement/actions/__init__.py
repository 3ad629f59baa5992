from app.involvement.actions.records import (
    Facts,
    note_minutes,
    record_in_meeting,
    record_involvement,
    withdraw_in_meeting,
    withdraw_involvement,
)
from app.involvement.actions.waivers import end_waiver, waive_informing

__all__ = [
    "Facts",
    "end_waiver",
    "note_minutes",
    "record_in_meeting",
    "record_involvement",
    "waive_informing",
    "withdraw_in_meeting",
    "withdraw_involvement",
]
