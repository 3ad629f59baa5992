"""A plan is discussed, approved and revised, and its versions are frozen copies."""

import hashlib

import msgspec
import pytest

from app.access.enums import Role, Tier
from app.access.policy import Scope
from app.core.errors import Blocker, Denied, Invalid, RuleViolation, Stale
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.plans.actions import (
    approve_plan,
    discuss_plan,
    edit_item,
    ensure_plan,
)
from app.plans.enums import ItemStatus, PlanState
from app.plans.queries import PlanContent, find_plan, get_plan_version, list_plan
from tests.factories import Cast, make_member
from tests.factories_cases import make_case
from tests.factories_plans import approve, make_item, plan_version, set_status


async def test_a_plan_is_approved_only_whole_and_each_gap_leads_to_its_page(cast: Cast) -> None:
    """Rule 23."""
    case = await make_case(cast)
    await make_item(cast, case)
    draft = await make_item(cast, case, draft=True)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.anna.actor, plan, "Arbejdsmiljøgruppens møde", await plan_version(plan))
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(cast.anna.actor, plan, "", await plan_version(plan))
    assert {each.href for each in raised.value.blockers} == {f"/tiltag/{draft.public_id}/ret"}
    assert [each.code for each in raised.value.blockers] == [
        "item.problem_missing",
        "item.cause_missing",
        "item.severity_missing",
        "item.measure_missing",
        "item.effect_criterion_missing",
        "item.prevention_level_missing",
        "item.due_on_missing",
        "item.effect_check_on_missing",
    ]
    found = await find_plan(cast.anna.scope, case.id)
    assert found is not None
    assert found.state is PlanState.DISCUSSED


async def test_a_plan_is_discussed_before_it_is_approved_and_by_whom_may(cast: Cast) -> None:
    case = await make_case(cast)
    await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(cast.anna.actor, plan, "", await plan_version(plan))
    assert [each.href for each in raised.value.blockers] == [f"/sager/{case.public_id}/handleplan/droeft"]
    with pytest.raises(Invalid):
        await discuss_plan(cast.bo.actor, plan, " ", await plan_version(plan))
    await discuss_plan(cast.bo.actor, plan, "Arbejdsmiljøgruppens møde", await plan_version(plan))
    with pytest.raises(Denied):
        await approve_plan(cast.bo.actor, plan, "", await plan_version(plan))
    assert await approve_plan(cast.anna.actor, plan, "Godkendt på ledermødet", await plan_version(plan)) == 2


async def test_a_version_is_a_frozen_copy_of_what_was_planned(cast: Cast) -> None:
    """Progress is no part of it: the hash stays through an update, and changes with a planned field."""
    case = await make_case(cast)
    item = await make_item(cast, case)
    await approve(cast, case)
    await set_status(cast, item, ItemStatus.DONE)
    await edit_item(cast.anna.actor, item.id, 2, solves_how="Bunken er væk.")
    plan = await find_plan(cast.anna.scope, case.id)
    assert plan is not None
    assert plan.state is PlanState.APPROVED
    await edit_item(cast.anna.actor, item.id, 3, title="Ny titel")
    assert await approve(cast, case) == 4
    versions = [await get_plan_version(cast.anna.scope, case.id, no) for no in (1, 2, 3, 4)]
    titles = [msgspec.json.decode(each.content, type=PlanContent).items[0].title for each in versions]
    assert titles == ["Fast søndagsvagt", "Fast søndagsvagt", "Ny titel", "Ny titel"]
    assert [each.hash for each in versions] == [hashlib.sha256(each.content.encode()).hexdigest() for each in versions]
    assert versions[0].hash == versions[1].hash != versions[2].hash == versions[3].hash
    assert "status" not in versions[0].content


@pytest.mark.parametrize("change", ["title", "add", "cancel", "helpers"])
async def test_a_change_of_the_planned_revises_an_approved_plan(cast: Cast, change: str) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await approve(cast, case)
    if change == "title":
        await edit_item(cast.bo.actor, item.id, 1, title="Andet")
    elif change == "add":
        await make_item(cast, case, draft=True)
    elif change == "cancel":
        await set_status(cast, item, ItemStatus.CANCELLED, note="Overflødigt")
    else:
        await edit_item(cast.bo.actor, item.id, 1, helpers=(cast.anna.id,))
    plan = await find_plan(cast.anna.scope, case.id)
    assert plan is not None
    assert plan.state is PlanState.REVISED


async def test_how_the_plan_stands_tells_nothing_of_an_item_one_may_not_know_of(cast: Cast) -> None:
    """Decision 0014: the reader's plan is approved until something changes that they see; its steps go by all of it."""
    case = await make_case(cast)
    item, hidden = await make_item(cast, case), await make_item(cast, case)
    async with transaction():
        await execute("UPDATE action_items SET tier = 'management' WHERE id = {}", hidden.id)
    await approve(cast, case)

    async def stands(scope: Scope) -> PlanState:
        plan, detail = await find_plan(scope, case.id), await list_plan(scope, case.id)
        assert plan is not None
        assert plan.state is detail.state
        return plan.state

    everybody = cast.anna.scope.limited_to(frozenset({Tier.OPEN}))  # what a report to the authority is made in
    await edit_item(cast.anna.actor, hidden.id, 1, cause="Noget andet")
    readers = (cast.anna.scope, cast.bo.scope, cast.gerda.scope, everybody)
    revised, approved = PlanState.REVISED, PlanState.APPROVED
    assert [await stands(each) for each in readers] == [revised, revised, approved, approved]
    assert not await fetch_rows("SELECT id FROM audit_entries WHERE entity_kind = 'plan' AND action = 'changed'")
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.bo.actor, plan, "Mødet", await plan_version(plan))
    assert {await stands(each) for each in readers} == {PlanState.DISCUSSED}
    await edit_item(cast.bo.actor, item.id, 1, cause="Noget andet")
    assert {await stands(each) for each in readers} == {PlanState.DRAFT}


async def test_a_change_after_the_discussion_asks_for_a_new_one(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.bo.actor, plan, "Mødet", await plan_version(plan))
    await edit_item(cast.bo.actor, item.id, 1, cause="Noget andet")
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(cast.anna.actor, plan, "", await plan_version(plan))
    assert [each.code for each in raised.value.blockers] == ["plan.not_discussed"]


async def test_nobody_approves_a_plan_that_changed_while_they_read_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.bo.actor, plan, "Mødet", await plan_version(plan))
    read = await find_plan(cast.anna.scope, case.id)
    assert read is not None
    await edit_item(cast.bo.actor, item.id, 1, title="Noget andet")
    with pytest.raises(Stale):
        await approve_plan(cast.anna.actor, plan, "", read.version)


async def test_hidden_items_block_an_approval_without_being_named(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await make_item(cast, case)
    await make_item(cast, case, draft=True, unit=cast.syd.id, owner=cast.carl.id, title="Hemmelig i Syd")
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.anna.actor, plan, "Mødet", await plan_version(plan))
    leader = await make_member(cast.clock, cast.municipality, "Ida Nord", Role.MANAGER, cast.nord.id)
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(leader.actor, plan, "", await plan_version(plan))
    assert raised.value.blockers == (
        Blocker(
            "plan.hidden_items",
            "1 tiltag, som du ikke kan se, mangler oplysninger. Tal med lederen i enheden.",
        ),
    )
