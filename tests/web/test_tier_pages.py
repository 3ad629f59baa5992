"""Choosing who reads a row: the same page for an item, a piece of evidence and a letter (ADR 0014).

Anna leads Nord, Bo is its AMR, Dorte sits in its MED committee, Erik is its consultant, Gerda reads, Carl is of Syd.
"""

import re
from collections.abc import AsyncIterator

import pytest

from app import config
from app.access.enums import Role, Tier
from app.core.clock import FixedClock
from app.core.errors import Denied, Invalid
from app.db.engine import Database
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.organisation.actions import deactivate_person
from app.plans.actions import set_item_tier
from app.plans.enums import ItemStatus
from tests.factories import Cast, Client, Member, make_client, make_member
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_item
from tests.factories_files import PDF
from tests.factories_plans import make_item, read_item, set_status
from tests.web.test_tiers import TABLES, WORD, give, plant

KINDS = ("item", "evidence", "document")
ROW = {"item": "item", "item_update": "item_update", "evidence": "evidence", "document": "document"}


@pytest.fixture
async def client(db: Database, settings: config.Settings, clock: FixedClock, cast: Cast) -> AsyncIterator[Client]:
    async with make_client(settings, clock, db) as made:
        yield made


async def _public(table: str, column: str, key: int) -> str:
    return str((await fetch_rows(f"SELECT {column} AS it FROM {table} WHERE id = {{}}", key))[0]["it"])


async def page_of(kind: str, key: int) -> str:
    base = {"item": "tiltag", "evidence": "dokumentation", "document": "dokumenter"}[kind]
    return f"/{base}/{await _public(TABLES[kind], 'public_id', key)}/fortrolighed"


async def tier_of(kind: str, key: int) -> str:
    return await _public(TABLES[kind], "tier", key)


async def named(kind: str, key: int) -> set[str]:
    rows = await fetch_rows(
        f"SELECT p.name FROM named_readers n JOIN persons p ON p.id = n.person WHERE n.{ROW[kind]} = {{}}", key
    )
    return {str(row["name"]) for row in rows}


def offered(page: str, name: str) -> set[str]:
    found = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return set(found)


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None, "no form"
    return found[1]


async def choose(client: Client, path: str, tier: Tier, *readers: Member, reason: str = "Handler om få") -> int:
    page = (await client.get(path)).text
    ids = [await _public("persons", "public_id", each.id) for each in readers]
    sent = {"tier": tier.value, "readers": ids, "reason": reason, "version": version(page)}
    return (await client.post(path, data=sent)).status_code


@pytest.mark.parametrize("kind", KINDS)
async def test_a_leader_keeps_a_row_to_the_management(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    """The row is gone for the AMR, the leader's page says so in a tag, and the log tells what was and why."""
    key, case, _ = await plant(cast, kind, settings.blob_dir)
    path = await page_of(kind, key)
    if kind == "item":
        async with transaction():
            await execute("UPDATE action_items SET owner = {} WHERE id = {}", cast.anna.id, key)
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.MANAGEMENT, reason="Personsag kanin") == 303
    assert await tier_of(kind, key) == Tier.MANAGEMENT
    assert "Ledelse" in (await client.get(path)).text
    where = await _public("cases", "public_id", case)
    shown = f"/sager/{where}/dokumentation" if kind == "document" else path.removesuffix("/fortrolighed")
    page = (await client.get(shown)).text
    assert "Fortrolighed: Ledelse" in page
    assert "Hvem kan se det?" in page
    history = (await client.get(f"/sager/{where}/historik")).text
    assert "Personsag kanin" in history
    assert "Ledelse" in history
    for who in (cast.bo, cast.dorte, cast.gerda, cast.carl):
        await client.as_(who)
        assert (await client.get(path)).status_code == 404, who.name
        assert "kanin" not in (await client.get(f"/sager/{where}/historik")).text, who.name


@pytest.mark.parametrize("kind", KINDS)
async def test_a_row_is_restricted_to_names_and_opened_again(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    key, _, _ = await plant(cast, kind, settings.blob_dir)
    path = await page_of(kind, key)
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.RESTRICTED, cast.gerda) == 303
    assert await named(kind, key) == {cast.anna.name, cast.gerda.name}
    logged = await fetch_value(str, "SELECT json FROM audit_payloads ORDER BY id DESC LIMIT 1")
    assert cast.gerda.name in str(logged)
    await client.as_(cast.gerda)
    page = await client.get(path)
    assert (page.status_code, "<textarea" in page.text) == (200, False)  # reads it, and may not change it
    await client.as_(cast.erik)
    assert (await client.get(path)).status_code == 404
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.OPEN, cast.gerda) == 303
    assert (await tier_of(kind, key), await named(kind, key)) == (Tier.OPEN, set())


