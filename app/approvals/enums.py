from enum import StrEnum


class ApprovalTarget(StrEnum):
    """What is put to a committee: the plan of a case, or its report to the authority."""

    PLAN = "approval_of_plan"
    REPORT = "approval_of_report"


class ApprovalReply(StrEnum):
    """What a side answers to one version, by its fingerprint."""

    AGREES = "agrees"
    AGREES_WITH_REMARK = "agrees_with_remark"
    DISAGREES = "disagrees_with_remark"


class ApprovalStatus(StrEnum):
    """Of the version that stands now. Silence is not agreement."""

    OPEN = "awaits_both_sides"
    AGREED = "both_sides_agree"
    DISAGREED = "a_side_disagrees"
    SILENT = "no_answer_in_time"
    NOTHING = "nothing_to_answer"  # the report was taken back
    WITHDRAWN = "approval_withdrawn"
