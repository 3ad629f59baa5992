"""Pytest plugin: the engine of the run, and a PostgreSQL server of the tests' own.

`HANDLEPLIGT_TEST_ENGINE` is `sqlite` (the default) or `postgres`. A run on PostgreSQL takes only the
tests that use the `db` fixture: pure ones have had their run on SQLite. The server is started once, before the xdist
workers, and shared with them by its address in the environment.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import pytest

from tests.support.resources import missing

ENGINE_VARIABLE = "HANDLEPLIGT_TEST_ENGINE"
# A server that already runs, with a superuser who may create databases: postgresql://user:password@host:port
URL_VARIABLE = "HANDLEPLIGT_TEST_POSTGRES_URL"
BINARIES_VARIABLE = "HANDLEPLIGT_TEST_POSTGRES_BIN"
QUICK_VARIABLE = "HANDLEPLIGT_TEST_QUICK"
QUICK = re.compile(r"^tests/(db|audit|access|search)/|/test_actions\.py::")
# Why there is no server, from the main process to its workers.
UNAVAILABLE_VARIABLE = "HANDLEPLIGT_TEST_POSTGRES_UNAVAILABLE"

# Nothing here outlives the run, so nothing has to survive a power cut: 5 to 10 times faster.
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "autovacuum": "off",
}

# The server lives as long as the pipe on this script's standard input: it is stopped and its folder
# removed even when the test run is killed. SIGQUIT is "immediate": there is nothing to save.
SUPERVISOR = """
binary=$1; data=$2; base=$3; shift 3
"$binary" -D "$data" "$@" >"$base/log" 2>&1 &
server=$!
read -r _
kill -QUIT $server 2>/dev/null
wait $server
cd / && rm -rf "$base"
"""


class PostgresUnavailable(Exception):
    """PostgreSQL is not installed, or its server would not start; the message says which."""


def chosen_engine() -> Literal["sqlite", "postgres"]:
    """The engine this run is for."""
    name = os.environ.get(ENGINE_VARIABLE, "sqlite")
    if name not in {"sqlite", "postgres"}:
        raise pytest.UsageError(f"{ENGINE_VARIABLE}={name}: must be sqlite or postgres")
    return cast(Literal["sqlite", "postgres"], name)


def find_binaries() -> Path | None:
    """The folder that holds initdb, postgres and psql; the newest version where there are several."""
    named = os.environ.get(BINARIES_VARIABLE)
    on_path = shutil.which("initdb")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    candidates = [Path(named)] if named else [*([Path(on_path).parent] if on_path else []), *debian]
    for folder in candidates:
        if all((folder / program).exists() for program in ("initdb", "postgres", "psql")):
            return folder
    return None


class OwnPostgres:
    """A PostgreSQL server for tests; all calls are synchronous and need no event loop."""

    def __init__(self, url: str, binaries: Path, supervisor: subprocess.Popen[bytes] | None = None) -> None:
        self._url = url.rstrip("/")
        self._binaries = binaries
        self._supervisor = supervisor

    @classmethod
    def start(cls) -> OwnPostgres:
        """Starts a new, empty server on a free loopback port. Raises `PostgresUnavailable`."""
        binaries = find_binaries()
        if binaries is None:
            raise PostgresUnavailable("initdb was not found (Debian: apt-get install postgresql)")
        base = Path(tempfile.mkdtemp(prefix="handlepligt-postgres-"))
        password = secrets.token_hex(16)
        (base / "password").write_text(password, encoding="ascii")
        account = _unprivileged_account(base)
        try:
            _initialise(binaries, base, account)
            port = _free_port()
            supervisor = _supervise(binaries, base, port, account)
            server = cls(f"postgresql://handlepligt:{password}@127.0.0.1:{port}", binaries, supervisor)
            server._wait_until_ready(base)
        except BaseException:
            shutil.rmtree(base, ignore_errors=True)
            raise
        return server

    @classmethod
    def attach(cls, url: str) -> OwnPostgres:
        """The server at `url`, which somebody else starts and stops."""
        binaries = find_binaries()
        if binaries is None:
            raise PostgresUnavailable("psql was not found (Debian: apt-get install postgresql)")
        return cls(url, binaries)

    def url(self, database: str = "postgres") -> str:
        """The address of one database of this server, for `HANDLEPLIGT_DATABASE_URL` or a client."""
        return f"{self._url}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Runs one statement outside a transaction; returns the bare rows. Raises on an error."""
        address = urlsplit(self._url)
        done = subprocess.run(
            [
                *(str(self._binaries / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-w"),
                *("-h", str(address.hostname), "-p", str(address.port), "-U", str(address.username)),
                *("-d", database, "-c", statement),
            ],
            env={**os.environ, "PGPASSWORD": address.password or ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def create(self, name: str, template: str = "template0") -> str:
        """Makes a database as a copy of `template`, which nobody may be connected to; returns its address."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Makes the database `name` once and has `fill(address)` migrate it; returns `name`.

        `fill` must close every connection, or copying the template is refused.
        """
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            fill(self.create(name))
        return name

    def drop(self, name: str) -> None:
        """Removes a database, and cuts off whoever is still connected to it."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stops a server that `start()` made and removes its files; leaves any other alone."""
        if self._supervisor is None:
            return
        supervisor, self._supervisor = self._supervisor, None
        if supervisor.stdin:
            supervisor.stdin.close()
        supervisor.wait(timeout=30)

    def _wait_until_ready(self, base: Path) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                self.sql("SELECT 1")
            except RuntimeError as error:
                log = base / "log"
                text = log.read_text("utf-8", errors="replace")[-500:] if log.exists() else str(error)
                died = bool(self._supervisor and self._supervisor.poll() is not None) or "FATAL" in text
                if (died and "starting up" not in text) or time.monotonic() > deadline:
                    self.stop()
                    raise PostgresUnavailable(f"the server did not start: {text.strip()}") from error
                time.sleep(0.05)
            else:
                return


def _unprivileged_account(base: Path) -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root hands it to another."""
    if os.getuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    for path in (base, *base.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _initialise(binaries: Path, base: Path, account: dict[str, Any]) -> None:
    done = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(base / "data"), "-U", "handlepligt", "--no-sync"),
            *("--auth=md5", f"--pwfile={base / 'password'}", "--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        cwd=base,
        capture_output=True,
        text=True,
        check=False,
        **account,
    )
    if done.returncode:
        raise PostgresUnavailable(f"initdb failed: {done.stderr.strip()[-500:]}")


def _supervise(binaries: Path, base: Path, port: int, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = {
        **FAST_SETTINGS,
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(base),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        ["sh", "-c", SUPERVISOR, "sh", str(binaries / "postgres"), str(base / "data"), str(base), *options],
        cwd=base,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the tests; the closing pipe then ends the server
        **account,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_own: OwnPostgres | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Starts the run's server, in the main process and before the workers exist."""
    global _own
    wanted = chosen_engine() == "postgres" and URL_VARIABLE not in os.environ
    if not wanted or hasattr(config, "workerinput") or config.option.collectonly:
        return
    try:
        _own = OwnPostgres.start()
    except PostgresUnavailable as error:
        os.environ[UNAVAILABLE_VARIABLE] = str(error)
    else:
        os.environ[URL_VARIABLE] = _own.url("").rstrip("/")


def pytest_unconfigure() -> None:
    global _own
    if _own is not None:
        _own.stop()
        _own = None
        del os.environ[URL_VARIABLE]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL: only tests that use `db`. On each engine all but those that hold on the other only.

    The quick part (`make check`): what needs no database, and the changes and transactions that do.
    """
    if chosen_engine() == "postgres":
        keep = [item for item in items if _uses_database(item) and item.get_closest_marker("sqlite_only") is None]
    else:
        keep = [item for item in items if item.get_closest_marker("postgres_only") is None]
        if os.environ.get(QUICK_VARIABLE):
            keep = [item for item in keep if not _uses_database(item) or QUICK.search(item.nodeid)]
    left_out = set(items).difference(keep)
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = keep


def _uses_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def postgres_server() -> OwnPostgres:
    """The run's server; a test that asks for it where there is none is skipped, and the run says so."""
    url = os.environ.get(URL_VARIABLE)
    if not url:
        not_asked = f"this run is for another engine ({ENGINE_VARIABLE})"
        missing("PostgreSQL", os.environ.get(UNAVAILABLE_VARIABLE, not_asked))
    return OwnPostgres.attach(url)
