"""Who may know of a committee, what they read there, and what is told of the lower ones (rule 41: counts only)."""

from datetime import date, timedelta

import pytest

from app.access.enums import Role
from app.access.policy import Grant
from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.committees.queries import (
    get_committee,
    list_committees,
    list_lower,
    list_memberships,
    pick_people,
)
from app.core.errors import NotFound
from app.db.engine import record_statements
from app.deadlines.enums import DeadlineKind
from app.organisation.actions import create_municipality, create_person, create_unit
from app.organisation.enums import UnitKind
from app.organisation.rules import MunicipalitySettings
from tests.factories import Cast, make_committee, make_member
from tests.factories_cases import DATES, make_case
from tests.factories_committees import make_plain, renewed


def due(day: date) -> dict[DeadlineKind, date]:
    """All dates of a case, the deadline on `day`."""
    return {**DATES, DeadlineKind.COMPLIANCE: day}


async def names(cast: Cast, who: str, text: str = "") -> list[str]:
    return [row.name for row in (await list_committees(getattr(cast, who).scope, text)).rows]


async def test_ranks_are_the_municipalitys_own(cast: Cast) -> None:
    """Rule 28: elsewhere HMU > FMU > LMU; in Aarhus FMU > HMU > LMU. What has no rank comes last."""
    for rank in ("LMU", "FMU", "", "HMU"):
        await make_committee(cast.clock, cast.municipality, f"Udvalg {rank}", [cast.top.id], rank=rank)
    aarhus = await create_municipality(
        cast.system, code="AAR", name="Aarhus", settings=MunicipalitySettings(committee_ranks=("FMU", "HMU", "LMU"))
    )
    top = await create_unit(cast.system, aarhus.id, name="Aarhus", kind=UnitKind.MUNICIPALITY)
    for rank in ("LMU", "HMU", "FMU"):
        await make_committee(cast.clock, aarhus.id, f"Udvalg {rank}", [top.id], rank=rank)
    there = await make_member(cast.clock, aarhus.id, "Ditte Der", Role.CONSULTANT, top.id)

    assert await names(cast, "erik", "udvalg") == [
        "Udvalg HMU",
        "Udvalg FMU",
        "MED-udvalget for centret",
        "Udvalg LMU",
        "Udvalg",
    ]
    found = await list_committees(there.scope)
    assert [row.name for row in found.rows] == ["Udvalg FMU", "Udvalg HMU", "Udvalg LMU"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("anna", ["centret", "nord", "syd"]),
        ("bo", ["centret", "nord"]),  # his unit lies below the centre
        ("carl", ["centret", "syd"]),
        ("dorte", ["centret", "nord", "syd"]),
        ("erik", ["centret", "nord", "syd"]),
        ("fie", ["centret", "nord", "syd"]),
        ("gerda", ["centret", "nord"]),
        ("hans", []),
    ],
)
async def test_who_knows_of_a_committee(cast: Cast, who: str, sees: list[str]) -> None:
    ids = {"centret": cast.committee.public_id}
    for name, unit in (("nord", cast.nord), ("syd", cast.syd)):
        made = await make_committee(cast.clock, cast.municipality, f"AMG {name}", [unit.id])
        ids[name] = made.public_id
    scope = getattr(cast, who).scope
    found = {row.public_id for row in (await list_committees(scope)).rows}

    assert found == {ids[name] for name in sees}
    for public_id in ids.values():
        if public_id in found:
            assert (await get_committee(scope, public_id)).public_id == public_id
        else:
            with pytest.raises(NotFound):
                await get_committee(scope, public_id)


async def test_units_the_reader_may_not_know_are_counted_not_named(cast: Cast) -> None:
    made = await make_committee(cast.clock, cast.municipality, "To", [cast.nord.id, cast.syd.id])
    for_bo = await get_committee(cast.bo.scope, made.public_id)
    for_anna = await get_committee(cast.anna.scope, made.public_id)

    assert ([unit.name for unit in for_bo.units], for_bo.more_units) == (["Ågruppen Nord"], 1)
    assert ([unit.name for unit in for_anna.units], for_anna.more_units) == (["Gruppen Syd", "Ågruppen Nord"], 0)
    centre = await get_committee(cast.bo.scope, cast.committee.public_id)
    assert [(unit.name, unit.public_id) for unit in centre.units] == [("Familiecentret", None)]  # above: a name only
    assert await names(cast, "bo", "Syd") == []  # nor found by their names


