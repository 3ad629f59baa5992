"""Asking somebody for evidence, delivering it, and judging what came. One function is one step."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Permission, Tier
from app.access.policy import Actor, may_read
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Conflict, Denied, Invalid, NotFound, RuleViolation, Stale
from app.core.text import clean_line, clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.evidence.actions import Link, add_delivered, link_delivered
from app.evidence.enums import EvidenceKind, LinkKind, RequestAct, RequestState
from app.evidence.labels import LINK_KIND, REQUEST_STATE
from app.evidence.queries import Target, get_target, standing_to_target
from app.evidence.queries.requests import (
    RequestRow,
    find_other,
    get_request,
    list_deliveries,
    list_request_steps,
)
from app.evidence.rules import comment_problem, delivery_problem, next_state, source_problem
from app.evidence.tables import EvidenceDelivery, EvidenceRequest, EvidenceRequestStep
from app.organisation.actions import Created
from app.plans.policy import may_on_item
from app.plans.queries import find_person

_ACTION = {
    RequestState.REQUESTED: AuditAction.ASKED_FOR,
    RequestState.DELIVERED: AuditAction.DELIVERED,
    RequestState.RETURNED: AuditAction.RETURNED,
    RequestState.ACCEPTED: AuditAction.ACCEPTED,
    RequestState.CANCELLED: AuditAction.WITHDRAWN,
}


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What comes in answer to a request: new files or a place in the ESDH system, or evidence that is there already."""

    files: Sequence[StagedFile] = ()
    esdh_reference: str = ""
    chosen: Sequence[str] = ()
    kind: EvidenceKind | None = None
    tier: Tier = Tier.OPEN


async def request_evidence(
    actor: Actor, link: Link, municipality: int, *, title: str, asked_of: int, due_on: date
) -> Created:
    """Asks somebody for evidence about an item or a case.

    Raises `NotFound` for a target out of scope, `Denied`, and `Invalid` for a day that has passed, for oneself, for
    somebody the actor does not know, and for who does not read what it is about.
    """
    person, title = actor.require_person(), clean_line(title)
    if not title:
        raise Invalid("request.title", "Skriv, hvad du beder om.", {"title": "Skriv, hvad du beder om."})
    if due_on < actor.today:
        raise Invalid("request.due_on", "Datoen er passeret.", {"due_on": "Datoen er passeret."})
    async with transaction():
        target = await get_target(actor.scope, link.kind, link.public_id)
        may_on_item(actor, Permission.EVIDENCE_REQUEST, await standing_to_target(actor.scope, target)).require()
        await _may_be_asked(actor, target, municipality, asked_of)
        public_id = ids.new_public_id()
        key = await insert(
            EvidenceRequest(
                public_id=public_id,
                version=1,
                case=target.case_id,
                item=target.id if target.kind is LinkKind.ITEM else None,
                title=title,
                due_on=due_on,
                state=RequestState.REQUESTED,
                asked_by=person,
                asked_of=asked_of,
                asked_at=actor.now,
            )
        )
        await _write_step(actor, key, RequestState.REQUESTED, "")
        asked = await find_person(actor.scope, municipality, person_id=asked_of)
        record(
            actor,
            AuditAction.ASKED_FOR,
            EntityKind.EVIDENCE_REQUEST,
            key,
            case=target.case_id,
            subject=title,
            after={
                "bedt om det": asked.name if asked else "",
                "dato": due_on.isoformat(),
                LINK_KIND[target.kind].lower(): target.label,
            },
        )
    return Created(key, public_id)


async def _may_be_asked(actor: Actor, target: Target, municipality: int, person: int) -> None:
    """Raises `Invalid` unless it is somebody else, whom the actor may name, and who reads what it is about."""
    found = await find_person(actor.scope, municipality, person_id=person)
    if found is None:
        raise Invalid("request.asked_of", "Vælg en person fra listen.", {"asked_of": "Vælg en person fra listen."})
    if person == actor.person:
        text = "Vælg en anden end dig selv. Har du dokumentationen, så tilføj den."
        raise Invalid("request.asked_of", text, {"asked_of": text})
    if not await _reads(actor, target, person):
        text = f"{found.name} har ikke adgang til det. Vælg en, der kan se det."
        raise Invalid("request.asked_of", text, {"asked_of": text})


