"""What went to the authority: a fact, recorded whenever it is told (rule 19)."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, own_document, require_of_case
from app.cases.enums import CaseOutcome, CasePhase
from app.cases.queries import CaseRef
from app.cases.rules import (
    CaseFacts,
    report_back_warnings,
    transition_blockers,
)
from app.core.dates import require_past
from app.core.errors import Blocker, Invalid
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text
from app.db.sql import fetch_value, insert
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.blobs import StagedFile
from app.documents.enums import Direction, DocumentKind
from app.reports.actions.lifecycle import move
from app.reports.content import PROFILES
from app.reports.enums import Profile
from app.reports.queries import collect_facts
from app.reports.rules import linked
from app.reports.tables import ReportBack

UNINFORMED = "case.reported_without_information"


class ReportBackRecorded(msgspec.Struct, frozen=True):
    """A recorded report-back, whether AMO was informed before it, and what to be careful about."""

    id: int
    public_id: str
    was_body_informed: bool
    warnings: tuple[Blocker, ...]


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
    `snapshot` and `receipt_document` are keys of the case's own rows. Raises `Invalid` for a day in the future
    and for a report that is made for others than the authority.
    """
    person = actor.require_person()
    require_past(sent_on, actor.today, "sent_on")
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_BACK)
        await own_document(actor, case, receipt_document)
        if snapshot is not None:
            await require_of_case(actor, case, "report_snapshots", (snapshot,), "snapshot")
            await _require_final(snapshot)
        if receipt_file is not None:
            receipt_document = await file_letter(
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


async def _require_final(snapshot: int) -> None:
    """Refuses a report that is made for others than the authority."""
    profile = Profile(await fetch_value(str, "SELECT profile FROM report_snapshots WHERE id = {}", snapshot) or "")
    if not PROFILES[profile].is_final:
        raise Invalid("case.snapshot", "Vælg fra listen.", {"snapshot": "Vælg fra listen."})


def _is_reported(told: CaseFacts, sent_on: date) -> bool:
    """Whether the case now waits for the authority. Sent on the day it asked for more counts as the new answer."""
    if told.phase is not CasePhase.OPEN:
        return False
    asked = max((r.replied_on for r in told.replies if r.outcome is not CaseOutcome.COMPLIED), default=None)
    blockers = transition_blockers(told, CasePhase.REPORTED)
    return not blockers or (asked == sent_on and all(each.code == "case.report_back_missing" for each in blockers))


async def file_letter(
    actor: Actor,
    case: CaseRef,
    file: StagedFile,
    kind: DocumentKind,
    title: str,
    dated_on: date,
    esdh_document_no: str = "",
) -> int:
    """A letter from the authority on the case, inside the caller's transaction; its key."""
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
