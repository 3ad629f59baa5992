"""Migrations under a lock: any number of processes may start at once, and one of them migrates."""

import asyncio
import contextlib
import fcntl
import io
import os
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from app.db.columns import APP_NAME
from app.db.engine import Database, PgEngine

_LOCK = 724331
LOCK_HOLDER = "handlepligt migrate"  # what PostgreSQL calls the connection that holds the lock


@contextlib.asynccontextmanager
async def lock(engine: Database) -> AsyncIterator[None]:
    """Nobody else migrates or replaces this database inside. The engine need not be started."""
    if isinstance(engine, PgEngine):
        connection = await engine.get_new_connection()
        try:
            await connection.execute(f"SET application_name = '{LOCK_HOLDER}'")
            await connection.execute(f"SELECT pg_advisory_lock({_LOCK})")
            yield
        finally:
            await connection.close()
    else:
        Path(engine.path).parent.mkdir(parents=True, exist_ok=True)
        with Path(f"{engine.path}.migrate.lock").open("w") as handle:  # noqa: ASYNC230 - opened once, at start
            await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
            yield


def _prepare() -> None:
    os.environ["PICCOLO_CONF"] = "app.piccolo_conf"


async def migrate(engine: Database, *, before: Callable[[], Awaitable[None]] | None = None) -> list[str]:
    """Runs what is pending on the started `engine`; gives the names of the migrations that ran.

    `before` is awaited first where a database that is in use is about to be changed; an error in it stops everything.
    Raises `RuntimeError` with Piccolo's own words when a migration fails (nothing of it stays).
    """
    async with lock(engine):
        ahead = await pending(engine)
        if not ahead:
            return []
        if before is not None and await applied(engine):
            await before()
        await run_to(engine, "all")
        return ahead


async def run_to(engine: Database, last: str) -> None:
    """Runs what is pending up to the migration `last`, or "all". Under `lock()`; joins an open transaction."""
    from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
    from piccolo.apps.migrations.tables import Migration

    _prepare()
    Migration._meta.db = engine
    engine.allow_bare_writes = True
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            result = await ForwardsMigrationManager(app_name=APP_NAME, migration_id=last).run()
    finally:
        engine.allow_bare_writes = False
    if not result.success:
        raise RuntimeError(f"migration failed: {result.message or said.getvalue()}")


async def pending(engine: Database) -> list[str]:
    """The migrations that this database has not had yet."""
    done = set(await applied(engine))
    return [name for name in known() if name not in done]


def known() -> list[str]:
    """All migrations of this version, in their order."""
    from piccolo.apps.migrations.commands.base import BaseMigrationManager

    _prepare()
    manager = BaseMigrationManager()
    return sorted(manager.get_migration_modules(str(manager.get_app_config(APP_NAME).migrations_folder_path)))


async def applied(engine: Database) -> list[str]:
    """The migrations that this database has had, in their order; none for an empty one."""
    from piccolo.apps.migrations.tables import Migration

    _prepare()
    Migration._meta.db = engine
    if isinstance(engine, PgEngine):
        exists = await engine.run_ddl("SELECT to_regclass('migration') AS name")
        has_table = dict(exists[0])["name"] is not None
    else:
        has_table = bool(await engine.run_ddl("SELECT name FROM sqlite_master WHERE name = 'migration'"))
    return sorted(await Migration.get_migrations_which_ran(app_name=APP_NAME)) if has_table else []


async def undeclared_changes() -> list[str]:
    """What the tables say that no migration does yet, as Piccolo's own words; empty when they agree."""
    from piccolo.apps.migrations.commands.base import BaseMigrationManager
    from piccolo.apps.migrations.commands.new import AutoMigrationManager

    _prepare()
    app_config = BaseMigrationManager().get_app_config(APP_NAME)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Piccolo's remark that one of our table names is a common word
        statements = await AutoMigrationManager().get_alter_statements(app_config)
    return [text for alter in statements for text in alter.statements]
