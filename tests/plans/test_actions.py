"""Planning and doing: what is written, refused and kept."""

import asyncio
import hashlib
from datetime import date, timedelta

import msgspec
import pytest

from app.access.enums import Role
from app.audit.rules import Payload
from app.core.errors import Blocker, Conflict, Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.plans.actions import (
    FollowUp,
    add_case_item,
    add_helper,
    add_item,
    add_prior_measure,
    approve_plan,
    cancel_item,
    discuss_plan,
    edit_item,
    ensure_plan,
    evaluate_effect,
    evaluate_focus_point,
    move_due,
    reassign_owner,
    remove_helper,
    reopen_item,
    review_ongoing,
    update_item,
)
from app.plans.enums import ActionType, EffectResult, ItemStatus, Judgement, PlanState
from app.plans.queries import PlanContent, find_plan, get_item, get_plan_version, list_plan
from tests.factories import Cast, make_member
from tests.factories_cases import DATES, make_case, make_focus_point
from tests.factories_involvement import audit_of
from tests.factories_plans import WHOLE, approve, make_item, read_item, set_status

TODAY = date(2025, 8, 20)


async def _history(case_id: int) -> list[Payload]:
    """What the log says about the case, the newest first."""
    rows = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id WHERE e.case_id = {} "
        "ORDER BY e.seq DESC",
        case_id,
    )
    return [msgspec.json.decode(row["json"], type=Payload) for row in rows]


async def test_the_plan_is_made_with_the_first_item_and_once_only(cast: Cast) -> None:
    case = await make_case(cast)
    first, second = await make_item(cast, case), await make_item(cast, case, draft=True)
    plans = await fetch_rows('SELECT id, unit, state FROM action_plans WHERE "case" = {}', case.id)
    assert [(row["unit"], row["state"]) for row in plans] == [(cast.nord.id, "draft")]
    assert [(await read_item(cast, each)).no for each in (first, second)] == [1, 2]


async def test_a_number_is_never_given_twice(cast: Cast) -> None:
    case = await make_case(cast)
    last = await make_item(cast, case)
    await cancel_item(cast.bo.actor, last.id, reason="Løst på anden vis.", seen=1)
    assert (await read_item(cast, await make_item(cast, case))).no == 2


@pytest.mark.parametrize("who", ["dorte", "gerda"])
async def test_who_only_reads_plans_and_updates_nothing(cast: Cast, who: str) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    actor = getattr(cast, who).actor
    with pytest.raises(Denied):
        await ensure_plan(actor, case.id)
    with pytest.raises(Denied):
        await edit_item(actor, item.id, 1, title="Andet")
    with pytest.raises(Denied):
        await update_item(actor, item.id, status=ItemStatus.DONE, note="", seen=1)
    with pytest.raises(Denied):
        await add_prior_measure(actor, case.id, title="Før")


