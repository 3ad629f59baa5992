"""Makers of what the tests of involvement and reports need, through the product's own actions."""

from datetime import date
from typing import Any

from app.access.policy import Actor
from app.cases.actions import CreatedCase, register_case
from app.cases.enums import NoticeKind, Topic
from app.involvement.actions import record_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.organisation.actions import Created
from tests.factories import Cast

LONG_AGO = date(2025, 4, 14)


async def make_case(cast: Cast, **overrides: Any) -> CreatedCase:
    """An improvement order in Nord, registered by Anna: every date unknown."""
    values: dict[str, Any] = {
        "kind": NoticeKind.IMPROVEMENT,
        "title": "Uklare krav i Ågruppen",
        "units": (cast.nord.id,),
        "topics": (Topic.UNCLEAR_DEMANDS,),
    }
    return await register_case(overrides.pop("actor", cast.anna.actor), **{**values, **overrides})


async def make_involvement(actor: Actor, case_id: int, **overrides: Any) -> Created:
    """AMR informed at a meeting on 14 April 2025."""
    values: dict[str, Any] = {
        "kind": InvolvementKind.INFORMED,
        "party": Party.HEALTH_SAFETY_REP,
        "channel": Channel.MEETING,
        "on_date": LONG_AGO,
        "forum_text": "AMG-møde",
    }
    return await record_involvement(actor, case_id, **{**values, **overrides})
