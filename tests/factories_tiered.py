"""Rows that not everybody in scope reads: of each tier an item, a note, a piece of evidence and a letter.

Each kind of row of each tier has a word of its own, in every text, file and file name that belongs to it.
"""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from app.access.enums import Tier
from app.access.queries import list_named_readers, tier_mark
from app.cases.actions import add_contact
from app.db.sql import fetch_rows
from app.documents.actions import add_document
from app.documents.blobs import BlobStore
from app.documents.enums import Direction, DocumentKind
from app.documents.queries import get_document
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.queries import get_evidence
from app.evidence.tiers import set_document_tier, set_evidence_tier
from app.plans.actions import (
    FollowUp,
    add_item,
    add_prior_measure,
    edit_item,
    evaluate_effect,
    move_due,
    set_item_tier,
    update_item,
)
from app.plans.enums import EffectResult, ItemStatus, Judgement
from tests.factories_evidence import make_request
from tests.factories_files import PDF, Sent
from tests.factories_plans import WHOLE, item_version

CLOSED = (Tier.AMO, Tier.MANAGEMENT, Tier.RESTRICTED)
KINDS = ("tiltag", "note", "bevis", "brev")
_WORDS = {Tier.AMO: "amo", Tier.MANAGEMENT: "ledelse", Tier.RESTRICTED: "navngivet"}
_TEXTS = ("problem", "cause", "severity", "measure", "solves_how", "effect_criterion", "late_reason")


def tier_canary(place: str, tier: Tier, kind: str) -> str:
    """The word in everything that a row of this tier and kind says; it begins with the word of its place."""
    return f"kanarie{place}{_WORDS[tier]}{kind}"


