"""Which people an administrator has in reach: what ends or opens a whole person reaches all of their units."""

from datetime import date

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.db.sql import fetch_rows, in_list, sql


def person_in_reach(scope: Scope, alias: str = "p") -> QueryString:
    """True for people of `alias` (a name of `persons`) over whose units the reader administers, all of them: those of
    their roles and places in committees that hold or are to come, and where there are none, of those they have had.

    Who advises on a single case is left to the municipality's administrators: no unit tells whose case it is.
    Who never had any belongs to no unit: with a login, which belongs to the whole municipality, they are for its
    administrator; without one, for every administrator there. Administrators of the municipality reach everybody.
    """
    if scope.sees_all:
        return sql("1 = 1")
    now, ever = _units(alias, scope.today), _units(alias, None)
    return sql(
        f"(EXISTS (SELECT 1 FROM units ru WHERE ru.municipality = {alias}.municipality AND ru.id IN {{}}) "
        f"AND (EXISTS (SELECT 1 FROM units ru JOIN unit_versions rv ON rv.unit = ru.id AND rv.valid_to IS NULL "
        f"WHERE ru.municipality = {alias}.municipality AND rv.parent IS NULL AND ru.id IN {{}}) "
        "OR (EXISTS ({}) AND NOT {} AND NOT {}) OR (NOT EXISTS ({}) AND EXISTS ({}) AND NOT {}) "
        f"OR (NOT EXISTS ({{}}) AND NOT EXISTS (SELECT 1 FROM accounts ra WHERE ra.person = {alias}.id))))",
        in_list(scope.admin_units),
        in_list(scope.admin_units),
        now,
        _elsewhere(scope, now),
        _advises(alias, scope.today),
        now,
        ever,
        _elsewhere(scope, ever),
        ever,
    )


async def reaches_person(scope: Scope, person: int) -> bool:
    """`person_in_reach` for one."""
    return bool(await fetch_rows("SELECT 1 AS n FROM persons p WHERE p.id = {} AND {}", person, person_in_reach(scope)))


def _units(alias: str, day: date | None) -> QueryString:
    """The units of a person's roles and committees: of those not over on `day`, or of all there have been."""
    lasts, open_ = sql("1 = 1"), "1 = 1"
    if day is not None:
        lasts, open_ = sql("(h.valid_to IS NULL OR h.valid_to > {})", day), "hc.closed_on IS NULL"
    return sql(
        f"SELECT h.unit FROM role_grants h WHERE h.person = {alias}.id AND h.unit IS NOT NULL AND {{}} UNION ALL "
        "SELECT hu.unit FROM committee_members h JOIN committees hc ON hc.id = h.committee "
        f"JOIN committee_units hu ON hu.committee = h.committee WHERE h.person = {alias}.id AND {open_} AND {{}}",
        lasts,
        lasts,
    )


def _advises(alias: str, day: date) -> QueryString:
    return sql(
        f'EXISTS (SELECT 1 FROM role_grants h WHERE h.person = {alias}.id AND h."case" IS NOT NULL '
        "AND (h.valid_to IS NULL OR h.valid_to > {}))",
        day,
    )


def _elsewhere(scope: Scope, units: QueryString) -> QueryString:
    return sql(
        "EXISTS (SELECT 1 FROM ({}) t WHERE NOT EXISTS (SELECT 1 FROM unit_closure k "
        "WHERE k.descendant = t.unit AND k.ancestor IN {}))",
        units,
        in_list(scope.admin_units),
    )
