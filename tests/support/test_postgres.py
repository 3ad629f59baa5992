"""The tests' own PostgreSQL: copies of a template are apart, and nothing is left when its owner dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import OwnPostgres, PostgresUnavailable
from tests.support.resources import missing

ROOT = Path(__file__).resolve().parents[2]

OWNER = """
import sys, time
from tests.support.postgres import OwnPostgres
server = OwnPostgres.start()
print(server.sql("SHOW data_directory"), flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    try:
        started = OwnPostgres.start()
    except PostgresUnavailable as error:
        missing("PostgreSQL", str(error))
    yield started
    started.stop()


def test_copies_of_a_template_do_not_see_each_other(server: OwnPostgres) -> None:
    def fill(_address: str) -> None:
        server.sql("CREATE TABLE words (word text)", "model")

    template = server.template("model", fill)
    server.create("one", template)
    server.create("two", template)
    server.sql("INSERT INTO words VALUES ('påbud')", "one")

    found = {name: server.sql("SELECT count(*) FROM words", name) for name in ("one", "two")}

    assert found == {"one": "1", "two": "0"}


def test_a_template_is_filled_once(server: OwnPostgres) -> None:
    calls: list[str] = []
    server.template("filled", calls.append)
    server.template("filled", calls.append)

    assert calls == [server.url("filled")]


def test_a_dropped_database_is_gone(server: OwnPostgres) -> None:
    server.create("gone")
    server.drop("gone")

    with pytest.raises(RuntimeError, match="does not exist"):
        server.sql("SELECT 1", "gone")


def test_a_killed_run_leaves_no_server_and_no_files(server: OwnPostgres) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        base = Path(owner.stdout.readline().strip()).parent
        was_there = base.exists()
        os.kill(owner.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while base.exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert was_there
    assert not base.exists()
