"""Done is not solved: the effect is judged afterwards, and what did not work is carried on."""

from datetime import date, timedelta

import pytest

from app.cases.actions import change_owner
from app.cases.queries import get_case_ref_by_id
from app.core.errors import Denied, Invalid, RuleViolation, Stale
from app.organisation.actions import Created
from app.plans.actions import (
    FollowUp,
    edit_item,
    evaluate_effect,
    evaluate_focus_point,
    reassign_owner,
)
from app.plans.enums import EffectResult, ItemStatus
from app.plans.policy import HANDED_ON_EFFECT, LEFT_POINT_EFFECT, OWN_CASE_EFFECT, OWN_ITEM_EFFECT
from app.plans.queries import get_item, list_answerable, list_plan
from app.plans.rules import Answerable
from tests.factories import Cast, Member
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
        await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), follow_up=new, **judged)
    assert [each.code for each in raised.value.blockers] == ["item.not_done"]
    await set_status(cast, item, ItemStatus.DONE)
    with pytest.raises(RuleViolation) as raised:
        await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    assert [each.code for each in raised.value.blockers] == ["effect.follow_up_missing"]
    await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), follow_up=new, **judged)
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
                cast.anna.actor, item.id, seen=await item_version(item.id), follow_up_item=wrong, **judged
            )
    await evaluate_effect(
        cast.anna.actor, item.id, seen=await item_version(item.id), follow_up_item=second.id, **judged
    )
    assert (await read_item(cast, second)).follow_up_of == item.id
    logged = [(kind, each.changes[0]) for _, kind, each in await audit_of(case.id) if each.subject.startswith("2. ")]
    assert (logged[-1][0], logged[-1][1].field, logged[-1][1].after) == (
        "action_item",
        "følger op på",
        "tiltag 1",
    )


async def test_a_judgement_says_against_what_on_what_basis_and_when(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await set_status(cast, item, ItemStatus.DONE)
    with pytest.raises(Invalid) as raised:
        await evaluate_effect(
            cast.anna.actor,
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
            cast.anna.actor,
            item.id,
            result=EffectResult.SUFFICIENT,
            criterion="x",
            basis="x",
            evaluated_on=TODAY,
            seen=1,
        )
    assert (await read_item(cast, item)).status is ItemStatus.DONE


async def test_the_owner_does_not_judge_nor_who_gave_the_item_away(cast: Cast) -> None:
    """Decision 0016. A page from before the owner changed is answered with both versions, also where it is ours now."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    item = await make_item(cast, case, focus_points=[point.id])
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}

    async def refused(who: Member, seen: int) -> str:
        with pytest.raises(Denied) as denied:
            await evaluate_effect(who.actor, item.id, seen=seen, **judged)
        return denied.value.message

    seen = await item_version(item.id)
    assert await refused(cast.bo, seen) == OWN_ITEM_EFFECT
    with pytest.raises(Denied):
        await evaluate_focus_point(cast.bo.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    await reassign_owner(cast.bo.actor, item.id, seen, owner=cast.anna.id, reason="Ferie")
    assert await refused(cast.bo, await item_version(item.id)) == HANDED_ON_EFFECT
    assert await refused(cast.anna, seen) == OWN_ITEM_EFFECT  # was free to judge when she opened the page
    with pytest.raises(Stale):
        await evaluate_effect(cast.erik.actor, item.id, seen=seen, **judged)
    await evaluate_effect(cast.erik.actor, item.id, seen=await item_version(item.id), **judged)
    for who in (cast.anna, cast.bo):  # undoing a judgement is judging
        with pytest.raises(Denied):
            await set_status(cast, item, ItemStatus.IN_PROGRESS, by=who, note="Igen")
    entry = [each for action, _, each in await audit_of(case.id) if action == "evaluated"][-1]
    assert {each.field: each.after for each in entry.changes}.items() >= {
        ("vurderet af", "Erik Konsulent"),
        ("ansvarlig for tiltaget", "Anna Leder"),
    }


async def test_who_moves_an_item_that_is_not_theirs_may_judge_it(cast: Cast) -> None:
    """Setting a plan up is not work that one could judge oneself: an item that is only planned is given on freely."""
    case = await make_case(cast)
    item = await make_item(cast, case, owner=cast.anna.id)
    await reassign_owner(cast.anna.actor, item.id, 1, owner=cast.bo.id, reason="Bo gør det")
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}
    await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    assert (await read_item(cast, item)).status is ItemStatus.EFFECT_EVALUATED


async def test_planning_work_again_and_moving_it_on_twice_is_no_way_round(cast: Cast) -> None:
    """Decision 0016: only a third person's move lets who gave the item away judge it."""
    case = await make_case(cast)
    item = await make_item(cast, case, owner=cast.anna.id)
    await set_status(cast, item, ItemStatus.IN_PROGRESS, by=cast.anna)
    await set_status(cast, item, ItemStatus.PLANNED, by=cast.anna)
    for owner in (cast.bo, cast.carl):
        seen = await item_version(item.id)
        await reassign_owner(cast.anna.actor, item.id, seen, owner=owner.id, reason="Videre")
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}
    with pytest.raises(Denied) as denied:
        await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    assert denied.value.message == HANDED_ON_EFFECT
    seen = await item_version(item.id)
    await reassign_owner(cast.erik.actor, item.id, seen, owner=cast.bo.id, reason="Bo overtager")
    await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    assert (await read_item(cast, item)).status is ItemStatus.EFFECT_EVALUATED


