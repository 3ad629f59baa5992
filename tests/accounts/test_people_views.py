"""The pages about people, roles and logins."""

import re

import pytest

from app.access.enums import Role
from app.accounts.actions import grant_role
from app.organisation.actions import change_person
from tests.factories import Cast, Client
from tests.factories_accounts import NEW, enter, shown_link, stranger


@pytest.mark.parametrize("page", ["", "/ret", "/rolle", "/bruger", "/fratraadt"])
async def test_people_are_for_administrators(client: Client, cast: Cast, page: str) -> None:
    path = f"/personer/{cast.bo.public_id}{page}"
    for member, status in ((cast.fie, 200), (cast.anna, 404), (cast.bo, 404), (cast.hans, 404)):
        await client.as_(member)
        assert (await client.get(path)).status_code == status, member.name
    assert (await client.get("/personer")).status_code == 403
    assert (await client.get("/personer/ny")).status_code == 403


async def test_a_person_is_made_given_a_role_and_a_login(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    made = await client.post("/personer/ny", {"name": "Ida Ny", "email": "ida@eksempel.dk", "municipality": "EKS"})
    path = made.headers["location"]
    role = await client.post(f"{path}/rolle", {"role": "manager", "unit": cast.nord.public_id})
    login = await client.post(f"{path}/bruger", {"username": "Ida@eksempel.dk"})
    link = shown_link(login)

    assert (made.status_code, role.status_code, login.status_code) == (303, 303, 200)
    assert "Ida Ny ser sagerne på Ågruppen Nord." in (await client.get(path)).text
    stranger(client)
    assert (await client.post(link, {"new": NEW, "again": NEW})).status_code == 303
    assert (await enter(client, "ida@EKSEMPEL.dk", NEW)).status_code == 303
    assert "Du ser sagerne på Ågruppen Nord." in (await client.get("/min-adgang")).text


async def test_bad_input_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    person = await client.post("/personer/ny", {"name": "", "email": "Å Æ", "municipality": "EKS"})
    role = await client.post(
        f"/personer/{cast.bo.public_id}/rolle",
        {"role": "manager", "unit": cast.nord.public_id, "valid_from": "32.1.2025"},
    )
    assert (person.status_code, role.status_code) == (422, 422)
    assert "Udfyld navn." in person.text
    assert 'value="Å Æ"' in person.text
    assert 'value="manager" checked' in role.text
    assert 'value="32.1.2025"' in role.text


async def test_nobody_is_offered_a_role_of_their_own(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    path = f"/personer/{cast.fie.public_id}"
    text = (await client.get(path)).text
    assert f"{path}/rolle" not in text
    assert f"{path}/fratraadt" not in text
    assert (await client.get(f"{path}/rolle")).status_code == 403
    assert (await client.post(f"{path}/rolle", {"role": "manager", "unit": cast.top.public_id})).status_code == 403


async def test_a_role_is_ended_from_the_persons_own_page_only(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    text = (await client.get(f"/personer/{cast.bo.public_id}")).text
    link = re.search(rf'href="(/personer/{cast.bo.public_id}/rolle/(\w+)/slut)"', text)
    assert link is not None
    strange = f"/personer/{cast.carl.public_id}/rolle/{link[2]}/slut"
    assert (await client.get(strange)).status_code == 404
    assert (await client.post(strange, {"valid_to": "2025-08-20"})).status_code == 404
    assert (await client.post(link[1], {"valid_to": ""})).status_code == 422
    assert (await client.post(link[1], {"valid_to": "20.8.2025"})).status_code == 303
    assert "kan derfor ikke se nogen sager" in (await client.get(f"/personer/{cast.bo.public_id}")).text


async def test_leaving_and_coming_back(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    path = f"/personer/{cast.bo.public_id}"
    assert (await client.post(f"{path}/fratraadt", {"left_on": "20.08.2025", "version": "1"})).status_code == 303
    text = (await client.get(path)).text
    assert "Fratrådt 20. august 2025" in text
    assert f"{path}/rolle" not in text
    assert (await client.post(f"{path}/bruger", {"username": "bo"})).status_code == 409
    assert (await client.post(f"{path}/tilbage", {"version": "2"})).status_code == 303
    assert "Fratrådt" not in (await client.get(path)).text


async def test_who_saves_second_sees_both(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    await change_person(cast.system, cast.bo.id, seen=1, name="Bo Først", email=None, job_title="")
    response = await client.post(f"/personer/{cast.bo.public_id}/ret", {"name": "Bo Sidst", "version": "1"})
    assert response.status_code == 409
    assert "Bo Først" in response.text
    assert 'value="Bo Sidst"' in response.text


async def test_an_administrator_is_told_that_the_role_shows_no_cases(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    assert "Rollen giver ikke adgang til sager." in (await client.get("/min-adgang")).text
    await grant_role(cast.system, cast.fie.id, role=Role.CONSULTANT, unit=cast.top.id)
    await client.as_(cast.fie)
    assert "Du ser sagerne på Eksempel Kommune og de 4 enheder under den." in (await client.get("/min-adgang")).text


async def test_the_own_password_page_never_sends_one_back(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    response = await client.post(
        "/min-konto/adgangskode", {"old": "gammelt-forkert", "new": "et-helt-nyt-ord", "again": "et-helt-nyt-ord"}
    )
    assert response.status_code == 422
    assert "Den nuværende adgangskode er forkert." in response.text
    assert "gammelt-forkert" not in response.text
    assert "et-helt-nyt-ord" not in response.text
    right = {"old": "hemmelig-fredag-nok-1", "new": "et-helt-nyt-ord", "again": "et-helt-nyt-ord"}
    assert (await client.post("/min-konto/adgangskode", right)).status_code == 303
    assert (await client.get("/min-konto")).status_code == 200  # this session goes on


async def test_the_accessibility_statement_is_public_and_says_what_is_unknown(client: Client, cast: Cast) -> None:
    text = (await client.get("/tilgaengelighed")).text
    assert "Kontakten er ukendt" in text
    assert "Kommunen har ikke skrevet, hvem du kan henvende dig til." in text
    assert "HANDLEPLIGT" not in text
