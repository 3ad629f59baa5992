"""The two engines, made safe: kept connections on SQLite, connections that always come back on PostgreSQL.

What stock Piccolo 1.38 does, and why each part is here, stands in docs/decisions/0003-both-engines.md.
"""

import asyncio
import contextlib
import contextvars
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString

from app.core.errors import Busy

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
)
READERS = 2
WAIT = 10  # seconds for a connection, then `Busy`: as long as SQLite's busy_timeout and PostgreSQL's lock_timeout
PG_SETTINGS = {"lock_timeout": f"{WAIT}s", "idle_in_transaction_session_timeout": "60s"}

_statements: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("statements", default=None)


@contextlib.contextmanager
def record_statements() -> Iterator[list[str]]:
    """Collects the SQL run inside the block, in this task; the query budgets of the tests count it."""
    collected: list[str] = []
    token = _statements.set(collected)
    try:
        yield collected
    finally:
        _statements.reset(token)


def _note(statement: str) -> None:
    collected = _statements.get()
    if collected is not None:
        collected.append(statement)


def _is_read(statement: str) -> bool:
    return statement.lstrip()[:6].upper().startswith(("SELECT", "WITH", "PRAGMA"))


class WriteOutsideTransaction(RuntimeError):
    """A write was attempted outside `transaction()`: a mistake of ours, never of the user."""


class _CurrentTransaction:
    """The transaction of this task.

    A task inherits the variables of the one that starts it, but two tasks cannot share a connection: in an open
    transaction that is a mistake of ours and raises; one that has ended is nobody's.
    """

    def __init__(self) -> None:
        self._variable: contextvars.ContextVar[Any] = contextvars.ContextVar("transaction", default=None)
        self.set, self.reset = self._variable.set, self._variable.reset

    def get(self) -> Any:
        transaction = self._variable.get()
        if transaction is None or transaction.is_over:
            return None
        if transaction.task is not asyncio.current_task():
            raise RuntimeError("a transaction belongs to the task that opened it")
        return transaction


@contextlib.asynccontextmanager
async def _not_too_long() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(WAIT):
            yield
    except TimeoutError as error:
        raise Busy from error


class _SqliteConnection:
    """One sqlite3 connection on one thread of its own, with the few methods Piccolo's transaction calls."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], release: Callable[["_SqliteConnection"], None]
    ) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connect = connect
        self._release = release
        self._connection: sqlite3.Connection | None = None
        self.row_factory: Any = None  # Piccolo assigns it; rows are built in _run

    def _run(self, statement: str, args: Any) -> list[dict[str, Any]]:
        if self._connection is None:
            self._connection = self._connect()
        cursor = self._connection.execute(statement, args)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    async def execute(self, statement: str, args: Any = ()) -> Any:
        return await self._on_thread(self._run, statement, args)

    async def _on_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        """Waits to the end even when cancelled: the thread must be idle before the connection is handed on."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        cancelled: asyncio.CancelledError | None = None
        while not future.done():
            try:
                await asyncio.wait([future])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            future.exception()  # looked at, so that asyncio does not complain
            raise cancelled
        return future.result()

    def _undo(self) -> None:
        try:
            if self._connection is not None:
                self._connection.rollback()
        except sqlite3.Error:  # of no more use: the next statement opens another
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    async def close(self) -> None:
        """Gives the connection back, without anything of a transaction that failed or was cancelled."""
        try:
            if self._connection is not None and self._connection.in_transaction:
                await self._on_thread(self._undo)
        finally:
            self._release(self)

    async def shut(self) -> None:
        def close() -> None:
            if self._connection is not None:
                self._connection.close()

        await asyncio.get_running_loop().run_in_executor(self._thread, close)
        self._thread.shutdown()


