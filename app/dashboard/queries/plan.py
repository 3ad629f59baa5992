"""The plan as the case page shows it: one query, one item or three hundred."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries.visible import item_in_scope


class PlanItem(msgspec.Struct, frozen=True):
    public_id: str
    no: int
    title: str
    status: ItemStatus
    due_on: date | None
    done_on: date | None
    ongoing_interval_months: int | None
    next_review_on: date | None
    effect_check_on: date | None
    effect_result: EffectResult | None
    owner_name: str
    owner_is_active: bool
    focus_point: int | None


async def list_plan_items(scope: Scope, case_id: int) -> list[PlanItem]:
    """The items of a case in units the reader may see, once per focus point they stand under (None: none).

    The caller has resolved `case_id` inside the scope. Abandoned items are left out.
    """
    return await fetch_all(
        PlanItem,
        "SELECT i.public_id, i.no, i.title, i.status, i.due_on, i.done_on, i.ongoing_interval_months, "
        "i.next_review_on, i.effect_check_on, i.effect_result, p.name AS owner_name, "
        "p.is_active AS owner_is_active, x.focus_point "
        "FROM action_items i JOIN persons p ON p.id = i.owner "
        "LEFT JOIN item_focus_points x ON x.item = i.id "
        "WHERE i.\"case\" = {} AND i.status <> 'cancelled' AND {} ORDER BY i.no",
        case_id,
        item_in_scope(scope),
    )
