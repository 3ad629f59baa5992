from enum import StrEnum


class ReportType(StrEnum):
    STATUS = "status"
    ACTION_PLAN = "action_plan"
    OVERVIEW = "overview"


class Profile(StrEnum):
    """Who a report is for: `content.profiles` says what each of them gets."""

    AUTHORITY = "authority"
    COMMITTEE = "committee"
    MANAGEMENT = "management"
    NOTICE_BOARD = "notice_board"


class SnapshotState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class ReplyOutcome(StrEnum):
    """What the authority answered to a report-back."""

    COMPLIED = "complied"
    ASKS = "asks"
    NOT_COMPLIED = "not_complied"
    CONTROL_VISIT = "control_visit"
    NEW_REACTION = "new_reaction"


class RoadStep(StrEnum):
    """The steps of reporting back, in their order."""

    CHECK = "check_whole"
    DRAFT = "make_draft"
    INFORM = "inform_body"
    RELEASE = "release_report"
    SEND = "send_report"
    AWAIT = "await_reply"
    END = "close_case"


class StepState(StrEnum):
    """SKIPPED: the road went past it; what it was for is not on record."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    SKIPPED = "skipped"


class ReportPart(StrEnum):
    """What a difference between two reports is about. The first six are what AMO or AMR is informed of anew."""

    FINDINGS = "findings"
    MEASURES = "measures"
    EFFECT = "effect"
    SURVEYS = "surveys"
    EVIDENCE = "evidence"
    REMARKS = "remarks"
    DATES = "dates"
    EXCHANGE = "exchange"
    CASE = "case"


class ChangeKind(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
