from enum import StrEnum


class StepKind(StrEnum):
    """What has happened to a request, in the order in which it was written."""

    PART = "part_answer"
    ANSWER = "answer"
    IMPOSSIBLE = "cannot_be_answered"
    NOT_ENOUGH = "answer_not_enough"  # the committee wants more
    MOVED = "request_moved"  # another day, or somebody else
    WITHDRAWN = "request_withdrawn"


class RequestStatus(StrEnum):
    OPEN = "open"
    PART = "part_answer"
    ANSWERED = "answered"
    IMPOSSIBLE = "cannot_be_answered"
    WITHDRAWN = "request_withdrawn"


ANSWERS = (StepKind.PART, StepKind.ANSWER, StepKind.IMPOSSIBLE)
