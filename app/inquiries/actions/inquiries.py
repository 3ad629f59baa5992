"""Registering an inquiry, correcting it, taking it back."""

from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Invalid, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.inquiries.enums import InquiryState
from app.inquiries.policy import require_open
from app.inquiries.queries import InquiryDetail, get_inquiry
from app.inquiries.rules import due_by_default
from app.inquiries.tables import Inquiry
from app.organisation.actions import Created
from app.organisation.queries import get_unit


class InquiryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an inquiry; what nobody knows is None or ""."""

    title: str
    asked_by: str = ""
    received_on: date | None = None
    due_on: date | None = None
    answered_by: str = ""
    case_workers: str = ""
    esdh_case_no: str = ""
    document_no: str = ""


def _columns(actor: Actor, facts: InquiryFacts) -> dict[str, Any]:
    title = clean_line(facts.title)
    if not title:
        text = "Skriv, hvad forespørgslen handler om."
        raise Invalid("inquiry.title", text, {"title": text})
    require_past(facts.received_on, actor.today, "received_on")
    if facts.due_on and facts.received_on and facts.due_on < facts.received_on:
        text = "Fristen ligger før den dag, forespørgslen kom."
        raise Invalid("inquiry.due", text, {"due_on": text})
    is_default = facts.due_on is None and facts.received_on is not None
    return {
        "title": title[:200],
        "asked_by": clean_line(facts.asked_by)[:200],
        "received_on": facts.received_on,
        "due_on": due_by_default(facts.received_on) if is_default and facts.received_on else facts.due_on,
        "is_due_default": is_default,
        "answered_by": clean_line(facts.answered_by)[:200],
        "case_workers": clean_line(facts.case_workers)[:200],
        "esdh_case_no": clean_line(facts.esdh_case_no)[:100],
        "document_no": clean_line(facts.document_no)[:100],
    }


_LABELS = {
    "title": "emne",
    "asked_by": "stillet af",
    "received_on": "modtaget",
    "due_on": "frist",
    "is_due_default": "fristen er regnet ud",
    "answered_by": "besvares af",
    "case_workers": "sagsbehandlere",
    "esdh_case_no": "sagsnr.",
    "document_no": "dok.nr.",
}


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    return {label: columns[name] for name, label in _LABELS.items()}


async def create_inquiry(actor: Actor, unit: str, facts: InquiryFacts) -> Created:
    """Registers an inquiry that `unit` (its public id) answers. Without a due date it is due ten working days after it
    came, marked as our default; without either the date is unknown.

    Raises `Invalid` naming the field, `NotFound`, `Denied`.
    """
    public_id = ids.new_public_id()
    async with transaction():
        place = await get_unit(actor.scope, unit)
        may(actor, Permission.INQUIRY_WRITE, place.ancestors).require()
        columns = _columns(actor, facts)
        key = await insert(
            Inquiry(
                public_id=public_id,
                municipality=place.municipality,
                unit=place.id,
                state=InquiryState.OPEN,
                withdrawn_reason="",
                by=actor.person,
                at=actor.now,
                version=1,
                **columns,
            )
        )
        after = _told(columns) | {"enhed": place.name}
        record(actor, AuditAction.CREATED, EntityKind.INQUIRY, key, subject=columns["title"], after=after)
    return Created(key, public_id)


async def change_inquiry(actor: Actor, public_id: str, *, seen: int, facts: InquiryFacts) -> None:
    """Raises as `create_inquiry`, `RuleViolation` for one that was taken back, `Stale` with both versions."""
    async with transaction():
        found = await inquiry_to_write(actor, public_id)
        columns = _columns(actor, facts)
        stored = {name: getattr(found.row, name) for name in _LABELS}
        before, after = _told(stored), _told(columns)
        if found.row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        await update_version(Inquiry, found.row.id, seen, **columns)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INQUIRY,
            found.row.id,
            subject=columns["title"],
            before=before,
            after=after,
        )


async def withdraw_inquiry(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The question was taken back, or entered by mistake: it stays with the reason. Raises `Invalid` without one."""
    reason = clean_text(reason)
    async with transaction():
        found = await inquiry_to_write(actor, public_id)
        if not reason:
            text = "Skriv, hvorfor forespørgslen trækkes tilbage."
            raise Invalid("inquiry.reason", text, {"reason": text})
        await update_version(Inquiry, found.row.id, seen, state=InquiryState.WITHDRAWN, withdrawn_reason=reason)
        subject = found.row.title
        record(actor, AuditAction.WITHDRAWN, EntityKind.INQUIRY, found.row.id, subject=subject, reason=reason)


async def inquiry_to_write(actor: Actor, public_id: str) -> InquiryDetail:
    """Raises `NotFound`, `Denied`, and `RuleViolation` for one that was taken back."""
    found = await get_inquiry(actor.scope, public_id)
    may(actor, Permission.INQUIRY_WRITE, found.above).require()
    require_open(found.row.state)
    return found
