"""Makers of evidence, through the product's own actions."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from app.access.policy import Actor
from app.db.sql import fetch_rows
from app.evidence.actions import Link, add_evidence
from app.evidence.asking import request_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.organisation.actions import Created
from tests.factories import Cast
from tests.factories_files import stage


def to_item(made: Any) -> Link:
    return Link(LinkKind.ITEM, made.public_id)


def to_focus_point(made: Any) -> Link:
    return Link(LinkKind.FOCUS_POINT, made.public_id)


def to_case(made: Any) -> Link:
    return Link(LinkKind.CASE, made.public_id)


async def make_evidence(cast: Cast, link: Link, root: Path | None = None, **overrides: Any) -> Created:
    """One PDF in `root`, or a place in the ESDH system without one, added by Bo; `actor=` somebody else."""
    actor = overrides.pop("actor", cast.bo.actor)
    source: dict[str, Any] = {"files": [await stage(root)]} if root else {"esdh_reference": "25/123-4"}
    values = {"kind": EvidenceKind.MINUTES, "title": "Referat fra mødet", "dated_on": None, **source}
    return (await add_evidence(actor, link=link, **{**values, **overrides}))[0]


async def make_request(actor: Actor, link: Link, case: int, title: str, asked_of: int) -> Created:
    """Asks `asked_of` for something within five days."""
    (row,) = await fetch_rows("SELECT municipality FROM cases WHERE id = {}", case)
    return await request_evidence(
        actor,
        link,
        int(row["municipality"]),
        title=title,
        asked_of=asked_of,
        due_on=actor.today + timedelta(days=5),
    )
