"""Committees and their members: who may change them, what is refused, and what follows at once (rules 28 and 41)."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app.access.enums import Role
from app.access.policy import Grant
from app.audit.rules import Payload
from app.cases.queries import CaseFilter, list_cases
from app.committees.actions import add_member, change_committee, close_committee, create_committee, end_member
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.committees.queries import get_committee, list_committees
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.organisation.actions import close_unit, create_unit, deactivate_person
from app.organisation.enums import UnitKind
from tests.factories import Cast, Member, make_committee, make_member
from tests.factories_cases import make_case
from tests.factories_committees import make_plain, renewed

SEAT: dict[str, Any] = {"side": CommitteeSide.EMPLOYEE, "function": CommitteeFunction.MEMBER}


async def facts(committee: int) -> dict[str, Any]:
    (row,) = await fetch_rows("SELECT name, kind, rank, closed_on, version FROM committees WHERE id = {}", committee)
    units = await fetch_rows("SELECT unit FROM committee_units WHERE committee = {} ORDER BY unit", committee)
    return {**row, "units": [unit["unit"] for unit in units]}


async def last_entry() -> tuple[str, str, Payload]:
    (row,) = await fetch_rows(
        "SELECT e.action, e.entity_kind, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "ORDER BY e.seq DESC LIMIT 1"
    )
    return row["action"], row["entity_kind"], msgspec.json.decode(row["json"], type=Payload)


async def titles(cast: Cast, member: Member) -> list[str]:
    page = await list_cases((await renewed(cast, member)).scope, CaseFilter())
    return sorted(line.title for line in page.cases)


async def test_an_administrator_makes_a_committee_and_the_log_says_what_it_covers(cast: Cast) -> None:
    made = await create_committee(
        cast.fie.actor,
        cast.municipality,
        name="  LMU  Nord ",
        kind=CommitteeKind.MED,
        rank="lmu",
        units=[cast.nord.id, cast.syd.id],
    )
    action, kind, payload = await last_entry()

    assert await facts(made.id) == {
        "name": "LMU Nord",
        "kind": "med",
        "rank": "LMU",  # as the municipality writes it
        "closed_on": None,
        "version": 1,
        "units": [cast.nord.id, cast.syd.id],
    }
    assert (action, kind, payload.actor_name, payload.subject) == ("created", "committee", "Fie Admin", "LMU Nord")
    assert {(each.field, each.after) for each in payload.changes} == {
        ("navn", "LMU Nord"),
        ("slags", "MED-udvalg"),
        ("også arbejdsmiljøudvalg", "nej"),
        ("niveau", "LMU"),
        ("enheder", "Gruppen Syd, Ågruppen Nord"),
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"rank": "Område-MED"}, "rank"),
        ({"units": []}, "units"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field(cast: Cast, changed: dict[str, Any], field: str) -> None:
    """Rule 28: a rank is one of the municipality's own."""
    right: dict[str, Any] = {"name": "Nyt", "kind": CommitteeKind.MED, "rank": "", "units": [cast.nord.id]}
    with pytest.raises(Invalid) as caught:
        await create_committee(cast.fie.actor, cast.municipality, **{**right, **changed})
    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize("who", ["anna", "bo", "dorte", "erik", "gerda", "hans"])
async def test_only_administrators_change_committees(cast: Cast, who: str) -> None:
    actor = getattr(cast, who).actor
    refused = NotFound if who == "hans" else Denied
    committee, before = cast.committee.id, await facts(cast.committee.id)
    with pytest.raises(Denied):
        await create_committee(actor, cast.municipality, name="Nyt", kind=CommitteeKind.MED, units=[cast.nord.id])
    with pytest.raises(refused):
        await change_committee(actor, committee, seen=1, name="Nyt", kind=CommitteeKind.MED, units=[cast.centre.id])
    with pytest.raises(refused):
        await close_committee(actor, committee, seen=1)
    with pytest.raises(refused):
        await add_member(actor, committee, cast.carl.id, **SEAT)
    (seat,) = await fetch_rows("SELECT id FROM committee_members WHERE person = {}", cast.dorte.id)
    with pytest.raises(refused):
        await end_member(actor, int(seat["id"]))
    assert await facts(committee) == before


