"""Asking the authority for a longer deadline, and its answer."""

from datetime import date

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.rulings import register_ruling
from app.cases.actions.steps import (
    CreatedWithWarnings,
    begin,
    new_warnings,
    own_document,
    refresh_next_due,
)
from app.cases.enums import ExtensionState, RulingKind
from app.cases.labels import EXTENSION_STATE
from app.cases.queries.loading import load_case_rows
from app.cases.rules.dates import applicable_dates, shown
from app.cases.tables import ExtensionRequest
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Blocker, Conflict, Invalid, NotFound, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.deadlines.enums import DeadlineKind


async def request_extension(
    actor: Actor,
    case_id: int,
    *,
    requested_on: date,
    wished_compliance_on: date,
    wished_report_back_on: date | None = None,
    reason: str = "",
) -> CreatedWithWarnings:
    """A longer deadline has been asked for in the authority's self-service. The old date binds until it is granted.

    A request dated after the deadline is saved with a warning (rule 16). Raises `RuleViolation` where nothing is to be
    complied with or one request is open already, `Invalid` for a date to come or a wish before today's deadline.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        if DeadlineKind.COMPLIANCE not in applicable_dates(rows.case.kind):
            raise RuleViolation("extension.no_deadline", "Sagen har ingen efterkommelsesfrist at forlænge.")
        if any(each.state is ExtensionState.REQUESTED for each in rows.extensions):
            where = f"/sager/{ref.public_id}/fristforlaengelse"
            missing = Blocker("extension.open", "Registrér svaret på den første anmodning.", where)
            raise RuleViolation("extension.open", "I venter allerede på svar.", (missing,))
        require_past(requested_on, actor.today, "requested_on")
        standing = rows.deadline(DeadlineKind.COMPLIANCE)
        if standing and standing.known_on and wished_compliance_on <= standing.known_on:
            message = f"Fristen er allerede {shown(standing.known_on)}. Skriv en senere dato."
            raise Invalid("extension.not_longer", message, {"wished_compliance_on": message})
        public_id = ids.new_public_id()
        key = await insert(
            ExtensionRequest(
                public_id=public_id,
                case=case_id,
                requested_on=requested_on,
                wished_compliance_on=wished_compliance_on,
                wished_report_back_on=wished_report_back_on,
                reason=clean_text(reason),
                state=ExtensionState.REQUESTED,
                answered_on=None,
                answer_ruling=None,
                answer_document=None,
                answer_note="",
                version=1,
            )
        )
        facts = await refresh_next_due(actor, case_id)
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.EXTENSION_REQUEST,
            key,
            case=case_id,
            subject="Længere frist",
            after={"sendt": shown(requested_on), "ønsket efterkommelsesfrist": shown(wished_compliance_on)},
            reason=clean_text(reason),
        )
    return CreatedWithWarnings(key, public_id, new_warnings(actor, rows, facts))


async def answer_extension(
    actor: Actor,
    case_id: int,
    request: int,
    *,
    state: ExtensionState,
    answered_on: date,
    seen: int,
    compliance_on: date | None = None,
    report_back_on: date | None = None,
    available_on: date | None = None,
    note: str = "",
    document: int | None = None,
) -> None:
    """The answer to a request, with its letter. Granting and refusing are rulings of their own; only the dates of one
    that grants replace the old ones (rule 16).

    Raises `Invalid` for a state that is no answer, a granted request without a new date, or a date before the request;
    `Stale` with both answers when somebody answered first, `RuleViolation` for one that is answered.
    """
    _check_answer(state, compliance_on)
    async with transaction():
        ref = await begin(actor, case_id)
        await own_document(actor, ref, document)
        rows = await load_case_rows(actor.scope, case_id)
        row = next((each for each in rows.extensions if each.id == request), None)
        if row is None:
            raise NotFound
        if row.version != seen:
            raise Stale(conflicts=(Conflict("Svar", EXTENSION_STATE[state], EXTENSION_STATE[row.state]),))
        if row.state is not ExtensionState.REQUESTED:
            raise RuleViolation("extension.answered", "Anmodningen er besvaret. Svaret står i sagen.")
        require_past(answered_on, actor.today, "answered_on")
        if answered_on < row.requested_on:
            message = f"Anmodningen er sendt {shown(row.requested_on)}. Svaret kan ikke være ældre."
            raise Invalid("extension.answered_before_asked", message, {"answered_on": message})
        ruling = None
        if state is not ExtensionState.WITHDRAWN:
            dates = {DeadlineKind.RULED: answered_on, DeadlineKind.AVAILABLE: available_on}
            if state is ExtensionState.GRANTED:
                dates |= {DeadlineKind.COMPLIANCE: compliance_on, DeadlineKind.REPORT_BACK: report_back_on}
            made = await register_ruling(
                actor,
                case_id,
                kind=RulingKind.EXTENSION,
                seen=len(rows.rulings),
                dates={kind: day for kind, day in dates.items() if day is not None},
                note=note,
                document=document,
            )
            ruling = made.id
        await update_version(
            ExtensionRequest,
            request,
            seen,
            state=state,
            answered_on=answered_on,
            answer_ruling=ruling,
            answer_document=document,
            answer_note=clean_text(note),
        )
        await refresh_next_due(actor, case_id)
        record(
            actor,
            AuditAction.DECIDED,
            EntityKind.EXTENSION_REQUEST,
            request,
            case=case_id,
            subject="Længere frist",
            before={"status": EXTENSION_STATE[row.state]},
            after={"status": EXTENSION_STATE[state], "besvaret": shown(answered_on)},
            reason=clean_text(note),
        )


def _check_answer(state: ExtensionState, compliance_on: date | None) -> None:
    if state is ExtensionState.REQUESTED:
        raise Invalid("extension.state", "Vælg svaret.", {"state": "Vælg svaret."})
    if state is ExtensionState.GRANTED and compliance_on is None:
        message = "Skriv den nye efterkommelsesfrist fra brevet."
        raise Invalid("extension.date_missing", message, {"compliance_on": message})
