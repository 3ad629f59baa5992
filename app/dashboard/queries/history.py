"""The log of one case, as a person reads it."""

from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import find_position
from app.audit.rules import Payload, place_of
from app.db.sql import fetch_all, sql
from app.documents.queries import document_in_scope
from app.evidence.queries import evidence_in_scope
from app.indicators.queries.indicators import is_indicator_seen
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.reports.queries.snapshots import snapshot_in_scope
from app.surveys.queries.rounds import is_seen

PAGE = 50


class HistoryEntry(msgspec.Struct, frozen=True):
    """One entry; `payload` is None where its content has been erased by law. `place`: where a page ends with it."""

    place: str
    at: datetime
    action: AuditAction
    entity_kind: EntityKind
    erased_at: datetime | None
    payload: Payload | None


class _Row(msgspec.Struct, frozen=True):
    at: datetime
    hash: str
    action: AuditAction
    entity_kind: EntityKind
    json: str | None
    erased_at: datetime | None


async def list_case_history(scope: Scope, case_id: int, *, after: str = "") -> list[HistoryEntry]:
    """The newest entries first, one page and one more. The caller has resolved `case_id` inside the scope.

    What happened to an item, evidence, a letter, a note or a report that the reader may not see is not shown.
    `after` is the place of the last entry of the page before; one that is none begins at the top.
    """
    position = await find_position(scope, after) if after else None
    hidden_item = sql("NOT {}", item_in_scope(scope))
    rows = await fetch_all(
        _Row,
        "SELECT e.at, e.hash, e.action, e.entity_kind, p.json, p.erased_at FROM audit_entries e "
        "JOIN audit_payloads p ON p.entry = e.id WHERE e.case_id = {} AND e.seq < {} "
        "AND NOT EXISTS (SELECT 1 FROM action_items i WHERE e.entity_kind = 'action_item' AND i.id = e.entity AND {}) "
        "AND NOT EXISTS (SELECT 1 FROM effect_evaluations v JOIN action_items i ON i.id = v.item "
        "WHERE e.entity_kind = 'effect_evaluation' AND v.id = e.entity AND {}) "
        "AND NOT EXISTS (SELECT 1 FROM evidence_links l JOIN action_items i ON i.id = l.item "
        "WHERE e.entity_kind = 'evidence' AND l.evidence = e.entity AND {}) "
        "AND NOT EXISTS (SELECT 1 FROM evidence_requests q JOIN action_items i ON i.id = q.item "
        "WHERE e.entity_kind = 'evidence_request' AND q.id = e.entity AND {}) "
        "AND NOT EXISTS (SELECT 1 FROM evidence x WHERE e.entity_kind = 'evidence' AND x.id = e.entity AND NOT {}) "
        "AND NOT EXISTS (SELECT 1 FROM documents d WHERE e.entity_kind = 'document' AND d.id = e.entity AND NOT {}) "
        "AND NOT EXISTS (SELECT 1 FROM item_updates n JOIN action_items i ON i.id = n.item "
        "WHERE e.entity_kind = 'item_update' AND n.id = e.entity AND NOT {}) "
        "AND NOT EXISTS (SELECT 1 FROM report_snapshots s "
        "WHERE e.entity_kind = 'report' AND s.id = e.entity AND NOT {}) "
        "AND NOT EXISTS (SELECT 1 FROM survey_rounds r "
        "WHERE e.entity_kind = 'survey_round' AND r.id = e.entity AND NOT {}) "
        "AND NOT EXISTS (SELECT 1 FROM indicators i "
        "WHERE e.entity_kind = 'indicator' AND i.id = e.entity AND NOT {}) "
        "ORDER BY e.seq DESC LIMIT {}",
        case_id,
        position[1] if position else 2**62,
        hidden_item,
        hidden_item,
        hidden_item,
        hidden_item,
        evidence_in_scope(scope, "x"),
        document_in_scope(scope),
        update_in_scope(scope),
        snapshot_in_scope(scope),
        is_seen(scope),
        is_indicator_seen(scope),
        PAGE + 1,
    )
    return [
        HistoryEntry(
            place=place_of(row.at, row.hash),
            at=row.at,
            action=row.action,
            entity_kind=row.entity_kind,
            erased_at=row.erased_at,
            payload=msgspec.json.decode(row.json, type=Payload) if row.json is not None else None,
        )
        for row in rows
    ]
