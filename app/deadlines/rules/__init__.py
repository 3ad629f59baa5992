"""The legal clocks: how each is counted (calculations), how it stands (clocks), how dates are written."""

from app.deadlines.rules.calculations import (
    ACCEPTANCE_DAYS,
    ADVISER_DAYS,
    COMPLAINT_DAYS,
    Calculation,
    DayWarning,
    Part,
    RuleBasis,
    adviser_suggestion,
    agreement_acceptance,
    authority_date,
    closed_day_warning,
    complaint_deadline,
    hearing_deadline,
    working_days_after,
)
from app.deadlines.rules.clocks import (
    DUTY_KINDS,
    FACT_KINDS,
    NOTHING_DUE,
    RIGHT_KINDS,
    DueClock,
    clock_state,
    next_due_key,
)
from app.deadlines.rules.dates import days_of, days_text

__all__ = [
    "ACCEPTANCE_DAYS",
    "ADVISER_DAYS",
    "COMPLAINT_DAYS",
    "DUTY_KINDS",
    "FACT_KINDS",
    "NOTHING_DUE",
    "RIGHT_KINDS",
    "Calculation",
    "DayWarning",
    "DueClock",
    "Part",
    "RuleBasis",
    "adviser_suggestion",
    "agreement_acceptance",
    "authority_date",
    "clock_state",
    "closed_day_warning",
    "complaint_deadline",
    "days_of",
    "days_text",
    "hearing_deadline",
    "next_due_key",
    "working_days_after",
]