class TieredIds(msgspec.Struct, frozen=True):
    """The ids of the rows of one tier."""

    tier: Tier
    item: str
    followed: str
    item_evidence: str
    evidence: str
    document: str
    request: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Where rows are planted: in one case with its plan and focus point, owned by somebody who does not walk."""

    actor: Any
    place: str
    case: Any
    plan: int
    point: Any
    unit: int
    owner: int
    noted: int  # an open item, which the notes are written on
    root: Path
    named: Collection[str] = ()  # people who are to read restricted rows, by public id
    unnamed: Collection[str] = ()  # people who were, for a while


async def plant_tier(ground: Ground, tier: Tier) -> TieredIds:
    """A row of every kind: made open, given its tier, and worked on as any other."""
    item = await _item(ground, tier)
    followed = await _follow(ground, tier, item)
    await _note(ground, tier)
    return TieredIds(
        tier=tier,
        item=item.public_id,
        followed=followed,
        item_evidence=await _evidence(ground, tier, "tiltag", Link(LinkKind.ITEM, item.public_id)),
        evidence=await _evidence(ground, tier, "bevis", Link(LinkKind.FOCUS_POINT, ground.point.public_id)),
        document=await _letter(ground, tier),
        request=await _request(ground, tier, item),
    )


async def _request(ground: Ground, tier: Tier, item: Any) -> str:
    """What the owner, who reads it for that, is asked for about the item."""
    word = tier_canary(ground.place, tier, "tiltag")
    link = Link(LinkKind.ITEM, item.public_id)
    return (await make_request(ground.actor, link, ground.case.id, f"Ønske {word}", ground.owner)).public_id


def _choices(ground: Ground, tier: Tier) -> list[Collection[str]]:
    """Who is named: first those who lose it again, too."""
    if tier is not Tier.RESTRICTED:
        return [()]
    return [(*ground.named, *ground.unnamed), ground.named] if ground.unnamed else [ground.named]


async def _staged(ground: Ground, word: str) -> Any:
    text = f"% {word} {ground.case.id}\n".encode()
    return await BlobStore(ground.root, 1).stage(Sent(f"{word}.pdf", PDF + text))


async def _item(ground: Ground, tier: Tier) -> Any:
    actor, word = ground.actor, tier_canary(ground.place, tier, "tiltag")
    values = {**WHOLE, **{field: f"{field} {word}" for field in _TEXTS}, "due_on": actor.today + timedelta(days=10)}
    shared = {"unit": ground.unit, "owner": ground.owner, "focus_points": (ground.point.id,)}
    item = await add_item(actor, ground.plan, title=f"Tiltag {word}", **{**values, **shared})
    for readers in _choices(ground, tier):
        seen = await item_version(item.id)
        await set_item_tier(actor, item.id, tier=tier, readers=readers, reason=f"Fordi {word}", seen=seen)
    due = actor.today + timedelta(days=20)
    await move_due(actor, item.id, await item_version(item.id), due_on=due, reason=f"Udskudt {word}")
    await add_prior_measure(actor, ground.case.id, title="Før", judgement=Judgement.NOT_JUDGED, item=item.id)
    return item


async def _follow(ground: Ground, tier: Tier, item: Any) -> str:
    """The item done and judged; what follows it up carries its problem and its cause on."""
    actor, word = ground.actor, tier_canary(ground.place, tier, "tiltag")
    for status in (ItemStatus.IN_PROGRESS, ItemStatus.DONE):
        await update_item(actor, item.id, status=status, note=f"Nu {word}", seen=await item_version(item.id))
    await evaluate_effect(
        actor,
        item.id,
        result=EffectResult.INSUFFICIENT,
        criterion=f"Målt på {word}",
        basis=f"Grundlag {word}",
        evaluated_on=actor.today,
        seen=await item_version(item.id),
        follow_up=FollowUp(title=f"Følger op {word}", owner=ground.owner, unit=ground.unit),
    )
    (follow,) = await fetch_rows("SELECT id, public_id, version FROM action_items WHERE follow_up_of = {}", item.id)
    whole = {**WHOLE, "due_on": actor.today + timedelta(days=30)}
    await edit_item(actor, int(follow["id"]), int(follow["version"]), **whole)
    return str(follow["public_id"])


async def _note(ground: Ground, tier: Tier) -> None:
    word, seen = tier_canary(ground.place, tier, "note"), await item_version(ground.noted)
    note = f"Bemærket {word}"
    await update_item(ground.actor, ground.noted, status=ItemStatus.PLANNED, note=note, seen=seen, tier=tier)


async def _evidence(ground: Ground, tier: Tier, kind: str, link: Link) -> str:
    """What hangs on an item of the tier is open itself: the item keeps it."""
    actor, word = ground.actor, tier_canary(ground.place, tier, kind)
    (made,) = await add_evidence(
        actor,
        kind=EvidenceKind.MINUTES,
        title=f"Referat {word}",
        dated_on=actor.today,
        link=link,
        files=[await _staged(ground, word)],
    )
    for readers in _choices(ground, tier) if link.kind is not LinkKind.ITEM else ():
        row = await get_evidence(actor.scope, made.public_id)
        seen = tier_mark(actor.scope, row.tier, await list_named_readers(actor.scope, "evidence", made.id))
        reason = f"Fordi {word}"
        await set_evidence_tier(actor, made.public_id, tier=tier, readers=readers, reason=reason, seen=seen)
    return made.public_id


async def _letter(ground: Ground, tier: Tier) -> str:
    actor, word = ground.actor, tier_canary(ground.place, tier, "brev")
    letter = await add_document(
        actor,
        case_id=ground.case.id,
        kind=DocumentKind.OTHER,
        direction=Direction.RECEIVED,
        title=f"Brev {word}",
        dated_on=actor.today,
        esdh_document_no=f"Nr. {word}",
        file=await _staged(ground, word),
    )
    for readers in _choices(ground, tier):
        row = await get_document(actor.scope, letter.public_id)
        seen = tier_mark(actor.scope, row.tier, await list_named_readers(actor.scope, "document", letter.id))
        reason = f"Fordi {word}"
        await set_document_tier(actor, letter.public_id, tier=tier, readers=readers, reason=reason, seen=seen)
    await add_contact(actor, ground.case.id, on_date=actor.today, note="Om brevet", document=letter.id)
    return letter.public_id
