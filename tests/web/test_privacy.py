"""What is held about a person, handed out to themselves and to who answers their request."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access.policy import system_actor
from app.accounts.actions import end_role
from app.db.engine import Database
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.plans.enums import ItemStatus
from app.privacy.queries import PARTS, Subject, list_held, list_purgeable
from app.reports.actions import create_overview
from app.reports.enums import Profile
from tests.factories import Cast, Client
from tests.factories_accounts import give_password
from tests.factories_cases import make_case
from tests.factories_involvement import make_involvement
from tests.factories_plans import make_item, set_status
from tests.web.worlds import NOW, Template, opened

OWN = "/min-konto/oplysninger"
FILE = "oplysninger.zip"


def unpacked(answer: httpx.Response) -> tuple[str, list[dict[str, Any]]]:
    """The text of the file, and its lines."""
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert file.namelist() == ["oplysninger.txt", "oplysninger.jsonl"]
        text = file.read("oplysninger.txt").decode("utf-8-sig")
        return text, [json.loads(line) for line in file.read("oplysninger.jsonl").splitlines()]


def rows_of(lines: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [line["row"] for line in lines if line.get("part") == key and "row" in line]


@pytest.fixture
async def world(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


async def test_every_row_that_names_somebody_is_in_their_register_once(world: Database) -> None:
    """For everybody in the world of the wall, and for every column: no join loses a row, and none doubles it."""
    scope, counted = system_actor(NOW).scope, 0
    people = [Subject(**row) for row in await fetch_rows("SELECT id, public_id, name FROM persons")]
    for subject in people:
        account = await fetch_value(int, "SELECT id FROM accounts WHERE person = {}", subject.id) or 0
        held = {part.key: part for part in await list_held(scope, subject)}
        columns = {column for part in PARTS for column in part.columns if not column.startswith("audit_entries.entity")}
        for column in columns:
            table, name = column.split(".")
            key = account if name == "account" else subject.id
            there = await fetch_value(int, f'SELECT COUNT(*) AS n FROM {table} WHERE "{name}" = {{}}', key)
            found = sum(len(held[part.key].rows) for part in PARTS if column in part.columns)
            assert found == there, (subject.name, column)
            counted += found
    assert counted > 500


async def test_a_person_sees_and_takes_what_is_held_about_them(cast: Cast, client: Client) -> None:
    """Reports made for others are not told of, though the name stands in them."""
    case = await make_case(cast, title="Efter samtale med Bo Ærø")
    for maker, profile in ((cast.anna, Profile.MANAGEMENT), (cast.bo, Profile.COMMITTEE)):
        await create_overview(maker.actor, cast.nord.public_id, profile=profile)
    item = await make_item(cast, case, title="Ro på gangen")
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Talte om 010203-1234")
    await make_involvement(cast.anna.actor, case.id, participants="AMR Bo Ærø, leder")
    await client.as_(cast.bo)
    page = await client.get(OWN)
    assert "Er ansvarlig for tiltag (1)" in page.text
    assert "ligner et CPR-nummer" in page.text
    text, lines = unpacked(await client.get(f"{OWN}/{FILE}"))
    assert rows_of(lines, "items_owned") == [
        {"Sag": case.reference, "Titel": "Ro på gangen", "Status": "I gang", "Frist": "2025-10-01", "Gennemført": None}
    ]
    assert [row["Deltagere"] for row in rows_of(lines, "named_involvements")] == ["AMR Bo Ærø, leder"]
    for part in ("reports", "named_reports"):
        assert [(row["Enhed"], row["Nr."]) for row in rows_of(lines, part)] == [("Ågruppen Nord", 1001)]
    assert rows_of(lines, "person")[0]["Navn"] == "Bo Ærø"
    assert "  Titel: Ro på gangen" in text
    assert "OBS: Noget i teksten ligner et CPR-nummer" in text
    (entry,) = await fetch_rows(
        "SELECT entity, actor_person FROM audit_entries WHERE action = 'exported' AND entity_kind = 'person'"
    )
    assert entry == {"entity": cast.bo.id, "actor_person": cast.bo.id}


async def test_what_one_lost_access_to_is_counted_and_not_told(cast: Cast, client: Client) -> None:
    """The person alone is told how much of their own is withheld; what others wrote with their name is not counted."""
    case = await make_case(cast)
    item = await make_item(cast, case, title="Ro på gangen")
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Gik godt")
    await make_involvement(cast.anna.actor, case.id, participants="Bo Ærø")
    (grant,) = await fetch_rows("SELECT id FROM role_grants WHERE person = {}", cast.bo.id)
    await end_role(cast.system, int(grant["id"]))
    await client.as_(cast.bo)
    text, lines = unpacked(await client.get(f"{OWN}/{FILE}"))
    withheld = {line["part"]: line["withheld"] for line in lines if "withheld" in line}
    assert withheld == {"items_owned": 1, "item_updates": 1}
    assert "Ikke vist her: 2" in (await client.get(OWN)).text
    for secret in ("Ro på gangen", "Gik godt", case.reference):
        assert secret not in text


async def test_who_answers_a_request_sees_no_case_through_it(cast: Cast, client: Client) -> None:
    """An administrator takes what they may read: who the person is and what was done to it. Both are logged."""
    case = await make_case(cast)
    item = await make_item(cast, case, title="Ro på gangen")
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Gik godt")
    await client.as_(cast.fie)
    base = f"/personer/{cast.bo.public_id}/oplysninger"
    page = await client.get(base)
    assert page.status_code == 200
    text, lines = unpacked(await client.get(f"{base}/{FILE}"))
    assert rows_of(lines, "roles")[0]["Rolle"] == "Arbejdsmiljørepræsentant (AMR)"
    assert not [line for line in lines if "withheld" in line]
    assert rows_of(lines, "log_done") == []  # all of it was done in the case
    for secret in ("Ro på gangen", case.reference):
        assert secret not in page.text + text
    entries = await fetch_rows(
        "SELECT action FROM audit_entries WHERE entity_kind = 'person' AND actor_person = {} ORDER BY seq", cast.fie.id
    )
    assert [entry["action"] for entry in entries] == ["opened", "exported"]
    for other in (cast.anna, cast.erik):
        await client.as_(other)
        assert [(await client.get(path)).status_code for path in (base, f"{base}/{FILE}")] == [404, 404]


async def test_what_can_be_purged_is_counted_by_its_rule(cast: Cast, client: Client) -> None:
    """The day that ends a rule counts from the day after; people of other municipalities and of cases do not."""
    for member in (cast.bo, cast.carl, cast.hans):
        await give_password(cast, member)
    await make_involvement(cast.anna.actor, (await make_case(cast)).id)
    today = cast.fie.actor.today
    async with transaction():
        for member, days in (
            (cast.bo, 366),
            (cast.anna, 1826),
            (cast.gerda, 1826),
            (cast.erik, 1825),
            (cast.hans, 5000),
        ):
            await execute(
                "UPDATE persons SET is_active = {}, left_on = {} WHERE id = {}",
                False,
                today - timedelta(days=days),
                member.id,
            )
        last = NOW - timedelta(days=731)
        await execute("UPDATE accounts SET last_login_at = {} WHERE person = {}", last, cast.carl.id)
    found = {each.key: (each.count, each.oldest) for each in await list_purgeable(cast.fie.scope)}
    assert {key: value for key, value in found.items() if value[0]} == {
        "accounts_left": (1, today - timedelta(days=366)),
        "accounts_unused": (1, today - timedelta(days=731)),
        "persons_left": (1, today - timedelta(days=1826)),  # Gerda; Anna stands in a case
    }
    await client.as_(cast.fie)
    page = await client.get("/personer/kan-slettes")
    assert page.status_code == 200
    for words in ("Standard, ikke lov.", "87.15.00", "Siden sletter ikke noget", "Fratrådte personer"):
        assert words in page.text
    assert "som KLE siger skal kasseres" not in page.text
    await client.as_(cast.carl)
    assert (await client.get("/personer/kan-slettes")).status_code == 403