@pytest.mark.parametrize("kind", ["item", "evidence"])
async def test_an_amr_is_offered_and_gives_only_what_they_read(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    key, _, _ = await plant(cast, kind, settings.blob_dir)
    path = await page_of(kind, key)
    await client.as_(cast.bo)
    page = (await client.get(path)).text
    assert offered(page, "tier") == {"open", "amo", "restricted"}
    assert await choose(client, path, Tier.MANAGEMENT) == 422
    assert await tier_of(kind, key) == Tier.OPEN
    assert await choose(client, path, Tier.AMO) == 303


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    key, _, _ = await plant(cast, kind, settings.blob_dir)
    path = await page_of(kind, key)
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.AMO, reason=" ") == 422
    assert await choose(client, path, Tier.OPEN) == 422  # as it is already
    assert await choose(client, path, Tier.RESTRICTED, cast.hans) == 422  # of another municipality
    person = await _public("persons", "public_id", cast.gerda.id)
    sent = {"tier": "restricted", "readers": [person], "reason": "", "version": version((await client.get(path)).text)}
    again = (await client.post(path, data=sent)).text
    assert re.search(rf'value="{person}" checked', again)
    assert re.search(r'value="restricted" checked', again)
    assert await tier_of(kind, key) == Tier.OPEN


@pytest.mark.parametrize("kind", KINDS)
async def test_two_at_once(client: Client, cast: Cast, settings: config.Settings, kind: str) -> None:
    """Who saves second sees both choices."""
    key, _, _ = await plant(cast, kind, settings.blob_dir)
    path = await page_of(kind, key)
    await client.as_(cast.anna)
    seen = version((await client.get(path)).text)
    await client.as_(cast.erik)
    assert await choose(client, path, Tier.MANAGEMENT) == 303
    await client.as_(cast.anna)
    sent = {"tier": "amo", "reason": "Min grund", "version": seen}
    late = await client.post(path, data=sent)
    assert late.status_code == 409
    for told in ("Ledelse", "Arbejdsmiljøorganisationen (AMO)", "Min grund"):
        assert told in late.text
    assert await tier_of(kind, key) == Tier.MANAGEMENT


async def test_who_only_owns_the_item_does_not_lay_it_open(client: Client, cast: Cast) -> None:
    """Bo plans in Nord and reads his own item, but not what else is kept to the management."""
    item = await make_item(cast, await make_case(cast), owner=cast.bo.id)
    await give(cast, "item", item.id, Tier.MANAGEMENT)
    await client.as_(cast.bo)
    page = await client.get(f"/tiltag/{item.public_id}/fortrolighed")
    assert (page.status_code, "<textarea" in page.text) == (200, False)
    seen = (await read_item(cast, item)).version
    with pytest.raises(Denied):
        await set_item_tier(cast.bo.actor, item.id, tier=Tier.OPEN, readers=(), reason="Åben", seen=seen)
    assert (await read_item(cast, item)).tier is Tier.MANAGEMENT


async def test_whoever_added_evidence_says_who_reads_it(client: Client, cast: Cast, settings: config.Settings) -> None:
    """While they may add it still: a reader on an item of theirs, and no longer once it is somebody else's."""
    item = await make_item(cast, await make_case(cast), owner=cast.gerda.id)
    made = await make_evidence(cast, to_item(item), settings.blob_dir, actor=cast.gerda.actor, title="Brev")
    await client.as_(cast.gerda)
    path = f"/dokumentation/{made.public_id}/fortrolighed"
    assert await choose(client, path, Tier.RESTRICTED) == 303
    async with transaction():
        await execute("UPDATE action_items SET owner = {} WHERE id = {}", cast.bo.id, item.id)
    assert (await client.post(path, data={"tier": "open", "reason": "x"})).status_code == 403
    assert "<textarea" not in (await client.get(path)).text


