"""Erasing content: two people, every use looked at, the bytes gone, the hash and the reason left."""

import pytest
from piccolo.columns import ForeignKey

from app.audit.queries import verify_chain
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, SecondPerson, Stale
from app.db.sql import fetch_rows
from app.documents.actions import BLOB_COLUMNS, add_document, collect_orphans
from app.documents.blobs import BlobStore
from app.documents.enums import Direction, DocumentKind
from app.documents.queries import get_document
from app.documents.rules import StoreDown
from app.documents.tables import Blob
from app.erasure import actions
from app.erasure.actions import Decision
from app.erasure.enums import ErasedKind, ErasureState
from app.erasure.queries import (
    find_erasure,
    get_subject,
    list_decided_reports,
    list_reports_naming,
    list_uses,
    list_waiting,
)
from app.evidence.queries import get_evidence, list_case_evidence
from app.piccolo_app import TABLES
from app.reports.actions import create_snapshot
from app.reports.enums import Profile, SnapshotState
from app.reports.queries import list_snapshots
from tests import factories_files as make
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case, to_item
from tests.factories_plans import make_item

EVIDENCE, DOCUMENT = ErasedKind.EVIDENCE, ErasedKind.DOCUMENT
NOTE = "sygemelding Åse.pdf"
SICK = make.PDF + "% Åse".encode()
WHY = "Oplysninger om helbred, som ikke hører til i sagen"


@pytest.fixture
def store(tmp_path):
    return BlobStore(tmp_path / "blobs", 1)


@pytest.fixture
async def case(cast):
    return await make_case(cast)


async def sick_note(cast, store, link, **more):
    files = more.pop("files", None) or [await make.stage(store.root, NOTE, SICK)]
    return await make_evidence(cast, link, **{"files": files, "title": "", "esdh_reference": "", **more})


async def subject_of(cast, made):
    return await get_subject(cast.anna.scope, EVIDENCE, made.public_id)


async def add_letter(cast, case, store):
    return await add_document(
        cast.anna.actor,
        case_id=case.id,
        kind=DocumentKind.OTHER,
        direction=Direction.RECEIVED,
        title="",
        dated_on=None,
        esdh_document_no="",
        file=await make.stage(store.root, "brev.pdf", SICK),
    )


async def ask(member, made, kind=EVIDENCE, **fields):
    await actions.ask_erasure(member.actor, kind, made.public_id, **{"reason": WHY, **fields})


async def approve(member, store, made, kind=EVIDENCE, **fields):
    await actions.approve_erasure(member.actor, store, kind, made.public_id, Decision(**fields))


async def everything(text):
    """Where in the database `text` stands."""
    found = []
    for table in TABLES:
        for row in await fetch_rows(f"SELECT * FROM {table._meta.tablename}"):
            found += [(table._meta.tablename, name) for name, value in row.items() if text in str(value)]
    return set(found)


def test_every_column_that_holds_a_blob_is_asked():
    """Bytes go when nothing uses them: whoever adds a column with a blob says so in BLOB_COLUMNS."""
    held = {
        f"{table._meta.tablename}.{column._meta.name}"
        for table in TABLES
        for column in table._meta.columns
        if isinstance(column, ForeignKey) and column._foreign_key_meta.references is Blob
    }
    assert held == set(BLOB_COLUMNS)


