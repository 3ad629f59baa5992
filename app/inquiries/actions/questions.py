"""The questions of an inquiry, and who answers each."""

from typing import Any

import msgspec

from app.access.policy import Actor
from app.accounts.queries.near import list_near
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.inquiries.actions.inquiries import inquiry_to_write
from app.inquiries.enums import AnswerState
from app.inquiries.policy import require_draft
from app.inquiries.queries import InquiryDetail, QuestionRow
from app.inquiries.rules import MOST_QUESTIONS
from app.inquiries.tables import InquiryQuestion
from app.organisation.actions import Created


class QuestionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it was asked; `owner` is the public id of who answers it, or ""."""

    no: int
    text: str
    owner: str = ""


async def write_question(
    actor: Actor, inquiry: str, facts: QuestionFacts, *, question: str = "", seen: int = 0
) -> Created:
    """Adds a question, or changes the one with the public id `question`, while its answer is not approved.

    Raises `Invalid` for a number that another has, no text, or an owner whom the actor cannot choose; `RuleViolation`
    for an approved answer or more than `MOST_QUESTIONS`; `Stale`, `NotFound`, `Denied`.
    """
    async with transaction():
        found = await inquiry_to_write(actor, inquiry)
        old = found.question(question) if question else None
        text = clean_text(facts.text)
        if not text:
            raise Invalid("inquiry.question", "Skriv spørgsmålet.", {"text": "Skriv spørgsmålet."})
        if any(each.no == facts.no and each is not old for each in found.questions):
            taken = f"Der er allerede et spørgsmål {facts.no}."
            raise Invalid("inquiry.no", taken, {"no": taken})
        if old is None and len(found.questions) >= MOST_QUESTIONS:
            raise RuleViolation("inquiry.many", f"En forespørgsel kan have {MOST_QUESTIONS} spørgsmål.")
        owner = await _owner(actor, found, facts.owner, old)
        columns: dict[str, Any] = {"no": facts.no, "text": text, "owner": owner}
        after = {"nr.": facts.no, "spørgsmål": text, "svarer": owner}
        subject = f"{found.row.title}: spørgsmål {facts.no}"
        if old is None:
            public_id = ids.new_public_id()
            key = await insert(
                InquiryQuestion(
                    public_id=public_id,
                    inquiry=found.row.id,
                    answer="",
                    not_held="",
                    state=AnswerState.DRAFT,
                    answered_by=None,
                    approved_by=None,
                    approved_at=None,
                    version=1,
                    **columns,
                )
            )
            record(actor, AuditAction.ADDED, EntityKind.INQUIRY_QUESTION, key, subject=subject, after=after)
            return Created(key, public_id)
        require_draft(old.stored_state)
        before = {"nr.": old.no, "spørgsmål": old.text, "svarer": old.owner}
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before != after:
            await update_version(InquiryQuestion, old.id, seen, **columns)
            record(
                actor,
                AuditAction.CHANGED,
                EntityKind.INQUIRY_QUESTION,
                old.id,
                subject=subject,
                before=before,
                after=after,
            )
        return Created(old.id, old.public_id)


async def _owner(actor: Actor, found: InquiryDetail, chosen: str, old: QuestionRow | None) -> int | None:
    """One who stands there already need not be in the writer's sight."""
    if not chosen:
        return None
    if old is not None and chosen == old.owner_public_id:
        return old.owner
    people = await list_near(actor.scope, (found.row.unit,), chosen)
    if not people:
        text = "Vælg en person på listen."
        raise Invalid("inquiry.owner", text, {"owner": text})
    return people[0].id