@pytest.mark.parametrize("who", ["carl", "hans", "fie"])
async def test_for_others_neither_case_nor_item_exists(cast: Cast, who: str) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    point = await make_focus_point(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    actor = getattr(cast, who).actor
    for attempt in (
        ensure_plan(actor, case.id),
        add_item(actor, plan, title="x", unit=cast.nord.id, owner=cast.bo.id, action_type=ActionType.CORRECTIVE),
        edit_item(actor, item.id, 1, title="Andet"),
        update_item(actor, item.id, status=ItemStatus.DONE, note="", seen=1),
        review_ongoing(actor, item.id, note="x", seen=1),
        discuss_plan(actor, plan, "x"),
        approve_plan(actor, plan, ""),
        add_prior_measure(actor, case.id, title="Før"),
        evaluate_effect(actor, item.id, result=EffectResult.SUFFICIENT, criterion="x", basis="x", evaluated_on=TODAY),
        evaluate_focus_point(
            actor, case.id, point.id, result=EffectResult.SUFFICIENT, criterion="x", basis="x", evaluated_on=TODAY
        ),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_an_amr_updates_every_item_in_her_own_area_and_no_other(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    hers = await make_item(cast, case, owner=cast.anna.id)
    his = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id)
    await set_status(cast, hers, ItemStatus.IN_PROGRESS, cast.bo)
    assert (await read_item(cast, hers)).status is ItemStatus.IN_PROGRESS
    with pytest.raises(NotFound):
        await update_item(cast.bo.actor, his.id, status=ItemStatus.DONE, note="", seen=1)


async def test_every_foreign_id_is_resolved_in_the_scope(cast: Cast) -> None:
    case, other = await make_case(cast), await make_case(cast, units=(cast.syd.id,))
    alien = await make_focus_point(cast, other)
    elsewhere = await make_item(cast, other, unit=cast.syd.id)
    item = await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    base = {"title": "x", "unit": cast.nord.id, "owner": cast.bo.id, "action_type": ActionType.CORRECTIVE}
    for field, wrong in (
        ("owner", cast.hans.id),
        ("owner", 10**9),
        ("unit", cast.syd.id),
        ("unit", cast.centre.id),
        ("unit", cast.elsewhere.id),
        ("helpers", (cast.hans.id,)),
        ("focus_points", (alien.id,)),
    ):
        with pytest.raises(Invalid) as raised:
            await add_item(cast.anna.actor, plan, **{**base, field: wrong})
        assert list(raised.value.fields) == [field]
        with pytest.raises(Invalid) as raised:
            await edit_item(cast.anna.actor, item.id, 1, reason="x", **{field: wrong})
        assert list(raised.value.fields) == [field]
    with pytest.raises(Invalid):
        await add_item(cast.anna.actor, plan, follow_up_of=elsewhere.id, **base)
    assert (await read_item(cast, item)).version == 1


async def test_planning_for_a_unit_needs_the_right_there_too(cast: Cast) -> None:
    """An item follows its unit: the AMR of Nord cannot place one in Syd, though the case covers both."""
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    with pytest.raises(Invalid) as raised:
        await make_item(cast, case, actor=cast.bo.actor, unit=cast.syd.id)
    assert list(raised.value.fields) == ["unit"]


async def test_a_date_after_the_compliance_date_needs_a_reason(cast: Cast) -> None:
    """Rule 18, at the day itself, the day after it, and with the date unknown."""
    compliance = next(day for kind, day in DATES.items() if kind == "compliance")
    case, unknown = await make_case(cast), await make_case(cast, dates={})
    await make_item(cast, case, due_on=compliance)
    late = compliance + timedelta(days=1)
    with pytest.raises(Invalid) as raised:
        await make_item(cast, case, due_on=late)
    assert list(raised.value.fields) == ["late_reason"]
    made = await make_item(cast, case, due_on=late, late_reason="Kurset holdes først i november.")
    assert (await read_item(cast, made)).due_on == late
    await make_item(cast, unknown, due_on=late)


async def test_moving_a_date_needs_a_reason_and_keeps_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    with pytest.raises(Invalid) as raised:
        await move_due(cast.bo.actor, item.id, 1, due_on=date(2025, 10, 15), reason=" ")
    assert list(raised.value.fields) == ["reason"]
    version = await move_due(cast.bo.actor, item.id, 1, due_on=date(2025, 10, 15), reason="Sommerferien trak ud.")
    await move_due(cast.anna.actor, item.id, version, due_on=date(2025, 10, 8), reason="Det går hurtigere.")
    detail = await get_item(cast.bo.scope, item.public_id)
    assert [(move.old_on, move.new_on, move.reason, move.by_name) for move in detail.moves] == [
        (date(2025, 10, 1), date(2025, 10, 15), "Sommerferien trak ud.", "Bo Ærø"),
        (date(2025, 10, 15), date(2025, 10, 8), "Det går hurtigere.", "Anna Leder"),
    ]
    assert (detail.times_moved, detail.slipped_days) == (2, 7)


async def test_the_first_date_is_no_move(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case, draft=True)
    await edit_item(cast.bo.actor, item.id, 1, due_on=date(2025, 10, 1))
    assert (await get_item(cast.bo.scope, item.public_id)).times_moved == 0


async def test_the_owner_changes_with_a_reason_and_helpers_come_and_go(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    with pytest.raises(Invalid) as raised:
        await reassign_owner(cast.anna.actor, item.id, 1, owner=cast.anna.id, reason="")
    assert list(raised.value.fields) == ["reason"]
    version = await reassign_owner(cast.anna.actor, item.id, 1, owner=cast.anna.id, reason="Bo går på orlov.")
    version = await add_helper(cast.anna.actor, item.id, version, person=cast.bo.id)
    version = await add_helper(cast.anna.actor, item.id, version, person=cast.erik.id)
    await remove_helper(cast.anna.actor, item.id, version, person=cast.bo.id)
    detail = await get_item(cast.anna.scope, item.public_id)
    assert (detail.item.owner_name, [each.name for each in detail.helpers]) == ("Anna Leder", ["Erik Konsulent"])


async def test_two_who_edit_at_once_both_see_both(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case, title="Fælles start")
    await edit_item(cast.anna.actor, item.id, 1, title="Annas titel")
    with pytest.raises(Stale) as raised:
        await edit_item(cast.bo.actor, item.id, 1, title="Bos titel", cause="Ferie")
    assert raised.value.conflicts == (
        Conflict("Titel", "Bos titel", "Annas titel"),
        Conflict("Årsag", "Ferie", WHOLE["cause"]),
    )
    assert (await read_item(cast, item)).title == "Annas titel"


async def test_two_who_update_at_once_both_see_both(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await update_item(cast.anna.actor, item.id, status=ItemStatus.IN_PROGRESS, note="Vi er i gang.", seen=1)
    with pytest.raises(Stale) as raised:
        await update_item(cast.bo.actor, item.id, status=ItemStatus.DONE, note="Færdig.", seen=1)
    assert raised.value.conflicts == (
        Conflict("Status", "Gennemført", "I gang"),
        Conflict("Bemærkning", "Færdig.", "Vi er i gang."),
    )


async def test_done_sets_the_day_and_taking_it_up_again_clears_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await set_status(cast, item, ItemStatus.DONE, note="Vagten kører.")
    assert (await read_item(cast, item)).done_on == TODAY
    with pytest.raises(Invalid):
        await reopen_item(cast.bo.actor, item.id, reason="", seen=2)
    await reopen_item(cast.bo.actor, item.id, reason="Vagten faldt ud igen.", seen=2)
    now = await read_item(cast, item)
    assert (now.status, now.done_on, now.version) == (ItemStatus.IN_PROGRESS, None, 3)
    trail = (await get_item(cast.bo.scope, item.public_id)).updates
    assert [(each.old_status, each.new_status, each.note, each.by_name) for each in trail] == [
        (ItemStatus.DONE, ItemStatus.IN_PROGRESS, "Vagten faldt ud igen.", "Bo Ærø"),
        (ItemStatus.PLANNED, ItemStatus.DONE, "Vagten kører.", "Bo Ærø"),
    ]


async def test_an_update_says_something(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    with pytest.raises(Invalid) as raised:
        await update_item(cast.bo.actor, item.id, status=ItemStatus.PLANNED, note=" \n ", seen=1)
    assert list(raised.value.fields) == ["note"]
    with pytest.raises(RuleViolation):
        await update_item(cast.bo.actor, item.id, status=ItemStatus.CANCELLED, note="", seen=1)
    with pytest.raises(RuleViolation):
        await update_item(cast.bo.actor, item.id, status=ItemStatus.EFFECT_EVALUATED, note="x", seen=1)


async def test_ugly_text_is_cleaned_and_kept(cast: Cast) -> None:
    case = await make_case(cast)
    note = "Æøå 🙂\x00\u202e<script>alert(1)</script>\r\nlinje to" + "x" * 3000
    item = await make_item(cast, case, title="  A\x07B   <b>C</b> ", problem="")
    await update_item(cast.bo.actor, item.id, status=ItemStatus.PLANNED, note=note, seen=1)
    detail = await get_item(cast.bo.scope, item.public_id)
    assert detail.item.title == "AB <b>C</b>"
    assert detail.updates[0].note == "Æøå 🙂<script>alert(1)</script>\nlinje to" + "x" * 3000
    for title in ("", " \x00 ", "x" * 201):
        with pytest.raises(Invalid) as raised:
            await make_item(cast, case, title=title)
        assert list(raised.value.fields) == ["title"]


async def test_a_plan_is_approved_only_whole_and_each_gap_leads_to_its_page(cast: Cast) -> None:
    """Rule 23."""
    case = await make_case(cast)
    await make_item(cast, case)
    draft = await make_item(cast, case, draft=True)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.anna.actor, plan, "Arbejdsmiljøgruppens møde")
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(cast.anna.actor, plan, "")
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
        await approve_plan(cast.anna.actor, plan, "")
    assert [each.href for each in raised.value.blockers] == [f"/sager/{case.public_id}/handleplan/droeft"]
    with pytest.raises(Invalid):
        await discuss_plan(cast.bo.actor, plan, " ")
    await discuss_plan(cast.bo.actor, plan, "Arbejdsmiljøgruppens møde")
    with pytest.raises(Denied):
        await approve_plan(cast.bo.actor, plan, "")
    assert await approve_plan(cast.anna.actor, plan, "Godkendt på ledermødet") == 2


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
        await cancel_item(cast.bo.actor, item.id, reason="Overflødigt", seen=1)
    else:
        await add_helper(cast.bo.actor, item.id, 1, person=cast.anna.id)
    plan = await find_plan(cast.anna.scope, case.id)
    assert plan is not None
    assert plan.state is PlanState.REVISED


async def test_a_change_after_the_discussion_asks_for_a_new_one(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.bo.actor, plan, "Mødet")
    await edit_item(cast.bo.actor, item.id, 1, cause="Noget andet")
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(cast.anna.actor, plan, "")
    assert [each.code for each in raised.value.blockers] == ["plan.not_discussed"]


async def test_nobody_approves_a_plan_that_changed_while_they_read_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    plan = await ensure_plan(cast.anna.actor, case.id)
    await discuss_plan(cast.bo.actor, plan, "Mødet")
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
    await discuss_plan(cast.anna.actor, plan, "Mødet")
    leader = await make_member(cast.clock, cast.municipality, "Ida Nord", Role.MANAGER, cast.nord.id)
    with pytest.raises(RuleViolation) as raised:
        await approve_plan(leader.actor, plan, "")
    assert raised.value.blockers == (
        Blocker(
            "plan.hidden_items",
            "1 tiltag i enheder, du ikke kan se, mangler oplysninger. Tal med lederen dér.",
        ),
    )


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
        await evaluate_effect(cast.bo.actor, item.id, follow_up=new, **judged)
    assert [each.code for each in raised.value.blockers] == ["item.not_done"]
    await set_status(cast, item, ItemStatus.DONE)
    with pytest.raises(RuleViolation) as raised:
        await evaluate_effect(cast.bo.actor, item.id, **judged)
    assert [each.code for each in raised.value.blockers] == ["effect.follow_up_missing"]
    await evaluate_effect(cast.bo.actor, item.id, follow_up=new, **judged)
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
            await evaluate_effect(cast.bo.actor, item.id, follow_up_item=wrong, **judged)
    await evaluate_effect(cast.bo.actor, item.id, follow_up_item=second.id, **judged)
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
    await evaluate_focus_point(cast.bo.actor, case.id, point.id, **judged)
    detail = await list_plan(cast.bo.scope, case.id)
    assert [each.effect_result for each in detail.focus_points] == [EffectResult.SUFFICIENT]
    with pytest.raises(Invalid):
        await evaluate_focus_point(cast.bo.actor, case.id, alien.id, **judged)


async def test_an_ongoing_item_is_reviewed_instead_of_ended(cast: Cast) -> None:
    """Rule 27."""
    case = await make_case(cast)
    item = await make_item(cast, case, due_on=None, ongoing_interval_months=3)
    assert (await read_item(cast, item)).next_review_on == date(2025, 11, 20)
    with pytest.raises(Invalid):
        await make_item(cast, case, ongoing_interval_months=3)  # a due date as well
    with pytest.raises(Invalid):
        await review_ongoing(cast.bo.actor, item.id, note="", seen=1, next_review_on=TODAY)
    cast.clock.instant += timedelta(days=11)  # 31 August: the last of a shorter month
    await review_ongoing(cast.bo.actor, item.id, note="Det virker stadig.", seen=1)
    now = await read_item(cast, item)
    assert (now.status, now.next_review_on) == (ItemStatus.IN_PROGRESS, date(2025, 11, 30))
    ending = await make_item(cast, case)
    with pytest.raises(RuleViolation):
        await review_ongoing(cast.bo.actor, ending.id, note="x", seen=1)


async def test_what_was_tried_before_keeps_its_judgement(cast: Cast) -> None:
    case, other = await make_case(cast), await make_case(cast)
    alien = await make_item(cast, other)
    await add_prior_measure(
        cast.bo.actor,
        case.id,
        title="Lokale handleplaner",
        taken_text="efterår 2024",
        judgement=Judgement.INSUFFICIENT,
    )
    rows = (await list_plan(cast.gerda.scope, case.id)).prior_measures
    assert [(row.title, row.taken_text, row.judgement) for row in rows] == [
        ("Lokale handleplaner", "efterår 2024", Judgement.INSUFFICIENT)
    ]
    for field, wrong in (("title", ""), ("taken_text", "x" * 101), ("item", alien.id), ("ruling", 10**9)):
        with pytest.raises(Invalid) as raised:
            await add_prior_measure(cast.bo.actor, case.id, **{"title": "x", field: wrong})
        assert list(raised.value.fields) == [field]


async def test_each_change_is_in_the_history_as_a_person_reads_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case, draft=True)
    await edit_item(cast.anna.actor, item.id, 1, owner=cast.anna.id, due_on=date(2025, 10, 1), reason="Bo er på orlov")
    entry = (await _history(case.id))[0]
    assert (entry.actor_name, entry.subject, entry.reason) == (
        "Anna Leder",
        "1. Fast søndagsvagt",
        "Bo er på orlov",
    )
    assert {(each.field, each.before, each.after) for each in entry.changes} == {
        ("ansvarlig", "Bo Ærø", "Anna Leder"),
        ("frist", None, "2025-10-01"),
    }


async def test_a_refused_change_leaves_nothing(cast: Cast) -> None:
    """Not even the plan, where the first item is refused."""
    case = await make_case(cast)
    entries = len(await _history(case.id))
    with pytest.raises(Invalid):
        await add_case_item(
            cast.anna.actor,
            case.id,
            title="",
            unit=cast.nord.id,
            owner=cast.bo.id,
            action_type=ActionType.CORRECTIVE,
        )
    assert await find_plan(cast.anna.scope, case.id) is None
    assert len(await _history(case.id)) == entries


async def test_many_at_once_lose_nothing(cast: Cast) -> None:
    """One plan, a number each, and of five updates from one version exactly one is saved."""
    case = await make_case(cast)
    items = await asyncio.gather(*(make_item(cast, case) for _ in range(8)))
    rows = await asyncio.gather(*(read_item(cast, item) for item in items))
    assert sorted(row.no for row in rows) == list(range(1, 9))
    results = await asyncio.gather(
        *(
            update_item(cast.bo.actor, items[0].id, status=ItemStatus.IN_PROGRESS, note=f"Nr. {no}", seen=1)
            for no in range(5)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Stale) and bool(result.conflicts) for result in results) == 4
    assert len((await get_item(cast.bo.scope, items[0].public_id)).updates) == 1
