"""Changing who may do what asks once more who it is; what was typed is kept."""

import re
from datetime import timedelta

import pytest

from app import config
from app.accounts.actions import begin_setup
from app.db.sql import fetch_value
from tests.factories import PASSWORD, Cast, Client
from tests.factories_accounts import as_owner, give_password, give_phone
from tests.factories_cases import make_case
from tests.factories_plans import make_item


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, text
    return found[1]


async def late(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    cast.clock.instant += timedelta(minutes=10, seconds=1)


async def test_ten_minutes_are_enough_and_no_more(client: Client, cast: Cast) -> None:
    path = f"/personer/{cast.bo.public_id}/rolle"
    role = {"role": "reader", "unit": cast.syd.public_id}
    await client.as_(cast.fie)
    cast.clock.instant += timedelta(minutes=10)
    assert (await client.post(path, role)).status_code == 303
    cast.clock.instant += timedelta(seconds=1)
    asked = await client.post(path, {**role, "role": "manager"})
    assert asked.status_code == 401
    assert "Bekræft, at det er dig" in asked.text
    assert await fetch_value(int, "SELECT COUNT(*) FROM role_grants WHERE person = {}", cast.bo.id) == 2


async def test_what_was_typed_is_there_after_the_password_and_saves(client: Client, cast: Cast) -> None:
    await late(client, cast)
    path = f"/personer/{cast.bo.public_id}/rolle"
    asked = await client.post(path, {"role": "union_rep", "unit": cast.syd.public_id, "valid_from": "24.08.2025"})
    assert "Det, du skrev, følger med." in asked.text
    sent = {"to": hidden(asked.text, "to"), "carried": hidden(asked.text, "carried")}
    wrong = await client.post("/bekraeft", {**sent, "password": "forkert"})
    assert (wrong.status_code, hidden(wrong.text, "carried")) == (422, sent["carried"])
    assert "Adgangskoden er forkert." in wrong.text
    assert 'value="forkert"' not in wrong.text
    right = await client.post("/bekraeft", {**sent, "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, path)
    form = await client.get(path)
    assert 'value="union_rep" checked' in form.text
    assert 'value="24.08.2025"' in form.text
    fields = {"role": "union_rep", "unit": cast.syd.public_id, "valid_from": "24.08.2025"}
    assert (await client.post(path, fields)).status_code == 303
    assert 'value="union_rep" checked' not in (await client.get(path)).text


async def test_a_page_that_wants_it_is_led_to_and_back(client: Client, cast: Cast, settings: config.Settings) -> None:
    """The secret of a setup is shown only to somebody who has proved who they are."""
    account = await give_password(cast, cast.fie)
    await begin_setup(as_owner(cast.fie, account), settings, account)
    await late(client, cast)
    path = "/min-konto/to-trin/app"
    asked = await client.get(path, a="1")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/bekraeft?naeste={path}%3Fa%3D1")
    page = await client.get(asked.headers["location"])
    assert hidden(page.text, "to") == f"{path}?a=1"
    back = await client.post("/bekraeft", {"to": f"{path}?a=1", "password": PASSWORD})
    assert back.headers["location"] == f"{path}?a=1"
    assert "<svg" in (await client.get(path)).text


@pytest.mark.parametrize("to", ["https://ond.example", "//ond.example", "/\\ond.example"])
async def test_it_leads_to_no_other_site(client: Client, cast: Cast, to: str) -> None:
    await late(client, cast)
    assert (await client.post("/bekraeft", {"to": to, "password": PASSWORD})).headers["location"] == "/"


async def test_a_code_proves_it_too_and_only_once(client: Client, cast: Cast, settings: config.Settings) -> None:
    account = await give_password(cast, cast.fie)
    phone = await give_phone(cast, settings, cast.fie, account)
    await late(client, cast)
    code = phone.code
    assert (await client.post("/bekraeft", {"code": code})).status_code == 303
    again = await client.post("/bekraeft", {"code": code})
    assert (again.status_code, "Koden er forkert eller brugt." in again.text) == (422, True)
    assert (await client.post("/bekraeft", {})).status_code == 422


async def test_guessing_at_a_borrowed_computer_is_slow_and_ends_nothing(client: Client, cast: Cast) -> None:
    await late(client, cast)
    for _ in range(5):
        assert (await client.post("/bekraeft", {"password": "forkert"})).status_code == 422
    answer = await client.post("/bekraeft", {"password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert (await client.get("/personer")).status_code == 200


async def test_a_form_from_another_site_is_refused_rather_than_drawn(client: Client, cast: Cast) -> None:
    await late(client, cast)
    path = f"/personer/{cast.bo.public_id}/rolle"
    answer = await client.post(path, {"role": "manager"}, headers={"Origin": "https://ond.example"})
    assert answer.status_code == 403
    assert "carried" not in answer.text


async def test_these_changes_ask(client: Client, cast: Cast) -> None:
    """Roles, logins, links, second factors, and the address that links are mailed to."""
    await late(client, cast)
    person = f"/personer/{cast.bo.public_id}"
    for path in (
        *("rolle", "rolle/x/slut", "bruger", "link", "laas-op", "to-trin/fjern", "bruger/luk", "bruger/aabn"),
        *("fratraadt", "tilbage", "ret"),
    ):
        assert (await client.post(f"{person}/{path}", {})).status_code == 401, path
    for path in ("/min-konto/to-trin", "/min-konto/to-trin/app", "/min-konto/to-trin/fjern"):
        assert (await client.post(path, {})).status_code == 401, path


async def test_changes_of_who_may_see_what_ask_and_keep_what_was_typed(client: Client, cast: Cast) -> None:
    """Tiers, a case's units and owner, work handed over, a unit's place: where each is changed afterwards."""
    case = await make_case(cast)
    item = await make_item(cast, case, owner=cast.anna.id)
    for path in (
        f"/sager/{case.public_id}/ansvarlig",
        f"/sager/{case.public_id}/enheder",
        f"/tiltag/{item.public_id}/fortrolighed",
        f"/giv-videre/{cast.anna.public_id}",
    ):
        await client.as_(cast.anna)
        cast.clock.instant += timedelta(minutes=10, seconds=1)
        asked = await client.post(path, {"reason": "En lang forklaring"})
        assert asked.status_code == 401, path
        sent = {"to": hidden(asked.text, "to"), "carried": hidden(asked.text, "carried")}
        assert (await client.post("/bekraeft", {**sent, "password": PASSWORD})).headers["location"] == path
        assert "En lang forklaring" in (await client.get(path)).text, path
    await late(client, cast)
    assert (await client.post(f"/enheder/{cast.syd.public_id}/flyt", {})).status_code == 401
    for path in ("/dokumentation/x/fortrolighed", "/dokumenter/x/fortrolighed"):
        assert (await client.post(path, {})).status_code == 401, path


async def test_using_the_product_is_no_proof(client: Client, cast: Cast) -> None:
    await client.as_(cast.fie)
    for _ in range(4):
        cast.clock.instant += timedelta(minutes=6)
        assert (await client.get("/personer")).status_code == 200
    assert (await client.post(f"/personer/{cast.bo.public_id}/link", {})).status_code == 401