async def _reads(actor: Actor, target: Target, person: int) -> bool:
    other = await find_other(actor.scope, person, actor.now)
    if other is None:
        return False
    try:
        await get_target(other.scope, target.kind, target.public_id)
    except NotFound:
        return False
    return True


async def deliver_evidence(actor: Actor, public_id: str, *, seen: int, delivery: Delivery, comment: str = "") -> None:
    """Who was asked delivers, whatever their role: being asked gives the right to it.

    What is added is for who asked, too: they are named where it is restricted, and must read any other tier. Raises
    `NotFound`, `Denied`, `Stale`, `RuleViolation` where nothing is to be delivered, `Invalid` for no source.
    """
    problem = "" if delivery.chosen else source_problem(len(delivery.files), delivery.esdh_reference)
    if problem:
        raise Invalid("evidence.source", problem, {"files": problem})
    async with transaction():
        request, target = await _begin(actor, public_id, RequestAct.DELIVER, seen)
        await _readable_to_asker(actor, request, target, delivery.tier)
        made = [await link_delivered(actor, each, target) for each in delivery.chosen]
        if delivery.files or delivery.esdh_reference:
            made += await add_delivered(
                actor,
                target,
                kind=delivery.kind,
                title=request.title,
                files=delivery.files,
                esdh_reference=delivery.esdh_reference,
                tier=delivery.tier,
                reader=request.asked_by,
            )
        step = await _move(actor, request, RequestAct.DELIVER, comment)
        for evidence in made:
            await insert(EvidenceDelivery(step=step, evidence=evidence))


async def _readable_to_asker(actor: Actor, request: RequestRow, target: Target, tier: Tier) -> None:
    asker = await find_other(actor.scope, request.asked_by, actor.now)
    above = (await standing_to_target(actor.scope, target)).ancestors
    if tier is not Tier.RESTRICTED and asker is not None and not may_read(asker, tier, above):
        text = f"{request.asked_by_name} kan ikke læse det, der kun er for dem. Vælg en anden."
        raise Invalid("request.tier", text, {"tier": text})


async def accept_delivery(actor: Actor, public_id: str, *, seen: int, comment: str = "") -> None:
    """Who asked says that it will do; that ends the request.

    Raises `NotFound`, `Denied` also for one's own delivery, `Stale`, and `RuleViolation` where nothing is delivered or
    nothing that was can be looked at: it is withdrawn since, or waits for the virus scanner.
    """
    async with transaction():
        request, _ = await _begin(actor, public_id, RequestAct.ACCEPT, seen)
        steps = await list_request_steps(actor.scope, request.id)
        last = next(step.id for step in reversed(steps) if step.state is RequestState.DELIVERED)
        pieces = await list_deliveries(actor.scope, [last])
        if problem := delivery_problem((piece.is_withdrawn, piece.scan) for piece in pieces):
            raise RuleViolation("request.withdrawn", problem)
        await _move(actor, request, RequestAct.ACCEPT, comment)


async def return_delivery(actor: Actor, public_id: str, *, seen: int, comment: str) -> None:
    """Who asked sends it back and says what is missing; it then waits for who was asked. Raises as `accept_delivery`,
    and `Invalid` without a comment."""
    async with transaction():
        request, _ = await _begin(actor, public_id, RequestAct.RETURN, seen)
        await _move(actor, request, RequestAct.RETURN, comment)


async def cancel_request(actor: Actor, public_id: str, *, seen: int, comment: str) -> None:
    """Who asked takes the request back and says why; what was delivered stays. Raises as `return_delivery`."""
    async with transaction():
        request, _ = await _begin(actor, public_id, RequestAct.CANCEL, seen)
        await _move(actor, request, RequestAct.CANCEL, comment)


