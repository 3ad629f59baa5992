"""Planning items: numbers, owners, units, dates and words, and who may."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from app.audit.rules import Payload
from app.core.errors import Conflict, Denied, Invalid, NotFound, Stale
from app.db.sql import fetch_rows
from app.plans.actions import (
    add_case_item,
    add_item,
    add_prior_measure,
    approve_plan,
    discuss_plan,
    edit_item,
    edit_prior_measure,
    ensure_plan,
    evaluate_effect,
    evaluate_focus_point,
    move_due,
    reassign_owner,
    remove_prior_measure,
    review_ongoing,
    update_item,
)
from app.plans.enums import ActionType, EffectResult, ItemStatus, Judgement
from app.plans.queries import find_plan, get_item, list_plan
from tests.factories import Cast
from tests.factories_cases import DATES, make_case, make_focus_point
from tests.factories_plans import WHOLE, make_item, read_item, set_status

TODAY = date(2025, 8, 20)


async def test_the_plan_is_made_with_the_first_item_and_once_only(cast: Cast) -> None:
    case = await make_case(cast)
    first, second = await make_item(cast, case), await make_item(cast, case, draft=True)
    plans = await fetch_rows('SELECT id, unit, state FROM action_plans WHERE "case" = {}', case.id)
    assert [(row["unit"], row["state"]) for row in plans] == [(cast.nord.id, "draft")]
    assert [(await read_item(cast, each)).no for each in (first, second)] == [1, 2]


async def test_a_number_is_never_given_twice(cast: Cast) -> None:
    case = await make_case(cast)
    last = await make_item(cast, case)
    await set_status(cast, last, ItemStatus.CANCELLED, note="Løst på anden vis.")
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
    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": TODAY, "seen": 1}
    for attempt in (
        ensure_plan(actor, case.id),
        add_item(actor, plan, title="x", unit=cast.nord.id, owner=cast.bo.id, action_type=ActionType.CORRECTIVE),
        edit_item(actor, item.id, 1, title="Andet"),
        update_item(actor, item.id, status=ItemStatus.DONE, note="", seen=1),
        review_ongoing(actor, item.id, note="x", seen=1),
        discuss_plan(actor, plan, "x", 1),
        approve_plan(actor, plan, "", 1),
        add_prior_measure(actor, case.id, title="Før"),
        evaluate_effect(actor, item.id, **judged),
        evaluate_focus_point(actor, case.id, point.id, **judged),
    ):
        with pytest.raises(NotFound):
            await attempt


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
    version = await edit_item(cast.anna.actor, item.id, version, helpers=(cast.bo.id, cast.erik.id))
    await edit_item(cast.anna.actor, item.id, version, helpers=(cast.erik.id,))
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


async def test_a_measure_from_before_the_order_is_corrected_and_taken_back(cast: Cast) -> None:
    """The log keeps what was, and why it is no longer."""
    case = await make_case(cast)
    judged: dict[str, Any] = {"title": "Lokale planer", "judgement": Judgement.INSUFFICIENT}
    made = await add_prior_measure(cast.bo.actor, case.id, **judged)

    async def edit(seen: int, **given: Any) -> None:
        await edit_prior_measure(cast.bo.actor, case.id, made.public_id, seen=seen, **given)

    with pytest.raises(Invalid) as refused:
        await edit(1, title="Lokale planer", judgement=Judgement.SUFFICIENT)
    assert list(refused.value.fields) == ["reason"]
    other = await make_case(cast)
    with pytest.raises(NotFound):
        await edit_prior_measure(cast.bo.actor, other.id, made.public_id, seen=1, **judged)
    await edit(1, title="Lokale planer", judgement=Judgement.SUFFICIENT, reason="Læst forkert")
    entry = (await _history(case.id))[0]
    assert (entry.reason, [(each.field, each.before, each.after) for each in entry.changes]) == (
        "Læst forkert",
        [("Arbejdstilsynets vurdering", "Vurderet utilstrækkeligt", "Vurderet tilstrækkeligt")],
    )
    with pytest.raises(Stale) as stale:
        await edit(1, **judged)
    assert stale.value.conflicts == (
        Conflict("Arbejdstilsynets vurdering", "Vurderet utilstrækkeligt", "Vurderet tilstrækkeligt"),
    )
    with pytest.raises(Stale):
        await remove_prior_measure(cast.bo.actor, case.id, made.public_id, seen=1, reason="Fejl")
    with pytest.raises(Invalid):
        await remove_prior_measure(cast.bo.actor, case.id, made.public_id, seen=2, reason=" ")
    await remove_prior_measure(cast.bo.actor, case.id, made.public_id, seen=2, reason="Fejl")
    assert (await list_plan(cast.bo.scope, case.id)).prior_measures == ()
    assert (await _history(case.id))[0].reason == "Fejl"


async def _history(case_id: int) -> list[Payload]:
    """What the log says about the case, the newest first."""
    rows = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id WHERE e.case_id = {} "
        "ORDER BY e.seq DESC",
        case_id,
    )
    return [msgspec.json.decode(row["json"], type=Payload) for row in rows]


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
