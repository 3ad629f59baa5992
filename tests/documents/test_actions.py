"""Letters with their files: all of it or nothing, one file per content, and nothing left over for long."""

import os
from datetime import date, timedelta

import pytest

from app.access.enums import Permission
from app.core.errors import Denied, Invalid, NotFound
from app.db.sql import fetch_rows
from app.db.transaction import transaction
from app.documents.actions import add_document, collect_orphans
from app.documents.blobs import BlobStore, discard
from app.documents.enums import Direction, DocumentKind
from app.documents.queries import BlobFault, BlobFaultKind, get_document, list_documents
from tests import factories_files as make
from tests.factories_cases import make_case


@pytest.fixture
def root(tmp_path):
    return tmp_path / "blobs"


async def file_letter(actor, case, file, **overrides):
    values = {
        "case_id": case.id,
        "kind": DocumentKind.RULING,
        "direction": Direction.RECEIVED,
        "title": "Påbud",
        "dated_on": date(2025, 5, 12),
        "esdh_document_no": "25/12-3",
        "file": file,
    }
    return await add_document(actor, **{**values, **overrides})


async def test_a_letter_keeps_its_file_name_and_hash(cast, root):
    case = await make_case(cast)
    staged = await make.stage(root, "Påbud Ærø.pdf")
    made = await file_letter(cast.anna.actor, case, staged)

    found = await get_document(cast.bo.scope, made.public_id)
    assert (found.title, found.file_name, found.sha256, found.size, found.media_type) == (
        "Påbud",
        "Påbud Ærø.pdf",
        staged.sha256,
        len(make.PDF),
        "application/pdf",
    )
    assert (found.kind, found.direction, found.dated_on) == (
        DocumentKind.RULING,
        Direction.RECEIVED,
        date(2025, 5, 12),
    )
    assert found.by_role == "Leder"
    assert BlobStore(root, 1).path_of(staged.sha256).read_bytes() == make.PDF
    assert await list_documents(cast.bo.scope, case.id) == [found]
    logged = await fetch_rows("SELECT p.json FROM audit_payloads p ORDER BY p.id DESC LIMIT 1")
    assert staged.sha256 in logged[0]["json"]
    assert "Anna Leder" in logged[0]["json"]


async def test_who_may_not_see_or_write_the_case_files_nothing(cast, root):
    case = await make_case(cast)
    staged = await make.stage(root)
    for actor, error in ((cast.hans.actor, NotFound), (cast.carl.actor, NotFound), (cast.gerda.actor, Denied)):
        with pytest.raises(error):
            await file_letter(actor, case, staged)
    with pytest.raises(Denied):
        await file_letter(cast.bo.actor, case, staged)
    with pytest.raises(Denied):
        await file_letter(cast.system, case, staged)
    with pytest.raises(Invalid):
        await file_letter(cast.anna.actor, case, staged, dated_on=date(2025, 8, 21))
    discard(staged)
    assert make.files_in(root) == []
    assert await fetch_rows("SELECT id FROM documents") == []


async def test_a_step_of_somebody_else_says_which_permission_it_needs(cast, root):
    """An AMR records an involvement with its minutes."""
    case = await make_case(cast)
    made = await file_letter(cast.bo.actor, case, await make.stage(root), permission=Permission.INVOLVEMENT_ADD)
    assert (await get_document(cast.anna.scope, made.public_id)).by_role == "AMR"


async def test_equal_bytes_share_one_file_and_one_row(cast, root):
    case = await make_case(cast)
    for name in ("a.pdf", "b.pdf"):
        await file_letter(cast.anna.actor, case, await make.stage(root, name), title="")

    assert [row.title for row in await list_documents(cast.anna.scope, case.id)] == ["b.pdf", "a.pdf"]
    assert len(await fetch_rows("SELECT id FROM blobs")) == 1
    assert len(make.files_in(root)) == 1


async def test_a_change_undone_shows_nothing_and_its_file_is_collected(cast, root, clock):
    case = await make_case(cast)
    staged = await make.stage(root)

    class Undone(Exception):
        pass

    with pytest.raises(Undone):
        async with transaction():
            await file_letter(cast.anna.actor, case, staged)
            raise Undone
    store = BlobStore(root, 1)
    assert await list_documents(cast.anna.scope, case.id) == []
    assert await make.faults(cast, store) == [BlobFault(BlobFaultKind.ORPHANED, staged.sha256)]

    _age(store.path_of(staged.sha256), clock, hours=23)
    assert await collect_orphans(cast.system, store) == ()
    _age(store.path_of(staged.sha256), clock, hours=25)
    assert await collect_orphans(cast.system, store) == (staged.sha256,)
    assert make.files_in(root) == []


async def test_the_collector_spares_what_is_in_use_or_young(cast, root, clock):
    case = await make_case(cast)
    store = BlobStore(root, 1)
    kept = await make.stage(root)
    await file_letter(cast.anna.actor, case, kept)
    _age(store.path_of(kept.sha256), clock, hours=1000)
    young = await make.stage(root, "ny.txt", b"ny")
    _age(young.temporary, clock, hours=1)
    old = await make.stage(root, "gammel.txt", b"gammel")
    _age(old.temporary, clock, hours=1000)

    with pytest.raises(Denied):
        await collect_orphans(cast.fie.actor, store)
    assert await collect_orphans(cast.system, store, older_than=timedelta(hours=2)) == (old.temporary.name,)
    assert make.files_in(root) == sorted([kept.sha256, young.temporary.name])


async def test_an_old_orphan_that_comes_again_is_young(cast, root, clock):
    """Else the collector could take the file between its renaming and its row."""
    case = await make_case(cast)
    store = BlobStore(root, 1)
    first = await make.stage(root)
    await store.publish(first)
    _age(store.path_of(first.sha256), clock, hours=1000)
    second = await make.stage(root)
    _age(second.temporary, clock, hours=0)
    await file_letter(cast.anna.actor, case, second)
    assert await collect_orphans(cast.system, store) == ()
    assert await make.faults(cast, store) == []


async def test_missing_and_altered_files_are_named(cast, root):
    case = await make_case(cast)
    store = BlobStore(root, 1)
    names = {}
    for text in ("en", "to", "tre"):
        staged = await make.stage(root, f"{text}.txt", text.encode())
        await file_letter(cast.anna.actor, case, staged)
        names[text] = staged.sha256
    store.path_of(names["en"]).unlink()
    store.path_of(names["to"]).write_bytes(b"rettet")

    faults = {(fault.kind, fault.name) for fault in await make.faults(cast, store)}
    assert faults == {(BlobFaultKind.MISSING, names["en"]), (BlobFaultKind.ALTERED, names["to"])}
    with pytest.raises(Denied):
        await make.faults(cast, store, cast.fie.scope)


def _age(path, clock, *, hours):
    instant = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (instant, instant))
