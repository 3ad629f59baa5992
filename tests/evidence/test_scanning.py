"""Files in quarantine: nobody gets them before the scanner has seen them, and never those with a virus in them."""

import msgspec
import pytest

from app.access.enums import Tier
from app.cases.queries import get_case_ref
from app.core.errors import NotFound
from app.db.sql import fetch_rows
from app.documents import clamav
from app.documents.blobs import BlobStore
from app.evidence.scanning import Scanned, scan_again
from app.evidence.tiers import open_version
from app.reports.package import FileState
from app.reports.queries.material import load_material
from app.reports.queries.package import list_file_states
from tests import factories_files as make
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case


@pytest.fixture(autouse=True)
def no_memory_of_failures(monkeypatch):
    monkeypatch.setattr(clamav, "_failed_at", {})


async def _in_report(cast, case):
    return [
        row.title
        for row in (await load_material(cast.bo.scope, await get_case_ref(cast.bo.scope, case.public_id))).evidence
    ]


async def test_what_came_while_the_scanner_was_away_waits_for_it(client, cast, clamd, settings):
    case = await make_case(cast)
    away = BlobStore(settings.blob_dir, 1, scanner=msgspec.structs.replace(clamd, socket=f"{settings.blob_dir}/væk"))
    infected = make.zipped(**{"[Content_Types].xml": b"<xml/>", "word__document.xml": make.EICAR})
    made = [
        await make_evidence(
            cast, to_case(case), files=[await away.stage(make.Sent(name, data))], title=name, esdh_reference=""
        )
        for name, data in (("godt.pdf", make.PDF), ("ondt.docx", infected))
    ]
    good, bad = (each.public_id for each in made)
    await client.as_(cast.bo)
    for key, name in ((good, "godt.pdf"), (bad, "ondt.docx")):
        page = await client.get(f"/dokumentation/{key}")
        assert "Filen venter på virusscanning" in page.text
        assert f"v1/{name}" not in page.text
        fetched = await client.get(f"/dokumentation/{key}/v1/{name}")
        assert (fetched.status_code, "venter på virusscanning" in fetched.text) == (404, True)
    assert "Venter på virusscanning" in (await client.get(f"/sager/{case.public_id}/dokumentation")).text
    assert await _in_report(cast, case) == []
    assert (await scan_again(cast.system, away)).left == 2

    back = BlobStore(settings.blob_dir, 1, scanner=clamd)
    assert await scan_again(cast.system, back) == Scanned(clean=1, infected=1)

    assert (await client.get(f"/dokumentation/{good}/v1/godt.pdf")).content == make.PDF
    with pytest.raises(NotFound, match=r"file\.infected"):
        await open_version(cast.bo.actor, bad, 1)
    page = await client.get(f"/dokumentation/{bad}")
    assert "Der er fundet virus i filen" in page.text
    assert await _in_report(cast, case) == ["godt.pdf"]
    rows = await fetch_rows("SELECT sha256, scan, scan_found FROM blobs ORDER BY id")
    assert [(row["scan"], row["scan_found"]) for row in rows] == [
        ("clean", ""),
        ("infected", "Test.EICAR.Local.UNOFFICIAL"),
    ]
    packed = await list_file_states(cast.bo.scope, case.id, frozenset({Tier.OPEN}))
    assert packed == {rows[0]["sha256"]: FileState.KEPT}
    assert await scan_again(cast.system, back) == Scanned()
    assert await scan_again(cast.system, back, every=True) == Scanned(clean=1, infected=1)
