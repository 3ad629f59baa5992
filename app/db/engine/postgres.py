"""PostgreSQL: a pool whose connections always come back."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from app.core.errors import Busy
from app.db.engine.shared import WAIT, CurrentTransaction, Ending, WriteOutsideTransaction, is_read, note

# Compiling a query (jit) takes seconds where the estimate is large, and our queries end after the first rows.
SETTINGS = {"lock_timeout": f"{WAIT}s", "idle_in_transaction_session_timeout": "60s", "jit": "off"}


async def _as_it_is(_: Any) -> None:
    """In the place of a RESET at each return to the pool, one more round trip for every read.

    What we set, lock or open ends with its transaction; one that is left open asyncpg rolls back before it asks.
    """


class SafePostgresTransaction(Ending, PostgresTransaction):
    """Gives the connection back to the pool even when ROLLBACK itself fails; stock Piccolo does not."""

    def __init__(self, engine: "PgEngine", *, is_reader: bool = False) -> None:
        super().__init__(engine=engine)
        self.is_reader = is_reader

    async def __aenter__(self) -> Any:
        if self._parent is not None:
            return self._parent
        self.connection = await self.engine.acquire()
        try:
            self.transaction = (
                self.connection.transaction(isolation="repeatable_read", readonly=True)
                if self.is_reader
                else self.connection.transaction()
            )
            await self.begin()
        except BaseException:
            await self.engine.release(self.connection)
            raise
        return self._opened()

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None:
                if not self._rolled_back:
                    try:
                        await self.rollback()
                    except Exception:  # the connection is lost or broken; the pool replaces it
                        if (lost := self.connection._con) is not None:
                            lost.terminate()
            elif not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            self._closed()
            await self.engine.release(self.connection)
        return exception is None


class PgEngine(PostgresEngine):
    """A pool, started with the application; writes only inside a transaction, as on SQLite."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.allow_bare_writes = False
        self._pool_size = pool_size
        super().__init__(config={"dsn": url}, extensions=())
        self.current_transaction: Any = CurrentTransaction()

    async def start(self) -> None:
        await self.start_connection_pool(
            min_size=1, max_size=self._pool_size, server_settings=SETTINGS, reset=_as_it_is
        )

    async def acquire(self) -> Any:
        """A connection of the pool. Raises `Busy` when none comes free, or the server cannot be reached."""
        if self.pool is None:
            raise RuntimeError("the engine has not been started")
        try:
            return await self.pool.acquire(timeout=WAIT)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Busy from error

    async def release(self, connection: Any) -> None:
        if self.pool is not None:
            await self.pool.release(connection)

    async def _run_in_pool(self, query: str, args: Any = None) -> Any:
        connection = await self.acquire()
        try:
            return await connection.fetch(query, *(args or ()))
        finally:
            await self.release(connection)

    async def stop(self) -> None:
        if self.pool:
            await self.close_connection_pool()

    async def check_version(self) -> None:
        """Nothing: stock Piccolo opens a connection for it when the engine is constructed."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """As Piccolo does, which would put the statement together a second time."""
        statement, args = querystring.compile_string(engine_type=self.engine_type)
        note(statement)
        self._guard(statement)
        if (transaction := self.current_transaction.get()) is not None:
            return await transaction.connection.fetch(statement, *args)
        if in_pool and self.pool:
            return await self._run_in_pool(statement, args)
        return await self._run_in_new_connection(statement, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        self._guard(ddl)
        return await super().run_ddl(ddl, in_pool)

    def _guard(self, statement: str) -> None:
        if self.current_transaction.get() is None and not self.allow_bare_writes and not is_read(statement):
            raise WriteOutsideTransaction(statement)

    def transaction(self, allow_nested: bool = True) -> SafePostgresTransaction:
        return SafePostgresTransaction(engine=self)

    @contextlib.asynccontextmanager
    async def read_transaction(self) -> AsyncIterator[None]:
        """Everything read inside sees one moment; a write raises."""
        if self.current_transaction.get() is not None:
            yield
            return
        async with SafePostgresTransaction(self, is_reader=True):
            yield
