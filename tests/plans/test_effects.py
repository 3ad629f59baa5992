"""Done is not solved: the effect is judged afterwards, and what did not work is carried on."""

from datetime import date, timedelta

import pytest

from app.core.errors import Invalid, RuleViolation, Stale
from app.plans.actions import (
    FollowUp,
    evaluate_effect,
    evaluate_focus_point,
)
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries import get_item, list_plan
from tests.factories import Cast
from tests.factories_cases import make_case, make_focus_point
from tests.factories_involvement import audit_of
from tests.factories_plans import item_version, make_item, point_version, read_item, set_status

TODAY = date(2025, 8, 20)


async def test_insufficient_effect_needs_a_follow_up(cast: Cast) -> None:
    """Rules 24 and 25: evaluated only after done, and what did not work is carried on."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    item = await make_item(cast, case, focus_points=[point.id])
    judged = {
        "result": EffectResult.INSUFFICIENT,
        "criterion": "Ingen har mere end fem nye sager.",
        "basis": "Drøftelse i gruppen",
        "evaluated_on": TODAY,
    }
    new = FollowUp(title="Fast sparring", owner=cast.bo.id, unit=cast.nord.id)
    with pytest.raises(RuleViolation) as raised:
        await evaluate_effect(cast.bo.actor, item.id, seen=await item_version(item.id), follow_up=new, **judged)
    assert [each.code for each in raised.value.blockers] == ["item.not_done"]
    await set_status(cast, item, ItemStatus.DONE)
    with pytest.raises(RuleViolation) as raised:
        await evaluate_effect(cast.bo.actor, item.id, seen=await item_version(item.id), **judged)
    assert [each.code for each in raised.value.blockers] == ["effect.follow_up_missing"]
    await evaluate_effect(cast.bo.actor, item.id, seen=await item_version(item.id), follow_up=new, **judged)
    detail = await get_item(cast.bo.scope, item.public_id)
    assert (detail.item.status, detail.item.effect_result) == (ItemStatus.EFFECT_EVALUATED, EffectResult.INSUFFICIENT)
    assert [(link.no, link.title) for link in detail.followed_by] == [(2, "Fast sparring")]
    followed = await get_item(cast.bo.scope, detail.followed_by[0].public_id)
    assert [each.id for each in followed.focus_points] == [point.id]
    assert followed.follows is not None
    assert followed.follows.title == "Fast søndagsvagt"


async def test_an_item_of_the_plan_may_carry_on_but_no_other(cast: Cast) -> None:
    case, other = await make_case(cast), await make_case(cast)
    item, second, alien = await make_item(cast, case), await make_item(cast, case), await make_item(cast, other)
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"result": EffectResult.INSUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}
    for wrong in (item.id, alien.id):
        with pytest.raises(Invalid):
            await evaluate_effect(
                cast.bo.actor, item.id, seen=await item_version(item.id), follow_up_item=wrong, **judged
            )
    await evaluate_effect(cast.bo.actor, item.id, seen=await item_version(item.id), follow_up_item=second.id, **judged)
    assert (await read_item(cast, second)).follow_up_of == item.id
    logged = [(kind, each.changes[0]) for _, kind, each in await audit_of(case.id) if each.subject.startswith("2. ")]
    assert (logged[-1][0], logged[-1][1].field, logged[-1][1].after) == (
        "action_item",
        "følger op på",
        "1. Fast søndagsvagt",
    )


async def test_a_judgement_says_against_what_on_what_basis_and_when(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await set_status(cast, item, ItemStatus.DONE)
    with pytest.raises(Invalid) as raised:
        await evaluate_effect(
            cast.bo.actor,
            item.id,
            result=EffectResult.SUFFICIENT,
            criterion=" ",
            basis="",
            evaluated_on=TODAY + timedelta(days=1),
            seen=2,
        )
    assert set(raised.value.fields) == {"criterion", "basis", "evaluated_on"}
    with pytest.raises(Stale):
        await evaluate_effect(
            cast.bo.actor,
            item.id,
            result=EffectResult.SUFFICIENT,
            criterion="x",
            basis="x",
            evaluated_on=TODAY,
            seen=1,
        )
    assert (await read_item(cast, item)).status is ItemStatus.DONE


async def test_a_focus_point_is_judged_as_a_whole(cast: Cast) -> None:
    case, other = await make_case(cast), await make_case(cast)
    point, alien = await make_focus_point(cast, case), await make_focus_point(cast, other)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "Færre klager", "basis": "Møde", "evaluated_on": TODAY}
    await evaluate_focus_point(cast.bo.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    detail = await list_plan(cast.bo.scope, case.id)
    assert [each.effect_result for each in detail.focus_points] == [EffectResult.SUFFICIENT]
    with pytest.raises(Invalid):
        await evaluate_focus_point(cast.bo.actor, case.id, alien.id, seen=await point_version(alien.id), **judged)
