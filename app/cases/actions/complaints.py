"""Complaints, and what becomes of the dates when they end."""

from datetime import date

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import (
    CreatedWithWarnings,
    begin,
    change_date,
    new_warnings,
    own_document,
    refresh_next_due,
)
from app.cases.enums import ComplaintState
from app.cases.labels import COMPLAINT_STATE
from app.cases.queries.loading import load_case_rows
from app.cases.queries.rows import ANSWERING, CaseRows
from app.cases.rules import case_held, leaves_dates_open, met_dates
from app.cases.rules.dates import shown
from app.cases.tables import Complaint
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Blocker, Conflict, Invalid, NotFound, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.deadlines.enums import DeadlineKind, DeadlineState
from app.deadlines.rules import DUTY_KINDS


async def file_complaint(
    actor: Actor,
    case_id: int,
    *,
    filed_on: date,
    ruling: int | None = None,
    note: str = "",
    document: int | None = None,
) -> CreatedWithWarnings:
    """A complaint that has been sent, about `ruling` (None: the order). A timely one suspends (rule 17).

    The fact is saved whether it was timely or not. Raises `RuleViolation` before there is a ruling, `NotFound` for a
    ruling of another case, `Invalid` for a date to come.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        if rows.order is None:
            where = f"/sager/{ref.public_id}/afgoerelser/ny"
            missing = Blocker("case.ruling_missing", "Registrér Arbejdstilsynets afgørelse først.", where)
            raise RuleViolation("case.ruling_missing", "Der er ingen afgørelse at klage over.", (missing,))
        about = rows.order.id if ruling is None else ruling
        if about not in {each.id for each in rows.rulings}:
            raise NotFound
        require_past(filed_on, actor.today, "filed_on")
        await own_document(actor, ref, document)
        public_id = ids.new_public_id()
        key = await insert(
            Complaint(
                public_id=public_id,
                case=case_id,
                ruling=about,
                filed_on=filed_on,
                state=ComplaintState.FILED,
                decided_on=None,
                note=clean_text(note),
                document=document,
                version=1,
            )
        )
        facts = await refresh_next_due(actor, case_id)
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.COMPLAINT,
            key,
            case=case_id,
            subject="Klage",
            after={"sendt": shown(filed_on), "status": COMPLAINT_STATE[ComplaintState.FILED], "note": clean_text(note)},
        )
    return CreatedWithWarnings(key, public_id, new_warnings(actor, rows, facts))


async def decide_complaint(
    actor: Actor, case_id: int, complaint: int, *, state: ComplaintState, decided_on: date, seen: int, note: str = ""
) -> None:
    """How a complaint ended: upheld, rejected or withdrawn. The suspension ends.

    The dates it held then wait for the authority's new ones, unless it was withdrawn (decision 0007).
    Raises `Invalid` for a state that is no end or a date before the complaint, `Stale` with both answers,
    `RuleViolation` for one that has ended: a new complaint, or a new ruling, is what may follow.
    """
    if state is ComplaintState.FILED:
        raise Invalid("complaint.state", "Vælg, hvordan klagen endte.", {"state": "Vælg, hvordan klagen endte."})
    async with transaction():
        await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        row = next((each for each in rows.complaints if each.id == complaint), None)
        if row is None:
            raise NotFound
        if row.version != seen:
            raise Stale(conflicts=(Conflict("Svar", COMPLAINT_STATE[state], COMPLAINT_STATE[row.state]),))
        if row.state is not ComplaintState.FILED:
            raise RuleViolation("complaint.answered", "Klagen er afgjort. Svaret står i sagen.")
        require_past(decided_on, actor.today, "decided_on")
        if decided_on < row.filed_on:
            message = f"Klagen er sendt {shown(row.filed_on)}. Svaret kan ikke være ældre."
            raise Invalid("complaint.decided_before_filed", message, {"decided_on": message})
        text = "\n\n".join(part for part in (row.note, clean_text(note)) if part)
        await update_version(Complaint, complaint, seen, state=state, decided_on=decided_on, note=text)
        if case_held(rows.facts()):
            await _await_new_dates(actor, await load_case_rows(actor.scope, case_id), decided_on)
        await refresh_next_due(actor, case_id)
        record(
            actor,
            AuditAction.DECIDED,
            EntityKind.COMPLAINT,
            complaint,
            case=case_id,
            subject="Klage",
            before={"status": COMPLAINT_STATE[row.state]},
            after={"status": COMPLAINT_STATE[state], "afgjort": shown(decided_on)},
            reason=clean_text(note),
        )


async def correct_complaint(
    actor: Actor, case_id: int, complaint: int, *, filed_on: date, seen: int, reason: str
) -> tuple[Blocker, ...]:
    """The right day that a complaint was sent, with the `reason`, which the log keeps beside the old day.

    What follows from the day follows anew (rule 17): whether it suspends, and, where it is decided, whether the dates
    wait for the authority's new ones. Gives what the case warns of now. Raises `Invalid` without a reason, for a day
    to come or after the answer, `Stale` with both days, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        row = next((each for each in rows.complaints if each.id == complaint), None)
        if row is None:
            raise NotFound
        if row.version != seen:
            raise Stale(conflicts=(Conflict("Klagen sendt", shown(filed_on), shown(row.filed_on)),))
        require_past(filed_on, actor.today, "filed_on")
        if row.decided_on is not None and filed_on > row.decided_on:
            message = f"Klagen er afgjort {shown(row.decided_on)}. Den kan ikke være sendt senere."
            raise Invalid("complaint.filed_after_decided", message, {"filed_on": message})
        if not reason:
            raise Invalid("complaint.reason", "Skriv, hvorfor datoen rettes.", {"reason": "Skriv en begrundelse."})
        if filed_on == row.filed_on:
            return ()
        await update_version(Complaint, complaint, seen, filed_on=filed_on)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.COMPLAINT,
            complaint,
            case=case_id,
            subject="Klage",
            before={"sendt": shown(row.filed_on)},
            after={"sendt": shown(filed_on)},
            reason=reason,
        )
        await _settle(actor, rows, await load_case_rows(actor.scope, case_id))
        facts = await refresh_next_due(actor, case_id)
    return new_warnings(actor, rows, facts)


