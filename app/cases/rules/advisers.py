"""How long an external adviser may have a case. The limit is ours, not law."""

from datetime import date

from app.core.calendar import add_months

LONGEST_MONTHS = 12


def latest_until(today: date) -> date:
    """The last day that may be chosen today."""
    return add_months(today, LONGEST_MONTHS)


def until_problem(until: date, today: date) -> str:
    """What is wrong with the last day of an adviser's access; empty when it may stand."""
    if until < today:
        return "Vælg i dag eller en senere dag."
    if until > latest_until(today):
        return f"Vælg senest {latest_until(today):%d.%m.%Y}. En rådgiver kan højst få adgang et år ad gangen."
    return ""
