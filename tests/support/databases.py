"""Databases for tests: filled once, lent from test to test, and always as they were filled.

On SQLite a test gets a copy of the file. On PostgreSQL it gets the worker's one database, put back afterwards: a copy
there means a folder on disk, new connections, and a server process that must learn every table anew, which together
cost more than most tests. After a test for which putting rows back is not enough (it changed a table, stopped the
engine, left a connection at work) the next one gets a new copy, and nobody has to say so beforehand.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import asyncpg

from app.db.engine import Database, PgEngine, make_engine, use_engine

if TYPE_CHECKING:
    from tests.support.postgres import OwnPostgres  # a plugin: pytest must be the first to import it

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
Fill = Callable[[Database], Awaitable[None]]

# Replaced rows stay in the files until somebody vacuums; on their own tests would be read more and more slowly.
VACUUM_EVERY = 40

# Rows are replaced past every trigger, those that forbid it included, in the tables that were written to: each has a
# trigger that says so, whatever role writes. The event trigger tells of changed tables.
_PUT_BACK = """
CREATE SCHEMA filled;
CREATE TABLE filled.written (name text);
CREATE FUNCTION filled.note_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN INSERT INTO filled.written VALUES (tg_table_name); RETURN NULL; END $$;
{copies}
CREATE TABLE filled.tables_changed (command text);
CREATE FUNCTION filled.note_change() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO filled.tables_changed VALUES (tg_tag); END $$;
CREATE FUNCTION filled.put_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE each text;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (SELECT FROM filled.tables_changed) THEN RAISE 'a test changed the tables'; END IF;
  FOR each IN SELECT DISTINCT name FROM filled.written LOOP
    CASE each
{steps}
    END CASE;
  END LOOP;
{sequences}
  DELETE FROM filled.written;
END $$;
CREATE EVENT TRIGGER tables_changed ON ddl_command_end EXECUTE FUNCTION filled.note_change();
"""
_NOTED = """
CREATE TRIGGER note_written AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.{name}
FOR EACH STATEMENT EXECUTE FUNCTION filled.note_written();
ALTER TABLE public.{name} ENABLE ALWAYS TRIGGER note_written;
"""
_TABLES = """
SELECT table_name, string_agg(quote_ident(column_name), ', ') AS columns
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name
"""
_SEQUENCES = "SELECT sequencename AS name, last_value AS at FROM pg_sequences WHERE schemaname = 'public'"


class Databases(Protocol):
    """The databases of one worker. A template is a file on SQLite, the name of a database on PostgreSQL."""

    async def template(self, name: str, base: str | None, fill: Fill) -> str:
        """A copy of the template `base` (or a new database) with what `fill` wrote through the started engine."""

    async def take(self, template: str, folder: Path) -> Database:
        """The started engine of a database like the template, in use by everything in this process."""

    async def give_back(self, template: str, engine: Database) -> None: ...

    async def close(self) -> None: ...


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def template(self, name: str, base: str | None, fill: Fill) -> str:
        path = self._folder / f"{name}.sqlite"
        if base:
            shutil.copyfile(base, path)
        await _fill(f"sqlite:///{path}", fill)
        return str(path)

    async def take(self, template: str, folder: Path) -> Database:
        shutil.copyfile(template, folder / "test.sqlite")
        return await _started(f"sqlite:///{folder / 'test.sqlite'}")

    async def give_back(self, template: str, engine: Database) -> None:
        await engine.stop()

    async def close(self) -> None:
        pass


class PostgresDatabases:
    def __init__(self, server: OwnPostgres) -> None:
        self._server = server
        self._kept: dict[str, _Kept] = {}

    async def template(self, name: str, base: str | None, fill: Fill) -> str:
        name = f"{name}_{WORKER}"
        assert name not in self._kept, f"{name} is in use: a template is made once"
        self._server.drop(name)
        await _fill(self._server.create(name, base or "template0"), fill)
        return name

    async def take(self, template: str, folder: Path) -> Database:
        if template not in self._kept:
            self._kept[template] = _Kept(self._server, template)
        return await self._kept[template].take()

    async def give_back(self, template: str, engine: Database) -> None:
        await self._kept[template].give_back()

    async def close(self) -> None:
        for kept in self._kept.values():
            await kept.throw_away()


class _Kept:
    """A database that is put back after each test."""

    def __init__(self, server: OwnPostgres, template: str) -> None:
        self._server = server
        self._filled = template
        self._template = ""
        self._numbers = itertools.count()
        self._name = ""
        self._engine: PgEngine | None = None
        self._uses = 0

    async def take(self) -> Database:
        if not self._template:
            self._template = f"{self._filled}_kept"
            await _prepare(self._server.create(self._template, self._filled))
        if self._engine is None:
            self._name = f"{self._filled}_{next(self._numbers)}"
            self._engine = PgEngine(self._server.create(self._name, self._template))
            await self._engine.start()
        use_engine(self._engine)
        return self._engine

    async def give_back(self) -> None:
        if not await self._is_put_back():
            await self.throw_away()

    async def throw_away(self) -> None:
        if self._engine is not None:
            engine, self._engine = self._engine, None
            if engine.pool is not None:
                engine.pool.terminate()
            self._server.drop(self._name)

    async def _is_put_back(self) -> bool:
        pool = self._engine.pool if self._engine else None
        if pool is None or pool.get_idle_size() != pool.get_size():
            return False
        self._uses += 1
        try:
            async with pool.acquire(timeout=2) as connection:
                await connection.execute("SELECT filled.put_back()")
                if self._uses % VACUUM_EVERY == 0:
                    await connection.execute("VACUUM")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True


async def _prepare(address: str) -> None:
    """Gives a filled database a copy of its rows, and the function that puts them back."""
    connection = await asyncpg.connect(address)
    try:
        copies, steps = [], []
        for name, columns in await connection.fetch(_TABLES):
            copies += [_NOTED.format(name=name)]
            steps.append(f"    WHEN '{name}' THEN DELETE FROM public.{name};")
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM public.{name})"):
                copies.append(f"CREATE TABLE filled.{name} AS SELECT {columns} FROM public.{name};")
                steps.append(f"      INSERT INTO public.{name} ({columns}) SELECT {columns} FROM filled.{name};")
        sequences = [
            f"  PERFORM setval('public.{name}', {at or 1}, {at is not None});"
            for name, at in await connection.fetch(_SEQUENCES)
        ]
        parts = {"copies": copies, "steps": steps, "sequences": sequences}
        await connection.execute(_PUT_BACK.format(**{name: "\n".join(lines) for name, lines in parts.items()}))
    finally:
        await connection.close()


async def _started(address: str) -> Database:
    engine = make_engine(address)
    use_engine(engine)
    await engine.start()
    return engine


async def _fill(address: str, fill: Fill) -> None:
    engine = await _started(address)
    await fill(engine)
    await engine.stop()
