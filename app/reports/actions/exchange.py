"""What went to the authority and what came back: facts, recorded whenever they are told (rules 19, 21)."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, own_document, refresh_next_due, require_of_case
from app.cases.enums import CaseOutcome, CasePhase
from app.cases.queries import CaseRef, get_case_ref_by_id, second_person
from app.cases.rules import (
    CaseFacts,
    report_back_warnings,
    transition_blockers,
)
from app.core.dates import require_past
from app.core.errors import Blocker, Invalid
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text
from app.db.sql import insert
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.blobs import StagedFile
from app.documents.enums import Direction, DocumentKind
from app.reports.actions.lifecycle import close, move
from app.reports.enums import ReplyOutcome
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries import collect_facts
from app.reports.rules import linked, permitted_replies
from app.reports.tables import AuthorityReply, ReportBack

SECOND_PERSON = "case.second_person"
UNINFORMED = "case.reported_without_information"


class ReportBackRecorded(msgspec.Struct, frozen=True):
    """A recorded report-back, whether AMO was informed before it, and what to be careful about."""

    id: int
    public_id: str
    was_body_informed: bool
    warnings: tuple[Blocker, ...]


class ReplyRecorded(msgspec.Struct, frozen=True):
    """A recorded reply. Where it should have closed the case but could not, `blockers` says what is missing."""

    id: int
    public_id: str
    is_closed: bool
    blockers: tuple[Blocker, ...]


async def record_report_back(
    actor: Actor,
    case_id: int,
    *,
    sent_on: date,
    receipt: str,
    snapshot: int | None = None,
    note: str = "",
    receipt_document: int | None = None,
    receipt_file: StagedFile | None = None,
) -> ReportBackRecorded:
    """Records that a report-back was sent in the authority's self-service. A fact is never refused (rule 19).

    Without a record of informing AMO or AMR on or before the day it is marked so; what else is missing (rule 6) comes
    back as warnings. An open case becomes "reported", unless the authority has already answered this report-back.
    `snapshot` and `receipt_document` are keys of the case's own rows. Raises `Invalid` for a day in the future.
    """
    person = actor.require_person()
    require_past(sent_on, actor.today, "sent_on")
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_BACK)
        await own_document(actor, case, receipt_document)
        if snapshot is not None:
            await require_of_case(actor, case, "report_snapshots", (snapshot,), "snapshot")
        if receipt_file is not None:
            receipt_document = await _file(
                actor, case, receipt_file, DocumentKind.RECEIPT, f"Kvittering for tilbagemelding {receipt}", sent_on
            )
        facts = await collect_facts(actor.scope, case.id)
        told = msgspec.structs.replace(facts, report_backs=(*facts.report_backs, sent_on))
        warnings = report_back_warnings(told, sent_on)
        was_informed = all(each.code != UNINFORMED for each in warnings)
        public_id = new_public_id()
        key = await insert(
            ReportBack(
                public_id=public_id,
                case=case.id,
                snapshot=snapshot,
                sent_on=sent_on,
                receipt=clean_line(receipt),
                receipt_document=receipt_document,
                was_body_informed=was_informed,
                note=clean_text(note),
                by=person,
                at=actor.now,
            )
        )
        record(
            actor,
            AuditAction.RECORDED,
            EntityKind.REPORT_BACK,
            key,
            case=case.id,
            subject="Tilbagemelding sendt" if was_informed else "Tilbagemelding sendt uden registreret orientering",
            after={"sendt": sent_on, "kvittering": receipt, "AMO orienteret inden": was_informed, "note": note},
        )
        if _is_reported(told, sent_on):
            await move(actor, case, CasePhase.REPORTED, AuditAction.CHANGED)
    return ReportBackRecorded(key, public_id, was_informed, linked(warnings, case.public_id))


def _is_reported(told: CaseFacts, sent_on: date) -> bool:
    """Whether the case now waits for the authority. Sent on the day it asked for more counts as the new answer."""
    if told.phase is not CasePhase.OPEN:
        return False
    asked = max((r.replied_on for r in told.replies if r.outcome is not CaseOutcome.COMPLIED), default=None)
    blockers = transition_blockers(told, CasePhase.REPORTED)
    return not blockers or (asked == sent_on and all(each.code == "case.report_back_missing" for each in blockers))


async def record_authority_reply(
    actor: Actor,
    case_id: int,
    *,
    outcome: ReplyOutcome,
    replied_on: date,
    document: int | None = None,
    note: str = "",
    ruling: int | None = None,
    letter: StagedFile | None = None,
    letter_title: str = "",
    esdh_document_no: str = "",
) -> ReplyRecorded:
    """Records the authority's answer with its letter: only this gives "efterkommet" (rule 21).

    The letter is `document`, a document of the case, or the staged file `letter`, filed in the same transaction.
    COMPLIED closes the case where nothing else stands in the way, `note` being the reason, and who records it is not
    accountable for the case; otherwise the answer is kept and `blockers` says what is missing. ASKS and NOT_COMPLIED
    open a reported case again. Raises `Invalid` without a letter, for a day in the future, and for an outcome this kind
    of case cannot have (rule 5).
    """
    person = actor.require_person()
    require_past(replied_on, actor.today, "replied_on")
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_BACK)
        _check_outcome(case, outcome)
        await own_document(actor, case, document)
        if ruling is not None:
            await require_of_case(actor, case, "rulings", (ruling,), "ruling")
        if letter is not None:
            title = letter_title or "Svar fra Arbejdstilsynet"
            document = await _file(
                actor, case, letter, DocumentKind.AUTHORITY_REPLY, title, replied_on, esdh_document_no
            )
        if document is None:
            text = "Vælg brevet fra Arbejdstilsynet. Uden brevet er svaret ikke dokumenteret."
            raise Invalid("reply.document_missing", text, {"file": text})
        public_id = new_public_id()
        key = await insert(
            AuthorityReply(
                public_id=public_id,
                case=case.id,
                outcome=outcome,
                replied_on=replied_on,
                ruling=ruling,
                document=document,
                note=clean_text(note),
                by=person,
                at=actor.now,
            )
        )
        record(
            actor,
            AuditAction.RECORDED,
            EntityKind.AUTHORITY_REPLY,
            key,
            case=case.id,
            subject=REPLY_OUTCOME[outcome],
            after={"svar": REPLY_OUTCOME[outcome], "dato": replied_on, "note": note},
        )
        blockers = await _follow(actor, case, outcome, replied_on, document, note)
        await refresh_next_due(actor, case.id)
    is_closed = outcome is ReplyOutcome.COMPLIED and blockers == ()
    return ReplyRecorded(key, public_id, is_closed, blockers or ())


async def _follow(
    actor: Actor, case: CaseRef, outcome: ReplyOutcome, replied_on: date, document: int, note: str
) -> tuple[Blocker, ...] | None:
    """What the answer means for the case; gives what kept it from closing, None where it was closed before."""
    facts = await collect_facts(actor.scope, case.id)
    if outcome is ReplyOutcome.COMPLIED:
        if facts.phase is CasePhase.CLOSED:
            return None
        facts = msgspec.structs.replace(facts, has_outcome_document=True)
        found = transition_blockers(facts, CasePhase.CLOSED, CaseOutcome.COMPLIED, reason=note, today=actor.today)
        found += await _second_person(actor, case)
        if not found:
            await close(actor, case, CaseOutcome.COMPLIED, replied_on, note, document)
        return linked(found, case.public_id)
    is_answer = facts.phase is CasePhase.REPORTED and _is_last(facts, replied_on)
    if is_answer and not transition_blockers(facts, CasePhase.OPEN):
        await move(actor, case, CasePhase.OPEN, AuditAction.CHANGED)
    return ()


async def _second_person(actor: Actor, case: CaseRef) -> list[Blocker]:
    """Set where somebody else must close the case, and whom to ask; the answer is kept."""
    now = await get_case_ref_by_id(actor.scope, case.id)
    reason = await second_person(actor, now)
    return [Blocker(SECOND_PERSON, reason)] if reason else []


def _is_last(facts: CaseFacts, replied_on: date) -> bool:
    """Whether the answer is to the last report-back, not an earlier one told late."""
    return replied_on >= max(facts.report_backs, default=replied_on)


def _check_outcome(case: CaseRef, outcome: ReplyOutcome) -> None:
    if outcome not in permitted_replies(case.kind):
        text = "Denne slags sag kan ikke ende sådan. Luk sagen med det rigtige resultat i stedet."
        raise Invalid("reply.outcome_not_permitted", text, {"outcome": text})


async def _file(
    actor: Actor,
    case: CaseRef,
    file: StagedFile,
    kind: DocumentKind,
    title: str,
    dated_on: date,
    esdh_document_no: str = "",
) -> int:
    made = await add_document(
        actor,
        case_id=case.id,
        kind=kind,
        direction=Direction.RECEIVED,
        title=clean_line(title)[:200],
        dated_on=dated_on,
        esdh_document_no=clean_line(esdh_document_no),
        file=file,
        permission=Permission.REPORT_BACK,
    )
    return made.id
