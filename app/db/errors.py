"""What the engines raise, told apart in one place."""

import sqlite3

import asyncpg


def is_unique_violation(error: BaseException) -> bool:
    """True when a unique index refused the row, on either engine."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return True
    return isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error)


_TRY_AGAIN = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, statement cancelled
    asyncpg.TransactionRollbackError,  # deadlock, serialisation
    asyncpg.LockNotAvailableError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,  # the server ended the connection between two of our messages
    ConnectionError,
)

_LOST = ("connection is clos", "released back to the pool")


def is_busy(error: BaseException) -> bool:
    """True when the database could not be reached or a lock could not be had: the same thing may work in a moment."""
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in str(error) or "unable to open" in str(error)
    # InterfaceError is also the family of wrong arguments and of two statements at once: mistakes of ours.
    is_lost = type(error) is asyncpg.InterfaceError and any(words in str(error) for words in _LOST)
    return is_lost or isinstance(error, _TRY_AGAIN)