async def test_an_administrator_of_one_unit_changes_no_committee_of_two(cast: Cast) -> None:
    """Every covered unit must be administered: those of before, and those of now."""
    local = await make_member(cast.clock, cast.municipality, "Lone Lokal", Role.ADMINISTRATOR, cast.nord.id)
    both = await make_committee(cast.clock, cast.municipality, "Begge", [cast.nord.id, cast.syd.id])
    own = await create_committee(
        local.actor, cast.municipality, name="Nords", kind=CommitteeKind.MED, units=[cast.nord.id]
    )
    for units in ([cast.nord.id], [cast.syd.id]):
        with pytest.raises(Denied):
            await change_committee(local.actor, both.id, seen=1, name="Mit", kind=CommitteeKind.MED, units=units)
    with pytest.raises(Denied):
        await change_committee(
            local.actor, own.id, seen=1, name="Større", kind=CommitteeKind.MED, units=[cast.nord.id, cast.centre.id]
        )
    with pytest.raises(Denied):
        await add_member(local.actor, both.id, cast.carl.id, **SEAT)


async def test_units_and_people_of_another_municipality_do_not_exist(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await create_committee(
            cast.fie.actor, cast.municipality, name="X", kind=CommitteeKind.MED, units=[cast.elsewhere.id]
        )
    with pytest.raises(NotFound):
        await add_member(cast.fie.actor, cast.committee.id, cast.hans.id, **SEAT)
    with pytest.raises(NotFound):
        await add_member(cast.fie.actor, 999_999, cast.carl.id, **SEAT)
    with pytest.raises(NotFound):
        await end_member(cast.fie.actor, 999_999)


async def test_nobody_adds_or_ends_themselves(cast: Cast) -> None:
    with pytest.raises(Denied, match=r"member\.own"):
        await add_member(cast.fie.actor, cast.committee.id, cast.fie.id, **SEAT)
    seat = await add_member(cast.system, cast.committee.id, cast.fie.id, **SEAT)
    with pytest.raises(Denied, match=r"member\.own"):
        await end_member(cast.fie.actor, seat.id)


async def test_nobody_widens_what_they_read_by_changing_a_committee(cast: Cast) -> None:
    """As nobody grants themselves a role: not by units, not by closing the lower one, not by terms yet to begin."""
    await add_member(
        cast.system, cast.committee.id, cast.fie.id, **SEAT, valid_from=cast.clock.now().date() + timedelta(days=9)
    )
    lower = await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id])
    inner = await create_unit(
        cast.system, cast.municipality, name="Kontoret", kind=UnitKind.TEAM, parent=cast.centre.id
    )
    fie = cast.fie.actor
    with pytest.raises(Denied, match=r"committee\.own"):
        await change_committee(fie, cast.committee.id, seen=1, name="Alt", kind=CommitteeKind.MED, units=[cast.top.id])
    with pytest.raises(Denied, match=r"committee\.own"):
        await close_committee(fie, lower.id, seen=1)
    with pytest.raises(Denied, match=r"committee\.own"):
        await change_committee(
            fie, lower.id, seen=1, name="Andet", kind=CommitteeKind.WORK_ENVIRONMENT_GROUP, units=[cast.nord.id]
        )
    # What takes access away, or changes nothing of it, she may.
    await create_committee(fie, cast.municipality, name="LMU Syd", kind=CommitteeKind.MED, units=[cast.syd.id])
    await change_committee(
        fie, lower.id, seen=1, name="Nordens", kind=CommitteeKind.MED, units=[cast.nord.id, cast.syd.id]
    )
    await change_committee(fie, cast.committee.id, seen=1, name="Mindre", kind=CommitteeKind.MED, units=[inner.id])
    assert (await facts(cast.committee.id))["units"] == [inner.id]


