"""The wall in SQL: conditions that every read of a case, an item or a unit carries."""

import zlib
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Above, Reach, Scope
from app.db.sql import fetch_all, fetch_rows, in_list, joined, sql

Row = Literal["item", "item_update", "document", "evidence", "paper", "round_unit"]  # the columns of `named_readers`

_NOTHING = "1 = 0"
_EVERYTHING = "1 = 1"


def in_scope(scope: Scope, unit_column: str, case_column: str | None = None) -> QueryString:
    """True for rows whose unit, or whose case, the reader has a reading role on.

    Columns are names of ours, never input: "i.unit". Rows that belong to a case name it, for those who see one case.
    """
    return sql(_EVERYTHING) if scope.sees_all else at_unit(scope.reach(Tier.OPEN), unit_column, case_column)


def case_in_scope(scope: Scope, case_column: str) -> QueryString:
    """True for cases with at least one unit in scope."""
    return sql(_EVERYTHING) if scope.sees_all else at_case(scope.reach(Tier.OPEN), case_column)


def at_unit_in(scope: Scope, tiers: Iterable[Tier], unit_column: str, case_column: str | None = None) -> QueryString:
    """`in_scope` for whoever reads rows of all `tiers` there."""
    if scope.sees_all:
        return sql(_EVERYTHING)
    ways = [at_unit(scope.reach(tier), unit_column, case_column) for tier in sorted(tiers)]
    return sql("({})", joined(ways, " AND ")) if ways else sql(_NOTHING)


def at_case_in(scope: Scope, tiers: Iterable[Tier], case_column: str) -> QueryString:
    """`case_in_scope` for whoever reads rows of all `tiers` there."""
    if scope.sees_all:
        return sql(_EVERYTHING)
    ways = [at_case(scope.reach(tier), case_column) for tier in sorted(tiers)]
    return sql("({})", joined(ways, " AND ")) if ways else sql(_NOTHING)


def row_at_unit(scope: Scope, alias: str, kind: str, unit_column: str, case_column: str | None = None) -> QueryString:
    """`in_scope` for rows with a tier of their own: `alias`.tier says who in scope may read the row.

    `kind` is the row's column in `named_readers`: "item".
    """
    return row_in(scope, alias, kind, lambda reach: at_unit(reach, unit_column, case_column))


def row_at_case(scope: Scope, alias: str, kind: str, case_column: str) -> QueryString:
    """`case_in_scope` for rows with a tier of their own, as `row_at_unit`."""
    return row_in(scope, alias, kind, lambda reach: at_case(reach, case_column))


def withheld_at_unit(
    scope: Scope, alias: str, kind: str, unit_column: str, case_column: str | None = None
) -> QueryString:
    """True for rows the reader may not read but may know of: those who read for the work-environment organisation
    are told that something is kept from them. To everybody else it does not exist."""
    return withheld_in(scope, alias, kind, lambda reach: at_unit(reach, unit_column, case_column))


def withheld_at_case(scope: Scope, alias: str, kind: str, case_column: str) -> QueryString:
    """As `withheld_at_unit`, for rows of a case."""
    return withheld_in(scope, alias, kind, lambda reach: at_case(reach, case_column))


def row_in(scope: Scope, alias: str, kind: str, at: Callable[[Reach], QueryString]) -> QueryString:
    """True for rows of `alias` whose tier the reader reads where the row lies; `at` says whether it lies in a reach."""
    if scope.only is not None:
        limited = [
            sql(f"({alias}.tier = {{}} AND {{}})", tier, _everywhere_or(scope, tier, at)) for tier in sorted(scope.only)
        ]
        return sql("({})", joined(limited, " OR ")) if limited else sql(_NOTHING)
    if scope.sees_all:
        return sql(_EVERYTHING)
    tiers: dict[Reach, list[Tier]] = {}
    for tier in (Tier.OPEN, Tier.AMO, Tier.MANAGEMENT):
        tiers.setdefault(scope.reach(tier), []).append(tier)
    ways = [
        sql(f"({alias}.tier IN {{}} AND {{}})", in_list(readable), at(reach))
        for reach, readable in tiers.items()
        if reach != Reach()
    ]
    if scope.person is not None and scope.reach(Tier.OPEN) != Reach():
        named = sql(
            f"EXISTS (SELECT 1 FROM named_readers nr WHERE nr.{kind} = {alias}.id AND nr.person = {{}})", scope.person
        )
        ways.append(sql(f"({alias}.tier = {{}} AND {{}} AND {{}})", Tier.RESTRICTED, named, at(scope.reach(Tier.OPEN))))
    return sql("({})", joined(ways, " OR ")) if ways else sql(_NOTHING)


