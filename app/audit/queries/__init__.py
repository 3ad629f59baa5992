"""Reading the log, and proving it."""

from app.audit.queries.chain import Broken, Head, find_hash, get_head, verify_chain
from app.audit.queries.log import (
    LogEntry,
    LogFilter,
    LogPage,
    find_actors,
    find_case,
    iterate_log,
    list_log,
)

__all__ = [
    "Broken",
    "Head",
    "LogEntry",
    "LogFilter",
    "LogPage",
    "find_actors",
    "find_case",
    "find_hash",
    "get_head",
    "iterate_log",
    "list_log",
    "verify_chain",
]
