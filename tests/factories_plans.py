"""Makers of plans and items, through the product's own actions."""

from datetime import date
from typing import Any

from app.access.enums import Tier
from app.cases.actions import CreatedCase
from app.db.sql import fetch_value
from app.organisation.actions import Created
from app.plans.actions import add_item, approve_plan, discuss_plan, ensure_plan, update_item
from app.plans.enums import ActionType, ItemStatus, PreventionLevel
from app.plans.queries import ItemRow, get_item_row
from tests.factories import Cast, Member

# Everything of rule 23.
WHOLE = {
    "problem": "Opgaverne hober sig op om mandagen.",
    "cause": "Visitationen er lukket i weekenden.",
    "severity": "Hver mandag, for alle ti i gruppen.",
    "measure": "En fast vagt fordeler opgaverne søndag aften.",
    "solves_how": "Mandagens bunke bliver fordelt, før ugen begynder.",
    "action_type": ActionType.PREVENTIVE,
    "prevention_level": PreventionLevel.AT_SOURCE,
    "due_on": date(2025, 10, 1),
    "effect_criterion": "Ingen har mere end fem nye sager mandag morgen.",
    "effect_check_on": date(2025, 12, 1),
}


async def make_item(cast: Cast, case: CreatedCase, **overrides: Any) -> Created:
    """A whole item in Nord, owned by Bo, added by Anna; `draft=True` leaves everything out that a draft may lack."""
    actor = overrides.pop("actor", cast.anna.actor)
    planned = {"action_type": ActionType.CORRECTIVE} if overrides.pop("draft", False) else WHOLE
    values = {"title": "Fast søndagsvagt", "unit": cast.nord.id, "owner": cast.bo.id, **planned}
    plan = await ensure_plan(actor, case.id)
    return await add_item(actor, plan, **{**values, **overrides})


async def read_item(cast: Cast, item: Created) -> ItemRow:
    return await get_item_row(cast.system.scope, item.id)


async def plan_version(plan: int) -> int:
    """What whoever opens the plan now has seen."""
    return await _version("action_plans", plan)


async def item_version(item: int) -> int:
    return await _version("action_items", item)


async def point_version(point: int) -> int:
    return await _version("focus_points", point)


async def _version(table: str, key: int) -> int:
    found = await fetch_value(int, f"SELECT version FROM {table} WHERE id = {{}}", key)
    assert found is not None
    return found


async def set_status(
    cast: Cast,
    item: Created,
    status: ItemStatus,
    by: Member | None = None,
    note: str = "",
    tier: Tier = Tier.OPEN,
) -> int:
    """The key of the update, made from the version that stands."""
    seen = (await read_item(cast, item)).version
    return await update_item((by or cast.bo).actor, item.id, status=status, note=note, seen=seen, tier=tier)


async def approve(cast: Cast, case: CreatedCase) -> int:
    """Discusses and approves the plan as it stands; the number of the approved version."""
    plan = await ensure_plan(cast.anna.actor, case.id)
    note = "Drøftet på møde i arbejdsmiljøgruppen"
    await discuss_plan(cast.anna.actor, plan, note, await plan_version(plan))
    return await approve_plan(cast.anna.actor, plan, "", await plan_version(plan))
