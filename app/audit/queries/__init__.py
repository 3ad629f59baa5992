"""Reading the log, and proving it."""

from app.audit.queries.chain import (
    Broken,
    Erasure,
    Head,
    count_entries,
    find_hash,
    find_number,
    get_head,
    list_erasures,
    verify_chain,
)
from app.audit.queries.log import (
    LogEntry,
    LogFilter,
    LogPage,
    find_actors,
    find_case,
    find_position,
    iterate_log,
    list_log,
)

__all__ = [
    "Broken",
    "Erasure",
    "Head",
    "LogEntry",
    "LogFilter",
    "LogPage",
    "count_entries",
    "find_actors",
    "find_case",
    "find_hash",
    "find_number",
    "find_position",
    "get_head",
    "iterate_log",
    "list_erasures",
    "list_log",
    "verify_chain",
]
