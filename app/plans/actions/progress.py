"""What happens to an item: status and note, giving up and taking up again among them; review."""

from datetime import date
from typing import Any

from app.access.actions import check_tier, set_readers
from app.access.enums import Permission, Tier
from app.access.labels import TIER
from app.access.policy import Actor
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import work_changed
from app.core import ids
from app.core.errors import Conflict, Invalid, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.plans.actions.common import item_for, person_of, touch_plan
from app.plans.enums import ItemStatus
from app.plans.labels import ITEM_STATUS
from app.plans.policy import step_permission
from app.plans.queries import ItemRow, find_last_note
from app.plans.rules import item_transition_blockers, next_review
from app.plans.tables import ActionItem, ItemUpdate


async def update_item(
    actor: Actor, item_id: int, *, status: ItemStatus, note: str, seen: int, tier: Tier = Tier.OPEN
) -> int:
    """The form of a phone: a new status, a note, or both; gives the key of the update, for a photo to hang on.

    `tier` is who may read the note, as chosen when it is written; the status is told to all who read the item.

    Done sets the day; giving up needs a note, the right to plan, and revises an approved plan. Joins a transaction
    that is open.
    Raises `NotFound`, `Denied`, `RuleViolation` (a step the rules do not allow; effect has its own form, rule 24),
    `Invalid` when nothing is said, and `Stale` with both versions.
    """
    async with transaction():
        item = await item_for(actor, item_id, Permission.ITEM_COMMENT)
        note = clean_text(note)
        await item_for(actor, item_id, step_permission(item.status, status))
        await _require_fresh(actor, item, status, note, seen)
        if status is item.status and not note:
            raise Invalid("item.nothing", "Intet er ændret.", {"note": "Skriv en bemærkning, eller vælg en ny status."})
        blockers = item_transition_blockers(item.status, status, item.facts, note=note)
        if blockers:
            raise RuleViolation("item.step", "Tiltaget kan ikke få den status endnu.", blockers)
        await _save(actor, item, seen, _columns(actor, item, status), status, note)
        if ItemStatus.CANCELLED in (status, item.status) and status is not item.status:
            await touch_plan(actor, item.plan, item.id)
        check_tier(actor, tier, await ancestors_of(actor.scope, (item.unit,), case=item.case_id))
        update = await _trail(actor, item, status, note, tier)
        if note:
            await _note(actor, item, update, note, tier)
        if status is not item.status:
            record(
                actor,
                AuditAction.COMPLETED if status is ItemStatus.DONE else AuditAction.CHANGED,
                EntityKind.ACTION_ITEM,
                item.id,
                case=item.case_id,
                subject=f"{item.no}. {item.title}",
                before={"status": ITEM_STATUS[item.status]},
                after={"status": ITEM_STATUS[status]},
            )
            await work_changed(actor, item.case_id)
    return update


async def _note(actor: Actor, item: ItemRow, update: int, note: str, tier: Tier) -> None:
    """Names who reads a note, and logs it in an entry of its own: who reads that may be changed afterwards."""
    await set_readers(actor, "item_update", update, tier, ())
    record(
        actor,
        AuditAction.ADDED,
        EntityKind.ITEM_UPDATE,
        update,
        case=item.case_id,
        subject=f"{item.no}. {item.title}",
        after={"bemærkning": note, "fortrolighed": None if tier is Tier.OPEN else TIER[tier]},
    )


def _columns(actor: Actor, item: ItemRow, status: ItemStatus) -> dict[str, Any]:
    if status is item.status:
        return {}
    columns: dict[str, Any] = {"status": status, "done_on": None, "effect_result": None}
    if status is ItemStatus.DONE:
        columns["done_on"] = item.done_on or actor.today  # back from an evaluation: it was done before
    return columns


async def _require_fresh(actor: Actor, item: ItemRow, status: ItemStatus, note: str, seen: int) -> None:
    if item.version != seen:
        theirs = await find_last_note(actor.scope, item.id)
        raise Stale(
            conflicts=(
                Conflict("Status", ITEM_STATUS[status], ITEM_STATUS[item.status]),
                Conflict("Bemærkning", note, theirs),
            )
        )


async def _save(actor: Actor, item: ItemRow, seen: int, columns: dict[str, Any], status: ItemStatus, note: str) -> None:
    try:
        await update_version(ActionItem, item.id, seen, **columns)
    except Stale:  # saved between our look and our write: look again
        await _require_fresh(actor, await item_for(actor, item.id, Permission.ITEM_COMMENT), status, note, seen)
        raise


async def _trail(actor: Actor, item: ItemRow, status: ItemStatus, note: str, tier: Tier = Tier.OPEN) -> int:
    return await insert(
        ItemUpdate(
            public_id=ids.new_public_id(),
            item=item.id,
            by=person_of(actor),
            at=actor.now,
            old_status=item.status,
            new_status=status,
            note=note,
            tier=tier,
        )
    )


async def add_to_trail(actor: Actor, item_id: int, note: str, tier: Tier = Tier.OPEN) -> int:
    """A line about what was added to the item and is logged there; gives its key. The item stays as it stands.

    Raises `NotFound`, `Denied`, and `Invalid` for a tier the actor does not read.
    """
    async with transaction():
        item = await item_for(actor, item_id, Permission.ITEM_COMMENT)
        check_tier(actor, tier, await ancestors_of(actor.scope, (item.unit,), case=item.case_id))
        update = await _trail(actor, item, item.status, clean_text(note), tier)
        await set_readers(actor, "item_update", update, tier, ())
        return update


async def review_ongoing(
    actor: Actor, item_id: int, *, note: str, seen: int, next_review_on: date | None = None
) -> int:
    """A permanent demand has been looked at: the note joins the trail and the next review is set (rule 27).

    The next one is an interval from today unless a later day is given. `RuleViolation` for an item that is not
    ongoing or no longer open, `Invalid` without a note or with a day that has passed, `Stale` with both versions.
    """
    async with transaction():
        item = await item_for(actor, item_id, Permission.ITEM_UPDATE)
        note = clean_text(note)
        await _require_fresh(actor, item, item.status, note, seen)
        if item.ongoing_interval_months is None or item.status not in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS):
            raise RuleViolation("item.not_ongoing", "Kun løbende tiltag, der er i gang, bliver gennemgået.")
        fields = {}
        if not note:
            fields["note"] = "Skriv, hvad gennemgangen viste."
        if next_review_on is not None and next_review_on <= actor.today:
            fields["next_review_on"] = "Vælg en dag efter i dag."
        if fields:
            raise Invalid("item.review", "Ret felterne.", fields)
        following = next_review_on or next_review(actor.today, item.ongoing_interval_months)
        status = ItemStatus.IN_PROGRESS
        await _save(actor, item, seen, {"next_review_on": following, "status": status}, status, note)
        update = await _trail(actor, item, status, note)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACTION_ITEM,
            item.id,
            case=item.case_id,
            subject=f"{item.no}. {item.title}",
            before={"næste gennemgang": item.next_review_on},
            after={"næste gennemgang": following},
        )
        await _note(actor, item, update, note, Tier.OPEN)
    return update
