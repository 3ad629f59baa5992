"""The pages about units: six questions each."""

import pytest

from app.db.engine import record_statements
from app.organisation.actions import change_unit, create_unit
from app.organisation.enums import UnitKind
from tests.factories import Cast, Client
from tests.factories_cases import make_case


async def test_the_tree_links_what_may_be_opened_and_names_the_way(client: Client, cast: Cast) -> None:
    await make_case(cast)
    await client.as_(cast.bo)
    text = (await client.get("/enheder")).text

    assert f'<a href="/enheder/{cast.nord.public_id}">Ågruppen Nord</a>' in text
    assert "1 åben sag" in text
    assert "<span>Familiecentret</span>" in text
    assert cast.centre.public_id not in text
    assert "Gruppen Syd" not in text
    assert "Ny enhed" not in text


async def test_a_search_finds_by_path_and_says_when_nothing_fits(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert "2 enheder passer på »familie gruppen«" in (await client.get("/enheder", soeg="familie gruppen")).text
    assert "0 enheder passer på »&lt;b&gt;«" in (await client.get("/enheder", soeg="<b>")).text


async def test_a_unit_page_for_each_reader(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    path = f"/enheder/{cast.nord.public_id}"
    for member, status, case_shown, can_change in (
        (cast.anna, 200, True, False),
        (cast.gerda, 200, True, False),
        (cast.fie, 200, False, True),
        (cast.carl, 404, False, False),
        (cast.hans, 404, False, False),
    ):
        await client.as_(member)
        response = await client.get(path)
        assert (response.status_code, case.reference in response.text, f"{path}/ret" in response.text) == (
            status,
            case_shown,
            can_change,
        ), member.name
    assert (await client.get("/enheder/findesikke12")).status_code == 404


async def test_the_page_of_a_unit_asks_a_constant_number_of_queries(cast: Cast, client: Client) -> None:
    await client.as_(cast.anna)
    counts = []
    for name in ("Et", "To", "Tre"):
        await create_unit(cast.system, cast.municipality, name=name, kind=UnitKind.TEAM, parent=cast.centre.id)
        await make_case(cast)
        with record_statements() as statements:
            assert (await client.get(f"/enheder/{cast.centre.public_id}")).status_code == 200
        counts.append(len([line for line in statements if line.lstrip().upper().startswith("SELECT")]))
    assert counts[0] == counts[-1] <= 8


@pytest.mark.parametrize("page", ["ret", "flyt", "luk"])
async def test_changes_are_for_administrators(client: Client, cast: Cast, page: str) -> None:
    path = f"/enheder/{cast.nord.public_id}/{page}"
    for member, status in ((cast.fie, 200), (cast.anna, 403), (cast.carl, 404), (cast.hans, 404)):
        await client.as_(member)
        assert (await client.get(path)).status_code == status, member.name
        if status != 200:
            assert (await client.post(path, {"version": "1"})).status_code == status, member.name


async def test_a_unit_is_made_renamed_moved_and_closed(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    made = await client.post(
        "/enheder/ny", {"name": "Ø-holdet", "kind": "team", "parent": cast.nord.public_id, "cvr_no": "12345678"}
    )
    path = made.headers["location"]
    assert made.status_code == 303
    for page, data in (
        ("ret", {"name": "Å-holdet", "kind": "team", "version": "1"}),
        ("flyt", {"parent": cast.syd.public_id, "version": "2"}),
        ("luk", {"version": "3"}),
    ):
        response = await client.post(f"{path}/{page}", data)
        assert (response.status_code, response.headers["location"]) == (303, path), response.text
    text = (await client.get(path)).text
    assert "Enheden blev lukket 20. august 2025" in text
    assert "Ø-holdet" in text  # in the history
    assert (await client.get(f"{path}/ret")).status_code == 409


async def test_a_wrong_form_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    response = await client.post(
        "/enheder/ny", {"name": "<Ø>", "kind": "", "parent": cast.nord.public_id, "production_unit_no": "12"}
    )
    assert response.status_code == 422
    assert 'value="&lt;Ø&gt;"' in response.text
    assert "Vælg slags." in response.text
    assert f'<option value="{cast.nord.public_id}" selected>' in response.text


async def test_who_saves_second_sees_both_and_can_save_then(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    path = f"/enheder/{cast.nord.public_id}/ret"
    await change_unit(cast.system, cast.nord.id, seen=1, name="Først", kind=UnitKind.WORKPLACE)
    form = {"name": "Sidst", "kind": "workplace", "version": "1"}
    response = await client.post(path, form)

    assert response.status_code == 409
    assert 'value="Sidst"' in response.text
    assert "Først" in response.text
    assert 'name="version" value="2"' in response.text
    assert (await client.post(path, {**form, "version": "2"})).status_code == 303


async def test_a_move_below_itself_says_why(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    response = await client.post(
        f"/enheder/{cast.centre.public_id}/flyt", {"parent": cast.nord.public_id, "version": "1"}
    )
    assert response.status_code == 409
    assert "En enhed kan ikke høre under sig selv eller en af sine underenheder." in response.text