def _everywhere_or(scope: Scope, tier: Tier, at: Callable[[Reach], QueryString]) -> QueryString:
    return sql(_EVERYTHING) if scope.sees_all else at(scope.reach(tier))


def withheld_in(scope: Scope, alias: str, kind: str, at: Callable[[Reach], QueryString]) -> QueryString:
    """As `withheld_at_unit`; `at` says whether the row lies in a reach."""
    return sql("({} AND NOT {})", at(scope.reach(Tier.AMO)), row_in(scope, alias, kind, at))


def at_unit(reach: Reach, unit_column: str, case_column: str | None) -> QueryString:
    """True for rows whose unit, or whose case, lies in `reach`."""
    ways = []
    if reach.units:
        ways.append(_below(unit_column, reach.units))
    for unit, but in reach.partly:
        ways.append(sql("({} AND NOT {})", _below(unit_column, (unit,)), _below(unit_column, but)))
    if reach.cases and case_column is not None:
        ways.append(sql(f"{case_column} IN {{}}", in_list(reach.cases)))
    return sql("({})", joined(ways, " OR ")) if ways else sql(_NOTHING)


def _below(unit_column: str, units: tuple[int, ...]) -> QueryString:
    return sql(
        f"EXISTS (SELECT 1 FROM unit_closure sc WHERE sc.descendant = {unit_column} AND sc.ancestor IN {{}})",
        in_list(units),
    )


def at_case(reach: Reach, case_column: str) -> QueryString:
    """True for cases in `reach`."""
    ways = []
    if reach.units:
        ways.append(
            sql(
                "EXISTS (SELECT 1 FROM case_units scu JOIN unit_closure sc ON sc.descendant = scu.unit "
                f'WHERE scu."case" = {case_column} AND sc.ancestor IN {{}})',
                in_list(reach.units),
            )
        )
    if reach.partly:
        partly = at_unit(Reach(partly=reach.partly), "scu.unit", None)
        ways.append(sql(f'EXISTS (SELECT 1 FROM case_units scu WHERE scu."case" = {case_column} AND {{}})', partly))
    if reach.cases:
        ways.append(sql(f"{case_column} IN {{}}", in_list(reach.cases)))
    return sql("({})", joined(ways, " OR ")) if ways else sql(_NOTHING)


async def reads_now(scope: Scope) -> frozenset[tuple[str, int]]:
    """The units the reader reads as the tree stands, by tier, and those whose log they read.

    Asked before and after a change that must not let whoever makes it read more.
    """
    reaches = {tier.value: reach for tier, reach in scope.reaches.items()}
    found: set[tuple[str, int]] = set()
    for name, reach in {**reaches, "log": Reach(units=scope.log_units)}.items():
        rows = await fetch_rows(
            "SELECT DISTINCT k.descendant FROM unit_closure k WHERE {}", at_unit(reach, "k.descendant", None)
        )
        found |= {(name, int(row["descendant"])) for row in rows}
    return frozenset(found)


async def ancestors_of(scope: Scope, units: tuple[int, ...], *, case: int | None = None) -> Above:
    """`units` with every unit above each, for something of `case`: what `policy.may` asks for."""
    rows = await fetch_rows("SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}", in_list(units))
    return Above.of(((int(row["descendant"]), int(row["ancestor"])) for row in rows), case=case)


class Named(msgspec.Struct, frozen=True):
    """Somebody who reads a restricted row because they are named on it."""

    id: int
    public_id: str
    name: str


async def list_named_readers(scope: Scope, row: Row, key: int) -> tuple[Named, ...]:
    """The readers by name of a row that the caller has resolved in the scope, in Danish order."""
    found = await fetch_all(
        Named,
        "SELECT p.id, p.public_id, p.name FROM named_readers n JOIN persons p ON p.id = n.person "
        f"WHERE n.{row} = {{}} ORDER BY p.sort_key, p.id",
        key,
    )
    return tuple(found)


def tier_mark(scope: Scope, tier: Tier, readers: Iterable[Named]) -> int:
    """A number for who reads a row, in place of a version where the table has none: it changes when they change."""
    text = f"{tier} {sorted(reader.id for reader in readers)}"
    return zlib.crc32(text.encode()) % 1_000_000
