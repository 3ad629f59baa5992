"""People: changed, left, come back; nobody is deleted."""

from datetime import timedelta

import pytest

from app.access.enums import Role
from app.accounts.actions import grant_role
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.engine import record_statements
from app.db.sql import fetch_rows
from app.organisation.actions import change_person, create_person, deactivate_person, reactivate_person
from app.organisation.queries import list_persons
from tests.factories import Cast, Client, make_member
from tests.factories_accounts import give_password
from tests.factories_cases import make_case
from tests.factories_others import advise


async def test_who_changes_second_sees_both(cast: Cast) -> None:
    await change_person(cast.fie.actor, cast.bo.id, seen=1, name="Bo Ø", email=None, job_title="Pædagog")
    with pytest.raises(Stale) as caught:
        await change_person(cast.fie.actor, cast.bo.id, seen=1, name="Bo Å", email="bo@eksempel.dk", job_title="")

    assert [(each.label, each.mine, each.theirs) for each in caught.value.conflicts] == [
        ("Navn", "Bo Å", "Bo Ø"),
        ("E-mail", "bo@eksempel.dk", "tomt"),
        ("Stilling", "tomt", "Pædagog"),
    ]


async def test_wrong_fields_are_named(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        await change_person(cast.fie.actor, cast.bo.id, seen=1, name=" ", email="ikke en mail", job_title="x" * 201)
    assert set(caught.value.fields) == {"name", "email", "job_title"}


async def test_a_leaver_keeps_nothing_open_but_their_name(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    assert (await client.get("/min-adgang")).status_code == 200
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)

    assert (await client.get("/min-adgang")).status_code == 303
    grants = await fetch_rows("SELECT valid_to FROM role_grants WHERE person = {}", cast.bo.id)
    assert [str(row["valid_to"]) for row in grants] == ["2025-08-20"]
    assert await fetch_rows("SELECT name, is_active FROM persons WHERE id = {} AND NOT is_active", cast.bo.id)
    await reactivate_person(cast.fie.actor, cast.bo.id, seen=2)
    await client.as_(cast.bo)
    assert "Du har ingen rolle lige nu" in (await client.get("/min-adgang")).text


async def test_leaving_is_refused_for_oneself_twice_and_ahead_of_time(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"person\.self"):
        await deactivate_person(cast.fie.actor, cast.fie.id, seen=1)
    with pytest.raises(Invalid):
        await deactivate_person(cast.fie.actor, cast.bo.id, seen=1, left_on=cast.clock.now().date() + timedelta(days=1))
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    with pytest.raises(RuleViolation, match=r"person\.left"):
        await deactivate_person(cast.fie.actor, cast.bo.id, seen=2)


async def test_only_administrators_of_the_municipality_change_people(cast: Cast) -> None:
    for actor, error in ((cast.anna.actor, Denied), (cast.hans.actor, NotFound)):
        with pytest.raises(error):
            await change_person(actor, cast.bo.id, seen=1, name="Ny", email=None, job_title="")


async def test_the_list_is_danish_paged_and_for_administrators(cast: Cast) -> None:
    for number in range(60):
        await create_person(cast.system, cast.municipality, name=f"Åse {number:02}")
    with record_statements() as statements:
        first = await list_persons(cast.fie.scope)
    second = await list_persons(cast.fie.scope, first.after)
    everybody = [row.name for page in (first, second) for row in page.rows]

    assert len(statements) == 2
    assert everybody[:3] == ["Anna Leder", "Bo Ærø", "Carl Syd"]
    assert (len(first.rows), len(everybody), everybody[-1], second.after) == (50, 67, "Åse 59", None)
    assert [row.name for row in (await list_persons(cast.fie.scope, None, "ærø")).rows] == ["Bo Ærø"]
    assert (await list_persons(cast.fie.scope, None, "%")).rows != ()
    with pytest.raises(Denied):
        await list_persons(cast.anna.scope)


async def test_an_administrator_of_one_unit_ends_no_roles_elsewhere(cast: Cast) -> None:
    """Leaving ends every role, so it is not a second door past `end_role`."""
    here = await make_member(cast.clock, cast.municipality, "Nora Admin", Role.ADMINISTRATOR, cast.nord.id)
    for person in (cast.fie, cast.anna, cast.carl):
        with pytest.raises(Denied) as refusal:
            await deactivate_person(here.actor, person.id, seen=1)
        assert refusal.value.code == "person.roles_elsewhere"
    roles = await fetch_rows("SELECT id FROM role_grants WHERE valid_to IS NOT NULL")
    assert roles == []
    await deactivate_person(here.actor, cast.bo.id, seen=1)
    with pytest.raises(Denied):
        await create_person(here.actor, cast.other_municipality, name="Ingen")


async def test_an_administrator_of_one_unit_opens_nobody_from_elsewhere_again(cast: Cast) -> None:
    """What counts is what a leaver had; who never had any role is the municipality's, once there is a login."""
    here = await make_member(cast.clock, cast.municipality, "Nora Admin", Role.ADMINISTRATOR, cast.nord.id)
    own = await create_person(here.actor, cast.municipality, name="Uden Rolle Og Bruger")
    login = await make_member(cast.clock, cast.municipality, "Uden Rolle", None, None, with_account=True)
    theirs = (cast.anna.id, cast.carl.id, cast.dorte.id, login.id)
    for person in (*theirs, cast.bo.id, own.id):
        await deactivate_person(cast.fie.actor, person, seen=1)
    for person in theirs:
        with pytest.raises(Denied) as refusal:
            await reactivate_person(here.actor, person, seen=2)
        assert refusal.value.code == "person.roles_elsewhere"
    gone = await fetch_rows("SELECT id FROM persons WHERE NOT is_active ORDER BY id")
    assert {int(row["id"]) for row in gone} == {*theirs, cast.bo.id, own.id}
    for person in (cast.bo.id, own.id):
        await reactivate_person(here.actor, person, seen=2)
    for person in theirs:
        await reactivate_person(cast.fie.actor, person, seen=2)
    with pytest.raises(Denied):
        await deactivate_person(here.actor, login.id, seen=3)
    # Attack: a role of one's own giving brings nobody in reach who advises on a case elsewhere.
    await advise(login, (await make_case(cast, units=(cast.syd.id,))).id)
    await grant_role(here.actor, login.id, role=Role.READER, unit=cast.nord.id)
    with pytest.raises(Denied):
        await deactivate_person(here.actor, login.id, seen=3)


async def test_an_administrator_of_one_unit_sends_nobody_s_new_password_elsewhere(cast: Cast) -> None:
    """A link to a new password goes to the e-mail of who has a login, so it is theirs who may make such links."""
    here = await make_member(cast.clock, cast.municipality, "Nora Admin", Role.ADMINISTRATOR, cast.nord.id)
    await give_password(cast, cast.anna)
    theirs = {"seen": 1, "name": "Anna Leder", "job_title": "Chef"}
    with pytest.raises(Denied) as refusal:
        await change_person(here.actor, cast.anna.id, email="nora@andetsteds.dk", **theirs)
    assert refusal.value.code == "person.email_of_login"
    kept = await fetch_rows("SELECT email FROM persons WHERE id = {}", cast.anna.id)
    await change_person(here.actor, cast.anna.id, email=kept[0]["email"], **theirs)
    await change_person(cast.fie.actor, cast.anna.id, email="anna@nyt.dk", **{**theirs, "seen": 2})
    new = await create_person(here.actor, cast.municipality, name="Ny Uden Bruger")
    await change_person(here.actor, new.id, seen=1, name="Ny Uden Bruger", email="ny@eksempel.dk", job_title="")
