"""Handing over what somebody stands for."""

from collections.abc import Sequence

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.access.queries import case_in_scope
from app.cases.actions import change_owner
from app.cases.enums import CasePhase
from app.cases.labels import CASE_PHASE
from app.core.errors import AppError, Blocker, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import execute, in_list
from app.db.transaction import transaction
from app.evidence.asking import reassign_request
from app.handover.queries import (
    MOST,
    MOST_CASES,
    Holder,
    Present,
    PresentCase,
    list_present,
    list_present_cases,
)
from app.handover.rules import CASE, ITEM, Counts, Words, refused_text, why_not
from app.plans.actions import edit_item, reassign_owner
from app.plans.labels import ITEM_STATUS
from app.plans.policy import may_on_item
from app.plans.queries import find_person, list_helpers, standing_to
from app.plans.queries.visible import item_in_scope


class Chosen(msgspec.Struct, frozen=True):
    """An item or a case to hand over, and the version of it that was seen."""

    public_id: str
    seen: int


async def hand_over(
    actor: Actor,
    holder: Holder,
    items: Sequence[Chosen],
    cases: Sequence[Chosen] = (),
    requests: Sequence[Chosen] = (),
    *,
    to: int,
    reason: str,
) -> Counts:
    """Puts `to` in the place of `holder`: as owner and as helper on every chosen item, as accountable for every chosen
    case, and as who asked or was asked in every chosen request for evidence; gives how many.

    All or none, in one transaction: each gets an entry in the log with the shared reason, and what was done before
    keeps the old name. Raises `Invalid` naming the field, and `RuleViolation` with one blocker for each that somebody
    has finished, handed over or changed since it was seen, that the actor may not hand over, or that `to` may not
    stand for. What lies outside the scope counts as changed.
    """
    seen_items = {each.public_id: each.seen for each in items}
    seen_cases = {each.public_id: each.seen for each in cases}
    seen_requests = {each.public_id: each.seen for each in requests}
    counts = Counts(len(seen_items), len(seen_cases), len(seen_requests))
    _check(counts, reason)
    async with transaction():
        await _may_take_over(actor, holder, to)
        refused = []
        for item in await _locked(actor, holder, list(seen_items)):
            seen = seen_items.pop(item.public_id)
            if problem := await _handed_over(actor, holder, item, seen, to=to, reason=reason):
                refused.append(
                    Blocker("handover.item", f"{item.no}. {item.title}: {problem}", f"/tiltag/{item.public_id}")
                )
        for case in await _locked_cases(actor, list(seen_cases)):
            seen = seen_cases.pop(case.public_id)
            if problem := await _case_handed_over(actor, holder, case, seen, to=to, reason=reason):
                text = f"Sag {case.reference} {case.title}: {problem}"
                refused.append(Blocker("handover.case", text, f"/sager/{case.public_id}"))
        for public_id, seen in seen_requests.items():
            refused += await _request_handed_over(actor, holder, public_id, seen, to=to, reason=reason)
        refused += [Blocker("handover.gone", "Et af tiltagene kan du ikke længere se.") for _ in seen_items]
        refused += [Blocker("handover.gone", "En af sagerne kan du ikke længere se.") for _ in seen_cases]
        if refused:
            raise RuleViolation("handover.refused", refused_text(refused, counts), refused)
    return counts


def _check(counts: Counts, reason: str) -> None:
    """Raises `Invalid` naming the field unless something is chosen, not too much, and a reason written."""
    if not counts.total:
        raise Invalid("handover.items", "Vælg noget.", {"items": "Vælg mindst ét tiltag, én sag eller én anmodning."})
    if counts.items > MOST:
        raise Invalid("handover.items", "Vælg færre.", {"items": f"Vælg højst {MOST} tiltag ad gangen."})
    if counts.cases > MOST_CASES:
        raise Invalid("handover.cases", "Vælg færre.", {"cases": f"Vælg højst {MOST_CASES} sager ad gangen."})
    if not reason.strip():
        raise Invalid("handover.reason", "Skriv en begrundelse.", {"reason": "Skriv, hvorfor du giver det videre."})


