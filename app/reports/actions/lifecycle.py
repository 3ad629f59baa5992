"""Closing a case and opening it again, each step through the gates of the rules."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, own_document, refresh_next_due
from app.cases.enums import CaseOutcome, CasePhase
from app.cases.labels import CASE_OUTCOME, CASE_PHASE
from app.cases.policy import may_close
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.cases.rules import reopen_phase, transition_blockers
from app.cases.tables import CaseClosure
from app.core.errors import Conflict, Invalid, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.blobs import StagedFile
from app.documents.enums import Direction, DocumentKind
from app.reports.queries import collect_facts
from app.reports.rules import linked


async def close_case(
    actor: Actor,
    case_id: int,
    *,
    outcome: CaseOutcome,
    closed_on: date,
    reason: str = "",
    document: int | None = None,
    letter: StagedFile | None = None,
    seen: int,
) -> None:
    """Ends the case with `outcome`; the closure stays on record even if the case is opened again (rules 5, 21).

    `document` is a document of the case; `letter`, a staged file, is filed in the same transaction. Raises
    `RuleViolation` with what is missing and where it is done, `Invalid` for a day in the future, `Stale` when the
    case changed since version `seen`, `NotFound`, and `Denied` without the right and for who is accountable for the
    case: a second person closes it.
    """
    reason = clean_text(reason)
    actor.require_person()
    async with transaction():
        await begin(actor, case_id, Permission.CASE_CLOSE)
        case = await get_case_ref_by_id(actor.scope, case_id)  # as it is now that it is locked
        _check_seen(case, seen, CASE_OUTCOME[outcome])
        may_close(actor, case).require()
        await own_document(actor, case, document)
        if closed_on > actor.today:
            text = "Datoen ligger i fremtiden."
            raise Invalid("case.closed_in_future", text, {"closed_on": text})
        facts = await collect_facts(actor.scope, case.id)
        has_document = document is not None or letter is not None
        facts = msgspec.structs.replace(facts, has_outcome_document=has_document)
        blockers = transition_blockers(facts, CasePhase.CLOSED, outcome, reason=reason, today=actor.today)
        if blockers:
            found = linked(blockers, case.public_id)
            raise RuleViolation("case.close_blocked", "Sagen kan ikke lukkes endnu.", found)
        if letter is not None:
            made = await add_document(
                actor,
                case_id=case.id,
                kind=DocumentKind.OTHER,
                direction=Direction.RECEIVED,
                title=f"Grundlag for lukning: {CASE_OUTCOME[outcome].lower()}",
                dated_on=None,
                esdh_document_no="",
                file=letter,
                permission=Permission.CASE_CLOSE,
            )
            document = made.id
        await close(actor, case, outcome, closed_on, reason, document)


async def close(
    actor: Actor, case: CaseRef, outcome: CaseOutcome, closed_on: date, reason: str, document: int | None
) -> None:
    """The step itself, inside the caller's transaction, which has asked the rules."""
    await insert(
        CaseClosure(
            case=case.id,
            outcome=outcome,
            closed_on=closed_on,
            document=document,
            reason=reason,
            by=actor.person,
            at=actor.now,
        )
    )
    await move(actor, case, CasePhase.CLOSED, AuditAction.CLOSED, outcome=outcome, closed_on=closed_on, reason=reason)


async def reopen_case(actor: Actor, case_id: int, *, reason: str, seen: int) -> None:
    """Opens a closed case again, in the phase its facts say; the closure stays on record.

    Raises `RuleViolation` without a reason or for a case that is not closed, `Stale`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id, Permission.CASE_CLOSE)
        case = await get_case_ref_by_id(actor.scope, case_id)
        _check_seen(case, seen, "Genåbnet")
        facts = await collect_facts(actor.scope, case.id)
        if facts.phase is not CasePhase.CLOSED:
            raise RuleViolation("case.not_closed", "Sagen er ikke lukket.")
        phase = reopen_phase(facts)
        blockers = transition_blockers(facts, phase, reason=reason, today=actor.today)
        if blockers:
            found = linked(blockers, case.public_id)
            raise RuleViolation("case.reopen_blocked", "Sagen kan ikke åbnes endnu.", found)
        await move(actor, case, phase, AuditAction.REOPENED, reason=reason)


async def move(
    actor: Actor,
    case: CaseRef,
    phase: CasePhase,
    action: AuditAction,
    *,
    outcome: CaseOutcome | None = None,
    closed_on: date | None = None,
    reason: str = "",
) -> None:
    """Puts the case, which the caller has locked, into `phase`, and counts anew what is due next."""
    await execute(
        "UPDATE cases SET phase = {}, outcome = {}, closed_on = {}, version = version + 1 WHERE id = {}",
        phase,
        outcome,
        closed_on,
        case.id,
    )
    await refresh_next_due(actor, case.id)
    record(
        actor,
        action,
        EntityKind.CASE,
        case.id,
        case=case.id,
        subject=f"{case.reference} {case.title}",
        before={"fase": CASE_PHASE[case.phase], "resultat": CASE_OUTCOME[case.outcome] if case.outcome else None},
        after={
            "fase": CASE_PHASE[phase],
            "resultat": CASE_OUTCOME[outcome] if outcome else None,
            "lukket den": closed_on,
            "lukket af": actor.name if closed_on else None,
            "ansvarlig for sagen": (case.owner_name or None) if closed_on else None,
        },
        reason=reason,
    )


def _check_seen(case: CaseRef, seen: int, mine: str) -> None:
    """`case` was read under the lock, so its version is the one that counts."""
    if seen == case.version:
        return
    theirs = CASE_OUTCOME[case.outcome] if case.outcome else CASE_PHASE[case.phase]
    raise Stale(conflicts=(Conflict("Sagens status", mine, theirs),))
