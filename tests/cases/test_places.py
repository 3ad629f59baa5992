"""Correcting the units of a case and its visit: nothing gets lost, nobody shuts herself out, both texts are seen."""

from datetime import date
from typing import Any

import msgspec
import pytest

from app.access.enums import Role
from app.cases import actions
from app.cases.actions import CreatedCase
from app.cases.queries import CaseFilter, get_case_ref_by_id, get_visit, list_cases, list_units_of_case, list_visits
from app.core.errors import Denied, Invalid, NotFound, Stale
from app.db.sql import fetch_rows, fetch_value
from app.organisation.actions import change_unit, create_unit
from app.organisation.enums import UnitKind
from tests.factories import Cast, Client, Member, make_member
from tests.factories_cases import make_case, make_visit
from tests.factories_plans import make_item


async def _change(cast: Cast, case: CreatedCase, *units: int, **values: Any) -> bool:
    actor = values.pop("actor", cast.anna.actor)
    values = {"seen": 1, "visit": None, "reason": "Forkert fra start", **values}
    return await actions.change_places(actor, case.id, units=units, **values)


async def _names(cast: Cast, case: CreatedCase) -> tuple[str, ...]:
    return (await get_case_ref_by_id(cast.system.scope, case.id)).unit_names


async def _last_entry(case_id: int) -> dict[str, Any]:
    json = await fetch_value(
        str,
        "SELECT p.json FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry WHERE e.case_id = {} "
        "ORDER BY e.seq DESC LIMIT 1",
        case_id,
    )
    found: dict[str, Any] = msgspec.json.decode(json or "{}")
    return found


async def _leader_of(cast: Cast, unit: int, name: str = "Ida Leder") -> Member:
    return await make_member(cast.clock, cast.municipality, name, Role.MANAGER, unit)


async def test_a_unit_is_added_and_another_removed_with_the_reason_in_the_log(cast: Cast) -> None:
    case = await make_case(cast)
    assert await _change(cast, case, cast.syd.id)
    assert await _names(cast, case) == (cast.syd.name,)
    entry = await _last_entry(case.id)
    assert entry["reason"] == "Forkert fra start"
    changed = {each["field"]: (each["before"], each["after"]) for each in entry["changes"]}
    assert changed["Enheder"] == (cast.nord.name, cast.syd.name)
    words = await fetch_value(str, "SELECT search_text FROM cases WHERE id = {}", case.id)
    assert "syd" in (words or "")
    assert (await list_cases(cast.carl.scope, CaseFilter())).cases[0].id == case.id  # Syd's representative sees it now
    assert not (await list_cases(cast.bo.scope, CaseFilter())).cases


async def test_a_case_can_have_more_units_than_the_form_takes(cast: Cast) -> None:
    case = await make_case(cast)
    more = [
        (
            await create_unit(
                cast.system, cast.municipality, name=f"Hus {n}", kind=UnitKind.WORKPLACE, parent=cast.centre.id
            )
        ).id
        for n in range(5)
    ]
    await _change(cast, case, cast.nord.id, *more)
    assert await _names(cast, case) == (cast.nord.name, *(f"Hus {n}" for n in range(5)))


async def test_a_kept_unit_keeps_the_name_it_had(cast: Cast) -> None:
    case = await make_case(cast)
    version = await fetch_value(int, "SELECT version FROM units WHERE id = {}", cast.nord.id)
    await change_unit(cast.system, cast.nord.id, seen=version or 1, name="Nord Nyt", kind=UnitKind.WORKPLACE)
    await _change(cast, case, cast.nord.id, cast.syd.id)
    assert await _names(cast, case) == (cast.nord.name, cast.syd.name)