async def test_a_sick_note_goes_with_its_copies_and_its_name(cast, case, store):
    """Content, file name and title are nowhere any more; who, why and the hash are."""
    item = await make_item(cast, case)
    photo = await make.stage_photo(store.root, "sygemelding Åse.heic")
    made = await sick_note(cast, store, to_item(item), files=[photo])
    assert len(make.files_in(store.root)) == 2
    before = await get_evidence(cast.bo.scope, made.public_id)

    await ask(cast.bo, made, hides_name=True)
    assert [each.public_id for each in await list_waiting(cast.anna.actor)] == [made.public_id]
    assert await list_waiting(cast.bo.actor) == []
    await approve(cast.anna, store, made, hides_name=True)

    after = await get_evidence(cast.bo.scope, made.public_id)
    assert (after.title, after.file_name, after.sha256, after.preview_sha256, after.erased_sha256) == (
        "Slettet indhold",
        "Fil",
        None,
        None,
        before.sha256,
    )
    assert (after.withdrawn_reason, after.withdrawn_at) == ("Indholdet er slettet.", cast.clock.now())
    assert make.files_in(store.root) == []
    assert await everything("Åse") == set()
    assert await everything(WHY) == {("erasures", "reason"), ("audit_payloads", "json")}
    assert [broken async for _, broken in verify_chain(cast.system.scope) if broken] == []
    assert await list_waiting(cast.anna.actor) == []


async def test_one_person_alone_erases_nothing(cast, case, store):
    made = await sick_note(cast, store, to_case(case))
    await ask(cast.anna, made)
    with pytest.raises(SecondPerson):
        await approve(cast.anna, store, made)
    with pytest.raises(Denied):
        await approve(cast.gerda, store, made)
    with pytest.raises(NotFound):
        await approve(cast.hans, store, made)
    with pytest.raises(RuleViolation, match="asked_already"):
        await ask(cast.bo, made)
    assert make.files_in(store.root) != []

    await actions.decline_erasure(cast.anna.actor, EVIDENCE, made.public_id, reason="Tog fejl")
    with pytest.raises(RuleViolation, match="not_asked"):
        await approve(cast.erik, store, made)
    await ask(cast.bo, made)
    await actions.decline_erasure(cast.erik.actor, EVIDENCE, made.public_id, reason="Skal blive")
    erasure = await find_erasure(cast.bo.scope, await get_subject(cast.bo.scope, EVIDENCE, made.public_id))
    assert (erasure.state, erasure.note, erasure.asked_by_name) == (ErasureState.DECLINED, "Skal blive", "Bo Ærø")
    with pytest.raises(Invalid):
        await ask(cast.bo, made, reason=" ")


async def test_another_use_of_the_same_bytes_is_decided_about_first(cast, case, store):
    """What the second person may decide about is listed; kept with a reason, the bytes stay for it alone."""
    made = await sick_note(cast, store, to_case(case))
    letter = await add_letter(cast, case, store)
    await ask(cast.bo, made)
    (use,) = (await list_uses(cast.anna.scope, (await subject_of(cast, made)).blobs, (EVIDENCE, made.id))).seen
    assert (use.kind, use.id) == (DOCUMENT, letter.id)

    with pytest.raises(Stale):
        await approve(cast.anna, store, made)
    with pytest.raises(Invalid, match="kept_without_reason"):
        await approve(cast.anna, store, made, shown=[use.key])
    await approve(cast.anna, store, made, shown=[use.key], kept_reason="Brevet skal blive")
    assert len(make.files_in(store.root)) == 1
    assert (await get_document(cast.bo.scope, letter.public_id)).erased_at is None
    assert (await get_evidence(cast.bo.scope, made.public_id)).sha256 is None

    await ask(cast.bo, letter, DOCUMENT)
    await approve(cast.anna, store, letter, DOCUMENT, hides_name=True)
    erased = await get_document(cast.bo.scope, letter.public_id)
    assert (erased.erased_at, erased.title, erased.file_name) == (cast.clock.now(), "Slettet indhold", "Fil")
    assert make.files_in(store.root) == []


async def test_who_has_the_same_file_elsewhere_is_asked_without_being_told_where(cast, case, store):
    """Hans is in another municipality: he learns that it was erased somewhere, and he alone decides about his."""
    made = await sick_note(cast, store, to_case(case))
    other = await make_case(cast, actor=cast.hans.actor, units=(cast.elsewhere.id,))
    theirs = await sick_note(cast, store, to_case(other), actor=cast.hans.actor)
    await ask(cast.bo, made)
    await approve(cast.anna, store, made)
    assert len(make.files_in(store.root)) == 1

    (waiting,) = await list_waiting(cast.hans.actor)
    assert waiting.public_id == theirs.public_id
    subject = await get_subject(cast.hans.scope, EVIDENCE, theirs.public_id)
    erasure = await find_erasure(cast.hans.scope, subject)
    assert (erasure.asked_by_name, WHY in erasure.reason) == (None, False)
    await approve(cast.hans, store, theirs)
    assert make.files_in(store.root) == []


