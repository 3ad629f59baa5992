"""A focus point closes only on a positive effect or with a reason, and can be opened again (rule 24)."""

from datetime import date
from typing import Any

import pytest

from app.cases.enums import FocusPointClosure
from app.core.errors import NotFound, RuleViolation
from app.db.sql import fetch_rows
from app.plans.actions import add_item, close_focus_point, ensure_plan, evaluate_effect, update_item
from app.plans.enums import ActionType, EffectResult, ItemStatus
from tests.factories import Cast, Client
from tests.factories_cases import make_case, make_focus_point
from tests.factories_plans import item_version, point_version


async def _item(cast: Cast, case: Any, point: Any, result: EffectResult | None = None) -> None:
    plan = await ensure_plan(cast.anna.actor, case.id)
    item = await add_item(
        cast.anna.actor,
        plan,
        title="Tiltag",
        unit=cast.nord.id,
        owner=cast.bo.id,
        action_type=ActionType.PREVENTIVE,
        due_on=date(2025, 8, 1),
        focus_points=(point.id,),
    )
    await update_item(cast.anna.actor, item.id, status=ItemStatus.DONE, note="Færdigt.", seen=1)
    if result is not None:
        await evaluate_effect(
            cast.anna.actor,
            item.id,
            result=result,
            criterion="Færre afbrydelser",
            basis="Optælling",
            evaluated_on=date(2025, 8, 15),
            seen=await item_version(item.id),
        )


async def _state(point: Any) -> tuple[str, str | None]:
    row = (await fetch_rows("SELECT state, closure FROM focus_points WHERE id = {}", point.id))[0]
    return row["state"], row["closure"]


async def test_it_closes_on_the_effect_of_all_its_items(cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    await _item(cast, case, point, EffectResult.SUFFICIENT)
    await close_focus_point(
        cast.bo.actor, case.id, point.id, seen=await point_version(point.id), closure=FocusPointClosure.EFFECT
    )
    assert await _state(point) == ("closed", "effect")


@pytest.mark.parametrize("items", [0, 1, 2])
async def test_without_a_judged_effect_it_needs_a_reason(cast: Cast, items: int) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    for number in range(items):
        await _item(cast, case, point, EffectResult.SUFFICIENT if number else None)
    with pytest.raises(RuleViolation) as caught:
        await close_focus_point(
            cast.anna.actor, case.id, point.id, seen=await point_version(point.id), closure=FocusPointClosure.EFFECT
        )
    assert [blocker.code for blocker in caught.value.blockers] == ["focus_point.effect_missing"]
    with pytest.raises(RuleViolation):
        await close_focus_point(
            cast.anna.actor,
            case.id,
            point.id,
            seen=await point_version(point.id),
            closure=FocusPointClosure.REASONED,
            reason=" ",
        )
    assert await _state(point) == ("open", None)
    reason = "Opgaven er flyttet til en anden enhed."
    await close_focus_point(
        cast.anna.actor,
        case.id,
        point.id,
        seen=await point_version(point.id),
        closure=FocusPointClosure.REASONED,
        reason=reason,
    )
    assert await _state(point) == ("closed", "reasoned")


async def test_outside_the_scope_there_is_nothing_to_close(cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    for actor in (cast.carl.actor, cast.hans.actor):
        with pytest.raises(NotFound):
            await close_focus_point(
                actor,
                case.id,
                point.id,
                seen=await point_version(point.id),
                closure=FocusPointClosure.REASONED,
                reason="x",
            )


async def test_the_pages_close_and_open_again_and_keep_what_was_typed(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    base = f"/sager/{case.public_id}/fokuspunkter/{point.public_id}"
    await client.as_(cast.bo)
    assert "Effekten er ikke vurderet endnu." in (await client.get(f"{base}/luk")).text
    refused = await client.post(f"{base}/luk", {"closure": "effect", "reason": "næsten", "version": "1"})
    assert refused.status_code == 409
    assert "næsten</textarea>" in refused.text
    assert (await client.post(f"{base}/luk", {"closure": "", "reason": ""})).status_code == 422
    assert (await client.post(f"{base}/luk", {"closure": "reasoned", "reason": "Flyttet"})).status_code == 409
    moved = {"closure": "reasoned", "reason": "Flyttet", "version": "1"}
    assert (await client.post(f"{base}/luk", moved)).status_code == 303
    assert "Fokuspunktet er lukket" in (await client.get(f"/sager/{case.public_id}/handleplan")).text
    assert (await client.post(f"{base}/aabn", {"reason": ""})).status_code == 422
    assert (await client.post(f"{base}/aabn", {"reason": "Kom igen", "version": "2"})).status_code == 303
    assert await _state(point) == ("open", None)
    await client.as_(cast.gerda)
    assert (await client.get(f"{base}/luk")).status_code == 403
    assert (await client.post(f"{base}/luk", {"closure": "reasoned", "reason": "x"})).status_code == 403
    await client.as_(cast.carl)
    assert (await client.get(f"{base}/luk")).status_code == 404
