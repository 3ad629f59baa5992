"""The next version of evidence, what else it proves, and taking it out of use. Nothing is overwritten or deleted."""

from collections.abc import Callable, Sequence

from app.access.policy import Actor, Verdict
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.clock import danish_day
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.evidence.actions.adding import Link, target_of, write_version
from app.evidence.labels import LINK_KIND
from app.evidence.policy import Linked, counted, may_lay_open, may_link, may_replace, may_withdraw
from app.evidence.queries import (
    EvidenceRow,
    Target,
    get_evidence,
    list_links,
    tier_of_target,
    tiers_linked,
    units_linked,
)
from app.evidence.rules import require_in_use, source_problem
from app.evidence.tables import EvidenceLink


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
        after = await write_version(actor, evidence.id, evidence.case_id, seen + 1, file, esdh_reference)
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
            target = await target_of(actor, link)
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
    await insert(EvidenceLink(evidence=evidence.id, **target.link))
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