async def test_reports_that_name_it_are_withdrawn_or_kept_with_a_reason(cast, case, store):
    made = await sick_note(cast, store, to_case(case))
    for _ in range(2):
        await create_snapshot(cast.anna.actor, case.id)
    await ask(cast.bo, made)
    first, second = await list_reports_naming(cast.anna.scope, [await subject_of(cast, made)])
    shown = [first.key, second.key]
    with pytest.raises(Stale):
        await approve(cast.anna, store, made, shown=[first.key])
    await approve(cast.anna, store, made, shown=shown, withdraw=[second.key], kept_reason="Den er sendt")
    assert [(each.no, each.state) for each in await list_snapshots(cast.anna.scope, case.id)] == [
        (2, SnapshotState.WITHDRAWN),
        (1, SnapshotState.DRAFT),
    ]
    rows = await fetch_rows("SELECT snapshot, is_kept FROM erasure_snapshots ORDER BY id")
    assert [(row["snapshot"], bool(row["is_kept"])) for row in rows] == [(first.id, True), (second.id, False)]


class Fallen(BlobStore):
    """A store that is gone just after the commit."""

    async def remove(self, sha256: str) -> None:
        raise StoreDown("gone")


async def test_a_report_for_others_is_kept_and_told_of_to_those_who_read_it(cast, case, store):
    """Rule 41: the second person is told of no report that does not exist for them; for its readers it stands kept."""
    made = await sick_note(cast, store, to_case(case))
    await create_snapshot(cast.anna.actor, case.id, profile=Profile.MANAGEMENT)
    subject = await subject_of(cast, made)
    assert [row.no for row in await list_reports_naming(cast.anna.scope, [subject])] == [2001]
    assert await list_reports_naming(cast.bo.scope, [subject]) == []
    await actions.ask_erasure(cast.anna.actor, EVIDENCE, made.public_id, reason=WHY)
    await actions.approve_erasure(cast.bo.actor, store, EVIDENCE, made.public_id, Decision())
    erasure = await find_erasure(cast.anna.scope, subject)
    decided = {
        name: [(row.no, is_kept) for row, is_kept in await list_decided_reports(scope, erasure.id)]
        for name, scope in (("anna", cast.anna.scope), ("bo", cast.bo.scope), ("gerda", cast.gerda.scope))
    }
    assert decided == {"anna": [(2001, True)], "bo": [], "gerda": []}


async def test_bytes_go_after_the_commit_and_the_next_collection_finishes(cast, case, store):
    """The content is out of reach at once; what a fall leaves in the store is named and removed without waiting."""
    made = await sick_note(cast, store, to_case(case))
    (name,) = make.files_in(store.root)
    await ask(cast.bo, made)
    await approve(cast.anna, Fallen(store.root, 1), made)
    assert (await get_evidence(cast.bo.scope, made.public_id)).sha256 is None
    assert make.files_in(store.root) == [name]
    assert await collect_orphans(cast.system, store) == (name,)
    assert make.files_in(store.root) == []


async def test_the_same_file_again_is_a_new_file(cast, case, store):
    made = await sick_note(cast, store, to_case(case))
    await ask(cast.bo, made)
    await approve(cast.anna, store, made)
    again = await sick_note(cast, store, to_case(case))
    rows = {row.public_id: row for row in await list_case_evidence(cast.bo.scope, case.id)}
    assert (rows[made.public_id].sha256, rows[again.public_id].sha256 is None) == (None, False)
    assert len(make.files_in(store.root)) == 1
