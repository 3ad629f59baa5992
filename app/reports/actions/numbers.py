"""The number of a new report: the next of its series, in what the caller has locked."""

from piccolo.querystring import QueryString

from app.access.policy import Actor
from app.core.errors import RuleViolation
from app.db.sql import fetch_value
from app.reports.content import PROFILES
from app.reports.content.profiles import SERIES
from app.reports.enums import Profile


async def next_no(actor: Actor, profile: Profile, within: QueryString) -> int:
    """The number after the last that `profile`'s circle of readers has had among the reports `within`: never one twice.

    Raises `RuleViolation` when the series is used up.
    """
    first = PROFILES[profile].first_no
    end = first - 1 + SERIES
    last = await fetch_value(
        int, "SELECT MAX(no) AS n FROM report_snapshots WHERE {} AND no >= {} AND no < {}", within, first, end
    )
    no = (last or first - 1) + 1
    if no >= end:
        raise RuleViolation("report.numbers_used_up", "Der kan ikke laves flere rapporter til denne modtager.")
    return no
