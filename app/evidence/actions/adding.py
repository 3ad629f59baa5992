"""Adding evidence: a file for each piece, or a place in the ESDH system. All of it, or none."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.actions import check_tier, set_readers
from app.access.enums import Permission, Tier
from app.access.labels import TIER
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid
from app.db.sql import insert
from app.db.transaction import transaction
from app.documents.actions import keep_blob
from app.documents.blobs import StagedFile
from app.documents.rules import stem_of
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.labels import EVIDENCE_KIND, LINK_KIND
from app.evidence.queries import Target, get_target, standing_to_target
from app.evidence.rules import kind_of, source_problem, title_of
from app.evidence.tables import Evidence, EvidenceLink, EvidenceVersion
from app.organisation.actions import Created
from app.plans.actions import add_to_trail, update_item
from app.plans.enums import ItemStatus
from app.plans.policy import may_on_item
from app.plans.queries import get_item_row_by_public_id


class Link(msgspec.Struct, frozen=True):
    """To one case, focus point or item, by the id in its address."""

    kind: LinkKind
    public_id: str


async def add_evidence(
    actor: Actor,
    *,
    kind: EvidenceKind | None,
    title: str,
    dated_on: date | None,
    link: Link,
    files: Sequence[StagedFile] = (),
    esdh_reference: str = "",
    tier: Tier = Tier.OPEN,
) -> tuple[Created, ...]:
    """A piece of evidence per file, or one that points into the ESDH system: all of them, or none.

    Without a `kind` a picture is a photo; without a `title` it is the file's name. `tier` is who reads it; where it is
    restricted, the actor alone until others are named. Joins an open transaction.
    Raises `NotFound` for a target out of scope, `Denied`, and `Invalid` for neither or both sources or a date to come.
    """
    problem = source_problem(len(files), esdh_reference)
    if problem:
        raise Invalid("evidence.source", problem, {"files": problem})
    if dated_on is not None and dated_on > actor.today:
        raise Invalid("evidence.date", "Datoen ligger i fremtiden.", {"dated_on": "Datoen ligger i fremtiden."})
    async with transaction():
        target = await target_of(actor, link)
        return await _add_all(actor, target, kind, title, dated_on, files, esdh_reference, tier, ())


async def add_delivered(
    actor: Actor,
    target: Target,
    *,
    kind: EvidenceKind | None,
    title: str,
    files: Sequence[StagedFile],
    esdh_reference: str,
    tier: Tier,
    reader: int,
) -> list[int]:
    """As `add_evidence`, for somebody who was asked for it, in the transaction of that step, which has asked whether
    they may. `reader` reads it, too, where it is restricted. Gives the keys."""
    made = await _add_all(actor, target, kind, title, None, files, esdh_reference, tier, (reader,))
    return [each.id for each in made]


async def _add_all(
    actor: Actor,
    target: Target,
    kind: EvidenceKind | None,
    title: str,
    dated_on: date | None,
    files: Sequence[StagedFile],
    esdh_reference: str,
    tier: Tier,
    readers: Collection[int],
) -> tuple[Created, ...]:
    check_tier(actor, tier, (await standing_to_target(actor.scope, target)).ancestors)
    made = []
    for number, file in enumerate(files, start=1):
        name, what = title_of(title, stem_of(file.file_name), number, len(files)), kind or kind_of(file.media_type)
        made.append(await _add(actor, target, what, name, dated_on, file, "", tier, readers))
    if esdh_reference:
        name, what = title or esdh_reference, kind or EvidenceKind.OTHER
        made.append(await _add(actor, target, what, name, dated_on, None, esdh_reference, tier, readers))
    return tuple(made)


async def target_of(actor: Actor, link: Link) -> Target:
    """What `link` names. Raises `NotFound` out of scope, `Denied` where the actor may not add evidence to it."""
    target = await get_target(actor.scope, link.kind, link.public_id)
    may_on_item(actor, Permission.EVIDENCE_ADD, await standing_to_target(actor.scope, target)).require()
    return target


async def _add(
    actor: Actor,
    target: Target,
    kind: EvidenceKind,
    title: str,
    dated_on: date | None,
    file: StagedFile | None,
    esdh_reference: str,
    tier: Tier,
    readers: Collection[int],
) -> Created:
    public_id = ids.new_public_id()
    key = await insert(
        Evidence(
            public_id=public_id,
            case=target.case_id,
            kind=kind,
            title=title,
            dated_on=dated_on,
            tier=tier,
            withdrawn_at=None,
            withdrawn_reason="",
            added_by=actor.require_person(),
            added_at=actor.now,
        )
    )
    await set_readers(actor, "evidence", key, tier, readers)
    after = await write_version(actor, key, target.case_id, 1, file, esdh_reference)
    await insert(EvidenceLink(evidence=key, **target.link))
    after |= {
        "slags": EVIDENCE_KIND[kind],
        "dato": dated_on.isoformat() if dated_on else "ukendt",
        LINK_KIND[target.kind].lower(): target.label,
        "fortrolighed": None if tier is Tier.OPEN else TIER[tier],
    }
    record(actor, AuditAction.ADDED, EntityKind.EVIDENCE, key, case=target.case_id, subject=title, after=after)
    return Created(key, public_id)


async def write_version(
    actor: Actor, evidence: int, case: int | None, no: int, file: StagedFile | None, esdh_reference: str
) -> dict[str, Any]:
    """In the caller's transaction, which has asked whether the actor may. Gives what the log says of it."""
    blob = await keep_blob(actor, file, case=case) if file else None
    derived = await keep_blob(actor, file.preview, case=case) if file and file.preview else None
    await insert(
        EvidenceVersion(
            public_id=ids.new_public_id(),
            evidence=evidence,
            no=no,
            blob=blob,
            derived_blob=derived,
            file_name=file.file_name if file else "",
            esdh_reference=esdh_reference,
            by=actor.require_person(),
            at=actor.now,
        )
    )
    if file is None:
        return {"version": no, "ESDH": esdh_reference}
    again = {"lagt ind igen efter sletning": True} if file.was_erased else {}
    return {"version": no, "fil": file.file_name, "SHA-256": file.sha256, **again}


async def update_item_with_files(
    actor: Actor,
    item_public_id: str,
    *,
    status: ItemStatus,
    note: str,
    seen: int,
    files: Sequence[StagedFile],
    tier: Tier = Tier.OPEN,
) -> tuple[Created, ...]:
    """The form of a phone: status, note and photos in one step, all or nothing. Photos alone are enough.

    The trail says how many files there are, not their names: a file may get another tier, a note keeps its own.
    `tier` is who reads the note and the files. Photos alone change nothing that stands, so `seen` does not matter to
    them.
    Raises what `plans.actions.update_item` and `add_evidence` raise.
    """
    async with transaction():
        item = await get_item_row_by_public_id(actor.scope, item_public_id)
        attached = f"{len(files)} {'fil' if len(files) == 1 else 'filer'} vedhæftet" if files else ""
        if files and not note.strip() and status is item.status:
            await add_to_trail(actor, item.id, attached, tier)
        else:
            said = "\n".join(part for part in (note.strip(), attached) if part)
            await update_item(actor, item.id, status=status, note=said, seen=seen, tier=tier)
        if not files:
            return ()
        link = Link(LinkKind.ITEM, item_public_id)
        return await add_evidence(actor, kind=None, title="", dated_on=None, link=link, files=files, tier=tier)
