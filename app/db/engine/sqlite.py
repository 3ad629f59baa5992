"""SQLite: WAL, one writer behind one asyncio lock, read-only readers."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

from app.core.clock import danish_day
from app.db.engine.shared import WAIT, CurrentTransaction, Ending, WriteOutsideTransaction, is_read, not_too_long, note

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={WAIT * 1000}",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
)
READERS = 2


def _danish_day(stored: str | None) -> str | None:
    """What `danish_day` of app/db/schema.py gives on PostgreSQL; instants lie here as text."""
    return None if stored is None else danish_day(datetime.fromisoformat(stored)).isoformat()


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

    async def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        def run() -> None:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.executemany(statement, rows)

        await self._on_thread(run)

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

        await self._on_thread(close)
        self._thread.shutdown()


class SqliteEngine(SQLiteEngine):
    """WAL, one writer behind one asyncio lock with IMMEDIATE transactions, and read-only readers."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.current_transaction: Any = CurrentTransaction()
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
        connection.create_function("danish_day", 1, _danish_day, deterministic=True)
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
        async with not_too_long():
            await self._writer_lock.acquire()
        return self._writer

    async def set_foreign_keys(self, *, is_checked: bool) -> None:
        """Whether the writer checks references as it goes; outside a transaction, where alone SQLite takes it."""
        connection = await self.get_connection()
        try:
            await connection.execute(f"PRAGMA foreign_keys={'ON' if is_checked else 'OFF'}")
        finally:
            await connection.close()

    def is_open_elsewhere(self) -> bool:
        """Whether anybody has the file open: each connection in WAL mode keeps a lock that this one needs alone."""
        if not Path(self.path).exists():
            return False
        connection = sqlite3.connect(self.path, timeout=0.5, isolation_level=None)
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False

    async def get_reader(self) -> _SqliteConnection:
        async with not_too_long():
            return await self._readers.get()

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        note(query)
        if is_read(query):
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
        note(query)
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


class SafeSqliteTransaction(Ending, SQLiteTransaction):
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
