from enum import StrEnum


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    MINUTES = "minutes"
    GUIDELINE = "guideline"
    SCHEDULE = "schedule"
    TRAINING = "training"
    MEASUREMENT = "measurement"
    OTHER = "other"
