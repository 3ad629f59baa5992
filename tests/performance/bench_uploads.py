"""Uploads that are killed, and a full disk. Run: python tests/performance/bench_uploads.py --kills 1000

Not a test of speed: it ends with an error where something that was said to be saved is not there, where something is
half, or where a leftover cannot be found. With --s3 the files lie in a bucket, whose line is cut now and then, too.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import secrets
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.accounts.actions import create_account
from app.core.clock import FixedClock
from app.db import migrate
from app.db.engine import make_engine, use_engine
from app.documents.actions import collect_orphans
from app.documents.blobs import BlobStore
from app.documents.queries import list_documents
from tests.documents.killing import Killing
from tests.documents.served import MEGABYTE, serving
from tests.documents.test_killed import counted, nothing_is_half
from tests.documents.test_memory import send
from tests.factories import PASSWORD, Cast, make_cast
from tests.factories_cases import make_case
from tests.support.postgres import OwnPostgres
from tests.support.s3 import Line, serving_s3

_NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
_LOOKED_EVERY = 50
_LATE_LOOKS = 5


async def kill_many(url: str, root: Path, kills: int, line: Line | None) -> None:
    """Prints what came of it. Raises `AssertionError` with the first thing that is half."""
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    await migrate.migrate(engine)
    clock = FixedClock(_NOW)
    cast = await make_cast(clock)
    case = await make_case(cast)
    s3 = line.settings("kills") if line else None
    store, before = BlobStore(root, 1, s3), await counted()
    killing = await Killing.start(url, root, case.id, cast.anna.id, s3)
    began, left_over = time.perf_counter(), 0
    for number in range(1, kills + 1):
        if line and number % 10 == 0:
            await cut_within(line, killing)
        else:
            await killing.kill("any", after=secrets.randbelow(120) / 1000)
        if number % _LOOKED_EVERY == 0 or number == kills:
            left_over += await look(cast, clock, store, killing, before)
            print(f"  … {number} kills", flush=True)
    await killing.end()
    letters = (await counted())[0] - before[0]
    print(
        f"  {kills} kills in {time.perf_counter() - began:.0f} s: {len(killing.filed)} letters said to be saved, "
        f"{letters} there and whole, {left_over} leftovers found and removed"
    )
    await engine.stop()


async def cut_within(line: Line, killing: Killing) -> None:
    """The endpoint goes in the middle, and is back afterwards; the process that files is killed then."""
    cutting = asyncio.create_task(_cut_after(line, secrets.randbelow(80) / 1000))
    await killing.kill("any", after=0.4)
    await cutting
    await line.join()


async def _cut_after(line: Line, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await line.cut()


async def look(cast: Cast, clock: FixedClock, store: BlobStore, killing: Killing, before: list[int]) -> int:
    """Nothing is half; what is left over goes when it is old. Gives how much that was.

    What a killed process had sent may come to the bucket, or be committed, after it has gone: then it is looked again.
    """
    found = 0
    for _ in range(_LATE_LOOKS):
        left = await nothing_is_half(cast, store, killing.filed, before)
        if not left:
            return found
        clock.instant += timedelta(days=3650)
        found += len(await collect_orphans(cast.system, store))
        clock.instant -= timedelta(days=3650)
    raise AssertionError(f"left over, and not removed: {left}")


async def send_large(url: str, folder: Path, size: int, line: Line | None) -> None:
    """By how much a served process grows while a file goes in and comes out, and while too much is sent."""
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    await migrate.migrate(engine)
    cast = await make_cast(FixedClock(_NOW))
    case = await make_case(cast)
    await create_account(cast.system, cast.anna.id, username="anna", password=PASSWORD)
    settings = {"upload_limit_mb": str(size)}
    if line:
        s3 = line.settings("large")
        settings |= {"s3_bucket": s3.bucket, "s3_endpoint": s3.endpoint, "s3_prefix": s3.prefix}
        settings |= {"s3_access_key": s3.access_key, "s3_secret_key": s3.secret_key}
    async with serving(url, folder, **settings) as served:
        assert await send(served, case.public_id, MEGABYTE) == 303
        served.begin()
        began = time.perf_counter()
        assert await send(served, case.public_id, size * MEGABYTE) == 303
        print(f"  {size} MB in: {time.perf_counter() - began:.1f} s, {served.grown():.0f} MB more memory")
        letter = (await list_documents(cast.anna.scope, case.id))[0]
        served.begin()
        async with served.http.stream("GET", f"/dokumenter/{letter.public_id}/x") as answer:
            assert sum([len(chunk) async for chunk in answer.aiter_bytes()]) == size * MEGABYTE
        print(f"  {size} MB out: {served.grown():.0f} MB more memory")
        served.begin()
        assert await send(served, case.public_id, size * MEGABYTE + 1) == 422
        assert await send(served, case.public_id, size * MEGABYTE, "note") == 413
        print(f"  a file one byte larger (422) and a text as large (413): {served.grown():.0f} MB more memory")
    await engine.stop()


async def run(engine: str, kills: int, size: int, *, is_in_bucket: bool) -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'kills.sqlite'}"
        if engine == "postgres":
            server = OwnPostgres.start()
            stack.callback(server.stop)
            url = server.create("kills")
        line = Line(stack.enter_context(serving_s3())) if is_in_bucket else None
        print(f"{engine}, files {'in a bucket' if line else 'on the disk'}")
        if line:
            await line.join()
        if size:
            await send_large(url, folder, size, line)
        else:
            await kill_many(url, folder / "blobs", kills, line)
        if line:
            await line.cut()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--size", type=int, default=0, help="instead of killing: a file of so many MB, and the memory")
    parser.add_argument("--s3", action="store_true")
    options = parser.parse_args()
    asyncio.run(run(options.engine, options.kills, options.size, is_in_bucket=options.s3))


if __name__ == "__main__":
    main()