async def _settle(actor: Actor, before: CaseRows, now: CaseRows) -> None:
    """What a complaint held that was decided, as its corrected day has it: those dates wait, or bind again."""
    answered = [row.decided_on for row in now.complaints if row.decided_on is not None]
    if not answered or case_held(now.facts()):
        return
    if _decided(now) and (not _decided(before) or case_held(before.facts())):
        await _await_new_dates(actor, now, max(answered))
    elif _decided(before) and not _decided(now):
        for row in now.deadlines:
            if row.state is DeadlineState.AWAITING:
                await change_date(
                    actor,
                    now.case.id,
                    row,
                    on_date=row.on_date,
                    source=row.source,
                    is_confirmed=row.is_confirmed,
                    reason="Klagens dato er rettet. Klagen udsatte ikke påbuddet, så datoen gælder.",
                )


def _decided(rows: CaseRows) -> list[int]:
    """The rulings complained about, whose complaints were decided and leave their dates open."""
    facts = rows.facts()
    due = facts.on(DeadlineKind.COMPLAINT)
    return [
        row.ruling
        for row, fact in zip(rows.complaints, facts.complaints, strict=True)
        if leaves_dates_open(facts.kind, fact, due)
    ]


async def _await_new_dates(actor: Actor, rows: CaseRows, decided_on: date) -> None:
    """Marks what the complaint held, once no other one holds it; dates of a ruling that answered it stay."""
    facts = rows.facts()
    decided = _decided(rows)
    if not decided or case_held(facts):
        return
    numbers = {each.id: each.no for each in rows.rulings}
    last = max(numbers[ruling] for ruling in decided)
    answers = {each.id for each in rows.rulings if each.no > last and each.kind in ANSWERING}
    held = [rows.deadline(kind) for kind in DUTY_KINDS & set(facts.dates) - set(met_dates(facts))]
    for row in sorted((each for each in held if each and each.known_on), key=lambda each: each.id):
        if row.ruling not in answers:
            await change_date(
                actor,
                rows.case.id,
                row,
                on_date=row.on_date,
                source=row.source,
                is_confirmed=row.is_confirmed,
                reason=f"Klagen er afgjort {shown(decided_on)}. Arbejdstilsynet skal sætte en ny dato.",
                state=DeadlineState.AWAITING,
            )
