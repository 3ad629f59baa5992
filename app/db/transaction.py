"""One user action = one transaction. Actions open it; nothing else writes."""

import contextlib
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from app.db.engine import current_engine

Hook = Callable[[], Awaitable[None]]

_current: contextvars.ContextVar["UnitOfWork | None"] = contextvars.ContextVar("unit_of_work", default=None)


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


@contextlib.asynccontextmanager
async def transaction() -> AsyncIterator[UnitOfWork]:
    """Everything inside is saved, or nothing is. A nested call joins the outer transaction."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    unit = UnitOfWork()
    token = _current.set(unit)
    try:
        async with current_engine().transaction():
            yield unit
            for hook in unit._before_commit:
                await hook()
    finally:
        _current.reset(token)
    for hook in unit._after_commit:
        await hook()


def current_unit() -> UnitOfWork:
    """The transaction now open; raises `RuntimeError` outside one."""
    unit = _current.get()
    if unit is None:
        raise RuntimeError("no transaction is open")
    return unit


@contextlib.asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """Every query inside sees one and the same moment; a write raises. Pages are read inside one."""
    async with current_engine().read_transaction():
        yield
