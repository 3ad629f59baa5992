"""Who reads what a committee does at its meetings: those who sit in it, and those who follow all its units."""

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import at_unit
from app.db.sql import fetch_value, sql


def sits_in(scope: Scope, committee_column: str) -> QueryString:
    """True for open committees that the reader has a place in today. The column is a name of ours, never input."""
    return sql(
        "EXISTS (SELECT 1 FROM committee_members rm JOIN committees rc ON rc.id = rm.committee "
        f"AND rc.closed_on IS NULL WHERE rm.committee = {committee_column} AND rm.person = {{}} "
        "AND rm.valid_from <= {} AND (rm.valid_to IS NULL OR rm.valid_to > {}))",
        scope.person or 0,
        scope.today,
        scope.today,
    )


def reads_meetings(scope: Scope, committee_column: str) -> QueryString:
    """True for committees whose meetings the reader reads: their own, and those all of whose units they follow.

    Not those above and below: what such a committee discussed is its own (rule 41).
    """
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        f"({{}} OR (EXISTS (SELECT 1 FROM committee_units ru WHERE ru.committee = {committee_column}) "
        f"AND NOT EXISTS (SELECT 1 FROM committee_units ru WHERE ru.committee = {committee_column} AND NOT {{}})))",
        sits_in(scope, committee_column),
        at_unit(scope.all_meetings, "ru.unit", None),
    )


def is_read(scope: Scope, alias: str) -> QueryString:
    """True for rows of `alias` that belong to a committee or to a unit whose meetings the reader reads."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        f"(({alias}.committee IS NOT NULL AND {{}}) OR ({alias}.unit IS NOT NULL AND {{}}))",
        reads_meetings(scope, f"{alias}.committee"),
        at_unit(scope.unit_meetings, f"{alias}.unit", None),
    )


async def is_read_at_meetings(scope: Scope, committee: int) -> bool:
    """`reads_meetings` of one committee."""
    found = await fetch_value(
        int, "SELECT COUNT(*) FROM committees c WHERE c.id = {} AND {}", committee, reads_meetings(scope, "c.id")
    )
    return bool(found)
