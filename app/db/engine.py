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
from urllib.parse import unquote, urlsplit

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
)
READERS = 2

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

    async def execute(self, statement: str, args: Any = ()) -> list[dict[str, Any]]:
        # Shielded: a cancelled caller must not hand the connection on while its thread still runs a statement.
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._run, statement, args)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            with contextlib.suppress(BaseException):
                await future
            raise

    async def close(self) -> None:
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
        await self._writer_lock.acquire()
        return self._writer

    async def get_reader(self) -> _SqliteConnection:
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


class SafeSqliteTransaction(SQLiteTransaction):
    """Gives the connection back whatever fails; stock Piccolo leaks it, and its thread, when BEGIN or COMMIT does."""

    def __init__(self, *, is_reader: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_reader = is_reader

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        engine: Any = self.engine
        self.connection = await (engine.get_reader() if self.is_reader else engine.get_connection())
        try:
            await self.begin()
        except BaseException:
            await self.connection.close()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None:
                if not self._rolled_back:
                    await self.rollback()
            elif not self._committed and not self._rolled_back:
                try:
                    await self.commit()
                except BaseException:
                    await self.rollback()
                    raise
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.connection.close()
        return exception is None


class SafePostgresTransaction(PostgresTransaction):
    """Gives the connection back to the pool even when ROLLBACK itself fails; stock Piccolo does not."""

    def __init__(self, engine: "PgEngine", *, is_reader: bool = False) -> None:
        super().__init__(engine=engine)
        self.is_reader = is_reader

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        try:
            self.transaction = (
                self.connection.transaction(isolation="repeatable_read", readonly=True)
                if self.is_reader
                else self.connection.transaction()
            )
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None:
                if not self._rolled_back:
                    try:
                        await self.rollback()
                    except Exception:  # "another operation is in progress": the connection is of no more use
                        getattr(self.connection, "_con", self.connection).terminate()
            elif not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return exception is None

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class PgEngine(PostgresEngine):
    """A pool, started with the application; writes only inside a transaction, as on SQLite."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        parts = urlsplit(url)
        config = {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 5432,
            "user": unquote(parts.username or "postgres"),
            "database": parts.path.lstrip("/"),
        }
        if parts.password:
            config["password"] = unquote(parts.password)
        self.allow_bare_writes = False
        self._pool_size = pool_size
        super().__init__(config=config, extensions=())

    async def start(self) -> None:
        await self.start_connection_pool(min_size=1, max_size=self._pool_size)

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
