"""What the engines raise, told apart in one place."""

import sqlite3

import asyncpg


def is_unique_violation(error: BaseException) -> bool:
    """True when a unique index refused the row, on either engine."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return True
    return isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error)


def is_busy(error: BaseException) -> bool:
    """True when the database could not be reached or stayed locked: try again."""
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in str(error) or "unable to open" in str(error)
    unreachable = (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.TooManyConnectionsError)
    return isinstance(error, (*unreachable, ConnectionRefusedError))
