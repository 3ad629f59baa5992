"""One user action = one transaction. Actions open it; nothing else writes."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any

from app.db.engine import WriteOutsideTransaction, current_engine

Hook = Callable[[], Awaitable[None]]
_first: ContextVar[Hook | None] = ContextVar("first", default=None)


class UnitOfWork:
    """What belongs to the transaction now open: `pending` is for slices that collect rows to write at its end."""

    def __init__(self) -> None:
        self.pending: dict[str, Any] = {}
        self._before_commit: list[Hook] = []
        self._after_commit: list[Hook] = []

    def before_commit(self, hook: Hook) -> None:
        """Runs last inside the transaction; an error in it undoes everything."""
        self._before_commit.append(hook)

    def on_commit(self, hook: Hook) -> None:
        """Runs after the commit only."""
        self._after_commit.append(hook)


@contextlib.contextmanager
def beginning_with(hook: Hook | None) -> Iterator[None]:
    """Every transaction opened inside runs `hook` before anything else; an error in it undoes the transaction. None: a
    transaction of its own, which is no part of what the one around it stands for."""
    token = _first.set(hook)
    try:
        yield
    finally:
        _first.reset(token)


@contextlib.asynccontextmanager
async def transaction() -> AsyncIterator[UnitOfWork]:
    """Everything inside is saved, or nothing is. A nested call joins the outer transaction.

    Raises `WriteOutsideTransaction` inside `reading()`: a page never writes.
    """
    engine = current_engine()
    outer = engine.current_transaction.get()
    if outer is not None:
        if outer.is_reader:
            raise WriteOutsideTransaction("transaction() inside reading()")
        yield outer.unit
        return
    unit = UnitOfWork()
    async with engine.transaction() as opened:
        opened.unit = unit
        if (first := _first.get()) is not None:
            await first()
        yield unit
        for hook in unit._before_commit:
            await hook()
    for hook in unit._after_commit:
        await hook()


def current_unit() -> UnitOfWork:
    """The transaction now open; raises `RuntimeError` outside one."""
    transaction = current_engine().current_transaction.get()
    if transaction is None or transaction.unit is None:
        raise RuntimeError("no transaction is open")
    unit: UnitOfWork = transaction.unit
    return unit


@contextlib.asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """Every query inside sees one and the same moment; a write raises. Pages are read inside one."""
    async with current_engine().read_transaction():
        yield