async def test_a_focus_point_is_judged_as_a_whole(cast: Cast) -> None:
    case, other = await make_case(cast), await make_case(cast)
    point, alien = await make_focus_point(cast, case), await make_focus_point(cast, other)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "Færre klager", "basis": "Møde", "evaluated_on": TODAY}
    with pytest.raises(Denied):  # nothing is done under it yet: who is accountable for the case answers for it
        await evaluate_focus_point(cast.anna.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    await evaluate_focus_point(cast.bo.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    detail = await list_plan(cast.bo.scope, case.id)
    assert [each.effect_result for each in detail.focus_points] == [EffectResult.SUFFICIENT]
    with pytest.raises(Invalid):
        await evaluate_focus_point(cast.bo.actor, case.id, alien.id, seen=await point_version(alien.id), **judged)


async def test_giving_up_what_had_begun_does_not_make_its_owner_a_second_person(cast: Cast) -> None:
    """Decision 0016: an item given up before it began is out of it; the owner of the case answers beside the others."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    begun = await make_item(cast, case, owner=cast.bo.id, focus_points=[point.id])
    planned = await make_item(cast, case, owner=cast.erik.id, focus_points=[point.id])
    before = (await list_answerable(cast.anna.scope, case.id))[point.id]
    assert before.items == {cast.bo.id, cast.erik.id}
    await set_status(cast, begun, ItemStatus.IN_PROGRESS)
    await set_status(cast, begun, ItemStatus.CANCELLED, note="Virkede ikke")
    await set_status(cast, planned, ItemStatus.CANCELLED, note="Blev ikke til noget")
    after = (await list_answerable(cast.anna.scope, case.id))[point.id]
    assert after == Answerable(frozenset({cast.bo.id}), case=frozenset({cast.anna.id}))


async def test_taking_an_item_from_a_focus_point_and_back_is_no_way_to_judge_it_oneself(cast: Cast) -> None:
    """Decision 0016: what was taken away is remembered, and who has judged does not then lay their own work there."""
    case = await make_case(cast)
    point, other = await make_focus_point(cast, case), await make_focus_point(cast, case)
    mine = await make_item(cast, case, owner=cast.anna.id, focus_points=[point.id])
    await make_item(cast, case, owner=cast.carl.id, focus_points=[point.id, other.id])
    hers = await make_item(cast, case, owner=cast.anna.id, focus_points=[other.id])
    for begun in (mine, await make_item(cast, case, owner=cast.carl.id, focus_points=[other.id])):
        await set_status(cast, begun, ItemStatus.IN_PROGRESS, by=cast.anna)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}

    async def lay(item: Created, *points: int, by: Member = cast.anna) -> None:
        await edit_item(by.actor, item.id, await item_version(item.id), focus_points=points)

    async def judge(what: Created, by: Member) -> None:
        await evaluate_focus_point(by.actor, case.id, what.id, seen=await point_version(what.id), **judged)

    await lay(mine)
    with pytest.raises(Denied) as denied:
        await judge(point, cast.anna)
    assert denied.value.message == LEFT_POINT_EFFECT
    await lay(mine, point.id)  # again, and a third person moves it: then it is no longer hers to hide
    await lay(mine, by=cast.erik)
    assert (await list_answerable(cast.anna.scope, case.id))[point.id].left == frozenset()
    await judge(point, cast.erik)

    await lay(hers)  # before it had begun: nothing to remember
    await set_status(cast, hers, ItemStatus.DONE, by=cast.anna)
    await judge(other, cast.anna)
    with pytest.raises(Invalid) as refused:
        await lay(hers, other.id)
    assert refused.value.fields.keys() == {"focus_points"}
    await judge(other, cast.erik)
    await lay(hers, other.id)


async def test_who_judged_does_not_become_the_owner_of_what_is_finished(cast: Cast) -> None:
    """Decision 0016: a judgement that stands is a second person's."""
    case = await make_case(cast)
    item = await make_item(cast, case)
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}
    await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    with pytest.raises(Invalid) as refused:
        await reassign_owner(
            cast.anna.actor, item.id, await item_version(item.id), owner=cast.anna.id, reason="Overtager"
        )
    assert refused.value.fields.keys() == {"owner"}
    await reassign_owner(cast.anna.actor, item.id, await item_version(item.id), owner=cast.carl.id, reason="Carl")


async def test_giving_the_case_away_before_anything_has_begun_is_no_way_to_judge_it_oneself(cast: Cast) -> None:
    """Decision 0016: until somebody has begun under it, who gave the case away answers for the focus point, too."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY}
    await change_owner(cast.anna.actor, case.id, seen=1, owner=cast.bo.id, reason="Bo")
    await make_item(cast, case, owner=cast.carl.id, focus_points=[point.id])
    with pytest.raises(Denied) as denied:
        await evaluate_focus_point(cast.anna.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    assert denied.value.message == OWN_CASE_EFFECT
    seen = (await get_case_ref_by_id(cast.erik.scope, case.id)).version
    await change_owner(cast.erik.actor, case.id, seen=seen, owner=cast.carl.id, reason="Carl")
    await evaluate_focus_point(cast.anna.actor, case.id, point.id, seen=await point_version(point.id), **judged)