async def _may_take_over(actor: Actor, holder: Holder, to: int) -> None:
    """Raises `Invalid` unless `to` is somebody else whom the actor shares a unit or a committee with."""
    if to == holder.id:
        raise Invalid("handover.to", "Vælg en anden.", {"to": f"Vælg en anden end {holder.name}."})
    if await find_person(actor.scope, holder.municipality, person_id=to) is None:
        raise Invalid("handover.to", "Vælg en person.", {"to": "Vælg en person fra jeres enheder."})


async def _locked(actor: Actor, holder: Holder, public_ids: list[str]) -> list[Present]:
    """The items as they stand, until the end of the transaction: the items first, each plan afterwards, so that two
    who hand over at once wait for each other and not both."""
    await execute(
        "UPDATE action_items SET version = version WHERE public_id IN {} AND {}",
        in_list(public_ids),
        item_in_scope(actor.scope, "action_items"),
    )
    return await list_present(actor.scope, holder.id, public_ids)


async def _handed_over(actor: Actor, holder: Holder, item: Present, seen: int, *, to: int, reason: str) -> str:
    """Hands one item over; gives why not, in Danish, where it stays."""
    problem = why_not(
        ITEM,
        is_theirs=item.owner == holder.id or item.is_helper,
        is_open=item.is_open,
        is_as_seen=item.version == seen,
        status=ITEM_STATUS[item.status],
        owner=item.owner_name,
    )
    if problem:
        return problem
    try:
        may_on_item(actor, Permission.ITEM_HAND_OVER, await standing_to(actor.scope, item.id, item.unit)).require()
        if not item.is_helper:
            await reassign_owner(actor, item.id, seen, owner=to, reason=reason)
        else:
            owner = to if item.owner == holder.id else item.owner
            others = {each.id for each in await list_helpers(actor.scope, item.id)} - {holder.id}
            helpers = tuple(others | {to} - {owner})
            await edit_item(actor, item.id, seen, owner=owner, helpers=helpers, reason=reason)
    except Stale:
        return _changed(ITEM)
    except AppError as error:
        return error.message
    return ""


async def _locked_cases(actor: Actor, public_ids: list[str]) -> list[PresentCase]:
    """The cases as they stand, until the end of the transaction; after the items, as who edits an item locks its case
    last."""
    await execute(
        "UPDATE cases SET version = version WHERE public_id IN {} AND {}",
        in_list(public_ids),
        case_in_scope(actor.scope, "cases.id"),
    )
    return await list_present_cases(actor.scope, public_ids)


async def _case_handed_over(actor: Actor, holder: Holder, case: PresentCase, seen: int, *, to: int, reason: str) -> str:
    """Makes `to` accountable for one case; gives why not, in Danish, where it stays."""
    problem = why_not(
        CASE,
        is_theirs=case.owner == holder.id,
        is_open=case.phase is not CasePhase.CLOSED,
        is_as_seen=case.version == seen,
        status=CASE_PHASE[case.phase],
        owner=case.owner_name or "ukendt",
    )
    if problem:
        return problem
    try:
        await change_owner(actor, case.id, seen=seen, owner=to, reason=reason)
    except Stale:
        return _changed(CASE)
    except Invalid:
        return "Den nye person kan ikke være ansvarlig for den. Vælg en anden til sagen."
    except AppError as error:
        return error.message
    return ""


async def _request_handed_over(
    actor: Actor, holder: Holder, public_id: str, seen: int, *, to: int, reason: str
) -> list[Blocker]:
    """Puts `to` in the holder's place in one request, on whichever side; gives why not, where it stays."""
    href = f"/anmodninger/{public_id}"
    try:
        await reassign_request(
            actor,
            public_id,
            seen=seen,
            holder=holder.id,
            municipality=holder.municipality,
            to=to,
            reason=reason,
        )
    except NotFound:
        return [Blocker("handover.gone", "En af anmodningerne kan du ikke længere se.")]
    except Stale:
        return [Blocker("handover.request", "Anmodning: Den er ændret imens. Se, hvordan den står nu.", href)]
    except AppError as error:
        return [Blocker("handover.request", f"Anmodning: {error.message}", href)]
    return []


def _changed(words: Words) -> str:
    return why_not(words, is_theirs=True, is_open=True, is_as_seen=False, status="", owner="")
