"""What the authority answered: a fact, recorded with its letter (rule 21), and what it means for the case."""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.access.queries import case_in_scope
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions import register_ruling, set_date
from app.cases.actions.steps import begin, own_document, refresh_next_due
from app.cases.enums import CaseOutcome, CasePhase, RulingKind
from app.cases.queries import CaseRef, get_case_ref_by_id, load_case_rows, second_person
from app.cases.rules import CaseFacts, transition_blockers
from app.cases.rules.dates import shown
from app.core.dates import require_past
from app.core.errors import Blocker, Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind
from app.deadlines.labels import DEADLINE_KIND
from app.documents.blobs import StagedFile
from app.documents.enums import DocumentKind
from app.reports.actions.exchange import file_letter
from app.reports.actions.lifecycle import close, move
from app.reports.enums import ReplyOutcome
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries import collect_facts, list_replies
from app.reports.rules import linked, permitted_replies
from app.reports.tables import AuthorityReply

SECOND_PERSON = "case.second_person"
_ASKS = (ReplyOutcome.ASKS, ReplyOutcome.NOT_COMPLIED)
_FIELD = {
    DeadlineKind.COMPLIANCE: "new_compliance_on",
    DeadlineKind.REPORT_BACK: "new_report_back_on",
    DeadlineKind.INVESTIGATION_ACCOUNT: "new_report_back_on",
}


class ReplyRecorded(msgspec.Struct, frozen=True):
    """A recorded reply. Where it should have closed the case but could not, `blockers` says what is missing."""

    id: int
    public_id: str
    is_closed: bool
    blockers: tuple[Blocker, ...]


