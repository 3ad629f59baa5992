"""Dates and sizes as Danes write them. With dashes others write the month first: only what is one day is read."""

import re
from datetime import date

from app.core.errors import Invalid

UNKNOWN = "ukendt"
_DATE_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})"),
    re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})[-/](?P<y>[0-9]{4})"),
)
_DASHES = re.compile(r"(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})")


def parse_date(text: str) -> date:
    """A date as people write it: 2025-04-10, 10.04.2025, 10/4-2025, 10/4/2025; the day before the month.

    30-10-2026 is read, too, since it can only be one day; 03-04-2025 could be two, and is refused (rule 37). Raises
    ValueError with a Danish message that says what to write; refuses years outside 1990–2100.
    """
    text = text.strip()
    dashed = _DASHES.fullmatch(text)
    match = dashed or next((found for form in _DATE_FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        raise ValueError("Skriv datoen som dag, måned og år, for eksempel 10.04.2025.")
    year, month, day = (int(match[part]) for part in "ymd")
    if not 1990 <= year <= 2100:
        raise ValueError("Skriv et årstal mellem 1990 og 2100.")
    if dashed and day != month and 1 <= day <= 12 and 1 <= month <= 12:
        raise ValueError(
            f"{text} kan være to datoer. Skriv datoen med punktum og dagen først: {day:02}.{month:02}.{year}."
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{day}.{month}.{year} findes ikke i kalenderen. Skriv dagen før måneden.") from None


def require_past(day: date | None, today: date, field: str) -> None:
    """Refuses what has not happened yet: raises `Invalid` naming `field` for a day after `today`. Unknown passes."""
    if day is not None and day > today:
        message = "Datoen ligger i fremtiden. Registrér det, når det er sket."
        raise Invalid("date.in_future", message, {field: message})


def short_date(day: date) -> str:
    """As it is written in a table: 10.04.2025."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def file_size(value: int | None) -> str:
    """`3,5 MB`: decimal units as phones and mail programs show them; None is "ukendt"."""
    if value is None:
        return UNKNOWN
    if value < 1000:
        return f"{value} byte"
    size, unit = value / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        # 999.95 would be rounded to "1000,0": go on to the next unit first.
        if size < 999.95:
            break
        size, unit = size / 1000, larger
    text = f"{size:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text} {unit}"
