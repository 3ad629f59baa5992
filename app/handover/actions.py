"""Handing over what somebody stands for."""

from collections.abc import Sequence

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import AppError, Blocker, Invalid, RuleViolation, Stale
from app.db.sql import execute, in_list
from app.db.transaction import transaction
from app.handover.queries import MOST, Holder, Present, list_present
from app.handover.rules import refused_text, why_not
from app.plans.actions import edit_item, reassign_owner
from app.plans.labels import ITEM_STATUS
from app.plans.policy import may_on_item
from app.plans.queries import find_person, list_helpers, standing_to
from app.plans.queries.visible import item_in_scope


class Chosen(msgspec.Struct, frozen=True):
    """An item to hand over, and the version of it that was seen."""

    public_id: str
    seen: int


async def hand_over(actor: Actor, holder: Holder, chosen: Sequence[Chosen], *, to: int, reason: str) -> int:
    """Puts `to` in the place of `holder`, as owner and as helper, on every chosen item; gives how many.

    All or none, in one transaction: each item gets an entry in the log with the shared reason, and what was done
    before keeps the old name. Raises `Invalid` naming the field, and `RuleViolation` with one blocker for each item
    that somebody has finished, handed over or changed since it was seen, or that the actor may not hand over. An item
    outside the scope counts as changed.
    """
    seen = {each.public_id: each.seen for each in chosen}
    count = len(seen)
    if not seen:
        raise Invalid("handover.items", "Vælg tiltag.", {"items": "Vælg mindst ét tiltag."})
    if len(seen) > MOST:
        raise Invalid("handover.items", "Vælg færre.", {"items": f"Vælg højst {MOST} tiltag ad gangen."})
    if not reason.strip():
        raise Invalid("handover.reason", "Skriv en begrundelse.", {"reason": "Skriv, hvorfor tiltagene gives videre."})
    async with transaction():
        await _may_take_over(actor, holder, to)
        refused = []
        for item in await _locked(actor, holder, list(seen)):
            if problem := await _handed_over(actor, holder, item, seen.pop(item.public_id), to=to, reason=reason):
                refused.append(
                    Blocker("handover.item", f"{item.no}. {item.title}: {problem}", f"/tiltag/{item.public_id}")
                )
        refused += [Blocker("handover.gone", "Et af tiltagene kan du ikke længere se.") for _ in seen]
        if refused:
            raise RuleViolation("handover.refused", refused_text(refused, count), refused)
    return count


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
        return "Tiltaget er ændret imens. Se, hvordan det står nu, og send igen."
    except AppError as error:
        return error.message
    return ""