async def record_authority_reply(
    actor: Actor,
    case_id: int,
    *,
    outcome: ReplyOutcome,
    replied_on: date,
    document: int | None = None,
    note: str = "",
    new_dates: Mapping[DeadlineKind, date] | None = None,
    control_visit_on: date | None = None,
    new_case: str = "",
    letter: StagedFile | None = None,
    letter_title: str = "",
    esdh_document_no: str = "",
) -> ReplyRecorded:
    """Records the authority's answer with its letter: only this gives "efterkommet" (rule 21).

    The letter is `document`, a document of the case, or the staged file `letter`, filed in the same transaction.
    COMPLIED closes the case where nothing else stands in the way, `note` being the reason, and who records it is not
    accountable for the case; otherwise the answer is kept and `blockers` says what is missing. ASKS and NOT_COMPLIED
    open a reported case again; the `new_dates` they give are a ruling of their own and bind from now on. A control
    visit and a new reaction (`new_case`: the reference of its case here, where there is one) leave the report-back
    waiting. Raises `Invalid` without a letter, for a day in the future, for an outcome this kind of case cannot have
    (rule 5), and for dates or a case that do not go with the outcome.
    """
    person = actor.require_person()
    require_past(replied_on, actor.today, "replied_on")
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_BACK)
        _check_outcome(case, outcome)
        await own_document(actor, case, document)
        _check_extras(outcome, dict(new_dates or {}), control_visit_on, new_case)
        other = await _other_case(actor, case, new_case)
        if letter is not None:
            title = letter_title or "Svar fra Arbejdstilsynet"
            document = await file_letter(
                actor, case, letter, DocumentKind.AUTHORITY_REPLY, title, replied_on, esdh_document_no
            )
        if document is None:
            text = "Vælg brevet fra Arbejdstilsynet. Uden brevet er svaret ikke dokumenteret."
            raise Invalid("reply.document_missing", text, {"file": text})
        ruling = await _bind(actor, case, dict(new_dates or {}), replied_on, document, note)
        if control_visit_on is not None:
            await _expect_visit(actor, case, control_visit_on)
        public_id = new_public_id()
        key = await insert(
            AuthorityReply(
                public_id=public_id,
                case=case.id,
                outcome=outcome,
                replied_on=replied_on,
                ruling=ruling,
                new_case=other.id if other else None,
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
            after={
                "svar": REPLY_OUTCOME[outcome],
                "dato": replied_on,
                "note": note,
                **{DEADLINE_KIND[kind].lower(): shown(day) for kind, day in (new_dates or {}).items()},
                **({"kontrolbesøg": shown(control_visit_on)} if control_visit_on else {}),
                **({"ny sag": other.reference} if other else {}),
            },
        )
        blockers = await _follow(actor, case, outcome, replied_on, document, note)
        await refresh_next_due(actor, case.id)
    is_closed = outcome is ReplyOutcome.COMPLIED and blockers == ()
    return ReplyRecorded(key, public_id, is_closed, blockers or ())


def _check_extras(
    outcome: ReplyOutcome, dates: dict[DeadlineKind, date], control_visit_on: date | None, new_case: str
) -> None:
    """Each belongs to one kind of answer; one that stands beside another was put in the wrong place."""
    fields: dict[str, str] = {}
    if dates and outcome not in _ASKS:
        text = "En ny frist hører til svaret, at Arbejdstilsynet beder om mere."
        fields |= {_FIELD[kind]: text for kind in dates}
    if control_visit_on is not None and outcome is not ReplyOutcome.CONTROL_VISIT:
        fields["control_visit_on"] = "Datoen hører til svaret, at Arbejdstilsynet kommer på kontrolbesøg."
    if new_case.strip() and outcome is not ReplyOutcome.NEW_REACTION:
        fields["new_case"] = "Sagen hører til svaret, at Arbejdstilsynet har givet en ny reaktion."
    if fields:
        raise Invalid("reply.extras", next(iter(fields.values())), fields)


async def _other_case(actor: Actor, case: CaseRef, reference: str) -> CaseRef | None:
    """The case that `reference` names, of those the reader sees; None for no reference."""
    wanted = clean_line(reference).upper()
    if not wanted:
        return None
    key = await fetch_value(
        int, "SELECT id FROM cases c WHERE c.reference = {} AND {}", wanted, case_in_scope(actor.scope, "c.id")
    )
    if key is None or key == case.id:
        text = "Skriv nummeret på en anden sag, som du kan se, fx AAR2026-0004."
        raise Invalid("reply.new_case", text, {"new_case": text})
    return await get_case_ref_by_id(actor.scope, key)


async def _bind(
    actor: Actor, case: CaseRef, dates: dict[DeadlineKind, date], replied_on: date, document: int, note: str
) -> int | None:
    """The authority's new dates as a ruling of their own, which replaces the standing ones."""
    if not dates:
        return None
    made = await register_ruling(
        actor,
        case.id,
        kind=RulingKind.NEW_DATE,
        seen=len((await load_case_rows(actor.scope, case.id)).rulings),
        dates={DeadlineKind.RULED: replied_on, **dates},
        note=note,
        document=document,
    )
    return made.id


async def _expect_visit(actor: Actor, case: CaseRef, on_date: date) -> None:
    row = (await load_case_rows(actor.scope, case.id)).deadline(DeadlineKind.CONTROL_VISIT)
    await set_date(
        actor,
        case.id,
        DeadlineKind.CONTROL_VISIT,
        on_date=on_date,
        source=DateSource.LETTER,
        reason="Fra Arbejdstilsynets svar på tilbagemeldingen.",
        seen=row.version if row else 0,
    )


async def link_new_case(actor: Actor, case_id: int, public_id: str, *, reference: str) -> None:
    """Says which case here is about the new reaction that a reply told of, once it is registered.

    Raises `Invalid` for a case the reader does not see, `RuleViolation` where the reply names one already or told of
    no reaction, `NotFound`, `Denied`.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_BACK)
        row = next((each for each in await list_replies(actor.scope, case.id) if each.public_id == public_id), None)
        if row is None:
            raise NotFound
        other = await _other_case(actor, case, reference)
        if other is None:
            text = "Skriv nummeret på den nye sag."
            raise Invalid("reply.new_case", text, {"new_case": text})
        changed = await execute(
            "UPDATE authority_replies SET new_case = {} WHERE public_id = {} AND outcome = {} AND new_case IS NULL "
            "RETURNING id",
            other.id,
            public_id,
            ReplyOutcome.NEW_REACTION,
        )
        if not changed:
            raise RuleViolation("reply.has_new_case", "Svaret er allerede knyttet til en sag.")
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.AUTHORITY_REPLY,
            changed[0]["id"],
            case=case.id,
            subject=REPLY_OUTCOME[ReplyOutcome.NEW_REACTION],
            after={"ny sag": other.reference},
        )


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
    is_answer = outcome in _ASKS and facts.phase is CasePhase.REPORTED and _is_last(facts, replied_on)
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
