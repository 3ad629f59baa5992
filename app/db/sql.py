"""SQL in and Structs out, the same on both engines. For queries.py and actions.py only.

Placeholders are `{}`; a `QueryString` as an argument is spliced in with its own arguments, so conditions compose
without string building. Column names that are SQL words (`"case"`) are quoted.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from piccolo.querystring import QueryString
from piccolo.table import Table

from app.core.errors import Stale
from app.db.engine import current_engine

T = TypeVar("T")


def sql(template: str, *args: Any) -> QueryString:
    return QueryString(template, *args)


def joined(parts: Iterable[QueryString], separator: str) -> QueryString:
    """The parts with `separator` between; an empty list gives an empty fragment."""
    items = list(parts)
    return QueryString(separator.join("{}" for _ in items), *items)


def in_list(values: Iterable[Any]) -> QueryString:
    """`(1, 2)` for `x IN {}`; no values give `(NULL)`, which nothing is in."""
    items = list(values)
    if not items:
        return QueryString("(NULL)")
    return QueryString("(" + ", ".join("{}" for _ in items) + ")", *items)


async def fetch_rows(template: str, *args: Any) -> list[dict[str, Any]]:
    engine = current_engine()
    rows = await engine.run_querystring(QueryString(template, *args))
    return engine.transform_response_to_dicts(rows)


async def fetch_all(row_type: type[T], template: str, *args: Any) -> list[T]:
    """Rows as `row_type` Structs, converted by its annotations (SQLite gives dates of expressions as text)."""
    return msgspec.convert(await fetch_rows(template, *args), list[row_type], strict=False)  # type: ignore[valid-type]


async def fetch_one(row_type: type[T], template: str, *args: Any) -> T | None:
    """The first row, or None."""
    rows = await fetch_rows(template, *args)
    return msgspec.convert(rows[0], row_type, strict=False) if rows else None


async def fetch_value(value_type: type[T], template: str, *args: Any) -> T | None:
    """The first column of the first row, or None."""
    rows = await fetch_rows(template, *args)
    value = next(iter(rows[0].values())) if rows else None
    return None if value is None else msgspec.convert(value, value_type, strict=False)


async def execute(template: str, *args: Any) -> list[dict[str, Any]]:
    """A write inside `transaction()`; gives the rows of its RETURNING clause."""
    return await fetch_rows(template, *args)


async def insert(row: Table) -> int:
    """Saves a new row and gives its key."""
    result = await type(row).insert(row)
    return int(result[0]["id"])


async def insert_many(rows: list[Table], chunk: int = 50) -> None:
    """Saves many rows of one table; chunks keep below SQLite's limit of parameters."""
    for start in range(0, len(rows), chunk):
        await type(rows[0]).insert(*rows[start : start + chunk])


async def update_version(table: type[Table], row_id: int, seen: int, **values: Any) -> int:
    """Writes only the named columns if the row still has version `seen`; gives the new version.

    Raises `Stale` when somebody saved first (works the same on both engines; never read-then-write).
    """
    columns: dict[Any, Any] = {getattr(table, name): value for name, value in values.items()}
    version: Any = table.version  # type: ignore[attr-defined]
    columns[version] = version + 1
    rows = (
        await table.update(columns)
        .where(table.id == row_id, version == seen)  # type: ignore[attr-defined]
        .returning(version)
    )
    if not rows:
        raise Stale
    return int(rows[0]["version"])
