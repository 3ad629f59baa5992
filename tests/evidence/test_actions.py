"""Evidence: versions that never change, links inside one case, withdrawal that hides nothing."""

from datetime import date, timedelta

import msgspec
import pytest

from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.documents.rules import StoreDown
from app.evidence.actions import (
    Link,
    add_evidence,
    add_evidence_version,
    link_evidence,
    update_item_with_files,
    withdraw_evidence,
)
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.queries import (
    get_evidence,
    list_case_evidence,
    list_evidence_versions,
    list_item_evidence,
    list_links,
)
from app.plans.enums import ItemStatus
from app.plans.queries import get_item
from tests import factories_files as make
from tests.factories_cases import make_case, make_focus_point
from tests.factories_evidence import make_evidence, to_case, to_focus_point, to_item
from tests.factories_plans import make_item, read_item


@pytest.fixture
def root(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
async def case(cast):
    return await make_case(cast)


@pytest.fixture
async def item(cast, case):
    return await make_item(cast, case)


async def test_several_files_become_several_pieces_at_once(cast, root, item, case):
    files = [await make.stage(root, "a.pdf"), await make.stage_photo(root), await make.stage(root, "c.txt", b"c")]
    made = await add_evidence(
        cast.bo.actor, kind=None, title="", dated_on=date(2025, 8, 1), link=to_item(item), files=files
    )

    rows = await list_item_evidence(cast.bo.scope, item.id)
    assert [row.public_id for row in rows] == [each.public_id for each in made]
    assert [(row.title, row.kind, row.no, row.file_name, row.dated_on) for row in rows] == [
        ("a", EvidenceKind.OTHER, 1, "a.pdf", date(2025, 8, 1)),
        ("foto", EvidenceKind.PHOTO, 1, "foto.heic", date(2025, 8, 1)),
        ("c", EvidenceKind.OTHER, 1, "c.txt", date(2025, 8, 1)),
    ]
    assert [row.sha256 for row in rows] == [file.sha256 for file in files]
    assert rows[1].preview_sha256 == files[1].preview.sha256
    assert rows[1].media_type == "image/heic"
    assert rows[0].by_role == "AMR"
    assert make.files_in(root) == sorted([*[file.sha256 for file in files], files[1].preview.sha256])


async def test_a_place_in_the_esdh_system_is_evidence_too(cast, item):
    made = await make_evidence(cast, to_item(item), title="")
    found = await get_evidence(cast.gerda.scope, made.public_id)
    assert (found.title, found.esdh_reference, found.sha256) == ("25/123-4", "25/123-4", None)


async def test_what_is_wrong_adds_nothing(cast, root, item):
    values = {"kind": EvidenceKind.OTHER, "title": "x", "dated_on": None, "link": to_item(item)}
    file = await make.stage(root)
    for more, error in (
        ({}, Invalid),
        ({"files": [file], "esdh_reference": "25/1"}, Invalid),
        ({"esdh_reference": "25/1", "dated_on": date(2025, 8, 21)}, Invalid),
        ({"esdh_reference": "25/1", "link": Link(LinkKind.ITEM, "findesikke22")}, NotFound),
    ):
        with pytest.raises(error):
            await add_evidence(cast.bo.actor, **{**values, **more})
    for actor, error in (
        (cast.carl.actor, NotFound),
        (cast.hans.actor, NotFound),
        (cast.gerda.actor, Denied),
        (cast.dorte.actor, Denied),
        (cast.system, Denied),
    ):
        with pytest.raises(error):
            await add_evidence(actor, **values, esdh_reference="25/1")
    assert await fetch_rows("SELECT id FROM evidence") == []


async def test_a_failure_at_the_last_file_undoes_the_first(cast, root, item):
    files = [await make.stage(root, "a.pdf"), await make.stage(root, "b.txt", b"b")]
    broken = msgspec.structs.replace(files[1], size=files[1].size + 1)
    with pytest.raises(StoreDown):
        await add_evidence(
            cast.bo.actor, kind=None, title="", dated_on=None, link=to_item(item), files=[files[0], broken]
        )
    assert await fetch_rows("SELECT id FROM evidence") == []
    assert await fetch_rows("SELECT id FROM blobs") == []


async def test_a_new_version_leaves_the_old_one(cast, root, item):
    made = await make_evidence(cast, to_item(item), root)
    old = await get_evidence(cast.bo.scope, made.public_id)
    assert (
        await add_evidence_version(
            cast.anna.actor, made.public_id, seen=1, file=await make.stage(root, "ny.txt", b"ny")
        )
        == 2
    )
    assert await add_evidence_version(cast.bo.actor, made.public_id, seen=2, esdh_reference="25/9") == 3

    versions = await list_evidence_versions(cast.bo.scope, made.id)
    assert [(v.no, v.file_name, v.esdh_reference, v.by_role) for v in versions] == [
        (3, "", "25/9", "AMR"),
        (2, "ny.txt", "", "Leder"),
        (1, "brev.pdf", "", "AMR"),
    ]
    assert versions[2].sha256 == old.sha256
    assert (await get_evidence(cast.bo.scope, made.public_id)).no == 3


async def test_two_new_versions_at_once_show_both(cast, root, item):
    made = await make_evidence(cast, to_item(item))
    await add_evidence_version(cast.anna.actor, made.public_id, seen=1, esdh_reference="Annas")
    with pytest.raises(Stale) as stale:
        await add_evidence_version(cast.bo.actor, made.public_id, seen=1, esdh_reference="Bos")
    assert [(c.label, c.mine, c.theirs) for c in stale.value.conflicts] == [("Ny version", "Bos", "Version 2: Annas")]
    assert len(await list_evidence_versions(cast.bo.scope, made.id)) == 2


async def test_withdrawn_evidence_stays_and_says_why(cast, root, item):
    made = await make_evidence(cast, to_item(item), root)
    with pytest.raises(Invalid):
        await withdraw_evidence(cast.bo.actor, made.public_id, reason="  ")
    with pytest.raises(Denied):
        await withdraw_evidence(cast.gerda.actor, made.public_id, reason="x")
    await withdraw_evidence(cast.bo.actor, made.public_id, reason="Forkert møde.")

    found = (await list_item_evidence(cast.bo.scope, item.id))[0]
    assert (found.is_withdrawn, found.withdrawn_reason, found.withdrawn_at) == (True, "Forkert møde.", cast.clock.now())
    assert len(make.files_in(root)) == 1
    with pytest.raises(RuleViolation):
        await withdraw_evidence(cast.bo.actor, made.public_id, reason="igen")
    with pytest.raises(RuleViolation):
        await add_evidence_version(cast.bo.actor, made.public_id, seen=1, esdh_reference="x")
    with pytest.raises(RuleViolation):
        await link_evidence(cast.bo.actor, made.public_id, [to_item(item)])


async def test_evidence_links_to_more_of_its_own_case_only(cast, case, item):
    made = await make_evidence(cast, to_item(item))
    point = await make_focus_point(cast, case)
    await link_evidence(cast.bo.actor, made.public_id, [to_focus_point(point), to_case(case), to_item(item)])
    links = await list_links(cast.bo.scope, made.id)
    assert [(link.kind, link.public_id) for link in links] == [
        (LinkKind.CASE, case.public_id),
        (LinkKind.FOCUS_POINT, point.public_id),
        (LinkKind.ITEM, item.public_id),
    ]
    other = await make_case(cast, title="En anden sag")
    with pytest.raises(NotFound):
        await link_evidence(cast.bo.actor, made.public_id, [to_case(other)])
    with pytest.raises(Invalid):
        await link_evidence(cast.bo.actor, made.public_id, [])
    assert len(await fetch_rows("SELECT id FROM evidence_links")) == 3


async def test_evidence_of_an_item_follows_the_items_unit(cast):
    """A case of both workplaces: Carl sees the case and his own item's evidence, not that of Nord's item."""
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    north = await make_item(cast, case, unit=cast.nord.id)
    south = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id)
    mine = await make_evidence(cast, to_item(south), actor=cast.carl.actor, title="Syd")
    theirs = await make_evidence(cast, to_item(north), title="Nord")
    shared = await make_evidence(cast, to_case(case), title="Fælles")

    assert {row.title for row in await list_case_evidence(cast.carl.scope, case.id)} == {"Syd", "Fælles"}
    assert {row.title for row in await list_case_evidence(cast.anna.scope, case.id)} == {"Syd", "Nord", "Fælles"}
    assert await list_case_evidence(cast.hans.scope, case.id) == []
    assert await list_item_evidence(cast.carl.scope, north.id) == []
    assert (await get_evidence(cast.carl.scope, mine.public_id)).title == "Syd"
    assert (await get_evidence(cast.carl.scope, shared.public_id)).title == "Fælles"
    for scope in (cast.carl.scope, cast.hans.scope, cast.fie.scope):
        with pytest.raises(NotFound):
            await get_evidence(scope, theirs.public_id)


