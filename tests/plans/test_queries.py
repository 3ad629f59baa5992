"""What is read: inside the scope, in order, and with the same number of queries however much there is."""

from datetime import date

import pytest

from app.access.enums import Role
from app.core.errors import NotFound
from app.db.engine import Database, SqliteEngine, record_statements
from app.db.sql import execute
from app.db.transaction import transaction
from app.organisation.actions import create_person, create_unit
from app.organisation.enums import UnitKind
from app.plans.actions import edit_item, evaluate_effect, evaluate_focus_point
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries import (
    Cursor,
    FocusEffect,
    PlanFacts,
    effects_by_focus_point,
    find_people_named,
    find_person,
    get_item,
    list_attention,
    list_items_of_inactive_owners,
    list_my_items,
    list_plan,
    list_units_for_case,
    pick_people,
    plan_facts,
)
from tests.factories import Cast, make_member
from tests.factories_cases import make_case, make_focus_point
from tests.factories_plans import item_version, make_item, point_version, read_item, set_status

TODAY = date(2025, 8, 20)


async def _leave(person: int) -> None:
    async with transaction():
        await execute("UPDATE persons SET is_active = {} WHERE id = {}", False, person)


async def test_items_stand_under_their_focus_points_by_number(cast: Cast) -> None:
    case = await make_case(cast)
    first = await make_focus_point(cast, case, title="Roller")
    second = await make_focus_point(cast, case, title="Opgaver")
    both = await make_item(cast, case, focus_points=[first.id, second.id])
    one = await make_item(cast, case, focus_points=[second.id])
    loose = await make_item(cast, case)
    detail = await list_plan(cast.anna.scope, case.id)
    assert [(point.title, point.item_ids) for point in detail.focus_points] == [
        ("Roller", (both.id,)),
        ("Opgaver", (both.id, one.id)),
    ]
    assert [item.id for item in detail.items_without_focus_point] == [loose.id]
    assert (detail.compliance_on, detail.hidden_items) == (date(2025, 11, 3), 0)


@pytest.mark.parametrize("count", [1, 3, 300])
async def test_a_plan_takes_six_queries_with_any_number_of_items(cast: Cast, count: int) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    async with transaction():
        for _ in range(count):
            await make_item(cast, case, focus_points=[point.id])
    with record_statements() as statements:
        detail = await list_plan(cast.anna.scope, case.id)
    assert (len(detail.items), len(statements)) == (count, 7)


async def test_items_of_other_units_are_not_shown_only_counted(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    point = await make_focus_point(cast, case)
    mine = await make_item(cast, case, focus_points=[point.id])
    theirs = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id, focus_points=[point.id])
    detail = await list_plan(cast.bo.scope, case.id)
    assert [item.id for item in detail.items] == [mine.id]
    assert (detail.focus_points[0].item_ids, detail.hidden_items) == ((mine.id,), 1)
    with pytest.raises(NotFound):
        await get_item(cast.bo.scope, theirs.public_id)
    assert (await plan_facts(cast.bo.scope, case.id)).item_count == 2  # the state of the case is everybody's


async def test_my_items_come_unknown_dates_first_then_the_oldest(cast: Cast) -> None:
    case = await make_case(cast)
    later = await make_item(cast, case, due_on=date(2025, 10, 1))
    overdue = await make_item(cast, case, due_on=date(2025, 8, 1))
    unknown = await make_item(cast, case, draft=True)
    helping = await make_item(cast, case, owner=cast.anna.id, helpers=[cast.bo.id], due_on=date(2025, 9, 1))
    await make_item(cast, case, owner=cast.anna.id)
    ongoing = await make_item(cast, case, due_on=None, ongoing_interval_months=1)
    done = await make_item(cast, case)
    await set_status(cast, done, ItemStatus.DONE)
    found = await list_my_items(cast.bo.scope)
    order = [unknown.id, overdue.id, helping.id, ongoing.id, later.id]
    assert [item.id for item in found.items] == order
    assert [item.next_on for item in found.items] == [
        None,
        date(2025, 8, 1),
        date(2025, 9, 1),
        date(2025, 9, 20),
        date(2025, 10, 1),
    ]
    assert found.after is None
    everything = await list_my_items(cast.bo.scope, tuple(ItemStatus))
    assert [item.id for item in everything.items] == [*order, done.id]


async def test_a_page_of_my_items_goes_on_where_the_last_ended(cast: Cast) -> None:
    case = await make_case(cast)
    async with transaction():
        for day in range(1, 29):
            await make_item(cast, case, due_on=None if day % 3 else date(2025, 9, day), draft=True)
    with record_statements() as statements:
        first = await list_my_items(cast.bo.scope)
    assert len(statements) == 1
    assert first.after is not None
    second = await list_my_items(cast.bo.scope, after=first.after)
    ids = [item.id for item in (*first.items, *second.items)]
    assert (len(first.items), len(second.items), len(set(ids)), second.after) == (25, 3, 28, None)
    whole = [item.next_on for item in (*first.items, *second.items)]
    assert whole == sorted(whole, key=lambda day: day or date.min)
    assert first.after.item == first.items[-1].public_id  # no key of a row: it would count those of others
    assert (await list_my_items(cast.bo.scope, after=Cursor(2, date(2100, 1, 1), "zzzzzzzzzzzz"))).items == ()


