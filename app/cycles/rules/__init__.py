"""What the law asks for, the goals, and what the log keeps: pure."""

from app.cycles.rules.goals import MOST_GOALS, Evaluation, Goal, check_kept, goals_after, goals_from
from app.cycles.rules.law import (
    AHEAD,
    DEMANDS,
    ELEMENTS,
    Answer,
    Status,
    all_elements,
    held_before,
    next_due,
    status_of,
    worst,
)
from app.cycles.rules.told import Names, told

__all__ = [
    "AHEAD",
    "DEMANDS",
    "ELEMENTS",
    "MOST_GOALS",
    "Answer",
    "Evaluation",
    "Goal",
    "Names",
    "Status",
    "all_elements",
    "check_kept",
    "goals_after",
    "goals_from",
    "held_before",
    "next_due",
    "status_of",
    "told",
    "worst",
]
