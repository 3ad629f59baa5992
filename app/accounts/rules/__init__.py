"""Passwords, how often one may try, who needs a second factor, and what a file of people would change."""

from app.accounts.rules.limits import KEPT, LIMITS, WAIT, Counted, counted
from app.accounts.rules.passwords import MIN_PASSWORD, password_problem
from app.accounts.rules.second_factor import REQUIRED_ROLES, Demand, is_required

__all__ = [
    "KEPT",
    "LIMITS",
    "MIN_PASSWORD",
    "REQUIRED_ROLES",
    "WAIT",
    "Counted",
    "Demand",
    "counted",
    "is_required",
    "password_problem",
]
