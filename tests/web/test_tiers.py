"""Tiers on every page: who in scope reads a row, and that it does not exist for the others.

The word stands in everything the row says. The row is open when it is made and gets its tier in the database, so that
each page is asked about each tier alike.
"""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from app import config
from app.access.actions import set_readers
from app.access.enums import Tier
from app.access.policy import Scope
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.db.engine import Database
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.enums import Direction, DocumentKind
from app.evidence.actions import update_item_with_files
from app.evidence.enums import EvidenceKind
from app.plans.enums import ItemStatus
from tests.factories import Cast, Client, Member, make_client
from tests.factories_cases import make_case, make_focus_point
from tests.factories_evidence import make_evidence, to_case, to_item
from tests.factories_files import stage
from tests.factories_plans import approve, item_version, make_item, read_item, set_status
from tests.factories_reports import report_now

WORD = "kanariefugl"
# Who reads a row of each tier in Nord: by role, and Gerda and Erik by name. Bo owns the item and reads his own.
READERS = {
    Tier.OPEN: {"anna", "bo", "dorte", "erik", "gerda"},
    Tier.AMO: {"anna", "bo", "dorte", "erik"},
    Tier.MANAGEMENT: {"anna", "erik"},
    Tier.RESTRICTED: {"gerda", "erik"},
}
NAMED = ("gerda", "erik")
KINDS = ("item", "item_update", "evidence", "item_evidence", "document")
TABLES = {
    "item": "action_items",
    "item_update": "item_updates",
    "evidence": "evidence",
    "item_evidence": "evidence",
    "document": "documents",
}
EVERYBODY = ("anna", "bo", "carl", "dorte", "erik", "fie", "gerda", "hans")


@pytest.fixture
async def client(db: Database, settings: config.Settings, clock: FixedClock, cast: Cast) -> AsyncIterator[Client]:
    async with make_client(settings, clock, db) as made:
        yield made


def member(cast: Cast, name: str) -> Member:
    found: Member = getattr(cast, name)
    return found


