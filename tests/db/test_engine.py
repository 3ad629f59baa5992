"""The ground under every action: kept connections, transactions that end, reads that cannot write."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from app.core.errors import Stale
from app.db.engine import Database, PgEngine, WriteOutsideTransaction, record_statements
from app.db.errors import is_unique_violation
from app.db.sql import execute, fetch_all, fetch_one, fetch_value, in_list, insert, sql, update_version
from app.db.transaction import current_unit, reading, transaction
from app.documents.tables import Blob
from app.organisation.tables import Municipality, Person
from tests.factories import Cast


class _Day(msgspec.Struct):
    day: date


def _municipality(code: str) -> Municipality:
    return Municipality(public_id=code.ljust(12, "x"), code=code, name=f"Kommune {code}", settings="")


async def _codes() -> set[str]:
    from app.db.sql import fetch_rows

    return {row["code"] for row in await fetch_rows("SELECT code FROM municipalities")}


async def test_what_raises_inside_a_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await insert(_municipality("A"))
            raise ZeroDivisionError
    assert await _codes() == set()


async def test_a_nested_transaction_joins_the_outer_one(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            async with transaction():
                await insert(_municipality("A"))
            raise ZeroDivisionError
    assert await _codes() == set()


async def test_a_write_outside_a_transaction_raises(db: Database) -> None:
    with pytest.raises(WriteOutsideTransaction):
        await execute("UPDATE municipalities SET name = 'x'")


async def test_a_write_inside_a_read_raises_and_changes_nothing(db: Database) -> None:
    async with transaction():
        await insert(_municipality("A"))
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with reading():
            await execute("UPDATE municipalities SET code = 'B'")
    assert await _codes() == {"A"}


async def test_a_page_sees_one_moment(db: Database) -> None:
    """What another task commits in the middle of a page does not show on it."""
    async with transaction():
        await insert(_municipality("A"))

    async def add_another() -> None:
        async with transaction():
            await insert(_municipality("B"))

    async with reading():
        assert await _codes() == {"A"}
        await asyncio.get_running_loop().create_task(add_another(), context=_fresh_context())
        assert await _codes() == {"A"}
    assert await _codes() == {"A", "B"}


def _fresh_context() -> object:
    """A context without the transaction of this task, as another request has."""
    import contextvars

    return contextvars.Context()


async def test_forty_read_then_write_transactions_at_once_all_count(db: Database) -> None:
    async with transaction():
        await insert(_municipality("A"))

    async def count_up() -> None:
        async with transaction():
            # On PostgreSQL a read-then-write needs its row locked; on SQLite the writer is alone.
            lock = " FOR UPDATE" if isinstance(db, PgEngine) else ""
            name = await fetch_value(str, f"SELECT name FROM municipalities WHERE code = 'A'{lock}")
            assert name is not None
            number = int(name.rpartition(" ")[2]) if name[-1].isdigit() else 0
            await execute("UPDATE municipalities SET name = {} WHERE code = 'A'", f"Kommune {number + 1}")

    async with asyncio.TaskGroup() as group:
        for _ in range(40):
            group.create_task(count_up())
    assert await fetch_value(str, "SELECT name FROM municipalities") == "Kommune 40"


async def test_a_cancelled_transaction_is_rolled_back_and_the_connection_comes_back(db: Database) -> None:
    started = asyncio.Event()

    async def never_ends() -> None:
        async with transaction():
            await insert(_municipality("A"))
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(never_ends())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), transaction():
        await insert(_municipality("B"))
    assert await _codes() == {"B"}


async def test_connections_come_back_after_many_errors(db: Database) -> None:
    """Twenty failures in a row: more than the pool has connections."""
    for _ in range(20):
        with pytest.raises(Exception, match="ikke_en_tabel"):
            async with transaction():
                await execute("UPDATE ikke_en_tabel SET a = 1")
    async with asyncio.timeout(5), transaction():
        await insert(_municipality("A"))
    assert await _codes() == {"A"}


async def test_a_version_that_was_not_seen_is_stale(cast: Cast) -> None:
    async with transaction():
        assert await update_version(Person, cast.anna.id, 1, job_title="Leder") == 2
    with pytest.raises(Stale):
        async with transaction():
            await update_version(Person, cast.anna.id, 1, job_title="Chef")
    assert await fetch_value(str, "SELECT job_title FROM persons WHERE id = {}", cast.anna.id) == "Leder"


async def test_the_same_code_twice_is_told_as_a_unique_violation(db: Database) -> None:
    async with transaction():
        await insert(_municipality("A"))
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each engine has its own class
        async with transaction():
            await insert(_municipality("A"))
    assert is_unique_violation(caught.value)


async def test_a_forgotten_value_is_an_error_not_a_silent_default(db: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null|wasn't provided"):
        async with transaction():
            await insert(Municipality(public_id="x" * 12, code="A", settings=""))


async def test_hooks_run_before_the_commit_and_after_it(db: Database) -> None:
    seen: list[tuple[str, set[str]]] = []

    async def note(when: str) -> None:
        seen.append((when, await _codes()))

    async with transaction():
        await insert(_municipality("A"))
        current_unit().before_commit(lambda: note("before"))
        current_unit().on_commit(lambda: note("after"))
    assert seen == [("before", {"A"}), ("after", {"A"})]


async def test_a_failing_hook_undoes_everything(db: Database) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with transaction() as unit:
            await insert(_municipality("A"))
            unit.before_commit(fail)
    assert await _codes() == set()


async def test_an_empty_list_matches_nothing_and_fragments_compose(cast: Cast) -> None:
    assert await fetch_value(int, "SELECT id FROM persons WHERE id IN {}", in_list([])) is None
    where = sql("name = {} AND {}", "Anna Leder", sql("id IN {}", in_list([cast.anna.id, cast.bo.id])))
    assert await fetch_value(int, "SELECT id FROM persons WHERE {}", where) == cast.anna.id


async def test_statements_are_counted_in_and_outside_transactions(db: Database) -> None:
    with record_statements() as statements:
        await fetch_value(int, "SELECT 1 AS one")
        async with reading():
            await fetch_value(int, "SELECT 2 AS two")
    assert statements == ["SELECT 1 AS one", "SELECT 2 AS two"]


async def test_hostile_text_is_data(db: Database) -> None:
    text = "Robert'); DROP TABLE persons;-- æøå {} {0} %s $1 ?"
    async with transaction():
        await insert(Municipality(public_id="x" * 12, code="A", name=text, settings=""))
    from app.audit.rules import Change  # any Struct will do

    row = await fetch_one(Change, "SELECT name AS field, code AS before, code AS after FROM municipalities")
    assert row == Change(text, "A", "A")


# Just before a Danish midnight, and at it: an ordinary one, 29 February, and both ends of both nights of the clock.
MIDNIGHTS = (
    ("2024-02-28T23:00", "2024-02-29"),
    ("2025-03-29T23:00", "2025-03-30"),
    ("2025-03-30T22:00", "2025-03-31"),
    ("2025-10-25T22:00", "2025-10-26"),
    ("2025-10-26T23:00", "2025-10-27"),
)


async def test_the_day_of_an_instant_is_the_danish_one_in_every_zone(db: Database) -> None:
    """Rule 12 in SQL: `danish_day` on what is stored, in whatever zone the server or the session is."""
    instants = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text, _ in MIDNIGHTS]
    instants += [instant - timedelta(microseconds=1) for instant in instants]
    async with transaction():
        for no, instant in enumerate(instants):
            await insert(
                Blob(
                    sha256=f"{no:064}", size=1, media_type="text/plain", created_at=instant, scan="clean", scan_found=""
                )
            )
    days = [date.fromisoformat(day) for _, day in MIDNIGHTS]
    wanted = [*days, *(day - timedelta(days=1) for day in days)]
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        async with transaction():
            if isinstance(db, PgEngine):
                await execute(f"SET LOCAL timezone TO '{zone}'")
            rows = await fetch_all(_Day, "SELECT danish_day(created_at) AS day FROM blobs ORDER BY sha256")
        assert [row.day for row in rows] == wanted
