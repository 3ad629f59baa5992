"""Planning an item: adding one to the plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.access.actions import set_readers
from app.access.enums import Tier
from app.access.policy import Actor
from app.access.queries import list_named_readers
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import work_changed
from app.core import ids
from app.core.errors import Invalid
from app.core.text import clean_line, clean_text
from app.db.sql import fetch_value, insert
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.actions.common import (
    FIELD_LABELS,
    ItemFields,
    case_of_plan,
    check_fields,
    focus_points_for,
    owner_for,
    touch_plan,
    unit_for,
)
from app.plans.actions.plans import ensure_plan
from app.plans.enums import ActionType, ItemStatus, PreventionLevel
from app.plans.labels import ACTION_TYPE, PREVENTION_LEVEL
from app.plans.queries import ItemRow, get_item_row
from app.plans.rules import first_review, item_search_text
from app.plans.tables import ActionItem, ItemFocusPoint, ItemHelper


async def add_item(
    actor: Actor,
    plan_id: int,
    *,
    title: str,
    unit: int,
    owner: int,
    action_type: ActionType,
    problem: str = "",
    cause: str = "",
    severity: str = "",
    measure: str = "",
    solves_how: str = "",
    prevention_level: PreventionLevel | None = None,
    is_individual: bool = False,
    starts_on: date | None = None,
    due_on: date | None = None,
    late_reason: str = "",
    ongoing_interval_months: int | None = None,
    effect_criterion: str = "",
    effect_check_on: date | None = None,
    helpers: Sequence[int] = (),
    focus_points: Sequence[int] = (),
    follow_up_of: int | None = None,
) -> Created:
    """A new item with the plan's next number; a draft may lack anything but title, unit, owner and type.

    The rest is asked for when the plan is approved (rule 23). Raises `NotFound` outside the actor's scope, `Denied`,
    and `Invalid` naming the field for an owner, unit or focus point that is not the case's, and for a date after
    the compliance date without a reason (rule 18). An approved plan is thereby revised.
    What follows an item up tells of the same: it is read by those who read that one.
    """
    async with transaction():
        ref = await case_of_plan(actor, plan_id)
        place = await unit_for(actor, ref.id, unit)
        person = await owner_for(actor, ref.municipality, owner)
        helper_names = [(await owner_for(actor, ref.municipality, each, "helpers")).name for each in helpers]
        points = await focus_points_for(actor, ref.id, focus_points)
        followed = await _follow_up(actor, follow_up_of, plan_id) if follow_up_of is not None else None
        values: dict[str, Any] = {
            "title": clean_line(title),
            "problem": clean_text(problem),
            "cause": clean_text(cause),
            "severity": clean_text(severity),
            "measure": clean_text(measure),
            "solves_how": clean_text(solves_how),
            "late_reason": clean_text(late_reason),
            "effect_criterion": clean_text(effect_criterion),
            "starts_on": starts_on,
            "due_on": due_on,
            "ongoing_interval_months": ongoing_interval_months,
            "effect_check_on": effect_check_on,
            "prevention_level": prevention_level,
            "is_individual": is_individual,
            "action_type": ActionType(action_type),
        }
        await check_fields(actor, ref.id, ItemFields.of(values))
        replanned = await touch_plan(actor, plan_id)
        public_id = ids.new_public_id()
        no = (await fetch_value(int, "SELECT MAX(no) AS n FROM action_items WHERE plan = {}", plan_id) or 0) + 1
        item = await insert(
            ActionItem(
                **values,
                public_id=public_id,
                plan=plan_id,
                case=ref.id,
                unit=unit,
                no=no,
                owner=owner,
                handed_on_by=None,
                next_review_on=first_review(actor.today, starts_on, ongoing_interval_months),
                status=ItemStatus.PLANNED,
                done_on=None,
                effect_result=None,
                follow_up_of=follow_up_of,
                tier=followed.tier if followed else Tier.OPEN,
                search_text=item_search_text(values),
                created_at=actor.now,
                version=1,
                replanned=replanned,
            )
        )
        await _link(item, helpers, focus_points)
        if followed is not None:
            named = await list_named_readers(actor.scope, "item", followed.id)
            await set_readers(actor, "item", item, followed.tier, [reader.id for reader in named])
        shown = {
            **values,
            "unit": place.name,
            "owner": person.name,
            "helpers": helper_names,
            "focus_points": points,
        }
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.ACTION_ITEM,
            item,
            case=ref.id,
            subject=f"{no}. {values['title']}",
            after=_readable(shown),
        )
        await work_changed(actor, ref.id)
    return Created(item, public_id)


async def add_case_item(actor: Actor, case_id: int, **planned: Any) -> Created:
    """`add_item` to the plan of the case, which is made with it where there is none."""
    async with transaction():
        return await add_item(actor, await ensure_plan(actor, case_id), **planned)


async def _follow_up(actor: Actor, item_id: int, plan_id: int) -> ItemRow:
    followed = await get_item_row(actor.scope, item_id)
    if followed.plan != plan_id:
        raise Invalid("item.follow_up_of", "Vælg et tiltag i den samme plan.")
    return followed


async def _link(item: int, helpers: Sequence[int], focus_points: Sequence[int]) -> None:
    for person in dict.fromkeys(helpers):
        await insert(ItemHelper(item=item, person=person))
    for point in dict.fromkeys(focus_points):
        await insert(ItemFocusPoint(item=item, focus_point=point))


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    """Field values under their Danish names, as a person reads them; empty ones left out of a new item's entry."""
    shown = {FIELD_LABELS[name]: value for name, value in values.items() if value not in ("", None, False, [], ())}
    if values.get("action_type"):
        shown[FIELD_LABELS["action_type"]] = ACTION_TYPE[ActionType(values["action_type"])]
    if values.get("prevention_level"):
        shown[FIELD_LABELS["prevention_level"]] = PREVENTION_LEVEL[PreventionLevel(values["prevention_level"])]
    return shown
