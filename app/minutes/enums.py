from enum import StrEnum


class MinutesState(StrEnum):
    DRAFT = "minutes_draft"
    SENT = "minutes_sent"  # to both sides, as it stands: nothing of it changes while they answer
    APPROVED = "minutes_approved"


class MinutesReply(StrEnum):
    """What a member answered to minutes that were sent."""

    APPROVES = "approves_minutes"
    ASKS = "asks_for_correction"
