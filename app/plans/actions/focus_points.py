"""Closing a focus point, with what the plan knows of its effect."""

from app.access.policy import Actor
from app.cases import actions as cases
from app.cases.enums import FocusPointClosure
from app.cases.queries import get_case_ref_by_id
from app.db.transaction import transaction
from app.plans.queries import FocusEffect, effects_by_focus_point


async def close_focus_point(
    actor: Actor, case_id: int, point: int, *, closure: FocusPointClosure, reason: str = "", seen: int
) -> None:
    """Closes on a positive effect, as judged for the focus point or for all its items, or with a reason (rule 24).

    The effect is read in the same transaction. Raises as `cases.actions.close_focus_point`.
    """
    async with transaction():
        await get_case_ref_by_id(actor.scope, case_id)
        effects = await effects_by_focus_point(actor.scope, case_id)
        effect = effects.get(point, FocusEffect()).is_sufficient
        await cases.close_focus_point(
            actor, case_id, point, closure=closure, reason=reason, has_positive_effect=effect, seen=seen
        )
