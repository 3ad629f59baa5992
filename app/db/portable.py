"""All tables out of a database and into one, in values that are the same on both engines.

What a table is made of comes from the database itself and not from the code: a database is backed up before it is
migrated, and a backup is loaded as it was before that is migrated.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any

import asyncpg
import msgspec

from app.db.engine import Database, PgEngine
from app.db.migrate import LOCK_HOLDER
from app.db.sql import fetch_rows

KEY = "id"
LEFT_OUT = frozenset({"migration", "sessions"})  # written by the migrations; and who was logged in is not any more

_SQLITE_TYPES = {
    "INTEGER": "integer",
    "BIGINT": "integer",
    "VARCHAR": "text",
    "TEXT": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "instant",
    "BLOB": "bytes",
}
_POSTGRES_TYPES = {
    "integer": "integer",
    "bigint": "integer",
    "character varying": "text",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "timestamp with time zone": "instant",
    "bytea": "bytes",
}
_VALUES: dict[str, Any] = {
    "integer": int | None,
    "text": str | None,
    "boolean": bool | None,
    "date": date | None,
    "instant": datetime | None,
    "bytes": bytes | None,
}
_SCHEMA = "current_schema()"


class Column(msgspec.Struct, frozen=True):
    name: str
    type: str  # a key of _VALUES


class Shape(msgspec.Struct, frozen=True):
    """A table: its name, and its columns in the order of their names."""

    table: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> str:
        return ", ".join(f'"{column.name}"' for column in self.columns)

    @property
    def row_type(self) -> Any:
        """The type of one row as a tuple, for msgspec. Raises `KeyError` for a type that is unknown here."""
        return tuple.__class_getitem__(tuple(_VALUES[column.type] for column in self.columns))


async def list_shapes(engine: Database) -> tuple[Shape, ...]:
    """Every table of the database but LEFT_OUT, by name. Raises `KeyError` for a type of column that is unknown."""
    found = await (_postgres_columns() if isinstance(engine, PgEngine) else _sqlite_columns())
    shapes: dict[str, list[Column]] = {}
    for table, name, type_ in sorted(found):
        if table not in LEFT_OUT:
            shapes.setdefault(table, []).append(Column(name, type_))
    return tuple(Shape(table, tuple(columns)) for table, columns in shapes.items())


async def _postgres_columns() -> list[tuple[str, str, str]]:
    rows = await fetch_rows(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
        "JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
        f"WHERE c.table_schema = {_SCHEMA} AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'"
    )
    return [
        (row["table_name"], row["column_name"], _POSTGRES_TYPES[row["data_type"]])
        for row in rows
        if row["table_name"] not in LEFT_OUT
    ]


async def _sqlite_columns() -> list[tuple[str, str, str]]:
    found = []
    for table in await _sqlite_tables():
        for row in await fetch_rows(f'PRAGMA table_info("{table}")'):
            if table not in LEFT_OUT:
                found.append((table, row["name"], _SQLITE_TYPES[row["type"].partition("(")[0]]))
    return found


async def _sqlite_tables(*, is_virtual: bool = False) -> list[str]:
    """The tables that hold rows of their own; or the search indexes, each of which keeps tables of its own."""
    rows = await fetch_rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    virtual = [row["name"] for row in rows if row["sql"].startswith("CREATE VIRTUAL")]
    if is_virtual:
        return virtual
    inside = tuple(f"{name}_" for name in virtual)
    return [row["name"] for row in rows if row["name"] not in virtual and not row["name"].startswith(inside)]


async def rows_of(shape: Shape, most_bytes: int) -> AsyncIterator[list[bytes]]:
    """The rows as lines of JSON, by key; about `most_bytes` at a time. Read it inside `reading()`."""
    encoder, last, limit = msgspec.json.Encoder(), 0, 16
    key = [column.name for column in shape.columns].index(KEY)
    statement = f'SELECT {shape.names} FROM "{shape.table}" WHERE {KEY} > {{}} ORDER BY {KEY} LIMIT {{}}'
    while rows := [tuple(row.values()) for row in await fetch_rows(statement, last, limit)]:
        lines = [encoder.encode(row) for row in rows]
        last = rows[-1][key]
        yield lines
        limit = max(1, min(5000, most_bytes * len(lines) // sum(map(len, lines))))


async def holds_rows(engine: Database) -> bool:
    """Whether any table has a row."""
    for shape in await list_shapes(engine):
        if await fetch_rows(f'SELECT 1 AS found FROM "{shape.table}" LIMIT 1'):
            return True
    return False


async def drop_everything(engine: Database) -> None:
    """Removes every table and function of ours, inside the open transaction; on SQLite under `unchecked()`."""
    if isinstance(engine, PgEngine):
        for row in await fetch_rows(
            f"SELECT tablename FROM pg_tables WHERE schemaname = {_SCHEMA} AND tableowner = current_user"
        ):
            await engine.run_ddl(f'DROP TABLE "{row["tablename"]}" CASCADE')
        for row in await fetch_rows(
            "SELECT CAST(p.oid AS regprocedure) AS name FROM pg_proc p WHERE p.prokind = 'f' "
            f"AND CAST(p.pronamespace AS regnamespace)::text = {_SCHEMA} "
            "AND CAST(p.proowner AS regrole)::text = quote_ident(current_user) "
            "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        ):
            await engine.run_ddl(f"DROP FUNCTION {row['name']}")
        return
    for table in [*await _sqlite_tables(is_virtual=True), *await _sqlite_tables()]:
        await engine.run_ddl(f'DROP TABLE IF EXISTS "{table}"')


@contextlib.asynccontextmanager
async def unchecked(engine: Database) -> AsyncIterator[None]:
    """No foreign key is checked by SQLite inside; open the transaction within."""
    if isinstance(engine, PgEngine):
        yield
        return
    await engine.set_foreign_keys(is_checked=False)
    try:
        yield
    finally:
        await engine.set_foreign_keys(is_checked=True)


@contextlib.asynccontextmanager
async def in_any_order(engine: Database) -> AsyncIterator[None]:
    """Rows may come before those they refer to; at the end every reference must hold, or `DanglingReference` is raised.

    Inside the open transaction.
    """
    if not isinstance(engine, PgEngine):
        yield
        found = await fetch_rows("PRAGMA foreign_key_check")
        if found:
            raise DanglingReference(str(found[0]["table"]))
        return
    constraints = await fetch_rows(
        "SELECT CAST(conrelid AS regclass)::text AS tablename, conname, pg_get_constraintdef(oid) AS definition "
        f"FROM pg_constraint WHERE contype = 'f' AND CAST(connamespace AS regnamespace)::text = {_SCHEMA}"
    )
    for row in constraints:
        await engine.run_ddl(f'ALTER TABLE {row["tablename"]} DROP CONSTRAINT "{row["conname"]}"')
    yield
    try:
        for row in constraints:
            await engine.run_ddl(
                f'ALTER TABLE {row["tablename"]} ADD CONSTRAINT "{row["conname"]}" {row["definition"]}'
            )
    except asyncpg.ForeignKeyViolationError as error:
        raise DanglingReference(error.table_name) from error


class DanglingReference(Exception):
    """A row of the named table refers to one that is not there."""


async def add_rows(engine: Database, shape: Shape, rows: Sequence[tuple[Any, ...]]) -> None:
    """Writes rows as `rows_of` gave them, keys and all, in the open transaction."""
    connection = engine.current_transaction.get().connection
    if isinstance(engine, PgEngine):
        names = [column.name for column in shape.columns]
        await connection.copy_records_to_table(shape.table, records=rows, columns=names)
        return
    places = ", ".join("?" * len(shape.columns))
    await connection.execute_many(f'INSERT INTO "{shape.table}" ({shape.names}) VALUES ({places})', rows)


async def continue_keys(engine: Database, shape: Shape) -> None:
    """The next row gets the key after the highest one."""
    if isinstance(engine, PgEngine):
        await fetch_rows(
            f"SELECT setval(pg_get_serial_sequence('\"{shape.table}\"', '{KEY}'), "
            f'COALESCE(MAX({KEY}), 1), MAX({KEY}) IS NOT NULL) FROM "{shape.table}"'
        )


async def others_at_work(engine: Database) -> bool:
    """Whether another process has this database open as we would. Ask before `engine.start()`."""
    if not isinstance(engine, PgEngine):
        return await asyncio.to_thread(engine.is_open_elsewhere)
    connection = await engine.get_new_connection()
    try:
        found = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> $1",
            LOCK_HOLDER,
        )
    finally:
        await connection.close()
    return bool(found)
