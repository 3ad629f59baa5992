"""The two engines, made safe: kept connections on SQLite, connections that always come back on PostgreSQL.

What stock Piccolo 1.38 does, and why each part is here, stands in docs/decisions/0003-both-engines.md.
"""

from app.db.engine.postgres import PgEngine
from app.db.engine.shared import WriteOutsideTransaction, record_statements
from app.db.engine.sqlite import SqliteEngine

__all__ = [
    "Database",
    "PgEngine",
    "SqliteEngine",
    "WriteOutsideTransaction",
    "chosen_engine",
    "current_engine",
    "make_engine",
    "record_statements",
    "use_engine",
]

Database = SqliteEngine | PgEngine


def make_engine(url: str) -> Database:
    """The engine for `sqlite:///path` or `postgresql://…`; connects only at `start()`."""
    if url.startswith("sqlite:///"):
        return SqliteEngine(url.removeprefix("sqlite:///"))
    return PgEngine(url)


_engine: Database | None = None


def use_engine(engine: Database) -> None:
    """Makes `engine` the one that every table and every query of this process uses."""
    global _engine
    _engine = engine
    from app.piccolo_app import TABLES

    for table in TABLES:
        table._meta.db = engine


def chosen_engine() -> Database | None:
    return _engine


def current_engine() -> Database:
    if _engine is None:
        raise RuntimeError("no engine: call use_engine first")
    return _engine
