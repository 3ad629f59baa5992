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