async def test_what_only_leavers_could_read_gets_a_reader_who_is_somebody_else(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    """Decision 0014: two people, a reason in the log, and whoever names learns no more by it."""
    kinds = ("item", "item_update", "evidence", "document")
    rows = [(kind, *(await plant(cast, kind, settings.blob_dir))[:2]) for kind in kinds]
    for kind, key, _ in rows:
        await give(cast, kind, key, Tier.RESTRICTED)
    nils = await make_member(
        cast.clock, cast.municipality, "Nils Ny", Role.CONSULTANT, cast.centre.id, with_account=True
    )
    pages = [f"/sager/{await _public('cases', 'public_id', case)}" for _, _, case in rows]
    await client.as_(cast.anna)
    assert "uden-laeser" not in (await client.get(f"{pages[0]}/dokumentation")).text
    for left in (cast.gerda, cast.erik, cast.bo):  # those named, and the owner of the items
        await deactivate_person(cast.fie.actor, left.id, seen=1)
    for (kind, key, _), page in zip(rows, pages, strict=True):
        await client.as_(cast.anna)
        path = f"{page}/uden-laeser"
        assert f'href="{path}"' in (await client.get(f"{page}/dokumentation")).text
        asked = (await client.get(path)).text
        assert (WORD in asked, nils.public_id in asked, cast.anna.public_id in asked) == (False, True, False)
        (row,) = offered(asked, "row")
        sent = {"row": row, "reader": nils.public_id, "reason": "Skal følges op"}
        wrong = {"row": "item:findesikke22", "reader": cast.anna.public_id, "reason": " "}
        for field, value in wrong.items():
            assert (await client.post(path, {**sent, field: value})).status_code == 422, (kind, field)
        assert (await client.post(path, sent)).status_code == 303
        assert nils.name in await named(kind, key)
        assert (await client.post(path, sent)).status_code == 422  # it has a reader now
        logged = await fetch_value(str, "SELECT json FROM audit_payloads ORDER BY id DESC LIMIT 1")
        assert "Skal følges op" in str(logged)
        assert "uden-laeser" not in (await client.get(f"{page}/dokumentation")).text
        await client.as_(cast.dorte)
        assert ((await client.get(path)).status_code, (await client.post(path, sent)).status_code) == (403, 403)
    await client.as_(nils)
    assert (await client.get(await page_of("evidence", rows[2][1]))).status_code == 200


async def test_people_are_resolved_in_the_scope_of_whoever_chooses(cast: Cast) -> None:
    item = await make_item(cast, await make_case(cast))
    hans = await _public("persons", "public_id", cast.hans.id)
    for unknown in (hans, "222222222222", "' OR 1=1 --"):
        with pytest.raises(Invalid, match=r"tier\.readers"):
            await set_item_tier(cast.anna.actor, item.id, tier=Tier.RESTRICTED, readers=[unknown], reason="x", seen=1)


@pytest.mark.parametrize(("kind", "text"), [("evidence", "1 stykke dokumentation er"), ("document", "1 brev er")])
async def test_those_who_may_know_are_told_how_much_is_kept_from_them(
    client: Client, cast: Cast, settings: config.Settings, kind: str, text: str
) -> None:
    key, case, _ = await plant(cast, kind, settings.blob_dir)
    await give(cast, kind, key, Tier.MANAGEMENT)
    path = f"/sager/{await _public('cases', 'public_id', case)}/dokumentation"
    for who, is_told in ((cast.bo, True), (cast.dorte, True), (cast.anna, False), (cast.gerda, False)):
        await client.as_(who)
        page = (await client.get(path)).text
        assert (text in page) == is_told, who.name
        assert (WORD in page) == (who is cast.anna)


@pytest.mark.parametrize("kind", ["evidence", "document"])
async def test_opening_a_restricted_file_is_logged(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    """Rule 40: before the first byte, with who, what and which case; of an open file nothing is."""
    key, case, paths = await plant(cast, kind, settings.blob_dir)
    file = next(path for path in paths if path.endswith(".pdf"))
    count = "SELECT COUNT(*) FROM audit_entries WHERE action = 'opened'"
    await client.as_(cast.gerda)
    assert (await client.get(file)).status_code == 200
    assert not await fetch_value(int, count)
    await give(cast, kind, key, Tier.RESTRICTED)
    assert (await client.get(file)).status_code == 200
    entry = (
        await fetch_rows("SELECT entity_kind, entity, case_id, actor_person FROM audit_entries WHERE action = 'opened'")
    )[0]
    assert tuple(entry.values()) == (kind, key, case, cast.gerda.id)
    await client.as_(cast.anna)
    assert (await client.get(file)).status_code == 404
    assert await fetch_value(int, count) == 1


async def test_the_form_of_a_phone_offers_the_tiers_its_user_reads(client: Client, cast: Cast) -> None:
    item = await make_item(cast, await make_case(cast), owner=cast.gerda.id)
    path = f"/tiltag/{item.public_id}/opdater"
    for who, values in (
        (cast.anna, ["open", "amo", "management"]),
        (cast.bo, ["open", "amo"]),
        (cast.gerda, []),  # reads open rows alone, and owns the item: nothing to choose
    ):
        await client.as_(who)
        select = re.search(r'<select[^>]*name="tier".*?</select>', (await client.get(path)).text, re.S)
        assert re.findall(r'value="(\w+)"', select[0] if select else "") == values, who.name


async def test_a_note_and_its_files_are_kept_to_those_it_was_written_for(client: Client, cast: Cast) -> None:
    """The trail tags it for who reads it, tells of it to who may know, and is silent to the rest."""
    item = await make_item(cast, await make_case(cast))
    path = f"/tiltag/{item.public_id}"
    await client.as_(cast.anna)
    seen = version((await client.get(f"{path}/opdater")).text)
    sent = {"status": "in_progress", "note": WORD, "tier": "management", "version": seen}
    wrong = await client.post(f"{path}/opdater", data={**sent, "status": "findes ikke"})
    assert wrong.status_code == 422
    assert re.search(r'value="management" selected', wrong.text)
    files = [("files", ("hemmelig.pdf", PDF, "application/pdf"))]
    assert (await client.post(f"{path}/opdater", data=sent, files=files)).status_code == 303
    assert await fetch_value(str, "SELECT tier FROM evidence") == Tier.MANAGEMENT
    kept = "Der er en bemærkning, som du ikke har adgang til."
    tag = "Fortrolighed: Ledelse"
    for who, told in ((cast.erik, (True, False)), (cast.bo, (False, True)), (cast.gerda, (False, False))):
        await client.as_(who)
        page = (await client.get(path)).text
        assert (WORD in page and tag in page, kept in page) == told, who.name
        assert ("1 fil vedhæftet" in page) == told[0]
        assert "hemmelig" not in page
        assert "I gang" in page
        assert ("hemmelig" in (await client.get(f"{path}/dokumentation")).text) == told[0]


async def test_a_note_is_kept_to_fewer_afterwards(client: Client, cast: Cast) -> None:
    """By who plans the item or wrote the note; it is gone from the trail and the history, and logged as its own."""
    case = await make_case(cast)
    item = await make_item(cast, case, owner=cast.gerda.id)
    key = await set_status(cast, item, ItemStatus.IN_PROGRESS, by=cast.gerda, note=WORD)
    note = await _public("item_updates", "public_id", key)
    path, history = f"/bemaerkninger/{note}/fortrolighed", f"/sager/{case.public_id}/historik"
    for who, may in ((cast.gerda, True), (cast.anna, True), (cast.dorte, False)):
        await client.as_(who)
        assert (path in (await client.get(f"/tiltag/{item.public_id}")).text) == may, who.name
        assert ("<textarea" in (await client.get(path)).text) == may, who.name
    assert (await client.post(path, {"tier": "amo", "reason": "x"})).status_code == 403
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.MANAGEMENT, reason="Personsag") == 303
    assert WORD in (await client.get(history)).text
    for who in (cast.bo, cast.dorte, cast.gerda):
        await client.as_(who)
        assert (await client.get(path)).status_code == 404, who.name
        for page in (f"/tiltag/{item.public_id}", history):
            assert WORD not in (await client.get(page)).text, (who.name, page)
    assert "I gang" in (await client.get(history)).text
    await client.as_(cast.anna)
    assert await choose(client, path, Tier.OPEN) == 303
    await client.as_(cast.gerda)
    assert await choose(client, path, Tier.RESTRICTED) == 303
    assert await named("item_update", key) == {cast.gerda.name}


async def test_photos_alone_keep_their_tier(client: Client, cast: Cast) -> None:
    """The line of the trail that tells of the file, too."""
    item = await make_item(cast, await make_case(cast))
    path = f"/tiltag/{item.public_id}"
    await client.as_(cast.bo)
    sent = {"status": "planned", "tier": "amo", "version": version((await client.get(f"{path}/opdater")).text)}
    files = [("files", ("hemmelig.pdf", PDF, "application/pdf"))]
    refused = await client.post(f"{path}/opdater", data={**sent, "tier": "management"}, files=files)
    assert refused.status_code == 422
    assert (await client.post(f"{path}/opdater", data=sent, files=files)).status_code == 303
    for who, reads in ((cast.dorte, True), (cast.gerda, False)):
        await client.as_(who)
        assert ("1 fil vedhæftet" in (await client.get(path)).text) == reads, who.name
