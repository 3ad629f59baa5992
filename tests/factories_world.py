"""A whole world for the tests of the wall: five places full of everything, each with a word of its own in every text.

`nord` and `syd` have a case each, `faelles` is one case of both, `center` is a case of the unit above with items in
both, and `nabo` lies in another municipality. The word of a place (its canary) stands in every field and file that
belongs to it: whoever may not see the place must never meet the word.
"""

from pathlib import Path

import msgspec

from app.access.enums import Role
from app.access.policy import system_actor
from app.accounts.actions import create_account
from app.accounts.actions.sso import create_mapping
from app.committees.enums import CommitteeKind
from app.core.clock import Clock
from app.db.sql import fetch_rows
from app.meetings.actions import MeetingFacts, create_meeting
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum
from app.organisation.actions import create_person, create_unit
from app.organisation.enums import UnitKind
from app.packs.actions import keep_pack
from tests.factories import PASSWORD, Cast, Member, UnitRef, make_cast, make_committee, make_member
from tests.factories_approvals import make_asked_approval
from tests.factories_cycles import make_cycles
from tests.factories_indicators import make_figures, make_indicator
from tests.factories_inquiries import make_answered
from tests.factories_material import make_material
from tests.factories_meetings import Met, make_meeting, make_unit_meeting
from tests.factories_minutes import make_filed, make_minuted
from tests.factories_others import advise, make_others
from tests.factories_requests import make_partly_answered
from tests.factories_surveys import SOCIAL, make_instrument, make_round, make_told
from tests.factories_world_case import fill_case, link_notice, tell_of_case
from tests.factories_world_papers import plant_overviews
from tests.factories_world_places import Place, World, asked_word, canary, measured_word, met_word, resident


