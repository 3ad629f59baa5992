from enum import StrEnum


class AnswerKind(StrEnum):
    """How far a unit has come with a material."""

    RECEIVED = "received"
    READ = "read"
    POSITION = "position"
