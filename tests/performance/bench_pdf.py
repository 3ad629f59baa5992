"""How long a PDF takes, without a server. Run: python tests/performance/bench_pdf.py

A report of some 20 pages, a table of more and more rows (the time for a row must not grow with their number), and
the same with what the second pass takes of it (tags, description, compression).
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pikepdf

from app.reports.content import canonical_json, sha256
from app.reports.enums import SnapshotState
from app.reports.pdf import standards
from app.reports.pdf.blocks import heading, table
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.render import render_status_report
from tests.reports.pdf.samples import make_big_report

_ITEMS = (1, 28, 150, 300)
_ROWS = (300, 1000, 3000)
_LONG = "Teamleder og team gennemgår alle sager hver mandag og aftaler, hvad der må vente til ugen efter."

_second_pass = 0.0
_conform = standards.conform


def _timed_conform(*arguments: object) -> bytes:
    global _second_pass
    started = time.process_time()
    made = _conform(*arguments)
    _second_pass = time.process_time() - started
    return made


def _measure(name: str, make: Callable[[], bytes], rounds: int) -> None:
    """Prints processor time, since that is what does not depend on who else works on the machine."""
    times, seconds = [], []
    for _ in range(rounds):
        started = time.process_time()
        content = make()
        times.append((time.process_time() - started) * 1000)
        seconds.append(_second_pass * 1000)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    print(
        f"{name:<22}{pages:>5} pages {statistics.median(times):>7.0f} ms, of which the second pass"
        f" {statistics.median(seconds):>5.0f} ms {len(content) // 1000:>5} kB",
        flush=True,
    )


def _report(items: int) -> Callable[[], bytes]:
    canonical = canonical_json(make_big_report(items))
    return lambda: render_status_report(canonical, sha256(canonical), SnapshotState.RELEASED)


def _table(rows: int) -> bytes:
    """Rows of four cells, of which one wraps."""
    document = StructuredDocument(
        title="t",
        author="a",
        subject="s",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        header_left="l",
        header_right="r",
        footer_left="f",
    )
    cells = [(str(row), f"Tiltag {row}", _LONG, "01.02.2026") for row in range(rows)]
    return document.build([*heading("Tabel", "H2"), table([("Nr.", 1), ("A", 2), ("B", 4), ("C", 2)], cells)])


def main() -> None:
    standards.conform = _timed_conform
    _report(1)()  # fonts and libraries are loaded once a process
    for items in _ITEMS:
        _measure(f"report, {items} items", _report(items), 5 if items < 100 else 3)
    for rows in _ROWS:
        _measure(f"table, {rows} rows", lambda rows=rows: _table(rows), 3)


if __name__ == "__main__":
    main()
