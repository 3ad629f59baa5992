"""Makers of involvement records, and the log as tests read it."""

from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.rules import Payload
from app.db.sql import fetch_rows
from app.involvement.actions import Facts, record_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.organisation.actions import Created

LONG_AGO = date(2025, 4, 14)


async def make_involvement(actor: Actor, case_id: int, **overrides: Any) -> Created:
    """AMR informed at a meeting on 14 April 2025."""
    values: dict[str, Any] = {
        "kind": InvolvementKind.INFORMED,
        "party": Party.HEALTH_SAFETY_REP,
        "channel": Channel.MEETING,
        "on_date": LONG_AGO,
        "forum_text": "AMG-møde",
    }
    return await record_involvement(actor, case_id, Facts(**{**values, **overrides}))


async def audit_of(case_id: int) -> list[tuple[str, str, Payload]]:
    """Action, kind and payload of every entry of a case, the oldest first."""
    rows = await fetch_rows(
        "SELECT e.action, e.entity_kind, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "WHERE e.case_id = {} ORDER BY e.seq",
        case_id,
    )
    return [(row["action"], row["entity_kind"], msgspec.json.decode(row["json"], type=Payload)) for row in rows]
