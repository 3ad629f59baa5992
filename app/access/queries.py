"""The wall in SQL: conditions that every read of a case, an item or a unit carries."""

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.db.sql import fetch_rows, in_list, sql


def in_scope(scope: Scope, unit_column: str) -> QueryString:
    """True for rows whose unit lies at or below a unit the reader has a reading role on.

    `unit_column` is a column name of ours, never input: "i.unit".
    """
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        f"EXISTS (SELECT 1 FROM unit_closure sc WHERE sc.descendant = {unit_column} AND sc.ancestor IN {{}})",
        in_list(scope.units),
    )


def case_in_scope(scope: Scope, case_column: str) -> QueryString:
    """True for cases with at least one unit in scope."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        "EXISTS (SELECT 1 FROM case_units scu JOIN unit_closure sc ON sc.descendant = scu.unit "
        f'WHERE scu."case" = {case_column} AND sc.ancestor IN {{}})',
        in_list(scope.units),
    )


async def ancestors_of(scope: Scope, units: tuple[int, ...]) -> frozenset[int]:
    """The ids of `units` and of every unit above them: what `policy.may` asks for."""
    rows = await fetch_rows("SELECT DISTINCT ancestor FROM unit_closure WHERE descendant IN {}", in_list(units))
    return frozenset(int(row["ancestor"]) for row in rows)
