"""Which units a reader may see: those they have any role on, and all below them."""

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.db.sql import in_list, sql


def roots(scope: Scope) -> tuple[int, ...]:
    """The units the reader has a role on; an administrator sees units and people, too, but no cases."""
    return tuple(dict.fromkeys((*scope.units, *scope.admin_units, *scope.log_units, *scope.other_units)))


def is_visible(scope: Scope, unit_column: str) -> QueryString:
    """True for units at or below one of the reader's. `unit_column` is a column name of ours, never input."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        f"EXISTS (SELECT 1 FROM unit_closure vc WHERE vc.descendant = {unit_column} AND vc.ancestor IN {{}})",
        in_list(roots(scope)),
    )


def administers(scope: Scope, municipality_column: str) -> QueryString:
    """True for municipalities where the reader is an administrator of some unit."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        f"EXISTS (SELECT 1 FROM units au WHERE au.municipality = {municipality_column} AND au.id IN {{}})",
        in_list(scope.admin_units),
    )
