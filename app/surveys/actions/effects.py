"""Judging an effect on results: the judgement is the plan's, what it rests on is a reference to the result."""

from collections.abc import Sequence
from typing import Any

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Invalid
from app.db.sql import execute
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans import actions as plans
from app.plans.queries import get_item_row, list_item_focus_points
from app.surveys.queries.links import list_linked_results
from app.surveys.rules.links import can_show_effect


async def evaluate_effect(actor: Actor, item_id: int, *, surveys: Sequence[str] = (), **judged: Any) -> Created:
    """`app.plans.actions.evaluate_effect`, resting on `surveys`: results tied as the effect on the case or on a focus
    point of the item, by public id. Raises as it does, and `Invalid` for any other result."""
    async with transaction():
        made = await plans.evaluate_effect(actor, item_id, **judged)
        item = await get_item_row(actor.scope, item_id)
        points = [each.id for each in await list_item_focus_points(actor.scope, item_id)]
        await _rest(actor, made, item.case_id, points, surveys, f"{item.no}. {item.title}")
    return made


async def evaluate_focus_point(
    actor: Actor, case_id: int, focus_point: int, *, surveys: Sequence[str] = (), **judged: Any
) -> Created:
    """`app.plans.actions.evaluate_focus_point`, resting on `surveys` as in `evaluate_effect`."""
    async with transaction():
        made = await plans.evaluate_focus_point(actor, case_id, focus_point, **judged)
        await _rest(actor, made, case_id, [focus_point], surveys, "Fokuspunktet som helhed")
    return made


async def _rest(
    actor: Actor, made: Created, case_id: int | None, points: list[int], surveys: Sequence[str], subject: str
) -> None:
    if not surveys or case_id is None:
        return
    known = {
        each.public_id: each
        for each in await list_linked_results(actor.scope, case_id)
        if can_show_effect(each.role, each.focus_point, points)
    }
    if not set(surveys) <= known.keys():
        raise Invalid("effect.surveys", "Vælg fra listen.", {"surveys": "Vælg fra listen."})
    for public_id in dict.fromkeys(surveys):
        await execute(
            "INSERT INTO evaluation_results (evaluation, link) SELECT {}, l.id FROM result_links l "
            "WHERE l.public_id = {}",
            made.id,
            public_id,
        )
        own = known[public_id].own
        # An entry of the survey's: who does not read that is not told of it in the history.
        record(
            actor,
            AuditAction.EVALUATED,
            EntityKind.SURVEY_ROUND,
            own.round,
            case=case_id,
            subject=subject,
            after={"måling": own.round_name, "enhed": own.name},
        )
