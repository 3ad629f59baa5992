"""Files in quarantine: nobody gets them before the scanner has seen them, and never those with a virus in them."""

import msgspec
import pytest

from app.access.enums import Tier
from app.api.enums import TokenScope
from app.cases.queries import get_case_ref
from app.core.errors import NotFound
from app.db.sql import fetch_rows
from app.documents import clamav
from app.documents.blobs import BlobStore
from app.evidence.scanning import Scanned, scan_again
from app.evidence.tiers import open_version
from app.plans.actions import set_item_tier
from app.reports.package import FileToday
from app.reports.queries.facts import as_known, collect_facts
from app.reports.queries.material import load_material
from app.reports.queries.package import list_files_today
from tests import factories_files as make
from tests.factories import make_client
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case
from tests.factories_plans import item_version, make_item

INFECTED = make.zipped(**{"[Content_Types].xml": b"<xml/>", "word__document.xml": make.EICAR})


@pytest.fixture(autouse=True)
def no_memory_of_failures(monkeypatch):
    monkeypatch.setattr(clamav, "_failed_at", {})


async def _in_report(cast, case):
    return [
        row.title
        for row in (await load_material(cast.bo.scope, await get_case_ref(cast.bo.scope, case.public_id))).evidence
    ]


async def _counted(cast, case):
    facts = await as_known(cast.bo.scope, case.id, whole := await collect_facts(cast.bo.scope, case.id))
    assert (facts.evidence_count, facts.evidence_waiting) == (whole.evidence_count, whole.evidence_waiting)
    return facts.evidence_count, facts.evidence_waiting, facts.evidence_infected


async def test_what_came_while_the_scanner_was_away_waits_for_it(client, cast, clamd, settings):
    case = await make_case(cast)
    away = BlobStore(settings.blob_dir, 1, scanner=msgspec.structs.replace(clamd, socket=f"{settings.blob_dir}/væk"))
    made = [
        await make_evidence(
            cast, to_case(case), files=[await away.stage(make.Sent(name, data))], title=name, esdh_reference=""
        )
        for name, data in (("godt.pdf", make.PDF), ("ondt.docx", INFECTED))
    ]
    good, bad = (each.public_id for each in made)
    await client.as_(cast.bo)
    for key, name in ((good, "godt.pdf"), (bad, "ondt.docx")):
        page = await client.get(f"/dokumentation/{key}")
        assert "Filen venter på virusscanning" in page.text
        assert f"v1/{name}" not in page.text
        fetched = await client.get(f"/dokumentation/{key}/v1/{name}")
        assert (fetched.status_code, "venter på virusscanning" in fetched.text) == (404, True)
    listed = await client.get(f"/sager/{case.public_id}/dokumentation")
    assert "Venter på virusscanning" in listed.text
    assert "Filer afventer virusscanning" in listed.text
    assert await _in_report(cast, case) == []
    report = f"/sager/{case.public_id}/rapport"
    assert await _counted(cast, case) == (0, 2, 0)
    assert "2 stykker dokumentation afventer virusscanning" in (page := (await client.get(report)).text)
    assert "Dokumentation er lagt på sagen" not in page
    assert (await scan_again(cast.system, away)).left == 2

    back = BlobStore(settings.blob_dir, 1, scanner=clamd)
    assert await scan_again(cast.system, back) == Scanned(clean=1, infected=1)

    assert (await client.get(f"/dokumentation/{good}/v1/godt.pdf")).content == make.PDF
    with pytest.raises(NotFound, match=r"file\.infected"):
        await open_version(cast.bo.actor, bad, 1)
    page = await client.get(f"/dokumentation/{bad}")
    assert "Der er fundet virus i filen" in page.text
    assert await _in_report(cast, case) == ["godt.pdf"]
    assert await _counted(cast, case) == (1, 0, 1)
    page = (await client.get(report)).text
    assert "Der er fundet virus i 1 stykke dokumentation" in page
    assert "Dokumentation er lagt på sagen (1)" in page
    rows = await fetch_rows("SELECT sha256, scan, scan_found FROM blobs ORDER BY id")
    assert [(row["scan"], row["scan_found"]) for row in rows] == [
        ("clean", ""),
        ("infected", "Test.EICAR.Local.UNOFFICIAL"),
    ]
    packed = await list_files_today(cast.bo.scope, case.id, frozenset({Tier.OPEN}))
    assert packed == {rows[0]["sha256"]: FileToday()}
    assert await scan_again(cast.system, back) == Scanned()
    assert await scan_again(cast.system, back, every=True) == Scanned(clean=1, infected=1)
    program = Program(client.http, await make_token(cast.bo, (TokenScope.READ,)))
    listed = (await program.get(f"/cases/{case.public_id}/evidence")).json()["items"]
    assert {(each["latest"]["file"]["scan"], each["latest"]["file"]["href"]) for each in listed} == {
        ("clean", f"/api/v1/evidence/{good}/versions/1/file"),
        ("infected", None),
    }


async def test_a_virus_that_is_refused_is_told_to_those_who_see_what_it_was_sent_to(db, clock, cast, clamd, settings):
    """In the history of the case and in the log of a hidden item, without the file's name; administrators see who sent
    it, and neither case nor item."""
    case = await make_case(cast)
    hidden = await make_item(cast, case, owner=cast.anna.id)
    seen = await item_version(hidden.id)
    await set_item_tier(cast.anna.actor, hidden.id, tier=Tier.MANAGEMENT, readers=(), reason="Om få", seen=seen)
    async with make_client(msgspec.structs.replace(settings, clamav=clamd), clock, db) as client:
        await client.as_(cast.anna)
        for place in (f"/sager/{case.public_id}", f"/tiltag/{hidden.public_id}"):
            files = [("files", (name, data)) for name, data in (("Sygemelding.docx", INFECTED), ("godt.pdf", make.PDF))]
            answer = await client.post(f"{place}/dokumentation/ny", {"kind": "minutes"}, files=files)
            assert "Der er virus i »Sygemelding.docx«" in answer.text
        history = f"/sager/{case.public_id}/historik"
        seen = {name: (await (await client.as_(getattr(cast, name))).get(history)).text for name in ("anna", "bo")}
        told = (await (await client.as_(cast.fie)).get("/kommune/filer")).text
        assert (await (await client.as_(cast.bo)).get("/kommune/filer")).status_code == 403
    assert [text.count("fil med virus afvist") for text in seen.values()] == [2, 1]
    assert [told.count(word) for word in ("Test.EICAR.Local", "Anna")] == [2, 2]
    for text in (*seen.values(), told):
        assert "Sygemelding" not in text
    assert case.public_id not in told
