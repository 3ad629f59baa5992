"""A form that is sent twice is carried out once, over HTTP and with no script: the keys of app/db/once.py."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from app.cases.actions import CreatedCase
from app.db import once
from app.db.sql import fetch_rows, fetch_value
from app.db.transaction import transaction
from tests import factories_files as make
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.factories_plans import make_item, read_item

INFORMED = {"party": "amo", "kind": "informed", "channel": "meeting", "on_date": "2025-08-20", "forum_text": "Mødet"}
ITEM = {"title": "Fast søndagsvagt", "action_type": "preventive"}


@pytest.fixture
async def case(cast: Cast) -> CreatedCase:
    return await make_case(cast)


async def drawn(client: Client, path: str) -> str:
    """The key of the form on this page."""
    found = re.findall(r'name="once" value="([^"]+)"', (await client.get(path)).text)
    assert len(found) == 1
    return str(found[0])


async def count(table: str) -> int:
    return await fetch_value(int, f"SELECT COUNT(*) AS n FROM {table}") or 0


async def at_once(client: Client, path: str, fields: dict[str, str], files: object = None) -> list[httpx.Response]:
    return list(await asyncio.gather(*(client.post(path, fields, files=files) for _ in range(3))))


async def test_a_double_click_makes_one_item_and_all_are_answered_alike(
    client: Client, cast: Cast, case: CreatedCase
) -> None:
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/handleplan/nyt-tiltag"
    fields = {**ITEM, "unit": cast.nord.public_id, "owner": cast.bo.public_id, "once": await drawn(client, path)}
    entries = await count("audit_entries")
    answers = await at_once(client, path, fields)
    plan = f"/sager/{case.public_id}/handleplan"
    assert {(each.status_code, each.headers["location"]) for each in answers} == {(303, plan)}
    assert await count("action_items") == 1
    assert await count("audit_entries") - entries == 2  # the plan and its item
    later = await client.post(path, fields)  # the page is sent again
    assert (later.status_code, later.headers["location"]) == (303, plan)
    assert await count("action_items") == 1


@pytest.mark.parametrize(
    ("path", "fields", "table"),
    [
        ("/sager/{case}/fokuspunkter/ny", {"title": "Uro om natten", "topics": "workload"}, "focus_points"),
        ("/sager/{case}/inddragelse/ny", INFORMED, "involvements"),
        ("/sager/{case}/dokumentation/ny", {"kind": "minutes", "esdh_reference": "25/1-1"}, "evidence"),
    ],
)
async def test_a_double_click_on_other_forms(
    client: Client, cast: Cast, case: CreatedCase, path: str, fields: dict[str, str], table: str
) -> None:
    await client.as_(cast.anna)
    path = path.format(case=case.public_id)
    before = await count(table)
    answers = await at_once(client, path, {**fields, "once": await drawn(client, path)})
    assert len({(each.status_code, each.headers.get("location")) for each in answers}) == 1, answers[0].text
    assert answers[0].status_code == 303
    assert await count(table) == before + 1


async def test_a_double_click_on_the_form_of_a_phone(client: Client, cast: Cast, case: CreatedCase) -> None:
    """Without the key the second would be told that somebody else had saved first; a photo alone would come twice."""
    item = await make_item(cast, case)
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}/opdater"
    for fields in ({"status": "in_progress", "note": "Begyndt."}, {"status": "in_progress", "note": ""}):
        sent = {**fields, "version": str((await read_item(cast, item)).version), "once": await drawn(client, path)}
        answers = await at_once(client, path, sent, [("photo", ("foto.jpg", make.jpeg(), "image/jpeg"))])
        assert [each.status_code for each in answers] == [303, 303, 303]
    assert (await count("item_updates"), await count("evidence")) == (2, 2)  # the photo alone says so in the trail


async def test_with_anything_changed_it_is_another_form(client: Client, cast: Cast, case: CreatedCase) -> None:
    """A page that a browser brings back has its old key: what is typed on it then is not lost."""
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/handleplan/nyt-tiltag"
    fields = {**ITEM, "unit": cast.nord.public_id, "owner": cast.bo.public_id, "once": await drawn(client, path)}
    await client.post(path, fields)
    await client.post(path, {**fields, "title": "Noget andet"})
    await client.post(path, {**fields, "once": await drawn(client, path)})  # drawn anew: meant
    for _ in range(2):
        await client.post(path, {**fields, "once": ""})  # no key, no promise
    await client.as_(cast.erik)
    await client.post(path, fields)  # somebody else's form
    assert await count("action_items") == 6


async def test_a_refused_form_claims_nothing(client: Client, cast: Cast, case: CreatedCase) -> None:
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/handleplan/nyt-tiltag"
    key = await drawn(client, path)
    fields = {**ITEM, "unit": cast.nord.public_id, "owner": cast.bo.public_id, "once": key}
    refused = {**fields, "starts_on": "2025-10-02", "due_on": "2025-10-01"}  # refused by the action, not by the form
    assert [(await client.post(path, refused)).status_code for _ in range(2)] == [422, 422]
    assert await count("sent_forms") == 0
    assert (await client.post(path, fields)).status_code == 303


async def test_who_cannot_be_told_where_it_led_is_told_to_look(
    client: Client, cast: Cast, case: CreatedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server stopped between the first one's commit and its answer."""
    monkeypatch.setattr(once, "_PAUSE", 0)
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/fokuspunkter/ny"
    fields = {"title": "Uro om natten", "topics": "workload", "once": await drawn(client, path)}
    assert (await client.post(path, fields)).status_code == 303
    async with transaction():
        await fetch_rows("UPDATE sent_forms SET location = {}", "")
    answer = await client.post(path, fields)
    assert answer.status_code == 409
    assert "Formularen er sendt to gange." in answer.text
    assert await count("focus_points") == 1


async def test_claims_are_forgotten_after_a_day(client: Client, cast: Cast, case: CreatedCase) -> None:
    path = f"/sager/{case.public_id}/fokuspunkter/ny"
    for title in ("Først", "Siden"):
        await client.as_(cast.anna)
        await client.post(path, {"title": title, "topics": "workload", "once": "nøgle"})
        cast.clock.instant += timedelta(hours=25)
    assert [row["location"] for row in await fetch_rows("SELECT location FROM sent_forms")] == [
        f"/sager/{case.public_id}/handleplan"
    ]
