"""Which action items and updates a reader may see: their unit or case, and their tier."""

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import in_scope, row_at_unit, withheld_at_unit
from app.db.sql import sql


def item_in_scope(scope: Scope, alias: str = "i") -> QueryString:
    """True for items in scope whose tier the reader reads; the accountable owner reads their own, whatever its tier.

    `alias` is the name of `action_items` in the query.
    """
    unit, case = f"{alias}.unit", f'{alias}."case"'
    readable = row_at_unit(scope, alias, "item", unit, case)
    if scope.sees_all or scope.only is not None or scope.person is None:
        return readable
    return sql(f"({{}} OR ({alias}.owner = {{}} AND {{}}))", readable, scope.person, in_scope(scope, unit, case))


def item_withheld(scope: Scope, alias: str = "i") -> QueryString:
    """True for items the reader may not read but may know of."""
    unit, case = f"{alias}.unit", f'{alias}."case"'
    return sql("({} AND NOT {})", withheld_at_unit(scope, alias, "item", unit, case), item_in_scope(scope, alias))


def item_known(scope: Scope, alias: str = "i") -> QueryString:
    """True for items the reader reads or may know of, and for those of other units, which everybody who sees the case
    is told of as a number. Limited to some tiers: those alone."""
    if scope.only is not None:
        return item_in_scope(scope, alias)
    here = in_scope(scope, f"{alias}.unit", f'{alias}."case"')
    return sql("({} OR {} OR NOT {})", item_in_scope(scope, alias), item_withheld(scope, alias), here)


def update_in_scope(scope: Scope, alias: str = "n", item: str = "i") -> QueryString:
    """True for updates of an item in scope whose own tier the reader reads."""
    own = row_at_unit(scope, alias, "item_update", f"{item}.unit", f'{item}."case"')
    return sql("({} AND {})", own, item_in_scope(scope, item))


def update_withheld(scope: Scope, alias: str = "n", item: str = "i") -> QueryString:
    """True for updates of a visible item whose note the reader may not read but may know of."""
    own = withheld_at_unit(scope, alias, "item_update", f"{item}.unit", f'{item}."case"')
    return sql("({} AND {})", own, item_in_scope(scope, item))
