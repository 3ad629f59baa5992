"""What the receiver of a report does not get: for its author alone, row by row (decision 0018)."""

from datetime import datetime

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.core.clock import danish_day
from app.core.dates import short_date
from app.db.sql import fetch_all, in_list
from app.documents.queries import document_in_scope
from app.evidence.queries import evidence_in_scope
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.reports.receivers import LeftOutRow


class _Item(msgspec.Struct, frozen=True):
    no: int
    title: str
    tier: Tier


class _Note(msgspec.Struct, frozen=True):
    no: int
    at: datetime
    tier: Tier


class _Titled(msgspec.Struct, frozen=True):
    title: str
    tier: Tier


class _ItemOfUnit(msgspec.Struct, frozen=True):
    reference: str
    no: int
    title: str
    tier: Tier


async def list_left_out_of_unit(scope: Scope, unit: int, tiers: frozenset[Tier]) -> list[LeftOutRow]:
    """The items in the tree of a unit that its reader reads, and an overview for readers of `tiers` does not count.

    The caller has resolved `unit` inside the scope. One query.
    """
    rows = await fetch_all(
        _ItemOfUnit,
        'SELECT c.reference, i.no, i.title, i.tier FROM action_items i JOIN cases c ON c.id = i."case" '
        "JOIN unit_closure k ON k.descendant = i.unit AND k.ancestor = {} "
        "WHERE c.phase <> 'closed' AND i.status <> 'cancelled' AND i.tier NOT IN {} AND {} ORDER BY c.reference, i.no",
        unit,
        in_list(sorted(tiers)),
        item_in_scope(scope),
    )
    return [LeftOutRow(f"{row.reference}, tiltag {row.no}: {row.title}", row.tier) for row in rows]


async def list_left_out(scope: Scope, case_id: int, tiers: frozenset[Tier]) -> list[LeftOutRow]:
    """The items, notes, evidence and letters of a case that its reader reads, and who reads rows of `tiers` alone does
    not, in the order of the case. What the reader does not read is not told of either.

    The caller has resolved `case_id` inside the scope. Four queries.
    """
    given = in_list(sorted(tiers))
    items = await fetch_all(
        _Item,
        'SELECT i.no, i.title, i.tier FROM action_items i WHERE i."case" = {} AND i.tier NOT IN {} AND {} '
        "ORDER BY i.no",
        case_id,
        given,
        item_in_scope(scope),
    )
    notes = await fetch_all(
        _Note,
        "SELECT i.no, n.at, n.tier FROM item_updates n JOIN action_items i ON i.id = n.item "
        'WHERE i."case" = {} AND i.tier IN {} AND n.tier NOT IN {} AND n.note <> {} AND {} ORDER BY n.id',
        case_id,
        given,
        given,
        "",
        update_in_scope(scope),
    )
    evidence = await fetch_all(
        _Titled,
        'SELECT e.title, e.tier FROM evidence e WHERE e."case" = {} AND e.tier NOT IN {} AND {} ORDER BY e.id',
        case_id,
        given,
        evidence_in_scope(scope),
    )
    letters = await fetch_all(
        _Titled,
        'SELECT d.title, d.tier FROM documents d WHERE d."case" = {} AND d.tier NOT IN {} AND {} ORDER BY d.id',
        case_id,
        given,
        document_in_scope(scope),
    )
    return [
        *(LeftOutRow(f"Tiltag {row.no}: {row.title}", row.tier) for row in items),
        *(LeftOutRow(f"Bemærkning {short_date(danish_day(row.at))} på tiltag {row.no}", row.tier) for row in notes),
        *(LeftOutRow(f"Dokumentation: {row.title}", row.tier) for row in evidence),
        *(LeftOutRow(f"Brev: {row.title}", row.tier) for row in letters),
    ]