async def reassign_request(
    actor: Actor, public_id: str, *, seen: int, holder: int, municipality: int, to: int, reason: str
) -> None:
    """Puts `to` in the place of `holder`, who asked or was asked, in an open request.

    Raises `NotFound`, `Denied` without the right to hand over there, `Stale`, `RuleViolation` for one that has ended or
    is not the holder's, `Invalid` for who cannot take it: the other side of it, or who does not read it.
    """
    async with transaction():
        request = await _locked(actor, public_id)
        _require_seen(request, seen)
        target = await get_target(actor.scope, *request.about)
        may_on_item(actor, Permission.ITEM_HAND_OVER, await standing_to_target(actor.scope, target)).require()
        if not request.is_open or holder not in (request.asked_by, request.asked_of):
            raise RuleViolation("request.ended", "Anmodningen er afsluttet eller givet videre imens.")
        is_asked = request.asked_of == holder
        if to == (request.asked_by if is_asked else request.asked_of):
            raise Invalid("request.same", "Den nye person står på den anden side af anmodningen. Vælg en anden.")
        found = await find_person(actor.scope, municipality, person_id=to)
        if found is None or not await _reads(actor, target, to):
            raise Invalid("request.to", "Den nye person kan ikke se, hvad den handler om. Vælg en anden.")
        column = "asked_of" if is_asked else "asked_by"
        await execute(
            f"UPDATE evidence_requests SET {column} = {{}}, version = version + 1 WHERE id = {{}}", to, request.id
        )
        field, before = (
            ("bedt om det", request.asked_of_name) if is_asked else ("har bedt om det", request.asked_by_name)
        )
        record(
            actor,
            AuditAction.MOVED,
            EntityKind.EVIDENCE_REQUEST,
            request.id,
            case=request.case_id,
            subject=request.title,
            before={field: before},
            after={field: found.name},
            reason=reason,
        )


async def _locked(actor: Actor, public_id: str) -> RequestRow:
    """The request as it is, until the commit; on SQLite the transaction has the only writer already."""
    await execute("UPDATE evidence_requests SET version = version WHERE public_id = {}", public_id)
    return await get_request(actor.scope, public_id)


def require_party(actor: Actor, request: RequestRow) -> None:
    """Raises `Denied` for who neither asked nor was asked."""
    if actor.person not in (request.asked_by, request.asked_of):
        raise Denied("request.not_yours", "Kun den, der har bedt om det, og den, der er bedt, kan svare.")


def _require_seen(request: RequestRow, seen: int) -> None:
    if request.version != seen:
        raise Stale(conflicts=(Conflict("Anmodningen", "Dit svar", REQUEST_STATE[request.state]),))


async def _begin(actor: Actor, public_id: str, act: RequestAct, seen: int) -> tuple[RequestRow, Target]:
    """The request, where this is the actor's step to take."""
    request = await _locked(actor, public_id)
    target = await get_target(actor.scope, *request.about)
    require_party(actor, request)
    _require_seen(request, seen)
    next_state(request.state, act)
    if act not in request.acts(actor):
        raise Denied("request.not_yours", "Det er den anden, der skal gøre det.")
    return request, target


async def _move(actor: Actor, request: RequestRow, act: RequestAct, comment: str) -> int:
    comment = clean_text(comment)
    if problem := comment_problem(act, comment):
        raise Invalid("request.comment", problem, {"comment": problem})
    state = next_state(request.state, act)
    await execute("UPDATE evidence_requests SET state = {}, version = version + 1 WHERE id = {}", state, request.id)
    step = await _write_step(actor, request.id, state, comment)
    record(
        actor,
        _ACTION[state],
        EntityKind.EVIDENCE_REQUEST,
        request.id,
        case=request.case_id,
        subject=request.title,
        before={"status": REQUEST_STATE[request.state]},
        after={"status": REQUEST_STATE[state]},
        reason=comment,
    )
    return step


async def _write_step(actor: Actor, request: int, state: RequestState, comment: str) -> int:
    return await insert(
        EvidenceRequestStep(request=request, state=state, comment=comment, by=actor.require_person(), at=actor.now)
    )
