from enum import StrEnum


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    WORKSHOP = "workshop"  # a whole day, or several hours, for one thing
    STANDING = "standing"  # a unit's own meeting with the plan as a standing item


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """What was written of somebody at a meeting; nothing stored: unknown."""

    PRESENT = "present"
    APOLOGY = "apology"
    ABSENT = "absent_without_apology"


class AgendaState(StrEnum):
    """Where an item of an agenda stands. What was moved or sent stays as it was, and goes on as another item."""

    PROPOSED = "proposed"
    ON_AGENDA = "on_agenda"
    TREATED = "treated"
    MOVED = "moved_on"
    SENT = "sent_on"
    WITHDRAWN = "item_withdrawn"


class Recurrence(StrEnum):
    """How the dates of a year plan follow each other."""

    WEEKS = "weeks"
    MONTHS = "months"
