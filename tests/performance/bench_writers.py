"""Fifty people who save at the same moment. Run: python tests/performance/bench_writers.py

Not a test of speed only: it ends with an error where something is lost, where two people overwrite each other, or
where anybody gets anything but "saved" (303) or "somebody saved first" (409).
"""

from __future__ import annotations

import argparse
import re
import threading
import time
from collections import Counter
from collections.abc import Callable

from bench_pages import case_path
from measured import ENGINES, Answer, Browser, logged_in, p50, p95, seeded_server, together

_SIZES = ("--units", "100", "--cases", "200", "--items", "3000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for engine in options.engine or ENGINES:
        with seeded_server(engine, _SIZES) as address:
            browsers = [logged_in(address, "amr") for _ in range(options.people)]
            items = _items(browsers[0], options.people)
            for number in range(options.rounds):
                _each_their_own(engine, browsers, items, number)
                _all_the_same(engine, browsers, items[0], number)


def _items(browser: Browser, count: int) -> list[str]:
    """Items of the largest plan that the representative may keep up to date."""
    plan = browser.get(f"{case_path(browser, 300)}/handleplan").body.decode()
    found = list(dict.fromkeys(re.findall(r'href="(/tiltag/[a-z0-9]{12})', plan)))
    if len(found) < count:
        raise SystemExit(f"only {len(found)} items on the page of the plan")
    return found[:count]


def _form(browser: Browser, item: str) -> dict[str, str]:
    """What the form of an item would send: the version it was drawn with, and the status it shows."""
    page = browser.get(f"{item}/opdater").body.decode()
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"tag": tag} for tag in re.findall(r"<input[^>]*>", page)]
    version = next(each["value"] for each in inputs if each.get("name") == "version")
    status = next(each["value"] for each in inputs if each.get("name") == "status" and "checked" in each["tag"])
    return {"version": version, "status": status}


def _each_their_own(engine: str, browsers: list[Browser], items: list[str], number: int) -> None:
    notes = [f"Runde {number}, person {no}: eget tiltag." for no in range(len(browsers))]
    forms = [{**_form(b, item), "note": note} for b, item, note in zip(browsers, items, notes, strict=True)]

    def save(no: int) -> Answer:
        return browsers[no].post(f"{items[no]}/opdater", forms[no])

    answers, times = _at_once(len(browsers), save)
    statuses = Counter(answer.status for answer in answers)
    kept = sum(note in browsers[0].get(item).body.decode() for item, note in zip(items, notes, strict=True))
    print(f"{engine}: own items    {_counted(statuses)}, {kept} notes kept, {_times(times)}", flush=True)
    if statuses != {303: len(browsers)} or kept != len(browsers):
        raise SystemExit("something was lost")


def _all_the_same(engine: str, browsers: list[Browser], item: str, number: int) -> None:
    form = _form(browsers[0], item)
    notes = [f"Runde {number}, person {no}: samme tiltag." for no in range(len(browsers))]
    answers, times = _at_once(
        len(browsers), lambda no: browsers[no].post(f"{item}/opdater", {**form, "note": notes[no]})
    )
    statuses = Counter(answer.status for answer in answers)
    first = next(no for no, answer in enumerate(answers) if answer.status == 303)
    shown = [no for no, a in enumerate(answers) if a.status == 409 and {notes[no], notes[first]} <= _said(a, notes)]
    saved = [note for note in notes if note in browsers[0].get(item).body.decode()]
    print(f"{engine}: the same item {_counted(statuses)}, {len(shown)} see both versions, {_times(times)}", flush=True)
    late = len(browsers) - 1
    if statuses != {303: 1, 409: late} or len(shown) != late or saved != [notes[first]]:
        raise SystemExit("somebody's words were lost")


def _said(answer: Answer, notes: list[str]) -> set[str]:
    page = answer.body.decode()
    return {note for note in notes if note in page}


def _at_once(count: int, save: Callable[[int], Answer]) -> tuple[list[Answer], list[float]]:
    """The answers and milliseconds of `count` saves that begin together."""
    answers: dict[int, Answer] = {}
    times: list[float] = []
    start = threading.Barrier(count)

    def work(no: int) -> None:
        start.wait()
        began = time.perf_counter()
        answers[no] = save(no)
        times.append((time.perf_counter() - began) * 1000)

    together([lambda no=no: work(no) for no in range(count)])  # type: ignore[misc]
    return [answers[no] for no in range(count)], times


def _counted(statuses: Counter[int]) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))


def _times(times: list[float]) -> str:
    return f"p50 {p50(times):.0f} ms, p95 {p95(times):.0f} ms"


if __name__ == "__main__":
    main()
