"""Reading the log and proving the chain."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.audit import rules
from app.audit.enums import AuditAction, EntityKind
from app.audit.rules import Payload
from app.db.sql import fetch_all

PAGE = 50
_CHUNK = 2000


class HistoryEntry(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    action: AuditAction
    entity_kind: EntityKind
    request_id: str
    erased_at: datetime | None
    payload: Payload | None


class _Row(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    action: AuditAction
    entity_kind: EntityKind
    request_id: str
    json: str | None
    erased_at: datetime | None


async def list_case_history(scope: Scope, case_id: int, *, before_seq: int | None = None) -> list[HistoryEntry]:
    """The newest entries of a case first, a page at a time. The caller has resolved `case_id` inside the scope."""
    rows = await fetch_all(
        _Row,
        "SELECT e.seq, e.at, e.action, e.entity_kind, e.request_id, p.json, p.erased_at FROM audit_entries e "
        "JOIN audit_payloads p ON p.entry = e.id WHERE e.case_id = {} AND e.seq < {} ORDER BY e.seq DESC LIMIT {}",
        case_id,
        before_seq if before_seq is not None else 2**62,
        PAGE,
    )
    return [
        HistoryEntry(
            seq=row.seq,
            at=row.at,
            action=row.action,
            entity_kind=row.entity_kind,
            request_id=row.request_id,
            erased_at=row.erased_at,
            payload=msgspec.json.decode(row.json, type=Payload) if row.json is not None else None,
        )
        for row in rows
    ]


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
    """Walks the whole chain; yields (entries checked, None) per chunk and ends at the first broken entry."""
    expected, prev, checked = 1, rules.GENESIS, 0
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
        yield checked, None
        if len(rows) < _CHUNK:
            return


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
