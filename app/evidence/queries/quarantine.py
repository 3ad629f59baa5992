"""What the virus scanner has kept back or refused in a municipality: for its administrators, who see no case."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.audit.enums import AuditAction
from app.audit.rules import Payload
from app.db.sql import fetch_all, fetch_one, in_list

_MOST = 100


class Quarantine(msgspec.Struct, frozen=True):
    """How many files wait for the scanner, the oldest of them since when, and in how many a virus was found."""

    waiting: int = 0
    waiting_since: datetime | None = None
    infected: int = 0


async def get_quarantine(scope: Scope, municipalities: Sequence[int]) -> Quarantine:
    """Of the evidence, the letters and the papers of municipalities that the caller has resolved in the scope."""
    found = await fetch_one(
        Quarantine,
        "SELECT COALESCE(SUM(CASE WHEN b.scan = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting, "
        "MIN(CASE WHEN b.scan = 'waiting' THEN b.created_at END) AS waiting_since, "
        "COALESCE(SUM(CASE WHEN b.scan = 'infected' THEN 1 ELSE 0 END), 0) AS infected FROM blobs b "
        "WHERE b.scan IN ('waiting', 'infected') AND b.id IN (SELECT v.blob FROM evidence_versions v "
        'JOIN evidence e ON e.id = v.evidence JOIN cases c ON c.id = e."case" '
        "WHERE v.erased_at IS NULL AND c.municipality IN {} UNION SELECT d.blob FROM documents d "
        'JOIN cases c ON c.id = d."case" WHERE d.erased_at IS NULL AND c.municipality IN {} '
        "UNION SELECT f.blob FROM papers f WHERE f.erased_at IS NULL AND f.municipality IN {})",
        *[in_list(municipalities)] * 3,
    )
    return found or Quarantine()


class RefusedFile(msgspec.Struct, frozen=True):
    """A file with a virus that somebody sent. What it was called and what it was for stays unsaid."""

    at: datetime
    by_name: str
    virus: str


class _Row(msgspec.Struct, frozen=True):
    at: datetime
    json: str | None


async def list_refused(scope: Scope, municipalities: Sequence[int], since: datetime) -> list[RefusedFile]:
    """The newest first, at most 100. The caller has resolved the municipalities in the scope."""
    rows = await fetch_all(
        _Row,
        "SELECT e.at, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "LEFT JOIN action_items i ON e.entity_kind = 'action_item' AND i.id = e.entity "
        "LEFT JOIN evidence_requests q ON e.entity_kind = 'evidence_request' AND q.id = e.entity "
        'JOIN cases c ON c.id = COALESCE(e.case_id, i."case", q."case") '
        "WHERE e.action = {} AND e.at >= {} AND c.municipality IN {} ORDER BY e.seq DESC LIMIT {}",
        AuditAction.INFECTED,
        since,
        in_list(municipalities),
        _MOST,
    )
    return [_refused(row) for row in rows]


def _refused(row: _Row) -> RefusedFile:
    if row.json is None:
        return RefusedFile(row.at, "Navnet er slettet", "")
    payload = msgspec.json.decode(row.json, type=Payload)
    return RefusedFile(row.at, payload.actor_name, next((each.after or "" for each in payload.changes), ""))