async def test_every_change_is_in_the_log_with_its_fingerprint(cast, root, item):
    made = await make_evidence(cast, to_item(item), root)
    await withdraw_evidence(cast.bo.actor, made.public_id, reason="Forkert.")
    rows = await fetch_rows(
        "SELECT e.action, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "WHERE e.entity_kind = 'evidence' ORDER BY e.seq"
    )
    sha256 = (await get_evidence(cast.bo.scope, made.public_id)).sha256
    assert [row["action"] for row in rows] == ["added", "withdrawn"]
    assert sha256 in rows[0]["json"]
    assert "Forkert." in rows[1]["json"]


async def test_a_phone_sends_status_note_and_photos_in_one_step(cast, root, item):
    seen = (await read_item(cast, item)).version
    files = [await make.stage_photo(root, "a.heic"), await make.stage_photo(root, "b.jpg", make.jpeg())]
    made = await update_item_with_files(
        cast.bo.actor, item.public_id, status=ItemStatus.IN_PROGRESS, note="Vi er i gang.", seen=seen, files=files
    )
    assert len(made) == 2
    assert (await read_item(cast, item)).status is ItemStatus.IN_PROGRESS
    assert [row.kind for row in await list_item_evidence(cast.bo.scope, item.id)] == [EvidenceKind.PHOTO] * 2
    (update,) = (await get_item(cast.bo.scope, item.public_id)).updates
    assert update.note == "Vi er i gang.\n2 filer vedhæftet"


