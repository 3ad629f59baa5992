"""What somebody with the database in hand can do: switch the guards off, write what they like, and switch them on."""

import sqlite3
from typing import Any

import msgspec

from app.audit import rules
from app.audit.rules import Payload
from app.db.engine import Database, PgEngine, SqliteEngine
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction

ENTRY = "(SELECT id FROM audit_entries WHERE seq = {})"  # the key of an entry, for statements about its content


async def tamper(db: Database, *statements: tuple[Any, ...]) -> None:
    """Runs each statement with its arguments; no trigger, foreign key or unique constraint stands in the way."""
    if isinstance(db, PgEngine):
        await _on_postgres(statements)
    else:
        _on_sqlite(db, statements)


def _on_sqlite(db: SqliteEngine, statements: tuple[tuple[Any, ...], ...]) -> None:
    connection = sqlite3.connect(db.path)  # which checks no foreign keys unless it is told to
    guards = list(
        connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
    )
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for text, *arguments in statements:
        connection.execute(text.replace("{}", "?"), arguments)
    for _, made in guards:
        connection.execute(made)
    connection.commit()
    connection.close()


async def _on_postgres(statements: tuple[tuple[Any, ...], ...]) -> None:
    async with transaction():
        constraints = await fetch_rows(
            "SELECT conname, CAST(conrelid AS regclass) AS name FROM pg_constraint "
            "WHERE contype IN ('u', 'f') AND CAST(conrelid AS regclass)::text IN ('audit_entries', 'audit_payloads')"
        )
        for row in constraints:
            await execute(f'ALTER TABLE {row["name"]} DROP CONSTRAINT "{row["conname"]}"')
        for table in ("audit_entries", "audit_payloads"):
            await execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    async with transaction():
        for text, *arguments in statements:
            await execute(text, *arguments)
    async with transaction():
        for table in ("audit_entries", "audit_payloads"):
            await execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


async def write_anew(db: Database, first: int = 1) -> None:
    """Computes every hash again from entry `first` on, as a forger would who knows the code."""
    changed, prev = [], rules.GENESIS
    for row in await fetch_rows("SELECT * FROM audit_entries ORDER BY seq"):
        if row["seq"] < first:
            prev = row["hash"]
            continue
        hash_ = rules.link_hash(_link(row, prev))
        changed.append(("UPDATE audit_entries SET prev = {}, hash = {} WHERE id = {}", prev, hash_, row["id"]))
        prev = hash_
    await tamper(db, *changed)


def _link(row: dict[str, Any], prev: str) -> rules.Link:
    values = {name: row[name] for name in rules.Link.__struct_fields__}
    return msgspec.convert({**values, "prev": prev}, rules.Link, strict=False)


async def append(**values: Any) -> None:
    """One more entry at the end, made from the last one: its hash is right, only what it says is a lie."""
    (last,) = await fetch_rows("SELECT * FROM audit_entries ORDER BY seq DESC LIMIT 1")
    text = rules.canonical(Payload("Systemet", "Forfalsket", "Fordi", ())).decode()
    digest = rules.payload_digest("00", text)
    link = _link({**last, "seq": last["seq"] + 1, "payload_digest": digest, **values}, last["hash"])
    columns = {**rules.fields(link), "hash": rules.link_hash(link)}
    async with transaction():
        (entry,) = await execute(
            f"INSERT INTO audit_entries ({', '.join(columns)}) "
            f"VALUES ({', '.join('{}' for _ in columns)}) RETURNING id",
            *columns.values(),
        )
        await execute(
            "INSERT INTO audit_payloads (entry, salt, json, erased_at) VALUES ({}, {}, {}, NULL)",
            entry["id"],
            "00",
            text,
        )
