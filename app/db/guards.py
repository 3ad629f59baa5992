"""The triggers by which the database itself refuses a change of the log and of what is frozen in a report.

Whoever owns the database can remove them. That is no fault of the chain, but it is told: `missing_guards`.
"""

import re

from app.db.engine import Database, PgEngine
from app.db.sql import fetch_rows

# An entry is never changed and never removed. Its content may be erased, once and wholly (rule 42); the chain still
# says what happened, and `audit verify` asks for the entry that says it was erased.
_ERASES = "NEW.json IS NULL AND NEW.salt IS NULL AND NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL"
_NO_ERASURE = f"NOT ({_ERASES} AND NEW.entry = OLD.entry AND NEW.id = OLD.id)"
_APPEND_ONLY = "the audit log is append-only"

# What was frozen in a report is never changed and never removed (rule 39). Only its state moves on, and one way; that
# it replaces another is said once.
_FROZEN_COLUMNS = ("id", "public_id", "unit", '"case"', "type", "profile", "no", "content", "hash", '"by"', "at")
_BACKWARDS = (
    "(OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') OR (OLD.state = 'released' AND NEW.state = 'draft')"
)
_NEVER = "a frozen report is never changed"

# What committees have answered and approved, and what they were answered, is added and never changed
# (0034, 0035, 0037, 0038).
_ADDED = (
    *("minutes_answers", "minutes_snapshots", "minutes_addenda", "request_steps", "approval_answers"),
    "meeting_packs",
)
_KEPT = "what a committee approved or was told is never changed"


def _frozen(differs: str) -> str:
    """True for a change of what is frozen; `differs` is how the engine compares with NULL."""
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _FROZEN_COLUMNS)
    said_before = f"(OLD.replaces IS NOT NULL AND NEW.replaces {differs} OLD.replaces)"
    return f"{changed} OR {said_before} OR {_BACKWARDS}"


_SQLITE = {
    name: f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"
    for name, when, said in (
        ("audit_no_update", "BEFORE UPDATE ON audit_entries", _APPEND_ONLY),
        ("audit_no_delete", "BEFORE DELETE ON audit_entries", _APPEND_ONLY),
        ("audit_payload_no_update", f"BEFORE UPDATE ON audit_payloads WHEN {_NO_ERASURE}", _APPEND_ONLY),
        ("audit_payload_no_delete", "BEFORE DELETE ON audit_payloads", _APPEND_ONLY),
        ("report_frozen", f"BEFORE UPDATE ON report_snapshots WHEN {_frozen('IS NOT')}", _NEVER),
        ("report_kept", "BEFORE DELETE ON report_snapshots", _NEVER),
        ("memo_frozen", "BEFORE UPDATE ON inquiry_memos", _NEVER),
        ("memo_kept", "BEFORE DELETE ON inquiry_memos", _NEVER),
        *((f"{table}_frozen", f"BEFORE UPDATE ON {table}", _KEPT) for table in _ADDED),
        *((f"{table}_kept", f"BEFORE DELETE ON {table}", _KEPT) for table in _ADDED),
    )
}
_FUNCTIONS = {
    "refuse_audit_change": f" BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END ",
    "refuse_report_change": f" BEGIN RAISE EXCEPTION '{_NEVER}'; END ",
    "refuse_approved_change": f" BEGIN RAISE EXCEPTION '{_KEPT}'; END ",
}
_POSTGRES = {
    name: f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()"
    for name, when, function in (
        (
            "audit_append_only",
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT",
            "refuse_audit_change",
        ),
        (
            "audit_payload_no_delete",
            "BEFORE DELETE OR TRUNCATE ON audit_payloads FOR EACH STATEMENT",
            "refuse_audit_change",
        ),
        (
            "audit_payload_no_update",
            f"BEFORE UPDATE ON audit_payloads FOR EACH ROW WHEN ({_NO_ERASURE})",
            "refuse_audit_change",
        ),
        (
            "report_frozen",
            f"BEFORE UPDATE ON report_snapshots FOR EACH ROW WHEN ({_frozen('IS DISTINCT FROM')})",
            "refuse_report_change",
        ),
        ("report_kept", "BEFORE DELETE OR TRUNCATE ON report_snapshots FOR EACH STATEMENT", "refuse_report_change"),
        (
            "memo_frozen",
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON inquiry_memos FOR EACH STATEMENT",
            "refuse_report_change",
        ),
        *(
            (
                f"{table}_kept",
                f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT",
                "refuse_approved_change",
            )
            for table in _ADDED
        ),
    )
}
_TABLES = {name: text.partition(" ON ")[2].split()[0] for name, text in _POSTGRES.items()}


def forwards(engine_type: str) -> list[str]:
    """What makes the triggers, and on PostgreSQL what they call."""
    return list(_SQLITE.values()) if engine_type == "sqlite" else [*_functions("CREATE"), *_POSTGRES.values()]


def backwards(engine_type: str) -> list[str]:
    if engine_type == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _SQLITE]
    dropped = [f"DROP TRIGGER {name} ON {table}" for name, table in _TABLES.items()]
    return dropped + [f"DROP FUNCTION {name}()" for name in _FUNCTIONS]


def _functions(begin: str) -> list[str]:
    return [
        f"{begin} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$" for name, body in _FUNCTIONS.items()
    ]


async def missing_guards(engine: Database) -> list[str]:
    """The names of the triggers that are gone, switched off, or another than ours; none in a sound database."""
    if isinstance(engine, PgEngine):
        rows = await fetch_rows(
            "SELECT t.tgname AS name, pg_get_triggerdef(t.oid, true) AS made FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND current_setting('session_replication_role') <> 'replica' "
            "AND ((p.proname = 'refuse_audit_change' AND p.prosrc = {}) "
            "OR (p.proname = 'refuse_report_change' AND p.prosrc = {}) "
            "OR (p.proname = 'refuse_approved_change' AND p.prosrc = {}))",
            *_FUNCTIONS.values(),
        )
        wanted = _POSTGRES
    else:
        rows = await fetch_rows("SELECT name, sql AS made FROM sqlite_master WHERE type = 'trigger'")
        wanted = _SQLITE
    there = {(row["name"], _words(row["made"])) for row in rows}
    return [name for name, text in wanted.items() if (name, _words(text)) not in there]


def _words(statement: str) -> tuple[str, ...]:
    """A statement as we write it and as PostgreSQL does, which adds brackets and has an order of its own for events."""
    plain = statement.lower().replace('"', "").replace("::text", "")
    return tuple(sorted(re.sub(r"[()]", " ", plain).split()))


async def restore_guards(engine: Database) -> list[str]:
    """Makes anew what `missing_guards` names, in the open transaction, and gives the names."""
    missing = await missing_guards(engine)
    is_postgres = isinstance(engine, PgEngine)
    for statement in _functions("CREATE OR REPLACE") if missing and is_postgres else ():
        await engine.run_ddl(statement)
    for name in missing:
        await engine.run_ddl(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {_TABLES[name]}" if is_postgres else ""))
        await engine.run_ddl((_POSTGRES if is_postgres else _SQLITE)[name])
    return missing