async def test_photos_alone_are_enough_and_leave_a_line_in_the_trail(cast, root, item):
    before = await read_item(cast, item)
    files = [await make.stage_photo(root)]
    await update_item_with_files(
        cast.bo.actor, item.public_id, status=before.status, note=" ", seen=before.version, files=files
    )
    assert await read_item(cast, item) == before
    (update,) = (await get_item(cast.bo.scope, item.public_id)).updates
    assert (update.by_name, update.note) == ("Bo Ærø", "1 fil vedhæftet")
    assert len(await list_item_evidence(cast.bo.scope, item.id)) == 1


@pytest.mark.parametrize("fault", ["stale", "step"])
async def test_a_refused_status_keeps_the_photos_out(cast, root, item, fault):
    before = await read_item(cast, item)
    files = [await make.stage_photo(root)]
    seen = before.version - (fault == "stale")
    status = ItemStatus.EFFECT_EVALUATED if fault == "step" else ItemStatus.IN_PROGRESS
    with pytest.raises((Stale, RuleViolation)):
        await update_item_with_files(cast.anna.actor, item.public_id, status=status, note="x", seen=seen, files=files)
    assert await read_item(cast, item) == before
    assert await list_item_evidence(cast.bo.scope, item.id) == []
    assert await fetch_rows("SELECT id FROM blobs") == []


async def test_a_date_of_today_is_not_in_the_future(cast, item):
    """The day is the Danish one: half past midnight in Denmark is yesterday in UTC (rule 12)."""
    cast.clock.instant += timedelta(hours=12, minutes=30)  # 21 August 00:30 in Denmark
    made = await make_evidence(cast, to_item(item), dated_on=date(2025, 8, 21))
    assert (await get_evidence(cast.bo.scope, made.public_id)).dated_on == date(2025, 8, 21)
