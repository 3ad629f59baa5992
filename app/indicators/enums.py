from enum import StrEnum


class IndicatorKind(StrEnum):
    STAFF_TURNOVER = "staff_turnover"
    LEADER_TURNOVER = "leader_turnover"
    SICKNESS_ABSENCE = "sickness_absence"
    ERROR_RATE = "error_rate"
    OWN = "own"


class Better(StrEnum):
    """Which way is better; nobody has said: none."""

    HIGHER = "higher"
    LOWER = "lower"


class Trend(StrEnum):
    """All that is known of a period where there is no number."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCHANGED = "unchanged"
