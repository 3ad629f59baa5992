"""What proves that people were told of a ruling: a notice that hung, a material that was read."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.errors import Invalid
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.involvement.actions import Facts, record_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.notices.queries.tasks import get_linked_material, list_materials_to_link
from app.notices.tables import CaseMaterial


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that hangs, or hung: where, from when, until when, and who put it up (a role, or a name)."""

    place: str
    on_date: date
    until_on: date | None = None
    who: str = ""


async def record_notice(actor: Actor, case_id: int, posted: Posted, files: Sequence[StagedFile] = ()) -> None:
    """The employees were told by a notice; a photo of it is evidence of the case, which everybody of it may open.

    Raises as `record_involvement` and `add_evidence`, and `Invalid` without a place.
    """
    place = clean_line(posted.place)
    if not place:
        text = "Skriv, hvor opslaget hang."
        raise Invalid("notice.place", text, {"where_hung": text})
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        evidence: int | None = None
        for file in files[:1]:
            (made,) = await add_evidence(
                actor,
                kind=EvidenceKind.PHOTO,
                title=f"Opslag: {place}"[:200],
                dated_on=None,
                link=Link(LinkKind.CASE, case.public_id),
                files=(file,),
            )
            evidence = made.id
        await record_involvement(
            actor,
            case.id,
            Facts(
                kind=InvolvementKind.INFORMED,
                party=Party.EMPLOYEES,
                channel=Channel.NOTICE,
                on_date=posted.on_date,
                until_on=posted.until_on,
                forum_text=place,
                participants=f"Hængt op af {clean_line(posted.who)}" if clean_line(posted.who) else "",
                evidence=evidence,
            ),
        )


async def link_material(actor: Actor, case_id: int, material: str) -> None:
    """The units of a case are told of it by a material that was sent to one of them.

    Raises `Invalid` for one that was not, is linked already, or that the actor does not see; `NotFound`, `Denied`.
    """
    by = actor.require_person()
    async with transaction():
        case = await _case_to_prove(actor, case_id)
        chosen = [each for each in await list_materials_to_link(actor.scope, case.id) if each.public_id == material]
        if not chosen:
            text = "Vælg et materiale, som er sendt til en af sagens enheder."
            raise Invalid("case_material.material", text, {"material": text})
        row = CaseMaterial(
            public_id=new_public_id(),
            case=case.id,
            material=chosen[0].id,
            by=by,
            at=actor.now,
            removed_at=None,
            removed_reason="",
            removed_by=None,
        )
        await insert(row)
        _record(actor, case, "materiale knyttet")


async def unlink_material(actor: Actor, case_id: int, public_id: str, *, reason: str) -> None:
    """The material has nothing to do with the case after all; the row stays. Raises `Invalid` without a reason,
    `NotFound`, `Denied`."""
    by, reason = actor.require_person(), clean_text(reason)
    async with transaction():
        case = await _case_to_prove(actor, case_id)
        row = await get_linked_material(actor.scope, case.id, public_id)
        if not reason:
            text = "Skriv, hvorfor materialet ikke hører til sagen."
            raise Invalid("case_material.reason", text, {"reason": text})
        await execute(
            "UPDATE case_materials SET removed_at = {}, removed_reason = {}, removed_by = {} WHERE id = {}",
            actor.now,
            reason,
            by,
            row.id,
        )
        _record(actor, case, "materiale fjernet", reason)


async def _case_to_prove(actor: Actor, case_id: int) -> CaseRef:
    case = await get_case_ref_by_id(actor.scope, case_id)
    may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
    return case


def _record(actor: Actor, case: CaseRef, what: str, reason: str = "") -> None:
    """Without its title: who reads the case need not read what its units were sent."""
    after = {"orientering af medarbejderne": what}
    changed, kind = AuditAction.CHANGED, EntityKind.CASE
    record(actor, changed, kind, case.id, case=case.id, subject=case.title, after=after, reason=reason)
