"""Pytest plugin: what makes thousands of tests in one process take less time, and changes nothing they look at."""

from __future__ import annotations

import functools
import gc
import sys
from pathlib import Path

from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from jinja2 import Environment, FileSystemBytecodeCache

from app.accounts import passwords
from app.web import templating

# The same algorithm for a thousandth of the work. What a hash costs in use: tests/accounts/test_passwords.py.
HASHER_IN_USE = passwords._HASHER
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# How long it takes to make up an example says how busy the machine is.
settings.register_profile("suite", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("suite")

if sys.pycache_prefix:  # templates are compiled as modules are: once for all processes of a run
    _compiled = Path(sys.pycache_prefix) / "templates"
    _compiled.mkdir(parents=True, exist_ok=True)
    _cached = functools.partial(Environment, bytecode_cache=FileSystemBytecodeCache(str(_compiled)))
    setattr(templating, "Environment", _cached)  # noqa: B010 - a function in the place of a class


def pytest_collection_finish() -> None:
    """What was imported and collected stays for the whole run: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
