from enum import StrEnum


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    MINUTES = "minutes"
    GUIDELINE = "guideline"
    SCHEDULE = "schedule"
    TRAINING = "training"
    MEASUREMENT = "measurement"
    OTHER = "other"


class LinkKind(StrEnum):
    """What a piece of evidence proves something about."""

    CASE = "case"
    FOCUS_POINT = "focus_point"
    ITEM = "item"


class RequestState(StrEnum):
    """Where a request for evidence stands."""

    REQUESTED = "requested"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


class RequestAct(StrEnum):
    """What somebody does about a request for evidence."""

    DELIVER = "deliver"
    ACCEPT = "accept"
    RETURN = "return"
    CANCEL = "cancel"
