from enum import StrEnum


class InquiryState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"


class AnswerState(StrEnum):
    """How the answer to a question stands. An approved one is opened again before it is changed."""

    EMPTY = "empty"
    DRAFT = "draft"
    APPROVED = "approved"


class Origin(StrEnum):
    """What a fact can be taken from."""

    CASE = "case"
    REQUEST = "request"
    INDICATOR = "indicator"
