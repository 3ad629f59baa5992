"""Proving the chain."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.audit import rules
from app.audit.enums import AuditAction, EntityKind
from app.db.sql import fetch_all

_CHUNK = 2000


class _ChainRow(rules.Link, frozen=True):
    hash: str
    json: str | None
    salt: str | None
    has_payload: int
    erased_at: datetime | None


class Broken(msgspec.Struct, frozen=True):
    """The first entry that does not hold, and in Danish why."""

    seq: int
    reason: str


async def verify_chain(scope: Scope) -> AsyncIterator[tuple[int, Broken | None]]:
    """Walks the whole chain; yields (entries checked, None) per chunk and ends at the first broken entry.

    An entry whose content is gone must be named by a later entry that says it was erased.
    """
    expected, prev, checked = 1, rules.GENESIS, 0
    erased: set[int] = set()
    while True:
        rows = await fetch_all(
            _ChainRow,
            "SELECT e.seq, e.prev, e.at, e.action, e.actor_person, e.entity_kind, e.entity, e.case_id, e.request_id, "
            "e.payload_digest, e.hash, p.json, p.salt, p.erased_at, "
            "CASE WHEN p.id IS NULL THEN 0 ELSE 1 END AS has_payload "
            "FROM audit_entries e LEFT JOIN audit_payloads p ON p.entry = e.id "
            "WHERE e.seq >= {} ORDER BY e.seq LIMIT {}",
            expected if checked else 0,
            _CHUNK,
        )
        for row in rows:
            reason = _fault(row, expected, prev)
            if reason:
                yield checked, Broken(row.seq, reason)
                return
            prev, expected, checked = row.hash, expected + 1, checked + 1
            if row.erased_at is not None:
                erased.add(row.seq)
            if row.action == AuditAction.ERASED and row.entity_kind == EntityKind.AUDIT_ENTRY:
                erased.discard(row.entity)
        if len(rows) < _CHUNK:
            unlogged = min(erased, default=None)
            reason = "Hændelsens indhold er slettet, uden at det er logget."
            yield checked, None if unlogged is None else Broken(unlogged, reason)
            return
        yield checked, None


def _fault(row: _ChainRow, expected: int, prev: str) -> str:
    if row.seq != expected:
        return f"Hændelse {expected} mangler."
    if row.prev != prev:
        return "Kæden er brudt: henvisningen til den forrige hændelse passer ikke."
    link = rules.Link(**{name: getattr(row, name) for name in rules.Link.__struct_fields__})
    if rules.link_hash(link) != row.hash:
        return "Hændelsens oplysninger er ændret."
    if not row.has_payload:
        return "Hændelsens indhold mangler."
    if row.erased_at is None and rules.payload_digest(row.salt or "", row.json or "") != row.payload_digest:
        return "Hændelsens indhold er ændret."
    return ""