async def build_world(clock: Clock, root: Path) -> World:
    """Everything above, through the product's own actions; files go below `root`."""
    cast = await make_cast(clock)
    others = await make_others(cast)
    clerk = await make_member(cast.clock, cast.other_municipality, "Kaja Kommunal", Role.SECRETARIAT, cast.elsewhere.id)
    instruments = {each: await make_instrument(cast, each) for each in (cast.municipality, cast.other_municipality)}
    measured = {
        name: await make_round(
            cast,
            unit,
            measured_word(name) if name != "center" else "hele centret",
            cast.hans if name == "nabo" else cast.anna,
            root,
        )
        for name, unit in (("nord", cast.nord), ("syd", cast.syd), ("center", cast.centre), ("nabo", cast.elsewhere))
    }
    materials = {
        name: await make_material(cast.hans if name == "nabo" else cast.anna, units, word, root)
        for name, units, word in (
            ("nord", (cast.nord,), measured_word("nord")),
            ("syd", (cast.syd,), measured_word("syd")),
            ("center", (cast.nord, cast.syd, cast.centre), "hele centret"),
            ("nabo", (cast.elsewhere,), measured_word("nabo")),
        )
    }
    cycles = {
        name: await make_cycles(cast.hans if name == "nabo" else cast.anna, unit, measured_word(name))
        for name, unit in (("nord", cast.nord), ("syd", cast.syd), ("nabo", cast.elsewhere))
    }
    followed = {each: await make_indicator(cast.system, each) for each in (cast.municipality, cast.other_municipality)}
    figures = {
        name: await make_figures(
            cast.system,
            followed[cast.other_municipality if name == "nabo" else cast.municipality],
            unit,
            measured_word(name) if name != "center" else "hele centret",
        )
        for name, unit in (("nord", cast.nord), ("syd", cast.syd), ("center", cast.centre), ("nabo", cast.elsewhere))
    }
    places: dict[str, Place] = {}
    residents: dict[str, tuple[Member, UnitRef, str, str]] = {}
    committees: dict[str, tuple[str, str]] = {}
    told: dict[str, str] = {}
    met: dict[str, Met] = {}
    sparring: dict[str, str] = {}
    asked: dict[str, str] = {}
    minuted: dict[str, tuple[str, str]] = {}
    filed: dict[str, tuple[str, str]] = {}
    group = CommitteeKind.WORK_ENVIRONMENT_GROUP
    upper = await make_committee(
        cast.clock, cast.municipality, "AMG for hele området", [cast.department.id], kind=group
    )
    for name, unit, municipality in (
        ("nord", cast.nord, cast.municipality),
        ("syd", cast.syd, cast.municipality),
        ("nabo", cast.elsewhere, cast.other_municipality),
    ):
        residents[name] = await _resident(cast, name, unit, municipality)
        told[name] = await make_told(cast, [unit, residents[name][1]], [unit], measured_word(name))
        committees[name] = await _group(cast, name, unit, municipality, residents[name][0])
        met[name] = await make_meeting(cast.system, residents[name][0], committees[name][0], met_word(name))
        asked[name] = await make_partly_answered(residents[name][0], committees[name][0], met_word(name))
        leader = cast.hans if name == "nabo" else cast.anna
        sparring[name] = await make_unit_meeting(leader.actor, unit.public_id, canary(name))
        minuted[name] = await make_minuted(leader, residents[name][0], unit.public_id, canary(name))
        filed[name] = await make_filed(leader, unit.public_id, canary(name), root)
    for name, units, holders in (
        ("nord", (cast.nord,), ("nord",)),
        ("syd", (cast.syd,), ("syd",)),
        ("faelles", (cast.nord, cast.syd), ("nord", "syd")),
        ("center", (cast.centre,), ("nord", "syd")),
        ("nabo", (cast.elsewhere,), ("nabo",)),
    ):
        named = {"named": (cast.gerda.public_id, cast.carl.public_id), "unnamed": (others["jane"].public_id,)}
        holding = [(each, *residents[each]) for each in holders]
        measured[name] = measured.get(name) or measured["center"]
        result = f"{measured[name][2]}.{SOCIAL}"
        municipality = cast.other_municipality if name == "nabo" else cast.municipality
        measures = f"{followed[municipality].public_id}.{(units[0] if name != 'faelles' else cast.centre).public_id}"
        place = await fill_case(cast, name, units, holding, root, named if name == "nord" else {}, result, measures)
        committee, member = committees[holders[0]]
        material = (materials.get(name) or materials["center"])[0]
        waiver, told_by = await tell_of_case(cast.hans if name == "nabo" else cast.anna, place, material)
        instrument = instruments[municipality]
        places[name] = msgspec.structs.replace(
            place,
            committee=committee,
            member=member,
            instrument=instrument.public_id,
            reorganisation=told[holders[0]],
            draft=measured[name][0],
            round=measured[name][1],
            round_unit=measured[name][2],
            material=material,
            waiver=waiver,
            notice=await link_notice(cast, cast.hans if name == "nabo" else cast.anna, place),
            told=told_by,
            recipient=(materials.get(name) or materials["center"])[1],
            paper=measured[name][3],
            guide=(materials.get(name) or materials["center"])[2],
            cycle=cycles.get(name, cycles["nord"])[0],
            discussion=cycles.get(name, cycles["nord"])[1],
            indicator=followed[municipality].public_id,
            value=figures.get(name, figures["center"]),
            meeting=met[holders[0]].meeting,
            agenda=met[holders[0]].item,
            coming=met[holders[0]].coming,
            asked=asked[holders[0]],
            unit_meeting=sparring[holders[0]],
            minuted=minuted[holders[0]][0],
            approved=minuted[holders[0]][1],
            filed=filed[holders[0]][0],
            filed_minutes=filed[holders[0]][1],
            upper=upper.public_id,
        )
    asked = {
        name: await make_answered(keeper, writer, unit, asked_word(name), places[name].case)
        for name, keeper, unit, writer in (
            ("nord", cast.erik, cast.nord, cast.anna),
            ("syd", cast.erik, cast.syd, cast.anna),
            ("nabo", clerk, cast.elsewhere, cast.hans),
        )
    }
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    sitting = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=clock.now().date(), title="Udvalgsmøde")
    met_at = (await create_meeting(cast.erik.actor, forum, sitting)).public_id
    for name in ("nord", "syd", "nabo"):
        leader = cast.hans if name == "nabo" else cast.anna
        kept = await keep_pack(leader.actor, places[name].minuted)
        places[name] = msgspec.structs.replace(places[name], kept=kept)
    for name, place in places.items():
        is_nabo = name == "nabo"
        asker, asks = (
            (residents["nabo"][0], committees["nabo"][0]) if is_nabo else (cast.erik, cast.committee.public_id)
        )
        approval = await make_asked_approval(asker.actor, place.case_key, asks, text=f"Om {canary(name)}")
        places[name] = msgspec.structs.replace(
            place, approval=approval, met_at=met[name].meeting if name in ("syd", "nabo") else met_at
        )
    for name, place in places.items():
        inquiry, question, fact = asked.get(name, asked["nord"])
        places[name] = msgspec.structs.replace(place, inquiry=inquiry, question=question, fact=fact)
    await advise(others["otto"], places["nabo"].case_key)
    for actor, unit in ((cast.anna.actor, cast.nord), (cast.hans.actor, cast.elsewhere)):
        await plant_overviews(actor, unit.public_id)
    members = (
        *(cast.anna, cast.bo, cast.carl, cast.dorte, cast.erik, cast.fie, cast.gerda, cast.hans),
        *others.values(),
    )
    for member in members:
        await create_account(system_actor(clock.now()), member.id, username=member.username, password=PASSWORD)
    units = {
        each.name: each.public_id
        for each in (cast.top, cast.department, cast.centre, cast.nord, cast.syd, cast.elsewhere)
    }
    return World(
        places=places,
        members={each.username: (each.id, each.public_id) for each in members},
        units=units,
    )


async def _resident(cast: Cast, name: str, unit: UnitRef, municipality: int) -> tuple[Member, UnitRef, str, str]:
    """A person and a unit of the place, both with its word in their names."""
    word = resident(name)
    person = await make_member(cast.clock, municipality, f"{word.capitalize()} Person", Role.HEALTH_SAFETY_REP, unit.id)
    below = await create_unit(
        cast.system, municipality, name=f"Team {word}", kind=UnitKind.TEAM, parent=unit.id, external_id=f"x-{word}"
    )
    await create_person(cast.system, municipality, name=f"Uden Rolle {name}", external_id=f"x-{name}")
    (grant,) = await fetch_rows("SELECT public_id FROM role_grants WHERE person = {}", person.id)
    rule = await create_mapping(cast.system, claim="groups", value=f"gruppe-{word}", role=Role.READER, unit=unit.id)
    (mapping,) = await fetch_rows("SELECT public_id FROM sso_mappings WHERE id = {}", rule)
    return (
        person,
        UnitRef(below.id, below.public_id, f"Team {word}"),
        str(grant["public_id"]),
        str(mapping["public_id"]),
    )


async def _group(cast: Cast, name: str, unit: UnitRef, municipality: int, person: Member) -> tuple[str, str]:
    """A group of the place, with its word in the name, and its one member."""
    made = await make_committee(
        cast.clock,
        municipality,
        f"AMG {resident(name)}",
        [unit.id],
        person.id,
        kind=CommitteeKind.WORK_ENVIRONMENT_GROUP,
    )
    (member,) = await fetch_rows("SELECT public_id FROM committee_members WHERE committee = {}", made.id)
    return made.public_id, str(member["public_id"])