async def test_the_second_to_save_sees_both_versions(cast: Cast) -> None:
    await change_committee(
        cast.fie.actor, cast.committee.id, seen=1, name="Først", kind=CommitteeKind.MED, units=[cast.centre.id]
    )
    with pytest.raises(Stale) as caught:
        await change_committee(
            cast.fie.actor,
            cast.committee.id,
            seen=1,
            name="Senere",
            kind=CommitteeKind.MED,
            rank="HMU",
            units=[cast.nord.id],
        )
    assert [(each.label, each.mine, each.theirs) for each in caught.value.conflicts] == [
        ("Navn", "Senere", "Først"),
        ("Niveau", "HMU", "tomt"),
        ("Enheder", "Ågruppen Nord", "Familiecentret"),
    ]
    with pytest.raises(Stale):
        await close_committee(cast.fie.actor, cast.committee.id, seen=1)


async def test_a_change_that_changes_nothing_is_no_version(cast: Cast) -> None:
    before = await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries")
    await change_committee(
        cast.fie.actor,
        cast.committee.id,
        seen=1,
        name="MED-udvalget for centret",
        kind=CommitteeKind.MED,
        rank="LMU",
        units=[cast.centre.id],
    )
    assert await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries") == before
    assert (await facts(cast.committee.id))["version"] == 1


async def test_a_closed_unit_is_not_chosen_but_may_stay(cast: Cast) -> None:
    await change_committee(
        cast.fie.actor,
        cast.committee.id,
        seen=1,
        name="C",
        kind=CommitteeKind.MED,
        units=[cast.centre.id, cast.syd.id],
    )
    (unit,) = await fetch_rows("SELECT version FROM units WHERE id = {}", cast.syd.id)
    await close_unit(cast.fie.actor, cast.syd.id, seen=int(unit["version"]))
    with pytest.raises(Invalid) as caught:
        await create_committee(
            cast.fie.actor, cast.municipality, name="Nyt", kind=CommitteeKind.MED, units=[cast.syd.id]
        )
    assert caught.value.fields == {"units": "Gruppen Syd er lukket. Vælg en anden enhed."}
    await change_committee(
        cast.fie.actor,
        cast.committee.id,
        seen=2,
        name="Uden nyt",
        kind=CommitteeKind.MED,
        units=[cast.centre.id, cast.syd.id],
    )
    assert (await facts(cast.committee.id))["name"] == "Uden nyt"


async def test_a_lower_committee_takes_its_units_and_gives_them_back_when_it_closes(cast: Cast) -> None:
    """Rule 41, at once: the upper committee reads what no lower one of its kind covers."""
    await make_case(cast, title="Nord", units=(cast.nord.id,))
    await make_case(cast, title="Syd", units=(cast.syd.id,))
    await make_case(cast, title="Begge", units=(cast.nord.id, cast.syd.id))
    assert await titles(cast, cast.dorte) == ["Begge", "Nord", "Syd"]

    person = await make_plain(cast, "Mona Nord")
    lower = await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id], person.id)
    await make_committee(
        cast.clock, cast.municipality, "AMG Syd", [cast.syd.id], kind=CommitteeKind.WORK_ENVIRONMENT_GROUP
    )
    assert await titles(cast, cast.dorte) == ["Begge", "Syd"]
    assert await titles(cast, person) == ["Begge", "Nord"]

    await close_committee(cast.fie.actor, lower.id, seen=1)
    assert await titles(cast, cast.dorte) == ["Begge", "Nord", "Syd"]
    assert await titles(cast, person) == []
    kept = await fetch_rows("SELECT person FROM committee_members WHERE committee = {}", lower.id)
    assert [row["person"] for row in kept] == [person.id]  # the history stays
    for change in (
        close_committee(cast.fie.actor, lower.id, seen=2),
        add_member(cast.fie.actor, lower.id, cast.carl.id, **SEAT),
        change_committee(cast.fie.actor, lower.id, seen=2, name="Igen", kind=CommitteeKind.MED, units=[cast.nord.id]),
    ):
        with pytest.raises(RuleViolation, match=r"committee\.closed"):
            await change


