"""Writing minutes, sending them to both sides, answering, and correcting what was approved."""

from app.minutes.actions.answers import add_addendum, answer_minutes, meeting_to_answer, record_minutes_export
from app.minutes.actions.writing import content_of, meeting_to_minute, send_minutes, take_back_minutes, write_minutes

__all__ = [
    "add_addendum",
    "answer_minutes",
    "content_of",
    "meeting_to_answer",
    "meeting_to_minute",
    "record_minutes_export",
    "send_minutes",
    "take_back_minutes",
    "write_minutes",
]
