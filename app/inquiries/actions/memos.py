"""Freezing the memo, and logging that it goes out."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import NotFound, RuleViolation
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.inquiries.actions.inquiries import inquiry_to_write
from app.inquiries.content import memo_json
from app.inquiries.facts import memo_of
from app.inquiries.queries import get_inquiry
from app.inquiries.rules import missing_before_memo
from app.inquiries.tables import InquiryMemo
from app.reports.content import sha256


async def freeze_memo(actor: Actor, inquiry: str) -> int:
    """Freezes the memo of an inquiry whose answers are all approved, and gives its number.

    Raises `RuleViolation` naming the questions that wait, `NotFound`, `Denied`.
    """
    async with transaction():
        found = await inquiry_to_write(actor, inquiry)
        missing = missing_before_memo((each.no, each.state) for each in found.questions)
        if missing:
            raise RuleViolation("inquiry.memo", missing)
        await execute("UPDATE inquiries SET version = version WHERE id = {}", found.row.id)  # a lock on both engines
        last = await fetch_value(int, "SELECT MAX(no) FROM inquiry_memos WHERE inquiry = {}", found.row.id) or 0
        no = last + 1
        canonical = memo_json(await memo_of(actor, found, no=no))
        digest = sha256(canonical)
        await insert(
            InquiryMemo(
                public_id=ids.new_public_id(),
                inquiry=found.row.id,
                no=no,
                content=canonical.decode(),
                hash=digest,
                by=actor.require_person(),
                at=actor.now,
            )
        )
        record(
            actor,
            AuditAction.RELEASED,
            EntityKind.INQUIRY,
            found.row.id,
            subject=f"{found.row.title}: notat nr. {no}",
            after={"nummer": no, "fingeraftryk": digest},
        )
    return no


async def record_memo_export(actor: Actor, inquiry: str, no: int | None, *, form: str) -> None:
    """Logs, in its own short transaction, that a memo (None: a draft) is about to leave the house (rule 40)."""
    async with transaction():
        found = await get_inquiry(actor.scope, inquiry)
        if not found.is_whole:
            raise NotFound
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.INQUIRY,
            found.row.id,
            subject=found.row.title + (f": notat nr. {no}" if no else ": udkast"),
            after={"fil": form},
        )
