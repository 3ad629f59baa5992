"""What the law asks for, and the goals: pure."""

from app.cycles.rules.goals import MOST_GOALS, Evaluation, Goal, check_kept, check_order, goals_after, goals_from
from app.cycles.rules.law import (
    AHEAD,
    DEMANDS,
    ELEMENTS,
    FOUR_FROM,
    Answer,
    Status,
    all_elements,
    held_before,
    next_due,
    status_of,
    worst,
)

__all__ = [
    "AHEAD",
    "DEMANDS",
    "ELEMENTS",
    "FOUR_FROM",
    "MOST_GOALS",
    "Answer",
    "Evaluation",
    "Goal",
    "Status",
    "all_elements",
    "check_kept",
    "check_order",
    "goals_after",
    "goals_from",
    "held_before",
    "next_due",
    "status_of",
    "worst",
]
