"""What both engines share: the record of statements, the owner of a transaction, and how long to wait."""

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Iterator
from typing import Any

from app.core.errors import Busy

WAIT = 10  # seconds for a connection, then `Busy`: as long as SQLite's busy_timeout and PostgreSQL's lock_timeout

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


def note(statement: str) -> None:
    collected = _statements.get()
    if collected is not None:
        collected.append(statement)


def is_read(statement: str) -> bool:
    return statement.lstrip()[:6].upper().startswith(("SELECT", "WITH", "PRAGMA"))


class WriteOutsideTransaction(RuntimeError):
    """A write was attempted outside `transaction()`: a mistake of ours, never of the user."""


class CurrentTransaction:
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
async def not_too_long() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(WAIT):
            yield
    except TimeoutError as error:
        raise Busy from error


class Ending:
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
