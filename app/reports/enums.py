from enum import StrEnum


class ReportType(StrEnum):
    STATUS = "status"


class SnapshotState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class ReplyOutcome(StrEnum):
    """What the authority answered to a report-back."""

    COMPLIED = "complied"
    ASKS = "asks"
    NOT_COMPLIED = "not_complied"