class SqliteEngine(SQLiteEngine):
    """WAL, one writer behind one asyncio lock with IMMEDIATE transactions, and read-only readers."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.current_transaction: Any = _CurrentTransaction()
        self.allow_bare_writes = False  # migrations set it: Piccolo writes its own table outside a transaction
        self._writer: _SqliteConnection | None = None
        self._writer_lock = asyncio.Lock()
        self._readers: asyncio.LifoQueue[_SqliteConnection] = asyncio.LifoQueue()
        self._all_readers: list[_SqliteConnection] = []

    async def check_version(self) -> None:
        """Nothing: the version is the interpreter's own."""

    def _open(self, *, read_only: bool) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(
            **self.connection_kwargs, check_same_thread=False, cached_statements=512
        )
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        return connection

    async def start(self) -> None:
        self._writer = _SqliteConnection(lambda: self._open(read_only=False), lambda _: self._writer_lock.release())
        await self._writer.execute("SELECT 1")  # creates the file in WAL mode before a reader opens it
        for _ in range(READERS):
            reader = _SqliteConnection(lambda: self._open(read_only=True), self._readers.put_nowait)
            self._all_readers.append(reader)
            self._readers.put_nowait(reader)

    async def stop(self) -> None:
        if self._writer is not None:
            for connection in (self._writer, *self._all_readers):
                await connection.shut()
        self._writer = None
        self._all_readers.clear()

    async def get_connection(self) -> Any:
        """The writer, for transactions."""
        if self._writer is None:
            raise RuntimeError("the engine has not been started")
        async with _not_too_long():
            await self._writer_lock.acquire()
        return self._writer

    async def get_reader(self) -> _SqliteConnection:
        async with _not_too_long():
            return await self._readers.get()

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        _note(query)
        if _is_read(query):
            connection = await self.get_reader()
        elif self.allow_bare_writes:
            connection = await self.get_connection()
        else:
            raise WriteOutsideTransaction(query)
        try:
            return await connection.execute(query, args or [])
        finally:
            await connection.close()

    async def _run_in_existing_connection(
        self,
        connection: Any,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> Any:
        _note(query)
        return await connection.execute(query, args or [])

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> "SafeSqliteTransaction":
        return SafeSqliteTransaction(engine=self, transaction_type=transaction_type, allow_nested=allow_nested)

    @contextlib.asynccontextmanager
    async def read_transaction(self) -> AsyncIterator[None]:
        """Everything read inside sees one moment; a write raises."""
        if self.current_transaction.get() is not None:
            yield
            return
        transaction = SafeSqliteTransaction(engine=self, transaction_type=TransactionType.deferred, is_reader=True)
        async with transaction:
            yield


class _Ending:
    """What both transactions add to Piccolo's."""

    engine: Any
    is_over = False
    unit: Any = None  # app.db.transaction keeps its own things of the transaction here

    def _opened(self: Any) -> Any:
        self.task = asyncio.current_task()
        self.context = self.engine.current_transaction.set(self)
        return self

    def _closed(self: Any) -> None:
        self.is_over = True
        self.engine.current_transaction.reset(self.context)


class SafeSqliteTransaction(_Ending, SQLiteTransaction):
    """Gives the connection back whatever fails; stock Piccolo leaks it, and its thread, when BEGIN or COMMIT does."""

    def __init__(self, *, is_reader: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_reader = is_reader

    async def __aenter__(self) -> Any:
        if self._parent is not None:
            return self._parent
        self.connection = await (self.engine.get_reader() if self.is_reader else self.engine.get_connection())
        try:
            await self.begin()
        except BaseException:
            await self.connection.close()
            raise
        return self._opened()

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is None and not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            self._closed()
            await self.connection.close()  # rolls back what was not committed
        return exception is None


class SafePostgresTransaction(_Ending, PostgresTransaction):
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
        self.current_transaction: Any = _CurrentTransaction()

    async def start(self) -> None:
        await self.start_connection_pool(min_size=1, max_size=self._pool_size, server_settings=PG_SETTINGS)

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
        statement, _ = querystring.compile_string(engine_type=self.engine_type)
        _note(statement)
        self._guard(statement)
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        self._guard(ddl)
        return await super().run_ddl(ddl, in_pool)

    def _guard(self, statement: str) -> None:
        if self.current_transaction.get() is None and not self.allow_bare_writes and not _is_read(statement):
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


Database = SqliteEngine | PgEngine


def make_engine(url: str) -> Database:
    """The engine for `sqlite:///path` or `postgresql://…`; connects only at `start()`."""
    if url.startswith("sqlite:///"):
        return SqliteEngine(url.removeprefix("sqlite:///"))
    return PgEngine(url)


_engine: Database | None = None


def use_engine(engine: Database) -> None:
    """Makes `engine` the one that every table and every query of this process uses."""
    global _engine
    _engine = engine
    from app.piccolo_app import TABLES

    for table in TABLES:
        table._meta.db = engine


def chosen_engine() -> Database | None:
    return _engine


def current_engine() -> Database:
    if _engine is None:
        raise RuntimeError("no engine: call use_engine first")
    return _engine
