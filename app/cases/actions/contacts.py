"""The dialogue with the authority: every contact, and its corrections. A row never changes."""

from datetime import date

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, own_document
from app.cases.enums import ContactChannel
from app.cases.labels import CONTACT_CHANNEL
from app.cases.queries.contacts import ContactView, get_contact
from app.cases.rules.dates import shown
from app.cases.tables import Contact
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Conflict, Invalid, Stale
from app.core.text import clean_line, clean_text
from app.db.sql import fetch_value, insert
from app.db.transaction import transaction
from app.organisation.actions import Created


async def add_contact(
    actor: Actor,
    case_id: int,
    *,
    on_date: date,
    note: str,
    channel: ContactChannel = ContactChannel.PHONE,
    role: str = "",
    is_in_report: bool = False,
    document: int | None = None,
) -> Created:
    """A telephone call, letter or meeting with the authority. Only a person can have had one (`Denied`).

    `role` is that of the person there, never a name; reports made from now on tell of it where `is_in_report`. Raises
    `Invalid` for an empty note or a date to come.
    """
    actor.require_person()
    async with transaction():
        return await _add(
            actor,
            case_id,
            None,
            "",
            on_date=on_date,
            note=note,
            channel=channel,
            role=role,
            is_in_report=is_in_report,
            document=document,
        )


async def correct_contact(
    actor: Actor,
    case_id: int,
    public_id: str,
    *,
    reason: str,
    on_date: date,
    note: str,
    channel: ContactChannel,
    role: str = "",
    is_in_report: bool = False,
    document: int | None = None,
) -> Created:
    """Another record in place of one that was wrong; the wrong one stays, with the reason. Raises `Invalid` without a
    reason, `Stale` where somebody has corrected it already, and as `add_contact`; `NotFound` outside the case.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id)
        old = await get_contact(actor.scope, case_id, public_id)
        if not reason:
            text = "Skriv, hvad der var forkert. Den første tekst bliver stående."
            raise Invalid("contact.reason_missing", text, {"reason": text})
        newer = await fetch_value(str, "SELECT note FROM contacts WHERE corrects = {}", old.id)
        if newer is not None:
            raise Stale(conflicts=(Conflict("Hvad I talte om", clean_text(note), newer),))
        return await _add(
            actor,
            case_id,
            old,
            reason,
            on_date=on_date,
            note=note,
            channel=channel,
            role=role,
            is_in_report=is_in_report,
            document=document,
        )


async def _add(
    actor: Actor,
    case_id: int,
    corrects: ContactView | None,
    reason: str,
    *,
    on_date: date,
    note: str,
    channel: ContactChannel,
    role: str,
    is_in_report: bool,
    document: int | None,
) -> Created:
    note, role = clean_text(note), clean_line(role)
    if not note:
        raise Invalid("contact.note_missing", "Skriv, hvad I talte om.", {"note": "Skriv, hvad I talte om."})
    ref = await begin(actor, case_id)
    require_past(on_date, actor.today, "on_date")
    await own_document(actor, ref, document)
    public_id = ids.new_public_id()
    key = await insert(
        Contact(
            public_id=public_id,
            case=case_id,
            on_date=on_date,
            channel=channel,
            role=role,
            note=note,
            is_in_report=is_in_report,
            by=actor.require_person(),
            at=actor.now,
            document=document,
            corrects=corrects.id if corrects else None,
            reason=reason,
        )
    )
    record(
        actor,
        AuditAction.CHANGED if corrects else AuditAction.CREATED,
        EntityKind.CONTACT,
        key,
        case=case_id,
        subject=f"{on_date:%d.%m.%Y}",
        before=_told(corrects.on_date, corrects.channel, corrects.role, corrects.note, corrects.is_in_report)
        if corrects
        else None,
        after=_told(on_date, channel, role, note, is_in_report),
        reason=reason,
    )
    return Created(key, public_id)


def _told(on_date: date, channel: ContactChannel, role: str, note: str, is_in_report: bool) -> dict[str, object]:
    return {
        "dato": shown(on_date),
        "hvordan": CONTACT_CHANNEL[channel],
        "med": role,
        "note": note,
        "med i rapporten": is_in_report,
    }
