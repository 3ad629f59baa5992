"""Migrations under a lock: any number of processes may start at once, and one of them migrates."""

import asyncio
import contextlib
import fcntl
import io
import os
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

from app.db.columns import APP_NAME
from app.db.engine import Database, PgEngine

_LOCK = 724331


@contextlib.asynccontextmanager
async def _lock(engine: Database) -> AsyncIterator[None]:
    if isinstance(engine, PgEngine):
        connection = await engine.get_new_connection()
        try:
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


async def migrate(engine: Database) -> list[str]:
    """Runs what is pending on the started `engine`; gives the names of the migrations that ran.

    Raises `RuntimeError` with Piccolo's own words when one fails (nothing of it stays).
    """
    from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

    _prepare()
    async with _lock(engine):
        before = await pending(engine)
        if not before:
            return []
        engine.allow_bare_writes = True
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                result = await ForwardsMigrationManager(app_name=APP_NAME, migration_id="all").run()
        finally:
            engine.allow_bare_writes = False
        if not result.success:
            raise RuntimeError(f"migration failed: {result.message or said.getvalue()}")
        return before


async def pending(engine: Database) -> list[str]:
    """The migrations that this database has not had yet."""
    from piccolo.apps.migrations.commands.base import BaseMigrationManager
    from piccolo.apps.migrations.tables import Migration

    _prepare()
    Migration._meta.db = engine
    manager = BaseMigrationManager()
    modules = manager.get_migration_modules(str(manager.get_app_config(APP_NAME).migrations_folder_path))
    if isinstance(engine, PgEngine):
        exists = await engine.run_ddl("SELECT to_regclass('migration') AS name")
        has_table = dict(exists[0])["name"] is not None
    else:
        has_table = bool(await engine.run_ddl("SELECT name FROM sqlite_master WHERE name = 'migration'"))
    done = set(await Migration.get_migrations_which_ran(app_name=APP_NAME)) if has_table else set()
    return sorted(set(modules) - done)


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
