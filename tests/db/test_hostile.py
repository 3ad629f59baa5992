"""What goes wrong around a transaction: cancelled, refused, shared, waiting. The connection always comes back."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import verify_chain
from app.core.errors import Busy
from app.db.engine import (
    Database,
    PgEngine,
    SqliteEngine,
    WriteOutsideTransaction,
    make_engine,
    postgres,
    shared,
    sqlite,
    use_engine,
)
from app.db.errors import is_busy
from app.db.sql import execute, fetch_rows, fetch_value, insert
from app.db.transaction import reading, transaction
from app.organisation.tables import Municipality
from tests.factories import Cast


def _municipality(code: str) -> Municipality:
    return Municipality(public_id=code.ljust(12, "x"), code=code, name=f"Kommune {code}", settings="")


async def _codes() -> set[str]:
    return {row["code"] for row in await fetch_rows("SELECT code FROM municipalities")}


async def _add(code: str) -> None:
    async with transaction():
        await insert(_municipality(code))


async def _still_works(code: str = "Z") -> None:
    """More transactions than there are connections, one after the other."""
    async with asyncio.timeout(20):
        for _ in range(12):
            await _add(code)
            async with transaction():
                await execute("DELETE FROM municipalities WHERE code = {}", code)


async def _cancel_after(ticks: int, work: Callable[[], Awaitable[None]], times: int = 1) -> None:
    task = asyncio.ensure_future(work())
    for _ in range(ticks):
        await asyncio.sleep(0)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("times", [1, 2])
async def test_cancelled_at_any_moment_all_is_saved_or_nothing_and_the_connection_comes_back(
    db: Database, times: int
) -> None:
    """A browser that goes away: between BEGIN, two statements, COMMIT, and giving the connection back."""

    async def work() -> None:
        async with transaction():
            await insert(_municipality("A"))
            await insert(_municipality("B"))

    for ticks in range(40):
        await _cancel_after(ticks, work, times)
        async with asyncio.timeout(5), transaction():
            assert await _codes() in ({"A", "B"}, set()), ticks
            await execute("DELETE FROM municipalities")
    await _still_works()


@pytest.mark.sqlite_only  # one writer in the whole file
async def test_cancelled_while_waiting_for_another_process_the_writer_comes_back(db: Database) -> None:
    assert isinstance(db, SqliteEngine)
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(_add("A"))
    await asyncio.sleep(0.05)
    task.cancel()
    asyncio.get_running_loop().call_later(0.2, other.execute, "COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await task
    await _still_works()
    other.close()


async def test_a_commit_that_fails_leaves_nothing_and_the_connection_comes_back(db: Database) -> None:
    async with transaction():
        if isinstance(db, PgEngine):
            await execute("CREATE TABLE late (a INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        else:
            await execute("CREATE TABLE late (a INT REFERENCES municipalities (id) DEFERRABLE INITIALLY DEFERRED)")
    for _ in range(12):
        with pytest.raises(Exception, match=r"(?i)unique|FOREIGN KEY"):
            async with transaction():
                await insert(_municipality("A"))
                await execute("INSERT INTO late VALUES (99)")
                await execute("INSERT INTO late VALUES (99)")
    assert await _codes() == set()
    await _still_works()


async def test_a_transaction_inside_a_page_raises_at_once(db: Database) -> None:
    with pytest.raises(WriteOutsideTransaction):
        async with reading(), transaction():
            pass


async def test_a_read_inside_a_transaction_sees_what_it_wrote(db: Database) -> None:
    async with transaction():
        await insert(_municipality("A"))
        async with reading():
            assert await _codes() == {"A"}
        await insert(_municipality("B"))
    assert await _codes() == {"A", "B"}


async def test_a_task_cannot_use_the_open_transaction_of_another(db: Database) -> None:
    async with transaction():
        with pytest.raises(RuntimeError, match="belongs to the task"):
            await asyncio.create_task(_codes())
        with pytest.raises(RuntimeError, match="belongs to the task"):
            await asyncio.create_task(_add("B"))
    assert await _codes() == set()


async def test_a_task_started_in_a_transaction_has_its_own_after_it(db: Database) -> None:
    """Work left behind by a request: its rows are saved, and what fails later does not undo them."""
    go_on = asyncio.Event()

    async def later() -> None:
        await go_on.wait()
        await _add("B")

    async with transaction():
        await insert(_municipality("A"))
        task = asyncio.create_task(later())
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await insert(_municipality("C"))
            go_on.set()
            await asyncio.sleep(0.05)
            raise ZeroDivisionError
    await task
    assert await _codes() == {"A", "B"}


async def test_who_waits_too_long_for_a_connection_is_told_to_try_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = asyncio.Event()
    holders = sqlite.READERS + 1 if isinstance(db, SqliteEngine) else 10
    all_hold = asyncio.Barrier(holders + 1)

    async def slow_page() -> None:
        async with reading():
            await _codes()
            async with reading():  # a nested one takes no second connection
                await all_hold.wait()
                await release.wait()

    async def slow_write() -> None:
        async with transaction():
            await all_hold.wait()
            await release.wait()

    pages = [asyncio.create_task(slow_page()) for _ in range(holders - 1)]
    pages.append(asyncio.create_task(slow_write()))
    await all_hold.wait()
    for module in (shared, sqlite, postgres):
        monkeypatch.setattr(module, "WAIT", 0.1)
    with pytest.raises(Busy):
        await _codes()
    with pytest.raises(Busy):
        await _add("A")
    release.set()
    await asyncio.gather(*pages)
    monkeypatch.undo()
    assert await _codes() == set()


@pytest.mark.postgres_only
async def test_a_deadlock_is_busy_and_the_other_one_is_saved(cast: Cast) -> None:
    """Two change the same two people in opposite order, then log it."""
    met = asyncio.Barrier(2)

    async def change(first: int, second: int) -> None:
        async with transaction():
            await execute("UPDATE persons SET job_title = 'x' WHERE id = {}", first)
            await met.wait()
            await execute("UPDATE persons SET job_title = 'x' WHERE id = {}", second)
            record(cast.system, AuditAction.CHANGED, EntityKind.PERSON, first, after={"stilling": "x"})

    done = await asyncio.gather(
        change(cast.anna.id, cast.bo.id), change(cast.bo.id, cast.anna.id), return_exceptions=True
    )
    failed = [error for error in done if error is not None]
    assert len(failed) == 1
    assert is_busy(failed[0])  # type: ignore[arg-type]
    assert [step async for step in verify_chain(cast.system.scope)][-1][1] is None


@pytest.mark.postgres_only
async def test_a_mistake_in_an_argument_is_not_called_busy(db: Database) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the driver's own class
        await fetch_value(int, "SELECT id FROM municipalities WHERE id = {}", 2**70)
    assert not is_busy(caught.value)


@pytest.mark.postgres_only
async def test_connections_that_the_server_ended_are_replaced(db: Database) -> None:
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = {}"
    name = await fetch_value(str, "SELECT current_database()")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the driver's own classes
        async with transaction():
            await insert(_municipality("A"))
            other = await db.get_new_connection()  # type: ignore[union-attr]
            await other.fetch(kill.format("$1"), name)
            await other.close()
            await asyncio.sleep(0.1)  # until the driver has heard of it
            await insert(_municipality("B"))
    assert is_busy(caught.value)
    assert await _codes() == set()
    await _still_works()


class _Cable:
    """Between us and the server, and can be pulled."""

    def __init__(self, host: str, port: int) -> None:
        self.to = (host, port)
        self.port = 0
        self.open: set[asyncio.StreamWriter] = set()
        self.server: asyncio.Server | None = None

    async def plug(self) -> None:
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def pull(self) -> None:
        assert self.server is not None
        self.server.close()
        for writer in self.open:
            writer.transport.abort()
        await asyncio.sleep(0.05)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self.to)
        self.open |= {writer, up_writer}

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.closing(target), contextlib.suppress(OSError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()

        await asyncio.gather(copy(reader, up_writer), copy(up_reader, writer))


@pytest.fixture
async def cable(db: Database) -> AsyncIterator[_Cable]:
    """The engine in use, reached over a cable."""
    assert isinstance(db, PgEngine)
    from urllib.parse import urlsplit

    parts = urlsplit(db.config["dsn"])
    made = _Cable(parts.hostname or "", parts.port or 0)
    await made.plug()
    behind = make_engine(db.config["dsn"].replace(f":{parts.port}", f":{made.port}"))
    await behind.start()
    use_engine(behind)
    yield made
    use_engine(db)
    behind.pool.terminate()  # type: ignore[union-attr]
    await made.pull()


@pytest.mark.postgres_only
async def test_while_the_database_is_away_it_is_busy_and_afterwards_all_is_well(db: Database, cable: _Cable) -> None:
    await _add("A")
    await cable.pull()
    for _ in range(12):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - ours, or the driver's own
            await _codes()
        assert isinstance(caught.value, Busy) or is_busy(caught.value)
        with pytest.raises(Busy):
            await _add("B")
    await cable.plug()
    assert await _codes() == {"A"}
    await _still_works()