async def test_what_wants_an_eye_is_found_by_its_date(cast: Cast) -> None:
    """Those without a date first (rule 13), then reviews, due dates and effect checks by their day."""
    case = await make_case(cast)
    due = await make_item(cast, case, due_on=date(2025, 8, 25))
    await make_item(cast, case, due_on=date(2025, 9, 28))
    undated = await make_item(cast, case, draft=True)
    ongoing = await make_item(cast, case, due_on=None, ongoing_interval_months=1)
    done = await make_item(cast, case, effect_check_on=date(2025, 9, 1))
    await set_status(cast, done, ItemStatus.DONE)
    scope = cast.bo.scope
    by_day = [undated.id, due.id, done.id, ongoing.id]
    assert [each.id for each in await list_attention(scope, date(2025, 9, 20))] == by_day
    assert [each.id for each in await list_attention(scope, date(2025, 9, 19))] == by_day[:3]
    assert [each.id for each in await list_attention(scope, date(2025, 8, 31))] == by_day[:2]
    assert [each.id for each in await list_attention(scope, date(2025, 8, 24))] == by_day[:1]


async def test_lists_across_cases_hold_to_the_scope(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await make_item(cast, case, unit=cast.syd.id, owner=cast.bo.id, due_on=date(2025, 8, 1))
    for person in (cast.bo, cast.gerda, cast.hans, cast.fie):
        assert await list_attention(person.scope, TODAY) == []
        assert (await list_my_items(person.scope)).items == ()
    for person in (cast.anna, cast.carl, cast.dorte, cast.erik):
        assert len(await list_attention(person.scope, TODAY)) == 1


async def test_items_of_somebody_who_left_are_flagged(cast: Cast) -> None:
    """Rule 26."""
    case = await make_case(cast)
    item = await make_item(cast, case)
    done = await make_item(cast, case)
    await set_status(cast, done, ItemStatus.DONE)
    assert await list_items_of_inactive_owners(cast.anna.scope) == []
    await _leave(cast.bo.id)
    assert [each.id for each in await list_items_of_inactive_owners(cast.anna.scope)] == [item.id]
    assert (await plan_facts(cast.anna.scope, case.id)).items_without_active_owner == 1


async def test_the_facts_of_a_plan(cast: Cast) -> None:
    case, empty = await make_case(cast), await make_case(cast)
    done = await make_item(cast, case, solves_how="")
    await set_status(cast, done, ItemStatus.DONE)
    await make_item(cast, case)
    await make_item(cast, case, due_on=None, ongoing_interval_months=6)
    given_up = await make_item(cast, case)
    await set_status(cast, given_up, ItemStatus.CANCELLED, note="Overflødigt")
    assert await plan_facts(cast.anna.scope, case.id) == PlanFacts(
        item_count=3, items_started=1, items_open=1, items_done_on=TODAY, items_without_solution=1
    )
    assert await plan_facts(cast.anna.scope, empty.id) == PlanFacts()


async def test_items_that_break_the_compliance_date_are_counted(cast: Cast) -> None:
    """Rule 18: the date is entered after the items were planned."""
    case = await make_case(cast, dates={})
    await make_item(cast, case, due_on=date(2025, 12, 1))
    assert (await plan_facts(cast.anna.scope, case.id)).items_breaking_date == 0
    async with transaction():
        await execute(
            "UPDATE deadlines SET on_date = {}, state = 'set' WHERE \"case\" = {} AND kind = 'compliance'",
            date(2025, 11, 3),
            case.id,
        )
    assert (await plan_facts(cast.anna.scope, case.id)).items_breaking_date == 1


async def test_effects_by_focus_point(cast: Cast) -> None:
    """Rule 24."""
    case = await make_case(cast)
    point, bare = await make_focus_point(cast, case), await make_focus_point(cast, case)
    item = await make_item(cast, case, focus_points=[point.id])
    await make_item(cast, case, focus_points=[point.id])
    await set_status(cast, item, ItemStatus.DONE)
    judged = {"criterion": "x", "basis": "x", "evaluated_on": TODAY, "result": EffectResult.SUFFICIENT}
    await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), **judged)
    await evaluate_focus_point(cast.anna.actor, case.id, point.id, seen=await point_version(point.id), **judged)
    assert await effects_by_focus_point(cast.bo.scope, case.id) == {
        point.id: FocusEffect(EffectResult.SUFFICIENT, 2, 1, 0),
        bare.id: FocusEffect(),
    }


