"""A process killed between a change and its entry leaves neither, and two processes make one chain."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.audit.queries import Broken, verify_chain
from app.db.engine import Database, SqliteEngine
from app.db.sql import fetch_rows, fetch_value
from tests.factories import Cast

pytestmark = pytest.mark.slow  # each starts processes of its own
ROOT = Path(__file__).resolve().parents[2]

# Starts the engine of the test in a process of its own. What to do there is its second argument.
PROCESS = """
import asyncio, json, os, signal, sys
from datetime import UTC, datetime
from app.access.policy import system_actor
from app.audit import actions
from app.core.ids import new_public_id
from app.db import sql
from app.db.engine import make_engine, use_engine
from app.db.transaction import transaction
from app.organisation.actions import create_person

url, task, municipality = json.loads(sys.argv[1])

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def die_later(*_, **__):
    die()

async def main():
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    actor = system_actor(datetime.now(UTC))
    if task == "after the change":
        actions.record.__globals__["_write_pending"] = die_later
    elif task == "after the entry":
        write = actions._write_pending
        async def then_die():
            await write()
            die()
        actions.record.__globals__["_write_pending"] = then_die
    elif task == "between entry and content":
        insert = actions.insert
        async def insert_then_die(row):
            key = await insert(row)
            die()
            return key
        actions.record.__globals__["insert"] = insert_then_die
    print("ready", flush=True)
    for number in range(25):
        await create_person(actor, municipality, name=f"Fra {task} {number}")
    await engine.stop()

asyncio.run(main())
"""


def _url(db: Database) -> str:
    return f"sqlite:///{db.path}" if isinstance(db, SqliteEngine) else str(db.config["dsn"])


def _start(db: Database, cast: Cast, task: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, json.dumps([_url(db), task, cast.municipality])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def _state() -> dict[str, Any]:
    rows = await fetch_rows(
        "SELECT (SELECT COUNT(*) FROM persons) AS persons, (SELECT COUNT(*) FROM audit_entries) AS entries, "
        "(SELECT COUNT(*) FROM audit_payloads) AS payloads"
    )
    return rows[0]


async def _verdict(cast: Cast) -> Broken | None:
    return [step async for step in verify_chain(cast.system.scope)][-1][1]


@pytest.mark.parametrize("task", ["after the change", "between entry and content", "after the entry"])
async def test_killed_between_change_and_commit_neither_stays(db: Database, cast: Cast, task: str) -> None:
    before = await _state()
    process = _start(db, cast, task)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, said
    assert await _state() == before
    assert await _verdict(cast) is None
    other = _start(db, cast, "nothing")  # and the next one finds nothing in its way
    _, said = other.communicate(timeout=60)
    assert other.returncode == 0, said
    after = await _state()
    assert after == {name: count + 25 for name, count in before.items()}
    assert await _verdict(cast) is None


async def test_killed_at_any_moment_each_change_has_its_entry(db: Database, cast: Cast) -> None:
    for pause in (0.0, 0.005, 0.02):
        process = _start(db, cast, "nothing")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        await asyncio.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert await _verdict(cast) is None
        names = "SELECT COUNT(*) AS n FROM persons WHERE name LIKE 'Fra %'"
        told = (
            "SELECT COUNT(*) AS n FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
            """WHERE e.entity_kind = 'person' AND p.json LIKE '%"Fra nothing%'"""
        )
        assert await fetch_value(int, names) == await fetch_value(int, told)


async def test_three_processes_at_once_make_one_chain(db: Database, cast: Cast) -> None:
    """Also on SQLite, where a command may run beside the server."""
    before = await _state()
    started = [_start(db, cast, f"proces {number}") for number in range(3)]
    for process in started:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert await _state() == {name: count + 75 for name, count in before.items()}
    assert await _verdict(cast) is None
