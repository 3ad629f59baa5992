"""What the benchmarks share: a seeded database, the real server on it, and a browser that only measures."""

from __future__ import annotations

import contextlib
import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.demo.cast import PASSWORD  # noqa: E402 - the script may be started from anywhere
from tests.support.postgres import OwnPostgres, PostgresUnavailable  # noqa: E402
from tests.support.server import clean_environment, from_checkout, run, serving  # noqa: E402

ENGINES = ("sqlite", "postgres")
KEPT_SECONDS = 3  # uvicorn keeps an idle connection for five


class Answer(NamedTuple):
    status: int
    location: str
    body: bytes


class Browser:
    """One kept connection and one login."""

    def __init__(self, address: str, cookies: Mapping[str, str] | None = None) -> None:
        self.address = address
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._used = time.monotonic()

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str] | Sequence[tuple[str, str]]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        return self._send("POST", path, urlencode(fields), headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.monotonic() - self._used > KEPT_SECONDS:
            self.connection.close()  # the server may have closed it; http.client opens another
        self._used = time.monotonic()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), content)

    def again(self) -> Browser:
        """Another connection with the same login."""
        return Browser(self.address, self.cookies)


def logged_in(address: str, username: str) -> Browser:
    browser = Browser(address)
    answer = browser.post("/log-ind", {"username": username, "password": PASSWORD, "to": "/"})
    if answer.status != 303:
        raise SystemExit(f"{username} could not log in: {answer.status}")
    return browser


@contextlib.contextmanager
def seeded_server(
    engine: str, sizes: Sequence[str], fill: Callable[[Mapping[str, str]], None] = lambda _: None
) -> Iterator[str]:
    """The address of a server on a new database filled by `handlepligt seed`, and by `fill`, which is given the
    environment; everything is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="handlepligt-bench-") as folder, contextlib.ExitStack() as stack:
        data = Path(folder)
        settings = {"log_level": "warning", "second_factor": "off"}
        if engine == "postgres":
            try:
                postgres = OwnPostgres.start()
            except PostgresUnavailable as error:
                raise SystemExit(f"PostgreSQL cannot be had: {error}") from error
            stack.callback(postgres.stop)
            settings["database_url"] = postgres.create("bench")
        environment = clean_environment(data, **settings)
        started = time.perf_counter()
        run(from_checkout("seed", *sizes), environment, ROOT)
        print(f"{engine}: seeded in {time.perf_counter() - started:.1f} s", flush=True)
        fill(environment)
        if engine == "postgres":
            postgres.sql("VACUUM ANALYZE", "bench")  # what its own housekeeping does within minutes
        yield stack.enter_context(serving(from_checkout("serve"), environment, ROOT, data))


def timed(requests: int, at_once: int, browser: Browser, path: str) -> list[float]:
    """Milliseconds of `requests` requests over `at_once` connections. Any answer but 200 ends the run."""
    times: list[float] = []
    lock = threading.Lock()

    def work(count: int) -> None:
        mine = browser.again()
        found = []
        for _ in range(count):
            started = time.perf_counter()
            answer = mine.get(path)
            found.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
        with lock:
            times.extend(found)

    together([lambda: work(requests // at_once)] * at_once)
    return times


def together(jobs: Sequence[Callable[[], None]]) -> None:
    """Runs the jobs in threads, all at once; raises the first error."""
    errors: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def p50(times: Sequence[float]) -> float:
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]