async def plant(cast: Cast, kind: str, blobs: Path, tier: Tier = Tier.OPEN) -> tuple[int, int, list[str]]:
    """A case with one row of `kind` full of the word: its key, the case's, and every address that could tell."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    title = WORD if kind == "item" else "Fast søndagsvagt"
    item = await make_item(cast, case, title=title, focus_points=[point.id])
    await approve(cast, case)
    note = WORD if kind == "item_update" else "Godt på vej"
    update = await set_status(cast, item, ItemStatus.IN_PROGRESS, cast.anna, note, tier)
    paths = [
        *(f"/sager/{case.public_id}{tab}" for tab in ("", "/handleplan", "/dokumentation", "/historik", "/rapport")),
        *(f"/sager/{case.public_id}/handleplan/{tab}" for tab in ("versioner/2", "nyt-tiltag", "godkend")),
        f"/sager/{case.public_id}/tidligere-tiltag/nyt",
        *(
            f"/tiltag/{item.public_id}{tab}"
            for tab in ("", "/opdater", "/ret", "/dokumentation", "/effekt", "/flyt-frist")
        ),
        *("/", "/sager", "/mine-tiltag", f"/soeg?q={WORD}"),
    ]
    key = item.id if kind == "item" else update
    if "evidence" in kind:
        link = to_item(item) if kind == "item_evidence" else to_case(case)
        made = await make_evidence(cast, link, blobs, actor=cast.anna.actor, title=WORD, kind=EvidenceKind.MINUTES)
        key = made.id
        paths += [f"/dokumentation/{made.public_id}{tab}" for tab in ("", "/v1/brev.pdf", "/ny-version", "/knyt")]
    if kind == "document":
        letter = await add_document(
            cast.anna.actor,
            case_id=case.id,
            kind=DocumentKind.OTHER,
            direction=Direction.RECEIVED,
            title=WORD,
            dated_on=date(2025, 5, 12),
            esdh_document_no="",
            file=await stage(blobs, f"{WORD}.pdf"),
        )
        key = letter.id
        paths.append(f"/dokumenter/{letter.public_id}/{WORD}.pdf")
    return key, case.id, paths


async def give(cast: Cast, kind: str, key: int, tier: Tier) -> None:
    async with transaction():
        await execute(f"UPDATE {TABLES[kind]} SET tier = {{}} WHERE id = {{}}", tier, key)
        row = "evidence" if "evidence" in kind else kind
        named = [member(cast, name).id for name in NAMED]
        await set_readers(member(cast, NAMED[0]).actor, row, key, tier, named)  # type: ignore[arg-type]


async def reads(client: Client, who: Member, paths: list[str]) -> set[str]:
    """The addresses where `who` meets the word; what they typed themselves is not counted."""
    await client.as_(who)
    met = set()
    for path in paths:
        answer = await client.get(path)
        assert answer.status_code < 500, (who.name, path)
        told = (answer.text + str(answer.headers)).replace(f"q={WORD}", "").replace(f'value="{WORD}"', "")
        if WORD in told.replace(f"»{WORD}«", ""):
            met.add(path)
    return met


async def report(cast: Cast, scope: Scope, case: int) -> str:
    """Everything a report made now would hold."""
    return str(await report_now(cast, scope, case, show_names=True))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_row_is_read_by_those_of_its_tier_and_by_nobody_else(
    client: Client, cast: Cast, settings: config.Settings, kind: str
) -> None:
    key, case, paths = await plant(cast, kind, settings.blob_dir)
    everywhere: dict[str, set[str]] = {}
    for tier, readers in READERS.items():
        if kind == "item_update" and tier is not Tier.OPEN:
            continue  # chosen when it is written: the next test
        await give(cast, kind, key, tier)
        allowed = readers | ({"bo"} if kind == "item" else set())
        for name in EVERYBODY:
            met = await reads(client, member(cast, name), paths)
            assert bool(met) == (name in allowed), (kind, tier, name, met)
            met -= {path for path in paths if path.endswith("/rapport")}  # shows what a report would hold: what is open
            if tier is Tier.OPEN:
                everywhere[name] = met
            elif name in allowed:
                assert met == everywhere[name], (kind, tier, name)
        is_told = tier is Tier.OPEN and kind in ("item", "evidence", "item_evidence")  # of these a report is made
        for scope in (cast.anna.scope, cast.system.scope):
            assert (WORD in await report(cast, scope, case)) == is_told, (kind, tier)
    assert everywhere["anna"]


@pytest.mark.parametrize("tier", [Tier.AMO, Tier.MANAGEMENT, Tier.RESTRICTED])
async def test_a_note_is_read_by_those_it_was_written_for(
    client: Client, cast: Cast, settings: config.Settings, tier: Tier
) -> None:
    """That the status changed is told to all; the note is not, in the history neither."""
    key, case, paths = await plant(cast, "item_update", settings.blob_dir, tier)
    named = {Tier.RESTRICTED: {"anna"}}
    for name in EVERYBODY:
        met = await reads(client, member(cast, name), paths)
        assert bool(met) == (name in named.get(tier, READERS[tier])), (tier, name, met)
    assert WORD not in await report(cast, cast.system.scope, case)
    assert await fetch_value(str, "SELECT tier FROM item_updates WHERE id = {}", key) == tier


async def test_a_photo_that_gets_a_tier_leaves_no_name_in_the_note_it_came_with(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    """The note and its log entry stay open: they say how many files came, not what they are called."""
    case = await make_case(cast)
    item = await make_item(cast, case, owner=cast.bo.id)
    file = await stage(settings.blob_dir, f"{WORD}.pdf")
    seen = await item_version(item.id)
    (made,) = await update_item_with_files(
        cast.bo.actor, item.public_id, status=ItemStatus.IN_PROGRESS, note="Godt på vej", seen=seen, files=[file]
    )
    paths = [f"/sager/{case.public_id}{tab}" for tab in ("", "/handleplan", "/dokumentation", "/historik", "/rapport")]
    paths += [f"/tiltag/{item.public_id}{tab}" for tab in ("", "/dokumentation")]
    assert await reads(client, cast.gerda, paths)
    await give(cast, "evidence", made.id, Tier.MANAGEMENT)
    assert await reads(client, cast.anna, paths)
    await client.as_(cast.dorte)
    assert "1 fil vedhæftet" in (await client.get(paths[5])).text
    assert not await reads(client, cast.dorte, paths)


async def test_nobody_gives_a_tier_they_do_not_read(cast: Cast) -> None:
    item = await make_item(cast, await make_case(cast))
    with pytest.raises(Invalid, match=r"tier\.own"):
        await set_status(cast, item, ItemStatus.IN_PROGRESS, cast.bo, WORD, Tier.MANAGEMENT)
    assert (await read_item(cast, item)).status is ItemStatus.PLANNED


async def test_those_who_may_know_are_told_that_an_item_is_kept_from_them(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case, title=WORD, owner=cast.anna.id)
    await give(cast, "item", item.id, Tier.MANAGEMENT)
    text = "1 tiltag er fortroligt og vises ikke for dig."
    for name, is_told in (("bo", True), ("dorte", True), ("gerda", False), ("anna", False), ("erik", False)):
        await client.as_(member(cast, name))
        page = (await client.get(f"/sager/{case.public_id}/handleplan")).text
        assert (text in page) == is_told, name
    await client.as_(cast.gerda)
    assert "1 tiltag" not in (await client.get(f"/sager/{case.public_id}")).text


async def test_what_becomes_of_a_hidden_item_changes_no_page_of_who_may_not_know_of_it(
    client: Client, cast: Cast
) -> None:
    """Rule 41 and decision 0014: no count either, in warnings and in what plan and report lack.

    The state of the case is everybody's: it says what is true of the whole.
    """
    case = await make_case(cast)
    await set_status(cast, await make_item(cast, case, due_on=date(2025, 9, 1)), ItemStatus.IN_PROGRESS)
    paths = [f"/sager/{case.public_id}{path}" for path in ("", "/rapport", "/handleplan")]

    async def told() -> list[str]:
        return [re.sub(r"[0-9a-f]{16}", "", (await client.get(path)).text) for path in paths]

    await client.as_(cast.gerda)
    without = await told()
    hidden = await make_item(cast, case, owner=cast.anna.id)
    await give(cast, "item", hidden.id, Tier.MANAGEMENT)
    hans = cast.hans.id
    for change in ("due_on = '2029-01-01', late_reason = ''", f"owner = {hans}", "status = 'done', solves_how = ''"):
        async with transaction():
            await execute("UPDATE persons SET is_active = FALSE WHERE id = {}", hans)
            await execute(f"UPDATE action_items SET {change} WHERE id = {{}}", hidden.id)
        assert await told() == without, change
    await client.as_(cast.anna)
    assert "tiltag mangler tekst" in (await client.get(paths[1])).text


async def test_whoever_is_named_reads_no_more_once_the_unit_is_out_of_scope(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.RESTRICTED, item.id)
        await set_readers(cast.anna.actor, "item", item.id, Tier.RESTRICTED, [cast.carl.id])
    assert await fetch_value(int, "SELECT COUNT(*) FROM named_readers WHERE item = {}", item.id) == 2
    assert (await read_item(cast, item)).tier is Tier.RESTRICTED
    async with transaction():
        await set_readers(cast.anna.actor, "item", item.id, Tier.OPEN, [cast.carl.id])
    assert not await fetch_value(int, "SELECT COUNT(*) FROM named_readers WHERE item = {}", item.id)
