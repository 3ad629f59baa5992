"""How long a backup and a restore of a large installation take, what memory they need, and what a kill leaves.

Run: python tests/performance/bench_backup.py. Not a test: it prints what it measured. It ends with an error when a
backup that was killed is taken for a whole one. See docs/performance.md for what was measured last.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from audit_chain import lengthen
from measured import ENGINES, ROOT

from app.commands.backups.folder import whole_backups
from tests.support.postgres import OwnPostgres
from tests.support.server import clean_environment, from_checkout, run

_SIZES = ("--units", "1000", "--cases", "2000", "--items", "20000")
_KEY = "en-noegle-til-maalinger-0123456789"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--file-kb", type=int, default=100)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    for engine in options.engine or ENGINES:
        with tempfile.TemporaryDirectory(prefix="handlepligt-bench-") as folder, ExitStack() as stack:
            _measure(engine, Path(folder), stack, options)


def _measure(engine: str, folder: Path, stack: ExitStack, options: argparse.Namespace) -> None:
    server = None
    if engine == "postgres":
        server = OwnPostgres.start()
        stack.callback(server.stop)
    source = _environment(folder / "source", server, "source")
    run(from_checkout("seed", *_SIZES), source, ROOT)
    url = source.get("HANDLEPLIGT_DATABASE_URL", f"sqlite:///{folder / 'source' / 'handlepligt.sqlite'}")
    lengthen(url, options.entries)
    _add_files(url, server, folder / "source" / "blobs", options.files, options.file_kb * 1000)
    place = folder / "backups"
    print(f"\n{engine}: {options.entries:,} entries, {options.files:,} files of {options.file_kb} kB", flush=True)
    _timed("backup, the first", ("backup", str(place)), source)
    _timed("backup, the next", ("backup", str(place)), source)
    _timed("look at all of it", ("restore", str(place), "--check"), source)
    _timed("restore", ("restore", str(place)), _environment(folder / "target", server, "target"))
    weight = sum(path.stat().st_size for path in whole_backups(place)[0].rglob("*") if path.is_file())
    print(f"{'the backup takes':24} {weight / 1e6:8.0f} MB")
    _kill(source, folder / "killed", options.kills)


def _environment(data: Path, server: OwnPostgres | None, name: str) -> dict[str, str]:
    settings = {"secret_key": _KEY, "log_level": "warning"}
    if server is not None:
        settings["database_url"] = server.create(name)
    return clean_environment(data, **settings)


def _add_files(url: str, server: OwnPostgres | None, root: Path, count: int, size: int) -> None:
    numbers = random.Random(1)  # noqa: S311 - contents that nothing packs
    rows = []
    for _ in range(count):
        data = numbers.randbytes(size)
        sha256 = hashlib.sha256(data).hexdigest()
        path = root / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append(f"('{sha256}', {size}, 'application/pdf', '2025-08-20 10:00:00+00:00')")
    statement = "INSERT INTO blobs (sha256, size, media_type, created_at) VALUES {}"
    if server is not None:
        for start in range(0, count, 500):
            server.sql(statement.format(", ".join(rows[start : start + 500])), "source")
        return
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with connection:
        connection.execute(statement.format(", ".join(rows)))
    connection.close()


def _timed(what: str, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    started = time.perf_counter()
    process = subprocess.Popen(from_checkout(*arguments, "--quiet"), env=environment, cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{what}: exit {process.returncode}")
    took, worked = time.perf_counter() - started, used.ru_utime + used.ru_stime
    print(f"{what:24} {took:8.1f} s  (processor {worked:5.1f} s)  {used.ru_maxrss / 1000:6.0f} MB at most", flush=True)


def _kill(environment: dict[str, str], place: Path, kills: int) -> None:
    """Killed at random moments of its first seconds; nothing of it may look whole."""
    numbers, partial = random.Random(2), 0  # noqa: S311 - moments, the same in each run
    for _ in range(kills):
        process = subprocess.Popen(from_checkout("backup", str(place), "--quiet"), env=environment, cwd=ROOT)
        time.sleep(0.5 + numbers.random() * 8)
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            if whole_backups(place):
                raise SystemExit("a backup that was killed looks whole")
            partial += bool(list(place.glob("ufaerdig-*")))
        else:
            shutil.rmtree(place)
    print(f"{kills} kills: {partial} left something, none of it looks whole", flush=True)


if __name__ == "__main__":
    main()
