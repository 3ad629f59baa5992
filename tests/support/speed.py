"""Pytest plugin: what makes thousands of tests in one process take less time, and changes nothing they look at."""

from __future__ import annotations

import asyncio
import functools
import gc
import os
from collections.abc import Callable
from typing import Any

import uvloop
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from jinja2 import Environment, FileSystemBytecodeCache

from app.accounts import passwords
from app.db.engine.sqlite import _SqliteConnection
from app.web import templating

# The same algorithm for a thousandth of the work. What a hash costs in use: tests/accounts/test_passwords.py.
HASHER_IN_USE = passwords._HASHER
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# The loop of the server in use.
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

# To hand a statement to a thread and wait for it takes longer than most statements of a test; other tasks get their
# turn all the same. With threads: tests/db, and every process of its own (the browser's server, commands).
ON_A_THREAD = _SqliteConnection._on_thread


async def _at_once(self: _SqliteConnection, work: Callable[..., Any], *args: Any) -> Any:
    await asyncio.sleep(0)
    return work(*args)


setattr(_SqliteConnection, "_on_thread", _at_once)  # noqa: B010 - mypy forbids to assign to a method

# How long it takes to make up an example says how busy the machine is.
settings.register_profile("suite", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("suite")

if _compiled := os.environ.get("HANDLEPLIGT_TEST_COMPILED"):  # templates are compiled once for all processes of a run
    _cached = functools.partial(Environment, bytecode_cache=FileSystemBytecodeCache(_compiled))
    setattr(templating, "Environment", _cached)  # noqa: B010 - a function in the place of a class


def pytest_collection_finish() -> None:
    """What was imported and collected stays for the whole run: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
