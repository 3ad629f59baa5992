"""That nobody judges their own work by changing whose it is, or where it lies (decision 0016)."""

from collections.abc import Collection

from app.access.policy import Actor
from app.core.errors import Invalid
from app.db.sql import execute, in_list, insert
from app.plans.enums import ItemStatus
from app.plans.queries import ItemRow, item_has_begun, list_evaluations, list_item_focus_points
from app.plans.tables import LeftFocusPoint

_FINISHED = (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED)


async def handed_on_by(actor: Actor, item: ItemRow) -> int | None:
    """Who gives away what has begun, and does not judge it afterwards, however often they move it on themselves."""
    if actor.person == item.handed_on_by:
        return item.handed_on_by
    if actor.person != item.owner:
        return None
    return item.owner if await item_has_begun(actor.scope, item.id) else None


async def remember_left(actor: Actor, item: ItemRow, before: Collection[int], after: Collection[int]) -> None:
    """Keeps the focus points that somebody took their own begun item from: its owner, or who gave it away.

    When it is laid there again its owner answers for it as before, and the memory ends.
    """
    await execute("DELETE FROM left_focus_points WHERE item = {} AND focus_point IN {}", item.id, in_list(after))
    left = sorted(set(before) - set(after))
    is_theirs = actor.person is not None and actor.person in (item.owner, item.handed_on_by)
    if left and is_theirs and await item_has_begun(actor.scope, item.id):
        for point in left:
            await insert(LeftFocusPoint(item=item.id, focus_point=point, person=actor.person))


async def check_judges(actor: Actor, item: ItemRow, owner: int, new_points: Collection[int]) -> None:
    """That a judgement that stands stays a second person's. Raises `Invalid` where who judged it

    - becomes the owner of what is finished, or
    - answers for an item that had begun and is now laid under the focus point they judged.
    """
    if owner == item.owner and not new_points:
        return
    judgements = await list_evaluations(actor.scope, case_id=item.case_id or 0)  # the newest first
    judges = {each.focus_point: each.evaluator for each in reversed(judgements) if each.focus_point is not None}
    if owner != item.owner and item.status in _FINISHED:
        of_item = [each.evaluator for each in judgements if each.item == item.id]
        points = [point.id for point in await list_item_focus_points(actor.scope, item.id)]
        standing = {judges.get(point) for point in points}
        if item.status is ItemStatus.EFFECT_EVALUATED:
            standing |= set(of_item[:1])
        if owner in standing:
            text = "Personen har selv vurderet effekten og kan ikke overtage ansvaret bagefter. Vælg en anden."
            raise Invalid("item.owner_judged", text, {"owner": text})
    answers = {owner, item.owner, item.handed_on_by}
    is_own = any(point in judges and judges[point] in answers for point in new_points)
    if is_own and await item_has_begun(actor.scope, item.id):
        text = (
            "Et af fokuspunkterne er vurderet af en, der er ansvarlig for tiltaget. Lad en anden vurdere fokuspunktet, "
            "før tiltaget bliver knyttet til det."
        )
        raise Invalid("item.point_judged", text, {"focus_points": text})
