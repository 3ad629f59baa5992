"""Who may read an action item, or a note on it."""

from collections.abc import Collection

from app.access.actions import TierChoice, Tiered, change_tier
from app.access.enums import Permission, Tier
from app.access.policy import Actor
from app.access.queries import Named, ancestors_of, list_named_readers, tier_mark
from app.cases.queries import get_case_ref_by_id
from app.core.errors import Invalid, Stale
from app.db.sql import execute, update_version
from app.db.transaction import transaction
from app.plans.actions.common import item_for
from app.plans.policy import may_set_note_tier
from app.plans.queries import find_people, get_item_row_by_public_id, get_note, standing_to
from app.plans.tables import ActionItem


async def set_item_tier(
    actor: Actor, item_id: int, *, tier: Tier, readers: Collection[str], reason: str, seen: int
) -> None:
    """Gives the item a tier; a restricted one has `readers`, by public id, and the actor.

    Raises `NotFound` outside the scope, also of the case, `Denied`, `Invalid` (see `change_tier`, and people the actor
    cannot name), and `Stale` with both choices.
    """
    async with transaction():
        item = await item_for(actor, item_id, Permission.PLAN_WRITE)
        ref = await get_case_ref_by_id(actor.scope, item.case_id or 0)
        now = await list_named_readers(actor.scope, "item", item.id)
        named = await resolve_readers(actor, ref.municipality, readers, now)
        wanted = TierChoice(tier=tier, readers=named, reason=reason)
        if item.version != seen:
            raise wanted.conflict(item.tier, now)
        try:
            await update_version(ActionItem, item.id, seen, tier=tier)
        except Stale:  # saved between our look and our write
            raise wanted.conflict(item.tier, now) from None
        it = Tiered(
            row="item",
            key=item.id,
            tier=item.tier,
            ancestors=await ancestors_of(actor.scope, (item.unit,), case=item.case_id),
            subject=f"{item.no}. {item.title}",
        )
        await change_tier(actor, it, wanted)


async def set_note_tier(
    actor: Actor, public_id: str, *, tier: Tier, readers: Collection[str], reason: str, seen: int
) -> None:
    """Gives a note on an item a tier; the files that came with it keep theirs. `seen` is the `tier_mark` the page
    showed. Otherwise as `set_item_tier`."""
    async with transaction():
        # A row lock on PostgreSQL; on SQLite the transaction has the only writer already.
        await execute("UPDATE item_updates SET tier = tier WHERE public_id = {}", public_id)
        note = await get_note(actor.scope, public_id)
        item = await get_item_row_by_public_id(actor.scope, note.item_public_id)
        standing = await standing_to(actor.scope, item.id, item.unit)
        may_set_note_tier(actor, standing, note.by).require()
        ref = await get_case_ref_by_id(actor.scope, item.case_id or 0)
        now = await list_named_readers(actor.scope, "item_update", note.id)
        named = await resolve_readers(actor, ref.municipality, readers, now)
        wanted = TierChoice(tier=tier, readers=named, reason=reason)
        if seen != tier_mark(actor.scope, note.tier, now):
            raise wanted.conflict(note.tier, now)
        it = Tiered(
            row="item_update",
            key=note.id,
            tier=note.tier,
            ancestors=standing.ancestors,
            subject=f"{item.no}. {item.title}",
        )
        await change_tier(actor, it, wanted)
        await execute("UPDATE item_updates SET tier = {} WHERE id = {}", tier, note.id)


async def resolve_readers(
    actor: Actor, municipality: int, public_ids: Collection[str], now: Collection[Named]
) -> tuple[Named, ...]:
    """The people with these ids: those the actor may choose, and who is named already. `Invalid` for anybody else."""
    known = {each.public_id: each for each in now}
    found = await find_people(actor.scope, municipality, set(public_ids) - known.keys())
    known |= {each.public_id: Named(each.id, each.public_id, each.name) for each in found}
    if not set(public_ids) <= known.keys():
        text = "Vælg personer fra listen."
        raise Invalid("tier.readers", text, {"readers": text})
    return tuple(known[each] for each in dict.fromkeys(public_ids))