async def test_an_item_takes_the_same_queries_with_any_trail(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            await set_status(cast, item, (await read_item(cast, item)).status, note="Endnu en bemærkning")
        with record_statements() as statements:
            await get_item(cast.bo.scope, item.public_id)
        counts.append(len(statements))
    assert counts == [8, 8]


async def test_people_are_those_one_shares_a_unit_or_a_committee_with(cast: Cast) -> None:
    def names(people: list) -> list[str]:
        return [person.name for person in people]

    unplaced = await create_person(cast.system, cast.municipality, name="Åse Uden Rolle")
    picked = await pick_people(cast.bo.scope, municipality=cast.municipality)
    assert names(picked) == [
        "Anna Leder",
        "Bo Ærø",
        "Dorte Udvalg",
        "Erik Konsulent",
        "Fie Admin",
        "Gerda Læser",
    ]
    owners = await pick_people(cast.bo.scope, municipality=cast.municipality, to_own=True)
    assert names(owners) == [name for name in names(picked) if name != "Fie Admin"]  # who only looks after the program
    assert await find_people_named(cast.bo.scope, cast.municipality, "Fie Admin") == []
    assert (
        await find_person(cast.bo.scope, cast.municipality, person_id=cast.fie.id) is None
    )  # from a form made by hand
    assert "Åse Uden Rolle" in names(await pick_people(cast.fie.scope, municipality=cast.municipality, to_own=True))
    assert names(await pick_people(cast.bo.scope, "ærø bo", municipality=cast.municipality)) == ["Bo Ærø"]
    assert names(await pick_people(cast.bo.scope, "%", municipality=cast.municipality)) == names(picked)
    assert await pick_people(cast.bo.scope, municipality=cast.other_municipality) == []
    assert await find_person(cast.bo.scope, cast.municipality, public_id=cast.carl.public_id) is None
    assert await find_person(cast.bo.scope, cast.municipality, person_id=unplaced.id) is None
    assert await find_people_named(cast.bo.scope, cast.municipality, "Åse Uden Rolle") == []
    assert await find_person(cast.fie.scope, cast.municipality, person_id=unplaced.id) is not None
    assert names(await find_people_named(cast.fie.scope, cast.municipality, "åse uden ROLLE")) == ["Åse Uden Rolle"]
    assert await find_person(cast.fie.scope, cast.other_municipality, person_id=cast.hans.id) is None
    assert await find_people_named(cast.bo.scope, cast.municipality, "Carl Syd") == []
    await _leave(cast.gerda.id)
    assert await find_person(cast.bo.scope, cast.municipality, person_id=cast.gerda.id) is None


async def test_an_item_may_lie_in_the_units_of_the_case_and_below(cast: Cast) -> None:
    team = await create_unit(
        cast.fie.actor, cast.municipality, name="Team Æble", kind=UnitKind.WORKPLACE, parent=cast.nord.id
    )
    case = await make_case(cast, units=(cast.centre.id,))
    found = await list_units_for_case(cast.anna.scope, case.id)
    assert [(unit.id, unit.depth) for unit in found] == [
        (cast.centre.id, 0),
        (cast.syd.id, 1),
        (cast.nord.id, 1),
        (team.id, 2),
    ]
    visible = await list_units_for_case(cast.bo.scope, case.id)
    assert [unit.id for unit in visible] == [cast.nord.id, team.id]


async def test_a_helper_from_another_unit_stays_when_she_is_out_of_reach(cast: Cast) -> None:
    """Only those who are new are looked up: editing an item does not drop whom the editor cannot pick."""
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    item = await make_item(cast, case, helpers=[cast.carl.id])
    ida = await make_member(cast.clock, cast.municipality, "Ida Ny", Role.READER, cast.nord.id)
    await edit_item(cast.bo.actor, item.id, 1, helpers=(cast.carl.id, ida.id))
    names = [helper.name for helper in (await get_item(cast.bo.scope, item.public_id)).helpers]
    assert names == ["Carl Syd", "Ida Ny"]


async def test_open_items_of_a_closed_case_wait_for_nobody(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    assert [each.public_id for each in (await list_my_items(cast.bo.scope)).items] == [item.public_id]
    async with transaction():
        await execute("UPDATE cases SET phase = 'closed' WHERE id = {}", case.id)
    assert (await list_my_items(cast.bo.scope)).items == ()
    everything = await list_my_items(cast.bo.scope, tuple(ItemStatus))
    assert [each.public_id for each in everything.items] == [item.public_id]


@pytest.mark.sqlite_only
async def test_what_wants_an_eye_is_read_in_the_order_of_its_index(cast: Cast, db: Database) -> None:
    """The index and the query must say the same to the letter, or the overview reads every item there is."""
    with record_statements() as statements:
        await list_attention(cast.erik.scope, TODAY)
    statement = statements[-1]
    assert isinstance(db, SqliteEngine)
    reader = await db.get_reader()
    plan = await reader.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?"))
    await reader.close()
    assert "USING INDEX ix_items_next" in str(plan)
