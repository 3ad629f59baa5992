"""Adding evidence, its versions and links, and withdrawing it. Nothing is overwritten, and nothing is deleted."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.actions import check_tier, set_readers
from app.access.enums import Permission, Tier
from app.access.labels import TIER
from app.access.policy import Actor, Verdict
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.clock import danish_day
from app.core.errors import Conflict, Denied, Invalid, NotFound, Stale
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.documents.actions import keep_blob
from app.documents.blobs import StagedFile
from app.documents.rules import stem_of
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.labels import EVIDENCE_KIND, LINK_KIND
from app.evidence.policy import Linked, counted, may_lay_open, may_link, may_replace, may_withdraw
from app.evidence.queries import (
    EvidenceRow,
    Target,
    get_evidence,
    get_target,
    list_links,
    standing_to_target,
    tier_of_target,
    tiers_linked,
    units_linked,
)
from app.evidence.rules import kind_of, require_in_use, source_problem, title_of
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
        target = await _target(actor, link)
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


async def _target(actor: Actor, link: Link) -> Target:
    target = await get_target(actor.scope, link.kind, link.public_id)
    may_on_item(actor, Permission.EVIDENCE_ADD, await standing_to_target(actor.scope, target)).require()
    return target


def _person(actor: Actor) -> int:
    if actor.person is None:
        raise Denied("denied", "Det skal være en person, der gør dette.")
    return actor.person


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
            added_by=_person(actor),
            added_at=actor.now,
        )
    )
    await set_readers(actor, "evidence", key, tier, readers)
    after = await _write_version(actor, key, target.case_id, 1, file, esdh_reference)
    await _write_link(key, target)
    after |= {
        "slags": EVIDENCE_KIND[kind],
        "dato": dated_on.isoformat() if dated_on else "ukendt",
        LINK_KIND[target.kind].lower(): target.label,
        "fortrolighed": None if tier is Tier.OPEN else TIER[tier],
    }
    record(actor, AuditAction.ADDED, EntityKind.EVIDENCE, key, case=target.case_id, subject=title, after=after)
    return Created(key, public_id)


async def _write_version(
    actor: Actor, evidence: int, case: int | None, no: int, file: StagedFile | None, esdh_reference: str
) -> dict[str, Any]:
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
            by=_person(actor),
            at=actor.now,
        )
    )
    if file is None:
        return {"version": no, "ESDH": esdh_reference}
    again = {"lagt ind igen efter sletning": True} if file.was_erased else {}
    return {"version": no, "fil": file.file_name, "SHA-256": file.sha256, **again}


async def _write_link(evidence: int, target: Target) -> None:
    await insert(
        EvidenceLink(
            evidence=evidence,
            case=target.id if target.kind is LinkKind.CASE else None,
            focus_point=target.id if target.kind is LinkKind.FOCUS_POINT else None,
            item=target.id if target.kind is LinkKind.ITEM else None,
        )
    )


async def add_evidence_version(
    actor: Actor, public_id: str, *, seen: int, file: StagedFile | None = None, esdh_reference: str = ""
) -> int:
    """The next version; the earlier ones stay. Gives its number. `seen` is the latest number the page showed.

    Raises `NotFound`, `Denied` (also where it is linked to something that is not the actor's to change), `Invalid`
    for neither or both sources, `RuleViolation` when withdrawn, and `Stale` with both versions when somebody else
    added one first.
    """
    problem = source_problem(1 if file else 0, esdh_reference)
    if problem:
        raise Invalid("evidence.source", problem, {"files": problem})
    async with transaction():
        evidence = await _locked(actor, public_id, may_replace)
        if evidence.no != seen:
            mine = file.file_name if file else esdh_reference
            theirs = f"Version {evidence.no}: {evidence.file_name or evidence.esdh_reference}"
            raise Stale(conflicts=(Conflict("Ny version", mine, theirs),))
        after = await _write_version(actor, evidence.id, evidence.case_id, seen + 1, file, esdh_reference)
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.EVIDENCE,
            evidence.id,
            case=evidence.case_id,
            subject=evidence.title,
            before={"version": seen, "fil": evidence.file_name, "SHA-256": evidence.sha256},
            after=after,
        )
    return seen + 1


async def withdraw_evidence(actor: Actor, public_id: str, *, reason: str) -> None:
    """Takes evidence out of use. It stays, with its files, the reason and the day, and shows as withdrawn.

    Everywhere it is linked: `Denied` where one of those is not the actor's to change. Raises `NotFound`, too,
    `Invalid` without a reason, `RuleViolation` when it is withdrawn already.
    """
    reason = clean_text(reason)
    if not reason:
        raise Invalid("evidence.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor du trækker den tilbage."})
    async with transaction():
        evidence = await _locked(actor, public_id, may_withdraw)
        await execute(
            "UPDATE evidence SET withdrawn_at = {}, withdrawn_reason = {} WHERE id = {}",
            actor.now,
            reason,
            evidence.id,
        )
        record(
            actor,
            AuditAction.WITHDRAWN,
            EntityKind.EVIDENCE,
            evidence.id,
            case=evidence.case_id,
            subject=evidence.title,
            before={"trukket tilbage": None},
            after={"trukket tilbage": danish_day(actor.now).isoformat()},
            reason=reason,
        )


async def link_evidence(actor: Actor, public_id: str, links: Sequence[Link]) -> None:
    """Lets evidence prove something about further items, focus points or the case it belongs to.

    Raises `NotFound` for evidence or a target out of scope or of another case, `Denied`, `Invalid` for none chosen,
    `RuleViolation` when withdrawn. What is linked already stays as it is.
    """
    if not links:
        raise Invalid("evidence.links", "Vælg mindst én.", {"targets": "Vælg mindst én."})
    async with transaction():
        evidence = await _locked(actor, public_id, may_link)
        existing = {(target.kind, target.id) for target in await list_links(actor.scope, evidence.id)}
        for link in links:
            target = await _target(actor, link)
            if evidence.case_id is None or target.case_id != evidence.case_id:
                raise NotFound
            if (target.kind, target.id) not in existing:
                await _link(actor, evidence, target)


async def link_delivered(actor: Actor, public_id: str, target: Target) -> int:
    """Evidence that is there already, as what somebody was asked for about `target`, in the transaction of that step;
    gives its key. Raises `NotFound`, for another case's, too, `Denied`, and `RuleViolation` when withdrawn."""
    evidence = await get_evidence(actor.scope, public_id)
    require_in_use(evidence.is_withdrawn)
    if evidence.case_id is None or evidence.case_id != target.case_id:
        raise NotFound
    links = await list_links(actor.scope, evidence.id)
    if (target.kind, target.id) not in {(each.kind, each.id) for each in links}:
        linked = counted(actor, await units_linked(actor.scope, evidence.id), evidence.added_by)
        may_link(actor, linked).require()
        await _link(actor, evidence, target)
    return evidence.id


async def _link(actor: Actor, evidence: EvidenceRow, target: Target) -> None:
    """One more thing that it proves something about. Raises `Denied` where that would let in readers the actor may not
    let in."""
    linked, tiers = await units_linked(actor.scope, evidence.id), await tiers_linked(actor.scope, evidence.id)
    may_lay_open(actor, linked, tiers, await tier_of_target(actor.scope, target)).require()
    await _write_link(evidence.id, target)
    record(
        actor,
        AuditAction.CHANGED,
        EntityKind.EVIDENCE,
        evidence.id,
        case=evidence.case_id,
        subject=evidence.title,
        after={LINK_KIND[target.kind].lower(): target.label},
    )


async def _locked(actor: Actor, public_id: str, may_change: Callable[[Actor, Linked], Verdict]) -> EvidenceRow:
    """Evidence in use that the actor may do this to; until the commit nobody else changes it."""
    # A row lock on PostgreSQL; on SQLite the transaction has the only writer already. Out of scope it changes nothing.
    await execute("UPDATE evidence SET tier = tier WHERE public_id = {}", public_id)
    evidence = await get_evidence(actor.scope, public_id)
    may_change(actor, counted(actor, await units_linked(actor.scope, evidence.id), evidence.added_by)).require()
    require_in_use(evidence.is_withdrawn)
    return evidence


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