async def test_a_unit_with_items_of_the_case_stays_until_they_are_moved(cast: Cast) -> None:
    """Even items the actor would not see, or that lie below the unit."""
    case = await make_case(cast)
    below = await create_unit(cast.system, cast.municipality, name="Team", kind=UnitKind.WORKPLACE, parent=cast.nord.id)
    await make_item(cast, case, unit=below.id)
    with pytest.raises(Invalid) as refusal:
        await _change(cast, case, cast.syd.id)
    (message,) = refusal.value.fields.values()
    assert message.startswith(f"»{cast.nord.name}« har tiltag i sagen og kan ikke fjernes. Flyt først tiltagene")
    assert await _names(cast, case) == (cast.nord.name,)
    await _change(cast, case, cast.centre.id)  # which covers them as well
    assert await _names(cast, case) == (cast.centre.name,)


async def test_nobody_shuts_herself_out(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    ida = await _leader_of(cast, cast.nord.id)
    with pytest.raises(Invalid) as refusal:
        await _change(cast, case, actor=ida.actor)
    assert refusal.value.fields["units"].startswith(f"Du kan kun rette sagen gennem »{cast.nord.name}«.")
    assert await _names(cast, case) == (cast.nord.name, cast.syd.name)


async def test_a_unit_out_of_scope_is_neither_added_nor_removed(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    ida = await _leader_of(cast, cast.nord.id)
    assert [each.is_mine for each in await list_units_of_case(ida.scope, case.id)] == [True, False]
    assert not await _change(cast, case, cast.nord.id, actor=ida.actor)  # Syd was not hers to untick
    for unit in (cast.centre.id, cast.elsewhere.id, 999_999):
        with pytest.raises(Invalid):
            await _change(cast, case, cast.nord.id, unit, actor=ida.actor)
    assert await _names(cast, case) == (cast.nord.name, cast.syd.name)


async def test_one_unit_at_least_a_reason_and_the_right_are_needed(cast: Cast) -> None:
    """Rule 2."""
    case = await make_case(cast)
    for values, field in (({"units": ()}, "units"), ({"units": (cast.syd.id,), "reason": " "}, "reason")):
        with pytest.raises(Invalid) as refusal:
            await actions.change_places(
                cast.anna.actor, case.id, **{"seen": 1, "visit": None, "reason": "Derfor", **values}
            )
        assert list(refusal.value.fields) == [field]
    for member in (cast.gerda, cast.bo, cast.dorte):
        with pytest.raises(Denied):
            await _change(cast, case, cast.nord.id, actor=member.actor)
    with pytest.raises(NotFound):
        await _change(cast, case, cast.nord.id, actor=cast.hans.actor)


async def test_the_second_to_save_sees_both(cast: Cast) -> None:
    case = await make_case(cast)
    await _change(cast, case, cast.nord.id, cast.syd.id, actor=cast.erik.actor)
    with pytest.raises(Stale) as refusal:
        await _change(cast, case, cast.syd.id)
    both = f"{cast.nord.name}, {cast.syd.name}"
    assert [(c.label, c.mine, c.theirs) for c in refusal.value.conflicts] == [("Enheder", cast.syd.name, both)]


async def test_the_visit_of_a_case_is_chosen_anew_or_taken_away(cast: Cast) -> None:
    first, second = await make_visit(cast), await make_visit(cast, visited_on=None)
    case = await make_case(cast, visit=first.id)
    await _change(cast, case, cast.nord.id, visit=second.id)
    changed = {each["field"]: (each["before"], each["after"]) for each in (await _last_entry(case.id))["changes"]}
    assert changed["Tilsynsbesøg"] == (f"10. april 2025, {cast.centre.name}", f"Ukendt dato, {cast.centre.name}")
    await _change(cast, case, cast.nord.id, visit=None, seen=2)
    assert await fetch_value(int, "SELECT visit FROM cases WHERE id = {}", case.id) is None
    assert [each.id for each in await list_visits(cast.anna.scope, cast.municipality)] == [second.id, first.id]
    abroad = await make_visit(cast, actor=cast.hans.actor, unit=cast.elsewhere.id)
    with pytest.raises(NotFound):
        await _change(cast, case, cast.nord.id, visit=abroad.id, seen=3)


async def test_a_visit_seen_through_the_case_alone_may_stay(cast: Cast) -> None:
    case = await make_case(cast, visit=(await make_visit(cast)).id)
    ida = await _leader_of(cast, cast.nord.id)
    visit = await fetch_value(int, "SELECT visit FROM cases WHERE id = {}", case.id)
    assert not await _change(cast, case, cast.nord.id, visit=visit, actor=ida.actor)
    await _change(cast, case, cast.nord.id, visit=None, actor=ida.actor)
    with pytest.raises(NotFound):  # gone from her sight with the case's last tie to it
        await _change(cast, case, cast.nord.id, visit=visit, seen=2, actor=ida.actor)


async def test_correcting_a_visit_tells_every_case_of_it(cast: Cast) -> None:
    visit = await make_visit(cast)
    cases = [await make_case(cast, visit=visit.id) for _ in range(2)]
    fixed = {"unit": cast.centre.id, "visited_on": date(2025, 4, 11), "note": "Leder og AMR deltog."}
    await actions.edit_visit(cast.anna.actor, visit.id, seen=1, **fixed)
    for case in cases:
        changes = {each["field"]: (each["before"], each["after"]) for each in (await _last_entry(case.id))["changes"]}
        assert changes["Besøgets dato"] == ("10. april 2025", "11. april 2025")
    with pytest.raises(Stale) as refusal:
        await actions.edit_visit(cast.erik.actor, visit.id, seen=1, **{**fixed, "visited_on": date(2025, 4, 12)})
    assert [(c.mine, c.theirs) for c in refusal.value.conflicts] == [("12. april 2025", "11. april 2025")]
    with pytest.raises(Invalid):
        await actions.edit_visit(cast.anna.actor, visit.id, seen=2, **{**fixed, "visited_on": date(2025, 8, 21)})
    with pytest.raises(Denied):
        await actions.edit_visit(cast.gerda.actor, visit.id, seen=2, **fixed)
    with pytest.raises(NotFound):
        await actions.edit_visit(cast.hans.actor, visit.id, seen=2, **fixed)
    assert (await get_visit(cast.anna.scope, visit.public_id)).version == 2
    count = await fetch_rows("SELECT id FROM audit_entries WHERE entity_kind = 'visit'")
    await actions.edit_visit(cast.anna.actor, visit.id, seen=2, **fixed)  # nothing differs
    assert len(await fetch_rows("SELECT id FROM audit_entries WHERE entity_kind = 'visit'")) == len(count)


async def test_the_page_keeps_what_was_typed_and_leads_from_a_new_case(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    sent = {"kind": "improvement", "title": "Fem enheder", "topics": ["workload"], "unit": cast.nord.public_id}
    made = await client.post("/sager/ny", {**sent, "more_units": "1"})
    here = made.headers["location"]
    assert here.endswith("/enheder")
    page = await client.get(here)
    assert "Tilføj de andre enheder her." in page.text
    assert "Ny enhed 3" in page.text
    form = {"units": [cast.nord.public_id], "add_1": cast.syd.public_id, "version": "1"}
    refused = await client.post(here, form)
    assert refused.status_code == 422
    assert "Skriv" in refused.text or "Udfyld" in refused.text
    assert f'value="{cast.syd.public_id}" selected' in refused.text
    saved = await client.post(here, {**form, "reason": "Sagen gælder også Syd"})
    assert saved.status_code == 303
    assert f"{cast.nord.name}, {cast.syd.name}" in (await client.get(saved.headers["location"])).text
    late = await client.post(here, {**form, "reason": "For sent"})
    assert late.status_code == 409
    history = (await client.get(here.replace("/enheder", "/historik"))).text
    assert "Sagen gælder også Syd" in history


async def test_who_may_open_the_pages(client: Client, cast: Cast) -> None:
    visit = await make_visit(cast)
    case = await make_case(cast, visit=visit.id)
    pages = (f"/sager/{case.public_id}/enheder", f"/tilsynsbesoeg/{visit.public_id}/ret")
    for member, status in ((cast.anna, 200), (cast.erik, 200), (cast.gerda, 403), (cast.bo, 403), (cast.hans, 404)):
        await client.as_(member)
        for page in pages:
            got = (await client.get(page)).status_code
            assert got == status or (member is cast.bo and got in (403, 404)), (member.name, page)
