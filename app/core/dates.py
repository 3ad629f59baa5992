"""Dates as Danes write them."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DANISH = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2100


def parse_date(text: str) -> date:
    """The date in `text`: ISO, or day, month, year with dots, slashes or dashes.

    Raises `ValueError` with a Danish message that says what to write.
    """
    text = text.strip().rstrip(".")
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DANISH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise ValueError("Skriv datoen som dag.måned.år, fx 10.04.2025.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Året skal ligge mellem {FIRST_YEAR} og {LAST_YEAR}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("Datoen findes ikke i kalenderen.") from None