async def test_a_committee_is_not_closed_in_the_future(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        await close_committee(
            cast.fie.actor, cast.committee.id, seen=1, closed_on=cast.clock.now().date() + timedelta(days=1)
        )
    assert set(caught.value.fields) == {"closed_on"}


async def test_a_secretary_has_the_secretarys_role(cast: Cast) -> None:
    await add_member(
        cast.fie.actor,
        cast.committee.id,
        cast.carl.id,
        side=CommitteeSide.NEUTRAL,
        function=CommitteeFunction.SECRETARY,
    )
    carl = await renewed(cast, cast.carl)
    assert carl.grants[1:] == (Grant(Role.COMMITTEE_SECRETARY, cast.centre.id, cast.municipality),)


async def test_a_term_gives_access_while_it_lasts(cast: Cast) -> None:
    """From its first day until before its last."""
    person, today = await make_plain(cast, "Tove Tid"), cast.clock.now().date()
    await add_member(
        cast.fie.actor,
        cast.committee.id,
        person.id,
        **SEAT,
        valid_from=today + timedelta(days=2),
        valid_to=today + timedelta(days=4),
    )
    held = []
    for _ in range(6):
        held.append(len((await renewed(cast, person)).grants))
        cast.clock.instant += timedelta(days=1)
    assert held == [0, 0, 1, 1, 0, 0]


async def test_the_same_place_is_given_once_and_another_beside_it(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as caught:
        await add_member(cast.fie.actor, cast.committee.id, cast.dorte.id, **SEAT)
    assert caught.value.message == "Personen er allerede medlem i udvalget i perioden."
    await add_member(
        cast.fie.actor,
        cast.committee.id,
        cast.dorte.id,
        side=CommitteeSide.EMPLOYEE,
        function=CommitteeFunction.DEPUTY_CHAIR,
    )
    committee = await get_committee(cast.fie.scope, cast.committee.public_id)
    assert [(m.name, m.function) for m in committee.members] == [
        ("Dorte Udvalg", CommitteeFunction.MEMBER),
        ("Dorte Udvalg", CommitteeFunction.DEPUTY_CHAIR),
    ]
    assert [row.members for row in (await list_committees(cast.fie.scope)).rows] == [1]  # people, not places


async def test_terms_end_after_they_begin(cast: Cast) -> None:
    today = cast.clock.now().date()
    with pytest.raises(Invalid) as caught:
        await add_member(cast.fie.actor, cast.committee.id, cast.carl.id, **SEAT, valid_from=today, valid_to=today)
    assert set(caught.value.fields) == {"valid_to"}


async def test_ending_a_place_ends_its_access_and_is_logged(cast: Cast) -> None:
    (seat,) = await fetch_rows("SELECT id FROM committee_members WHERE person = {}", cast.dorte.id)
    await end_member(cast.fie.actor, int(seat["id"]))
    action, kind, payload = await last_entry()

    assert (await renewed(cast, cast.dorte)).grants == ()
    assert (action, kind, payload.subject) == (
        "changed",
        "committee_member",
        "Dorte Udvalg: Medlem, MED-udvalget for centret",
    )
    assert [(each.field, each.before, each.after) for each in payload.changes] == [("til", None, "2025-08-20")]
    with pytest.raises(RuleViolation, match=r"member\.ended"):
        await end_member(cast.fie.actor, int(seat["id"]))


async def test_who_leaves_leaves_the_committees_too(cast: Cast) -> None:
    await deactivate_person(cast.fie.actor, cast.dorte.id, seen=1)
    assert (await renewed(cast, cast.dorte)).grants == ()
    with pytest.raises(RuleViolation, match=r"member\.left"):
        await add_member(cast.fie.actor, cast.committee.id, cast.dorte.id, **SEAT)


async def test_nobody_ends_a_place_elsewhere_by_reporting_a_person_as_left(cast: Cast) -> None:
    local = await make_member(cast.clock, cast.municipality, "Lone Lokal", Role.ADMINISTRATOR, cast.nord.id)
    with pytest.raises(Denied, match=r"person\.roles_elsewhere"):
        await deactivate_person(local.actor, cast.dorte.id, seen=1)
