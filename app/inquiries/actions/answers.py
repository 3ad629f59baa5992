"""Answering a question from what is held, and approving the answer."""

from collections.abc import Sequence

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import short_date
from app.core.errors import Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, insert_many, update_version
from app.db.transaction import transaction
from app.inquiries.enums import AnswerState, Origin
from app.inquiries.facts import source_of
from app.inquiries.labels import ANSWER_STATE
from app.inquiries.policy import may_answer, may_approve, require_draft, require_open
from app.inquiries.queries import InquiryDetail, QuestionRow, get_inquiry
from app.inquiries.tables import InquiryFact, InquiryQuestion


async def _question_to_answer(actor: Actor, inquiry: str, question: str) -> tuple[InquiryDetail, QuestionRow]:
    found = await get_inquiry(actor.scope, inquiry)
    row = found.question(question)
    may_answer(actor, found.above, row.owner).require()
    require_open(found.row.state)
    require_draft(row.stored_state)
    return found, row


async def write_answer(actor: Actor, inquiry: str, question: str, *, seen: int, answer: str, not_held: str) -> None:
    """Writes the draft of an answer, and what the municipality does not hold.

    Raises `RuleViolation` for an approved one, `Stale` with both versions, `NotFound`, `Denied`.
    """
    answer, not_held = clean_text(answer), clean_text(not_held)
    async with transaction():
        found, row = await _question_to_answer(actor, inquiry, question)
        before = {"svar": row.answer, "findes ikke": row.not_held}
        after = {"svar": answer, "findes ikke": not_held}
        if row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        await update_version(InquiryQuestion, row.id, seen, answer=answer, not_held=not_held, answered_by=actor.person)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INQUIRY_QUESTION,
            row.id,
            subject=_subject(found, row),
            before=before,
            after=after,
        )


def _subject(found: InquiryDetail, row: QuestionRow) -> str:
    return f"{found.row.title}: spørgsmål {row.no}"


async def insert_facts(
    actor: Actor, inquiry: str, question: str, *, case: str, keys: Sequence[str], origin: Origin = Origin.CASE
) -> int:
    """Puts sentences that a case, or another `origin` (its public id), can say today into an answer, those with `keys`,
    as they stand; gives how many.

    Only what is open to everybody who reads it, whoever puts it in. One that stands there already is renewed. Raises
    `Invalid` where none is chosen, `NotFound` for what is outside the actor's scope, and as `write_answer`.
    """
    async with transaction():
        found, row = await _question_to_answer(actor, inquiry, question)
        source = await source_of(actor, origin, case)
        if source.municipality != found.row.municipality:
            raise NotFound
        chosen = [each for each in source.facts if each.key in set(keys)]
        if not chosen:
            text = "Vælg mindst en oplysning."
            raise Invalid("inquiry.facts", text, {"keys": text})
        by = actor.require_person()
        for each in chosen:
            await execute(
                f'DELETE FROM inquiry_facts WHERE question = {{}} AND "{origin}" = {{}} AND key = {{}}',
                row.id,
                source.id,
                each.key,
            )
        last = await fetch_value(int, "SELECT MAX(position) FROM inquiry_facts WHERE question = {}", row.id) or 0
        await insert_many(
            [
                InquiryFact(
                    public_id=ids.new_public_id(),
                    question=row.id,
                    position=last + no,
                    case=source.id if origin is Origin.CASE else None,
                    request=source.id if origin is Origin.REQUEST else None,
                    indicator=source.id if origin is Origin.INDICATOR else None,
                    source=source.name[:200],
                    key=each.key,
                    text=each.text,
                    as_of=actor.today,
                    by=by,
                    at=actor.now,
                )
                for no, each in enumerate(chosen, 1)
            ]
        )
        await update_version(InquiryQuestion, row.id, row.version, answered_by=actor.person)
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.INQUIRY_QUESTION,
            row.id,
            subject=_subject(found, row),
            after={"fra": source.name, "oplysninger": [each.text for each in chosen]},
        )
    return len(chosen)


async def remove_fact(actor: Actor, inquiry: str, question: str, fact: str, *, seen: int) -> None:
    """Takes a sentence out of a draft; the log keeps it. Raises as `write_answer`."""
    async with transaction():
        found, row = await _question_to_answer(actor, inquiry, question)
        old = next((each for each in row.facts if each.public_id == fact), None)
        if old is None:
            raise NotFound
        await execute("DELETE FROM inquiry_facts WHERE id = {}", old.id)
        await update_version(InquiryQuestion, row.id, seen, answered_by=actor.person)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.INQUIRY_QUESTION,
            row.id,
            subject=_subject(found, row),
            before={"fra": old.source, "oplysning": old.text, "pr. dato": short_date(old.as_of)},
        )


async def approve_answer(actor: Actor, inquiry: str, question: str, *, seen: int) -> None:
    """Approves an answer as it stands in version `seen`. Another than who wrote it last must.

    Raises `RuleViolation` for an empty or approved one, `SecondPerson`, `Stale`, `NotFound`, `Denied`.
    """
    async with transaction():
        found = await get_inquiry(actor.scope, inquiry)
        row = found.question(question)
        may_approve(actor, found.above, row.answered_by).require()
        require_open(found.row.state)
        if row.state is not AnswerState.DRAFT:
            text = "Svaret er allerede godkendt." if row.state is AnswerState.APPROVED else "Der er intet svar endnu."
            raise RuleViolation("inquiry.approve", text)
        await update_version(
            InquiryQuestion,
            row.id,
            seen,
            state=AnswerState.APPROVED,
            approved_by=actor.require_person(),
            approved_at=actor.now,
        )
        record(
            actor,
            AuditAction.APPROVED,
            EntityKind.INQUIRY_QUESTION,
            row.id,
            subject=_subject(found, row),
            before={"status": ANSWER_STATE[AnswerState.DRAFT]},
            after={"status": ANSWER_STATE[AnswerState.APPROVED]},
        )


async def reopen_answer(actor: Actor, inquiry: str, question: str, *, seen: int) -> None:
    """Makes an approved answer a draft again. Memos that were frozen with it stay as they are."""
    async with transaction():
        found = await get_inquiry(actor.scope, inquiry)
        row = found.question(question)
        may(actor, Permission.INQUIRY_APPROVE, found.above).require()
        require_open(found.row.state)
        if row.stored_state is not AnswerState.APPROVED:
            raise RuleViolation("inquiry.reopen", "Svaret er ikke godkendt.")
        await update_version(InquiryQuestion, row.id, seen, state=AnswerState.DRAFT, approved_by=None, approved_at=None)
        record(
            actor,
            AuditAction.REOPENED,
            EntityKind.INQUIRY_QUESTION,
            row.id,
            subject=_subject(found, row),
            before={"status": ANSWER_STATE[AnswerState.APPROVED]},
            after={"status": ANSWER_STATE[AnswerState.DRAFT]},
        )
