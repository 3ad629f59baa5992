"""Units change over time: rights follow at once, a case keeps the name it had."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from app.access.enums import Role
from app.access.policy import Grant
from app.access.queries import in_scope
from app.cases.queries import get_case_ref
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.organisation import queries
from app.organisation.actions import change_unit, close_unit, create_unit, move_unit
from app.organisation.enums import UnitKind
from tests.factories import Cast
from tests.factories_cases import make_case

TODAY = date(2025, 8, 20)


async def closure() -> set[tuple[int, int, int]]:
    rows = await fetch_rows("SELECT ancestor, descendant, depth FROM unit_closure")
    return {(row["ancestor"], row["descendant"], row["depth"]) for row in rows}


async def versions(unit: int) -> list[tuple[str, str, str | None]]:
    rows = await fetch_rows("SELECT name, valid_from, valid_to FROM unit_versions WHERE unit = {} ORDER BY id", unit)
    return [(row["name"], str(row["valid_from"]), str(row["valid_to"]) if row["valid_to"] else None) for row in rows]


async def test_a_new_name_keeps_the_old_one_and_so_does_the_case(cast: Cast) -> None:
    case = await make_case(cast)
    cast.clock.instant += timedelta(days=10)
    await change_unit(cast.fie.actor, cast.nord.id, seen=1, name="Team Ø", kind=UnitKind.WORKPLACE)
    unit = await queries.get_unit(cast.anna.scope, cast.nord.public_id)

    assert await versions(cast.nord.id) == [
        ("Ågruppen Nord", "2025-08-20", "2025-08-30"),
        ("Team Ø", "2025-08-30", None),
    ]
    assert unit.name == "Team Ø"
    assert (await get_case_ref(cast.anna.scope, case.public_id)).unit_names == ("Ågruppen Nord",)


async def test_two_changes_on_one_day_keep_both_versions(cast: Cast) -> None:
    await change_unit(cast.fie.actor, cast.nord.id, seen=1, name="Forkert", kind=UnitKind.WORKPLACE)
    await change_unit(cast.fie.actor, cast.nord.id, seen=2, name="Rigtigt", kind=UnitKind.WORKPLACE)

    assert await versions(cast.nord.id) == [
        ("Ågruppen Nord", "2025-08-20", "2025-08-20"),
        ("Forkert", "2025-08-20", "2025-08-20"),
        ("Rigtigt", "2025-08-20", None),
    ]


async def test_a_change_that_changes_nothing_leaves_no_version_and_no_entry(cast: Cast) -> None:
    before = await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries")
    await change_unit(cast.fie.actor, cast.nord.id, seen=1, name=" Ågruppen  Nord ", kind=UnitKind.WORKPLACE)

    assert len(await versions(cast.nord.id)) == 1
    assert await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries") == before


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (TODAY + timedelta(days=1), "Vælg i dag eller en dag, der er gået. Ændringen gælder med det samme."),
        (
            TODAY - timedelta(days=1),
            "Enheden blev sidst ændret den 20.08.2025. Vælg den dag eller en senere.",
        ),
    ],
)
async def test_a_change_is_neither_in_the_future_nor_before_the_last_one(cast: Cast, day: date, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        await change_unit(cast.fie.actor, cast.nord.id, seen=1, name="Ny", kind=UnitKind.WORKPLACE, valid_from=day)
    assert caught.value.fields == {"valid_from": message}


async def test_wrong_numbers_are_refused_by_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        await change_unit(
            cast.fie.actor,
            cast.nord.id,
            seen=1,
            name="Ny",
            kind=UnitKind.TEAM,
            cvr_no="1234",
            production_unit_no="010203-1234",
        )
    assert set(caught.value.fields) == {"cvr_no", "production_unit_no"}
    assert "CPR" in caught.value.fields["production_unit_no"]


async def test_who_saved_first_is_shown_beside_what_you_typed(cast: Cast) -> None:
    await change_unit(cast.fie.actor, cast.nord.id, seen=1, name="Først", kind=UnitKind.WORKPLACE)
    with pytest.raises(Stale) as caught:
        await change_unit(cast.fie.actor, cast.nord.id, seen=1, name="Sidst", kind=UnitKind.WORKPLACE)

    assert [(each.label, each.mine, each.theirs) for each in caught.value.conflicts] == [("Navn", "Sidst", "Først")]
    assert (await versions(cast.nord.id))[-1][0] == "Først"


@pytest.mark.parametrize("role", [Role.READER, Role.MANAGER, Role.AUDITOR, Role.COMMITTEE_MEMBER])
async def test_nobody_moves_a_unit_to_where_they_read_it_themselves(cast: Cast, role: Role) -> None:
    """Issue 3: nobody grants themselves a role, nor what one would give. Where they read already, or less, they may."""
    fie = replace(cast.fie.actor, grants=(*cast.fie.actor.grants, Grant(role, cast.syd.id, cast.municipality)))
    with pytest.raises(Denied, match=r"unit\.own"):
        await move_unit(fie, cast.nord.id, seen=1, parent=cast.syd.id)
    assert len(await versions(cast.nord.id)) == 1
    await move_unit(cast.fie.actor, cast.nord.id, seen=1, parent=cast.syd.id)
    await move_unit(fie, cast.nord.id, seen=2, parent=cast.centre.id)
    await move_unit(fie, cast.syd.id, seen=1, parent=cast.top.id)


async def test_a_moved_unit_takes_its_subtree_and_the_rights_along(cast: Cast) -> None:
    """Carl (AMR in Syd) sees what comes under Syd at once; Anna no longer sees what left her centre."""
    team = await create_unit(cast.system, cast.municipality, name="Hold", kind=UnitKind.TEAM, parent=cast.nord.id)
    before = await closure()
    await move_unit(cast.fie.actor, cast.nord.id, seen=1, parent=cast.syd.id)

    async def sees(scope: object, unit: int) -> bool:
        return bool(await fetch_rows("SELECT id FROM units u WHERE u.id = {} AND {}", unit, in_scope(scope, "u.id")))

    assert [await sees(cast.carl.scope, unit) for unit in (cast.nord.id, team.id)] == [True, True]
    await move_unit(cast.fie.actor, cast.nord.id, seen=2, parent=cast.top.id)
    assert [await sees(cast.carl.scope, unit) for unit in (cast.nord.id, team.id)] == [False, False]
    assert [await sees(cast.anna.scope, unit) for unit in (cast.nord.id, team.id)] == [False, False]
    assert [await sees(cast.bo.scope, unit) for unit in (cast.nord.id, team.id)] == [True, True]
    await move_unit(cast.fie.actor, cast.nord.id, seen=3, parent=cast.centre.id)
    assert await closure() == before


async def test_a_unit_cannot_stand_below_itself_or_leave_its_municipality(cast: Cast) -> None:
    before = await closure()
    for parent in (cast.nord.id, cast.centre.id):
        with pytest.raises(RuleViolation, match=r"unit\.circle"):
            await move_unit(cast.fie.actor, cast.centre.id, seen=1, parent=cast.nord.id)
        with pytest.raises(RuleViolation, match=r"unit\.circle"):
            await move_unit(cast.fie.actor, parent, seen=1, parent=parent)
    with pytest.raises(NotFound):
        await move_unit(cast.fie.actor, cast.nord.id, seen=1, parent=cast.elsewhere.id)
    with pytest.raises(RuleViolation, match=r"unit\.top"):
        await move_unit(cast.system, cast.top.id, seen=1, parent=cast.nord.id)
    assert await closure() == before


async def test_only_administrators_change_units_and_others_do_not_find_them(cast: Cast) -> None:
    with pytest.raises(Denied):
        await change_unit(cast.anna.actor, cast.nord.id, seen=1, name="Mit", kind=UnitKind.WORKPLACE)
    with pytest.raises(NotFound):
        await change_unit(cast.hans.actor, cast.nord.id, seen=1, name="Mit", kind=UnitKind.WORKPLACE)


async def test_a_unit_with_open_units_or_cases_is_not_closed_and_says_why(cast: Cast) -> None:
    await make_case(cast, units=(cast.centre.id,))
    with pytest.raises(RuleViolation) as caught:
        await close_unit(cast.fie.actor, cast.centre.id, seen=1)

    assert [(blocker.text, blocker.href) for blocker in caught.value.blockers] == [
        ("Flyt eller luk først underenheden Gruppen Syd.", f"/enheder/{cast.syd.public_id}"),
        ("Flyt eller luk først underenheden Ågruppen Nord.", f"/enheder/{cast.nord.public_id}"),
        ("Enheden har åbne sager. De skal lukkes først.", None),
    ]


async def test_a_closed_unit_is_read_but_not_changed_or_built_upon(cast: Cast) -> None:
    await close_unit(cast.fie.actor, cast.syd.id, seen=1)
    unit = await queries.get_unit(cast.carl.scope, cast.syd.public_id)

    assert (unit.name, unit.closed_on) == ("Gruppen Syd", TODAY)
    assert "Gruppen Syd" not in [each.name for each in await queries.list_admin_units(cast.fie.scope)]
    with pytest.raises(RuleViolation, match=r"unit\.closed"):
        await change_unit(cast.fie.actor, cast.syd.id, seen=2, name="Ny", kind=UnitKind.WORKPLACE)
    with pytest.raises(Invalid) as caught:
        await create_unit(cast.fie.actor, cast.municipality, name="Ny", kind=UnitKind.TEAM, parent=cast.syd.id)
    assert caught.value.fields == {"parent": "Enheden er lukket. Vælg en anden."}
    with pytest.raises(Invalid):
        await move_unit(cast.fie.actor, cast.nord.id, seen=1, parent=cast.syd.id)


def names(nodes: tuple[queries.UnitNode, ...]) -> list[tuple[str, bool, int | None]]:
    return [
        row
        for node in nodes
        for row in ((node.name, node.public_id is not None, node.open_cases), *names(node.children))
    ]


async def test_the_tree_counts_only_cases_the_reader_may_see(cast: Cast) -> None:
    """Rule of the wall: a case of Syd is not counted for Bo in Nord, and an administrator gets no counts."""
    await make_case(cast)
    await make_case(cast, units=(cast.syd.id,))
    await make_case(cast, units=(cast.nord.id, cast.syd.id))

    assert names(await queries.list_units(cast.anna.scope)) == [
        ("Eksempel Kommune", False, None),
        ("Børn og Ældre", False, None),
        ("Familiecentret", True, 3),
        ("Gruppen Syd", True, 2),
        ("Ågruppen Nord", True, 2),
    ]
    assert names(await queries.list_units(cast.bo.scope))[-2:] == [
        ("Familiecentret", False, None),
        ("Ågruppen Nord", True, 2),
    ]
    assert {count for _, _, count in names(await queries.list_units(cast.fie.scope))} == {None}
    assert names(await queries.list_units(cast.hans.scope)) == [("Nabo Kommune", True, 0)]


async def test_a_unit_outside_the_scope_does_not_exist(cast: Cast) -> None:
    for member, unit in ((cast.bo, cast.syd), (cast.bo, cast.centre), (cast.hans, cast.nord)):
        with pytest.raises(NotFound):
            await queries.get_unit(member.scope, unit.public_id)


async def test_an_administrator_sees_a_unit_and_its_people_but_no_case(cast: Cast) -> None:
    await make_case(cast)
    unit = await queries.get_unit(cast.fie.scope, cast.nord.public_id)

    assert not unit.is_readable
    assert [(each.person_name, each.depth) for each in unit.people] == [
        ("Bo Ærø", 0),
        ("Gerda Læser", 0),
        ("Anna Leder", 1),
        ("Fie Admin", 3),
        ("Erik Konsulent", 3),
    ]


async def test_people_are_added_only_where_one_administers(cast: Cast) -> None:
    """A role of another kind elsewhere does not offer that municipality."""
    reads_there = Grant(Role.READER, cast.elsewhere.id, cast.other_municipality)
    fie = replace(cast.fie, grants=(*cast.fie.grants, reads_there))

    assert [each.id for each in await queries.list_administered(fie.scope)] == [fie.grants[0].municipality]
    assert {each.id for each in await queries.list_municipalities(fie.scope)} == {
        each.municipality for each in fie.grants
    }
    assert await queries.list_administered(cast.anna.scope) == []
    assert len(await queries.list_administered(cast.system.scope)) == 2
