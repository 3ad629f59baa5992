"""Dates of meetings, and which committees an item can be sent to: pure."""

from app.meetings.rules.dates import MOST_DATES, clean_time, in_months, in_weeks
from app.meetings.rules.tree import Seat, nearest_above, nearest_below

__all__ = ["MOST_DATES", "Seat", "clean_time", "in_months", "in_weeks", "nearest_above", "nearest_below"]
