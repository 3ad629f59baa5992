"""The items of one place of the world (tests/factories_world.py), with everything that hangs on them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from app.db.sql import fetch_rows
from app.documents.blobs import BlobStore
from app.evidence.actions import add_evidence, add_evidence_version, withdraw_evidence
from app.evidence.enums import EvidenceKind
from app.plans.actions import FollowUp, add_item, edit_item, evaluate_effect, move_due, update_item
from app.plans.enums import EffectResult, ItemStatus
from tests.factories import Cast, Member, UnitRef
from tests.factories_evidence import make_request, to_item
from tests.factories_files import PDF, Sent, stage_photo
from tests.factories_plans import WHOLE, item_version, read_item


class ItemIds(msgspec.Struct, frozen=True):
    """The ids of one item and what hangs on it; `place` is whose it is."""

    place: str
    key: int
    item: str
    followed: str
    ongoing: str
    note: str  # the last on the item
    evidence: str
    photo: str
    withdrawn: str
    request: str
    owner: str


async def staged(root: Path, name: str, text: str) -> Any:
    return await BlobStore(root, 1).stage(Sent(name, PDF + f"% {text}\n".encode()))


_TEXTS = ("problem", "cause", "severity", "measure", "solves_how", "effect_criterion", "late_reason")


async def plant_items(
    cast: Cast,
    actor: Any,
    plan: int,
    case: Any,
    point: Any,
    holder: tuple[str, Member, UnitRef, str, str],
    word: str,
    root: Path,
) -> ItemIds:
    """Three items of one place in the case: one followed up by the next, and one that goes on."""
    name, person, below, *_ = holder
    today = actor.today
    texts = {field: f"{field} {word}" for field in _TEXTS}
    whole = {**WHOLE, **texts, "due_on": today + timedelta(days=10), "effect_check_on": today + timedelta(days=90)}
    shared = {
        "owner": person.id,
        "helpers": (person.id, *((cast.bo.id,) if name == "nord" else ())),
        "focus_points": (point.id,),
    }
    made = await add_item(actor, plan, title=f"Tiltag {word}", unit=below.id, **{**whole, **shared})
    seen = (await read_item(cast, made)).version
    await move_due(actor, made.id, seen, due_on=today + timedelta(days=20), reason=f"Udskudt {word}")
    evidence = await add_evidence(
        actor,
        kind=EvidenceKind.GUIDELINE,
        title=f"Vejledning {word}",
        dated_on=today,
        link=to_item(made),
        files=[await staged(root, f"vejledning-{word}.pdf", f"vejledningen {word} {case.id}")],
    )
    await add_evidence_version(
        actor,
        evidence[0].public_id,
        seen=1,
        file=await staged(root, f"vejledning2-{word}.pdf", f"vejledning to {word} {case.id}"),
    )
    photo = await add_evidence(
        actor,
        kind=None,
        title=f"Foto {word}",
        dated_on=today,
        link=to_item(made),
        files=[await stage_photo(root, f"foto-{word}.heic")],
    )
    gone = await add_evidence(
        actor,
        kind=EvidenceKind.OTHER,
        title=f"Fejl {word}",
        dated_on=today,
        link=to_item(made),
        esdh_reference=f"Fejlsted {word}",
    )
    await withdraw_evidence(actor, gone[0].public_id, reason=f"Forkert {word}")
    for status in (ItemStatus.IN_PROGRESS, ItemStatus.DONE):
        seen = (await read_item(cast, made)).version
        await update_item(actor, made.id, status=status, note=f"Nu {word}", seen=seen)
    await evaluate_effect(
        actor,
        made.id,
        result=EffectResult.INSUFFICIENT,
        criterion=f"Målt på {word}",
        basis=f"Grundlag {word}",
        evaluated_on=today,
        seen=await item_version(made.id),
        follow_up=FollowUp(title=f"Følger op {word}", owner=person.id, unit=below.id),
    )
    (note,) = await fetch_rows("SELECT public_id FROM item_updates WHERE item = {} ORDER BY id DESC LIMIT 1", made.id)
    (follow,) = await fetch_rows("SELECT id, public_id, version FROM action_items WHERE follow_up_of = {}", made.id)
    await edit_item(actor, int(follow["id"]), int(follow["version"]), **whole)
    going = {**whole, "due_on": None, "late_reason": "", "ongoing_interval_months": 6}
    ongoing = await add_item(actor, plan, title=f"Løbende {word}", unit=below.id, **{**going, **shared})
    request = await make_request(actor, to_item(made), case.id, f"Ønske {word}", person.id)
    return ItemIds(
        place=name,
        key=made.id,
        item=made.public_id,
        followed=str(follow["public_id"]),
        ongoing=ongoing.public_id,
        note=str(note["public_id"]),
        evidence=evidence[0].public_id,
        photo=photo[0].public_id,
        withdrawn=gone[0].public_id,
        request=request.public_id,
        owner=person.public_id,
    )
