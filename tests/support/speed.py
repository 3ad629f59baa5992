"""Pytest plugin: what makes thousands of tests in one process take less time, and changes nothing they look at."""

from __future__ import annotations

import gc

from argon2 import PasswordHasher

from app.accounts import passwords

# The same algorithm for a thousandth of the work. What a hash costs in use: tests/accounts/test_passwords.py.
HASHER_IN_USE = passwords._HASHER
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_finish() -> None:
    """What was imported and collected stays for the whole run: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
