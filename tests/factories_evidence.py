"""Makers of evidence, through the product's own actions."""

from pathlib import Path
from typing import Any

from app.evidence.actions import Link, add_evidence
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
