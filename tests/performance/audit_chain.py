"""A log of very many entries, chained as `app.audit.actions` chains them, but written past it for speed.

The entries speak of cases, items and people that `handlepligt seed` has made, so that a reader's scope has work to do.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import asyncpg
from measured import ROOT  # noqa: F401 - puts the checkout on the path

from app.audit import rules
from app.audit.enums import AuditAction, EntityKind
from app.audit.rules import Change, Payload

_ENTRY = (
    *("id", "seq", "prev", "at", "action", "actor_person", "entity_kind", "entity", "case_id", "request_id"),
    *("payload_digest", "hash"),
)
_PAYLOAD = ("entry", "salt", "json", "erased_at")
_AT_ONCE = 20_000
_YEARS = 5


class _Known:
    """The keys of what the entries speak of."""

    def __init__(self, items: list[tuple[int, int]], people: list[int], accounts: list[int]) -> None:
        self.items, self.people, self.accounts = items, people, accounts


_ITEMS = 'SELECT id, "case" FROM action_items WHERE "case" IS NOT NULL ORDER BY id'
_PEOPLE = "SELECT id FROM persons ORDER BY id"
_ACCOUNTS = "SELECT id FROM accounts ORDER BY id"
_HEAD = "SELECT id, seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1"


def lengthen(url: str, entries: int) -> None:
    """Adds entries to the log of the database at `url` until it has `entries`; they lie over the last five years."""
    if url.startswith("sqlite:///"):
        _into_sqlite(url.removeprefix("sqlite:///"), entries)
    else:
        asyncio.run(_into_postgres(url, entries))


def _into_sqlite(path: str, entries: int) -> None:
    connection = sqlite3.connect(path)
    known = _Known(
        connection.execute(_ITEMS).fetchall(),
        [row[0] for row in connection.execute(_PEOPLE)],
        [row[0] for row in connection.execute(_ACCOUNTS)],
    )
    made = _rows(known, connection.execute(_HEAD).fetchone(), entries)
    into = "INSERT INTO audit_{} ({}) VALUES ({})"
    for rows in _chunks(made):
        with connection:
            for table, names, part in (("entries", _ENTRY, 0), ("payloads", _PAYLOAD, 1)):
                statement = into.format(table, ", ".join(names), ", ".join("?" * len(names)))
                connection.executemany(statement, [row[part] for row in rows])
    connection.close()


async def _into_postgres(url: str, entries: int) -> None:
    connection = await asyncpg.connect(url)
    known = _Known(
        [tuple(row) for row in await connection.fetch(_ITEMS)],
        [row[0] for row in await connection.fetch(_PEOPLE)],
        [row[0] for row in await connection.fetch(_ACCOUNTS)],
    )
    made = _rows(known, await connection.fetchrow(_HEAD), entries)
    for rows in _chunks(made):
        for table, names, part in (("audit_entries", _ENTRY, 0), ("audit_payloads", _PAYLOAD, 1)):
            await connection.copy_records_to_table(table, records=[row[part] for row in rows], columns=names)
    await connection.execute("SELECT setval('audit_entries_id_seq', (SELECT MAX(id) FROM audit_entries))")
    await connection.execute("VACUUM ANALYZE audit_entries")
    await connection.execute("VACUUM ANALYZE audit_payloads")
    await connection.close()


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _AT_ONCE)):
        yield chunk


def _rows(known: _Known, head: Any, entries: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    rng = random.Random(20250410)  # noqa: S311 - made-up data, the same at each run
    key, seq, prev = (int(head[0]), int(head[1]), str(head[2])) if head else (0, 0, rules.GENESIS)
    begin = datetime.now(UTC) - timedelta(days=365 * _YEARS)
    step = timedelta(days=365 * _YEARS) / max(1, entries)
    while seq < entries:
        seq, key = seq + 1, key + 1
        action, kind, entity, case, payload = _what(known, rng)
        salt, text = rng.randbytes(16).hex(), rules.canonical(payload).decode()
        link = rules.Link(
            seq=seq,
            prev=prev,
            at=begin + step * seq,
            action=action,
            actor_person=rng.choice(known.people),
            entity_kind=kind,
            entity=entity,
            case_id=case,
            request_id=f"maal-{seq}",
            payload_digest=hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest(),
        )
        prev = rules.link_hash(link)
        values = {**rules.fields(link), "id": key, "hash": prev}
        yield tuple(values[name] for name in _ENTRY), (key, salt, text, None)


def _what(known: _Known, rng: random.Random) -> tuple[str, str, int, int | None, Payload]:
    """Seven entries of ten are about items, two about logins, the rest about the case itself."""
    item, case = rng.choice(known.items)
    name = "Opdigtet Person"
    sort = rng.random()
    if sort < 0.7:
        changes = (Change("status", "Planlagt", "I gang"), Change("bemærkning", None, "Drøftet på mødet i dag. " * 5))
        return AuditAction.CHANGED, EntityKind.ACTION_ITEM, item, case, Payload(name, "7. Ny vagtplan", "", changes)
    if sort < 0.9:
        return AuditAction.LOGGED_IN, EntityKind.ACCOUNT, rng.choice(known.accounts), None, Payload(name, "", "", ())
    changes = (Change("frist", "2025-04-10", "2025-05-10"),)
    reason = "Arbejdstilsynet har givet længere frist"
    return AuditAction.CHANGED, EntityKind.CASE, case, case, Payload(name, "Påbud om vold", reason, changes)