async def test_a_search_looks_at_name_rank_and_units(cast: Cast) -> None:
    await make_committee(cast.clock, cast.municipality, "Gruppe Ø", [cast.nord.id], rank="HMU")
    assert await names(cast, "erik", "gruppe NORD") == ["Gruppe Ø"]
    assert await names(cast, "erik", "hmu") == ["Gruppe Ø"]
    assert await names(cast, "erik", "familie") == ["MED-udvalget for centret"]
    assert await names(cast, "erik", "100%") == []


async def test_lower_committees_show_counts_and_nothing_else(cast: Cast) -> None:
    """Rule 41. A case counts where it is covered most closely; a case of two units counts at both."""
    department = await make_committee(cast.clock, cast.municipality, "FMU", [cast.department.id], rank="FMU")
    await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id], rank="LMU")
    await make_committee(
        cast.clock, cast.municipality, "AMU", [cast.syd.id], kind=CommitteeKind.WORK_ENVIRONMENT_COMMITTEE
    )
    today = cast.clock.now().date()
    await make_case(cast, title="Nord", units=(cast.nord.id,), dates=due(today + timedelta(days=9)))
    await make_case(cast, title="Over", units=(cast.nord.id, cast.syd.id), dates=due(today - timedelta(days=1)))
    await make_case(cast, title="Ukendt", units=(cast.centre.id,), dates={})
    committee = await get_committee(cast.erik.scope, department.public_id)
    with record_statements() as statements:
        lower = await list_lower(cast.erik.scope, committee)

    assert [(row.name, row.open_cases, row.overdue_cases, row.unknown_cases) for row in lower] == [
        ("LMU Nord", 2, 1, 0),
        ("MED-udvalget for centret", 2, 1, 1),
    ]
    assert len(statements) == 2


async def test_a_member_above_gets_the_counts_but_not_the_cases(cast: Cast) -> None:
    person = await make_plain(cast, "Frida FMU")
    department = await make_committee(cast.clock, cast.municipality, "FMU", [cast.department.id], person.id)
    await make_case(cast, title="Centrets", units=(cast.centre.id,))
    member = await renewed(cast, person)
    committee = await get_committee(member.scope, department.public_id)

    assert member.grants == (
        Grant(Role.COMMITTEE_MEMBER, cast.department.id, cast.municipality, but=frozenset({cast.centre.id})),
    )
    assert [(row.name, row.open_cases) for row in await list_lower(member.scope, committee)] == [
        ("MED-udvalget for centret", 1)
    ]


@pytest.mark.parametrize("who", ["bo", "fie", "gerda"])
async def test_who_reads_none_of_its_cases_gets_no_counts(cast: Cast, who: str) -> None:
    """Users without access get no counts (rule 41): an administrator, and who reads only below."""
    await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id])
    scope = getattr(cast, who).scope
    assert await list_lower(scope, await get_committee(scope, cast.committee.public_id)) == ()


async def test_the_list_asks_two_queries_however_long(cast: Cast) -> None:
    for count in (1, 3):
        with record_statements() as statements:
            assert len((await list_committees(cast.erik.scope)).rows) == count
        assert len(statements) == 2
        for no in range(2):
            await make_committee(cast.clock, cast.municipality, f"Nyt {no}", [cast.nord.id, cast.syd.id])


async def test_the_page_asks_four_queries_however_many_sit_there(cast: Cast) -> None:
    for count in (1, 3):
        with record_statements() as statements:
            found = await get_committee(cast.erik.scope, cast.committee.public_id)
        assert (len(found.members), len(statements)) == (count, 4)
        for name in ("En", "To"):
            await add_member(
                cast.system,
                cast.committee.id,
                (await make_plain(cast, name)).id,
                side=CommitteeSide.EMPLOYER,
                function=CommitteeFunction.MEMBER,
            )


async def test_people_are_found_by_words_of_their_name(cast: Cast) -> None:
    await create_person(cast.system, cast.municipality, name="Åse 100% Sørensen", job_title="Leder")
    scope = cast.fie.scope

    async def found(text: str) -> list[str]:
        return [person.name for person in await pick_people(scope, cast.municipality, text)]

    assert await found("sør åse") == ["Åse 100% Sørensen"]
    assert await found("0% s") == ["Åse 100% Sørensen"]
    assert await found("%") == ["Åse 100% Sørensen"]
    assert await found("_") == []
    assert await found("") == []
    assert await found("fie") == []  # nobody adds themselves
    assert await pick_people(scope, cast.other_municipality, "hans") == []
    assert await pick_people(cast.anna.scope, cast.municipality, "bo") == []


async def test_memberships_say_what_is_covered_and_what_lower_committees_cover(cast: Cast) -> None:
    await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id])
    (found,) = await list_memberships(cast.dorte.scope, cast.dorte.id)
    assert (found.name, found.units, found.lower) == ("MED-udvalget for centret", ("Familiecentret",), ("LMU Nord",))
