"""How long a log of a million entries takes to prove, to read and to export.

Run: python tests/performance/bench_audit.py. Not a test: it prints what it measured. See docs/performance.md for what
it means and what was measured last.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from audit_chain import lengthen
from measured import ENGINES, ROOT

from app.access.enums import Role
from app.access.policy import Actor, Grant
from app.audit.enums import AuditAction, EntityKind
from app.audit.pages import csv_piece, json_piece
from app.audit.queries import LogFilter, iterate_log, list_log
from app.db.engine import make_engine, use_engine
from app.db.sql import fetch_rows
from app.db.transaction import reading
from tests.support.postgres import OwnPostgres
from tests.support.server import clean_environment, from_checkout, run

_SIZES = ("--units", "1000", "--cases", "2000", "--items", "20000")
_LOOKED_FOR = {
    "all": LogFilter(),
    "a person": LogFilter(people=(300,)),
    "a case": LogFilter(case=5),
    "a month": LogFilter(from_day=date(2025, 5, 1), to_day=date(2025, 5, 31)),
    "about items": LogFilter(kind=EntityKind.ACTION_ITEM),
    "logins": LogFilter(action=AuditAction.LOGGED_IN),
    "nothing fits": LogFilter(action=AuditAction.EXPORTED),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--exported", type=int, default=200_000)
    options = parser.parse_args()
    for engine in options.engine or ENGINES:
        with tempfile.TemporaryDirectory(prefix="handlepligt-bench-") as folder, ExitStack() as stack:
            _measure(engine, Path(folder), stack, options.entries, options.exported)


def _measure(engine: str, folder: Path, stack: ExitStack, entries: int, exported: int) -> None:
    url, settings = f"sqlite:///{folder / 'handlepligt.sqlite'}", {"log_level": "warning"}
    if engine == "postgres":
        server = OwnPostgres.start()
        stack.callback(server.stop)
        url = settings["database_url"] = server.create("bench")
    environment = clean_environment(folder, **settings)
    run(from_checkout("seed", *_SIZES), environment, ROOT)
    started = time.perf_counter()
    lengthen(url, entries)
    print(f"\n{engine}: {entries:,} entries written in {time.perf_counter() - started:.0f} s", flush=True)
    anchors = folder / "anchor.jsonl"
    run(from_checkout("audit", "anchor", "--out", str(anchors)), environment, ROOT)
    _prove(environment, anchors)
    asyncio.run(_read(url, exported))


def _prove(environment: dict[str, str], anchors: Path) -> None:
    before, started = _worked(), time.perf_counter()
    process = subprocess.Popen(
        from_checkout("audit", "verify", "--anchor", str(anchors)),
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = _Peak(process.pid)
    said, progress = process.communicate()
    seconds = time.perf_counter() - started
    worked, lines = _worked() - before, len(progress.splitlines())
    print(
        f"audit verify: {seconds:.1f} s ({worked:.1f} s of work), peak {peak.stop():.0f} MB, {lines} lines of progress"
    )
    print(said.splitlines()[0], flush=True)


def _worked() -> float:
    """Seconds of processor time of the commands run so far: on a busy machine that says more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Peak:
    """The most memory a process takes, in MB, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            try:
                text = Path(f"/proc/{self._pid}/status").read_text("ascii")
            except OSError:
                return
            line = next((each for each in text.splitlines() if each.startswith("VmHWM")), "")
            self._most = max(self._most, int(line.split()[1]) if line else 0)

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self._most / 1000


async def _read(url: str, exported: int) -> None:
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    top, busy, small = await _units()
    for name, unit in (("the municipality", top), ("the busiest unit", busy), ("a unit with little", small)):
        reader = Actor(1, "R", (Grant(Role.AUDITOR, unit, 1),), datetime.now(UTC), "bench").scope
        for what, wanted in _LOOKED_FOR.items():
            times = []
            for _ in range(7):
                started = time.perf_counter()
                async with reading():
                    found = await list_log(reader, wanted)
                times.append((time.perf_counter() - started) * 1000)
            best, middle = min(times), statistics.median(times)
            print(f"{name:<20}{what:<14}{len(found.entries):>4} rows{best:>9.1f}{middle:>9.1f} ms", flush=True)
    await _export(top, exported)
    await engine.stop()


async def _units() -> tuple[int, int, int]:
    async def one(query: str) -> int:
        return int((await fetch_rows(query))[0]["unit"])

    return (
        await one("SELECT MIN(id) AS unit FROM units"),
        await one("SELECT unit FROM action_items GROUP BY unit ORDER BY COUNT(*) DESC LIMIT 1"),
        await one("SELECT MAX(id) AS unit FROM units"),
    )


async def _export(unit: int, most: int) -> None:
    reader = Actor(1, "R", (Grant(Role.AUDITOR, unit, 1),), datetime.now(UTC), "bench").scope
    for name, piece in (("CSV", csv_piece), ("JSON Lines", json_piece)):
        before = _memory()
        started = time.perf_counter()
        count = size = 0
        async for entries in iterate_log(reader, LogFilter()):
            count, size = count + len(entries), size + len(_written(piece, entries))
            if count >= most:
                break
        seconds = time.perf_counter() - started
        print(f"{name}: {count:,} entries, {size / 1e6:.0f} MB in {seconds:.1f} s, memory +{_memory() - before:.0f} MB")


def _written(piece: Any, entries: Any) -> bytes:
    made: bytes = piece(entries)
    return made


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
