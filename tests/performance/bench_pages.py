"""How long pages and reports take on a full database. Run: python tests/performance/bench_pages.py

Not a test: it prints a table. See docs/performance.md for what it means and what was measured last.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator

from measured import ENGINES, Browser, logged_in, p50, p95, seeded_server, timed

ROLES = ("konsulent", "amr")
WARM_UP = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=8)
    for name, count in (("units", 1000), ("cases", 2000), ("items", 20_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    sizes = ["--units", str(options.units), "--cases", str(options.cases), "--items", str(options.items)]
    for engine in options.engine or ENGINES:
        with seeded_server(engine, sizes) as address:
            for role in ROLES:
                _measure(engine, role, logged_in(address, role), options.requests, options.at_once)
            _measure_report(engine, logged_in(address, "leder"))


def _measure(engine: str, role: str, browser: Browser, requests: int, at_once: int) -> None:
    heading = f"{engine}, {role}"
    print(f"\n{heading:<34}{'kB':>7}{'p50':>8}{'p95':>8}{'p50':>10}{'p95':>8}   ms")
    print(f"{'':<34}{'':>7}{'one at a time':>16}{f'{at_once} at once':>18}")
    for name, path in _pages(browser):
        timed(WARM_UP, 1, browser, path)
        size = len(browser.get(path).body) / 1000
        alone = timed(requests, 1, browser, path)
        crowd = timed(requests, at_once, browser, path)
        print(
            f"{name:<34}{size:>7.0f}{p50(alone):>8.1f}{p95(alone):>8.1f}{p50(crowd):>10.1f}{p95(crowd):>8.1f}",
            flush=True,
        )


def _pages(browser: Browser) -> Iterator[tuple[str, str]]:
    yield "overview", "/"
    yield "case list", "/sager"
    yield "my items", "/mine-tiltag"
    for items in (300, 42):
        path = case_path(browser, items)
        yield f"case, {items} items", path
        yield f"case, {items} items: plan", f"{path}/handleplan"
    yield "search", "/soeg?q=supervision"
    yield "units", "/enheder"


def case_path(browser: Browser, items: int) -> str:
    """The address of the case that was seeded with so many items, found as a person would."""
    answer = browser.get(f"/soeg?q={items}+tiltag")
    found = re.search(rb'href="(/sager/[a-z0-9]{12})"', answer.body)
    if not found:
        raise SystemExit(f"no case with {items} items: seed at least as many as by default")
    return found.group(1).decode()


def _measure_report(engine: str, browser: Browser) -> None:
    """A report of some 20 pages: freezing it, and its PDF over HTTP, drawn anew each time."""
    path = case_path(browser, 42)
    made = browser.post(f"{path}/rapport/ny", {})
    found = re.search(rb'href="([^"]+\.pdf)"', browser.get(made.location).body)
    if not found:
        raise SystemExit(f"no report was made: {made.status}")
    browser.get(found.group(1).decode())  # starts the process that draws
    times = []
    for _ in range(20):
        started = time.perf_counter()
        pdf = browser.get(found.group(1).decode()).body
        times.append((time.perf_counter() - started) * 1000)
    pages = len(re.findall(rb"/Type /Page\b", pdf))
    print(f"\n{engine}, PDF of {pages} pages: p50 {p50(times):.0f} ms, p95 {p95(times):.0f} ms", flush=True)


if __name__ == "__main__":
    main()
