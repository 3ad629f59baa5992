"""The pages of committees: for administrators to change, for those concerned to read."""

import re

import pytest

from app.committees.actions import close_committee
from app.db.engine import record_statements
from app.db.sql import fetch_rows
from tests.factories import Cast, Client, make_committee
from tests.factories_cases import make_case
from tests.factories_committees import make_plain

SEAT = {"side": "employee", "function": "member"}


def at(cast: Cast, path: str = "") -> str:
    return f"/udvalg/{cast.committee.public_id}{path}"


async def member_of(committee: str, person: int) -> str:
    (row,) = await fetch_rows(
        "SELECT m.public_id FROM committee_members m JOIN committees c ON c.id = m.committee "
        "WHERE c.public_id = {} AND m.person = {}",
        committee,
        person,
    )
    return str(row["public_id"])


async def test_a_committee_is_made_filled_changed_and_closed(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    made = await client.post(
        "/udvalg/nyt",
        {"name": "LMU Nord", "kind": "med", "rank": "LMU", "units": ["", cast.nord.public_id, "", cast.syd.public_id]},
    )
    path = made.headers["location"]
    found = (await client.get(f"{path}/medlemmer/nyt", find="carl")).text
    added = await client.post(
        f"{path}/medlemmer/nyt", {**SEAT, "find": "carl", "person": cast.carl.public_id, "valid_to": "01.09.2025"}
    )
    page = (await client.get(path)).text
    kept = await client.post(
        f"{path}/ret", {"name": "LMU Nord og Syd", "kind": "med", "units": cast.nord.public_id, "version": "1"}
    )
    changed = (await client.get(path)).text
    ended = await client.post(f"{path}/medlemmer/{await member_of(path.split('/')[-1], cast.carl.id)}/slut", {})
    closed = await client.post(f"{path}/luk", {"closed_on": "20.08.2025", "version": "2"})
    last = (await client.get(path)).text

    assert [answer.status_code for answer in (made, added, kept, ended, closed)] == [303] * 5
    assert f'value="{cast.carl.public_id}"' in found
    assert re.search(r"Carl Syd</a>.*?Medlem.*?Medarbejderne.*?20\.08\.2025 til 01\.09\.2025", page, re.S)
    assert ("Gruppen Syd" in page, "Gruppen Syd" in changed) == (True, False)
    assert "Udvalget blev nedlagt 20. august 2025" in last
    assert "Tidligere medlemmer (1)" in last
    assert f"{path}/ret" not in last


async def test_the_second_to_save_sees_both_and_can_save_then(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    form = {"kind": "med", "units": cast.centre.public_id}
    assert (await client.post(at(cast, "/ret"), {**form, "name": "Først", "version": "1"})).status_code == 303
    late = await client.post(at(cast, "/ret"), {**form, "name": "Sidst", "version": "1"})
    assert late.status_code == 409
    assert ("Først" in late.text, 'value="Sidst"' in late.text) == (True, True)
    assert 'name="version" value="2"' in late.text
    assert (await client.post(at(cast, "/ret"), {**form, "name": "Sidst", "version": "2"})).status_code == 303


async def test_a_wrong_form_keeps_what_was_typed_and_the_version_it_was_typed_over(client: Client, cast: Cast) -> None:
    """A save between the first and the second try is not lost."""
    await client.as_(cast.fie)
    form = {"kind": "med", "units": [cast.centre.public_id, cast.nord.public_id], "rank": "FMU"}
    await client.post(at(cast, "/ret"), {**form, "name": "En anden", "version": "1"})
    wrong = await client.post(at(cast, "/ret"), {**form, "name": " ", "version": "1"})
    assert wrong.status_code == 422
    assert "Udfyld navn." in wrong.text
    assert f'value="{cast.nord.public_id}" checked' in wrong.text
    assert '<option value="FMU" selected>' in wrong.text
    assert 'name="version" value="1"' in wrong.text
    assert (await client.post(at(cast, "/ret"), {**form, "name": "Min", "version": "1"})).status_code == 409


@pytest.mark.parametrize("path", ["/udvalg/nyt", "/ret", "/luk", "/medlemmer/nyt", "/medlemmer/{}/slut"])
async def test_changes_are_for_administrators(client: Client, cast: Cast, path: str) -> None:
    place = path.format(await member_of(cast.committee.public_id, cast.dorte.id))
    address = place if place.startswith("/udvalg") else at(cast, place)
    for member in (cast.anna, cast.bo, cast.dorte, cast.erik, cast.gerda):
        await client.as_(member)
        assert [(await client.get(address)).status_code, (await client.post(address, {})).status_code] == [403, 403]
    await client.as_(cast.hans)
    expected = 403 if path == "/udvalg/nyt" else 404
    assert [(await client.get(address)).status_code, (await client.post(address, {})).status_code] == [expected] * 2
    await client.as_(cast.fie)
    assert (await client.get(address)).status_code == 200


async def test_buttons_are_drawn_for_who_may(client: Client, cast: Cast) -> None:
    for member, sees in ((cast.fie, True), (cast.anna, False), (cast.dorte, False)):
        await client.as_(member)
        text = (await client.get(at(cast))).text
        assert (at(cast, "/ret") in text, "Nyt medlem" in text) == (sees, sees)
        assert ("/udvalg/nyt" in (await client.get("/udvalg")).text) is sees
        assert (f"/personer/{cast.dorte.public_id}" in text) is sees


async def test_members_read_that_they_are_and_others_do_not(client: Client, cast: Cast) -> None:
    for member, is_member in ((cast.dorte, True), (cast.anna, False)):
        await client.as_(member)
        assert ("Du er medlem og kan læse sagerne" in (await client.get(at(cast))).text) is is_member
        assert ("Du er medlem" in (await client.get("/udvalg")).text) is is_member


async def test_nobody_is_offered_to_end_their_own_place(client: Client, cast: Cast) -> None:
    own = await make_committee(cast.clock, cast.municipality, "Fies", [cast.nord.id], cast.fie.id)
    path = f"/udvalg/{own.public_id}"
    end = f"{path}/medlemmer/{await member_of(own.public_id, cast.fie.id)}/slut"
    await client.as_(cast.fie)
    assert end not in (await client.get(path)).text
    assert [(await client.get(end)).status_code, (await client.post(end, {})).status_code] == [403, 403]
    add = await client.post(f"{path}/medlemmer/nyt", {**SEAT, "function": "chair", "person": cast.fie.public_id})
    assert add.status_code == 403


async def test_a_member_of_another_committee_is_not_here(client: Client, cast: Cast) -> None:
    other = await make_committee(cast.clock, cast.municipality, "Andet", [cast.nord.id], cast.carl.id)
    await client.as_(cast.fie)
    strange = at(cast, f"/medlemmer/{await member_of(other.public_id, cast.carl.id)}/slut")
    assert [(await client.get(strange)).status_code, (await client.post(strange, {})).status_code] == [404, 404]


async def test_lower_committees_show_numbers_alone(client: Client, cast: Cast) -> None:
    """Rule 41: to a member above no title and no reference, in the page nor anywhere else."""
    person = await make_plain(cast, "Frida FMU")
    made = await make_committee(cast.clock, cast.municipality, "FMU", [cast.department.id], person.id)
    case = await make_case(cast, title="Hemmelig titel", dates={})
    await client.as_(person)
    text = (await client.get(f"/udvalg/{made.public_id}")).text
    row = re.search(r"MED-udvalget for centret</a>.*?</tr>", text, re.S)
    assert row is not None
    assert re.findall(r"<div>(\d+)</div>", row[0]) == ["1", "0", "1"]
    for path in ("/", "/sager", "/soeg?q=Hemmelig", f"/udvalg/{made.public_id}"):
        answer = (await client.get(path)).text
        assert ("Hemmelig titel" in answer, case.reference in answer) == (False, False)
    assert (await client.get(f"/sager/{case.public_id}")).status_code == 404


async def test_a_closed_committee_stays_in_the_list_apart(client: Client, cast: Cast) -> None:
    await close_committee(cast.fie.actor, cast.committee.id, seen=1)
    await client.as_(cast.anna)
    text = (await client.get("/udvalg")).text
    assert "Nedlagte udvalg (1)" in text
    assert "Ingen udvalg endnu" in text


async def test_a_search_that_finds_nothing_says_so(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert "Intet udvalg passer på »%_«" in (await client.get("/udvalg", soeg="%_")).text
    assert at(cast) in (await client.get("/udvalg", soeg="familie")).text


async def test_unknown_committees_and_other_municipalities_are_not_found(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert (await client.get("/udvalg/222222222222")).status_code == 404
    await client.as_(cast.hans)
    assert (await client.get(at(cast))).status_code == 404


async def test_the_pages_ask_a_constant_number_of_queries(client: Client, cast: Cast) -> None:
    await make_committee(cast.clock, cast.municipality, "LMU", [cast.nord.id])
    await client.as_(cast.dorte)
    counts = []
    for no in range(2):
        for path in ("/udvalg", at(cast)):
            with record_statements() as statements:
                assert (await client.get(path)).status_code == 200
            counts.append(len(statements))
        for each in range(2):
            await make_committee(cast.clock, cast.municipality, f"LMU {no}{each}", [cast.nord.id])
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
    assert max(counts) <= 11
