"""Evidence over HTTP: the six questions, the literal number of queries, and photos without their place."""

import io
import re

import msgspec
import pytest
from PIL import Image

from app.access.enums import Tier
from app.config.storage import Room
from app.db.engine import record_statements
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.documents.queries import list_documents
from app.evidence.queries import get_evidence, list_case_evidence, list_item_evidence
from tests import factories_files as make
from tests.factories_cases import make_case, make_focus_point
from tests.factories_evidence import make_evidence, to_case, to_focus_point, to_item
from tests.factories_plans import make_item
from tests.web.html_check import faults

FIELDS = {"kind": "photo", "title": "", "dated_on": "", "esdh_reference": ""}


@pytest.fixture
async def case(cast):
    return await make_case(cast)


@pytest.fixture
async def item(cast, case):
    return await make_item(cast, case)


def sent(*files, field="files"):
    return [(field, (name, data, "application/octet-stream")) for name, data in files]


async def test_files_go_in_under_a_case_a_focus_point_and_an_item(client, cast, case, item):
    point = await make_focus_point(cast, case)
    await client.as_(cast.bo)
    for path, back in (
        (f"/sager/{case.public_id}", f"/sager/{case.public_id}/dokumentation"),
        (f"/fokuspunkter/{point.public_id}", f"/sager/{case.public_id}/dokumentation"),
        (f"/tiltag/{item.public_id}", f"/tiltag/{item.public_id}/dokumentation"),
    ):
        page = await client.get(f"{path}/dokumentation/ny")
        assert page.status_code == 200
        assert faults(page.text) == []
        files = sent(("møde.pdf", make.PDF), ("a.heic", make.heic()))
        answer = await client.post(f"{path}/dokumentation/ny", FIELDS, files=files)
        assert (answer.status_code, answer.headers["location"]) == (303, back)
        listed = await client.get(back)
        assert faults(listed.text) == []
        assert "2 stykker dokumentation er gemt." in listed.text

    rows = await list_case_evidence(cast.bo.scope, case.id)
    assert [row.title for row in rows] == ["møde", "a"] * 3
    page = (await client.get(f"/sager/{case.public_id}/dokumentation")).text
    assert page.index("Hele sagen") < page.index("Planlægning af arbejdet") < page.index("Fast søndagsvagt")
    assert rows[0].sha256[:12] in (await client.get(rows[0].href)).text
    assert "20.08.2025</time> af AMR" in page


async def test_one_bad_file_takes_neither_the_others_nor_the_text_with_it(client, cast, item, settings):
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}/dokumentation/ny"
    form = {**FIELDS, "title": "Mine billeder", "once": "nøgle"}
    files = sent(("god.pdf", make.PDF), ("x.exe", make.EXE), ("tom.png", b""))
    answer = await client.post(path, form, files=files)
    assert answer.status_code == 200
    assert faults(answer.text) == []
    for text in (
        "1 fil er gemt",
        "Skal ikke vælges igen: god.pdf.",
        "»x.exe« kan ikke bruges.",
        "»tom.png« er tom.",
        "Vælg kun det, der mangler, og gem igen.",
        'value="Mine billeder"',
    ):
        assert text in answer.text
    assert [row.title for row in await list_item_evidence(cast.bo.scope, item.id)] == ["Mine billeder"]
    assert len(make.files_in(settings.blob_dir)) == 1

    again = await client.post(path, form, files=files)  # the browser is asked to send the page once more
    assert (again.status_code, again.headers["location"]) == (303, f"/tiltag/{item.public_id}/dokumentation")
    only_bad = await client.post(path, form, files=files[1:])
    assert only_bad.status_code == 422
    assert "Ingen af filerne er gemt." in only_bad.text
    assert len(await list_item_evidence(cast.bo.scope, item.id)) == 1


async def test_a_case_and_all_cases_have_a_limit(client, cast, item, settings):
    """In the middle of a form, with files before it that would fit: nothing is half."""
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}/dokumentation/ny"
    app = client.http._transport.app
    large = [(f"{number}.pdf", make.PDF.ljust(600_000, bytes([48 + number]))) for number in (1, 2)]
    for room, text in (
        (Room(case_mb=1), "Sagens filer må højst fylde 1 MB i alt."),
        (Room(all_mb=1), "Alle filer i Handlepligt må højst fylde 1 MB i alt."),
    ):
        app.state.settings = msgspec.structs.replace(settings, room=room)
        answer = await client.post(path, FIELDS, files=sent(*large))
        assert answer.status_code == 422
        assert text in answer.text
        assert await fetch_rows("SELECT id FROM blobs") == []
    assert (await client.post(path, FIELDS, files=sent(large[0]))).status_code == 303


async def test_a_broken_photo_is_refused_and_one_too_large_to_show_is_kept(client, cast, item, settings):
    await client.as_(cast.bo)
    new = f"/tiltag/{item.public_id}/dokumentation/ny"
    answer = await client.post(new, FIELDS, files=sent(("halv.heic", make.heic()[:300])))
    assert answer.status_code == 422
    assert "»halv.heic« kan ikke åbnes som billede." in answer.text
    assert make.files_in(settings.blob_dir) == []

    assert (await client.post(new, FIELDS, files=sent(("bombe.png", make.huge_png())))).status_code == 303
    row = (await list_item_evidence(cast.bo.scope, item.id))[0]
    page = await client.get(row.href)
    assert "vi har ikke kunnet lave et lille billede af den" in page.text
    assert (await client.get(f"{row.href}/v1/bombe.png")).content == make.huge_png()


async def test_neither_file_nor_esdh_or_too_many_says_so(client, cast, item):
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}/dokumentation/ny"
    for data, files, message in (
        (FIELDS, None, "Vælg mindst én fil, eller skriv, hvor dokumentet ligger i ESDH."),
        ({**FIELDS, "esdh_reference": "25/1"}, sent(("a.pdf", make.PDF)), "Gem dem hver for sig."),
        (FIELDS, sent(*[(f"{n}.pdf", make.PDF) for n in range(11)]), "Vælg højst 10 filer ad gangen. Du valgte 11."),
        ({**FIELDS, "kind": "hemmelig"}, sent(("a.pdf", make.PDF)), "Vælg en af mulighederne på listen."),
    ):
        answer = await client.post(path, data, files=files)
        assert answer.status_code == 422
        assert message in answer.text
    assert await list_item_evidence(cast.bo.scope, item.id) == []


async def test_a_photo_is_kept_as_it_was_and_shown_without_its_place(client, cast, item):
    await client.as_(cast.bo)
    photo = make.heic()
    await client.post(f"/tiltag/{item.public_id}/dokumentation/ny", FIELDS, files=sent(("IMG 1.HEIC", photo)))
    row = (await list_item_evidence(cast.bo.scope, item.id))[0]
    await client.as_(cast.gerda)

    original = await client.get(f"{row.href}/v1/IMG%201.HEIC")
    assert (original.content, original.headers["content-type"]) == (photo, "image/heic")
    assert original.headers["content-disposition"].startswith("attachment;")
    page = await client.get(row.href)
    assert faults(page.text) == []
    assert f'src="{row.href}/v1/vis/billede.jpg"' in page.text
    assert "Originalen kan rumme, hvor og hvornår billedet er taget." in page.text
    listed = await client.get(f"/tiltag/{item.public_id}/dokumentation")
    thumb = f'src="{row.href}/v1/vis/billede.jpg" alt="IMG 1" width="120" height="90" loading="lazy"'
    assert thumb in listed.text
    shown = await client.get(f"{row.href}/v1/vis/billede.jpg")
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert shown.headers["content-disposition"].startswith("inline;")
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})


async def test_who_may_read_and_who_may_add(client, cast, item):
    made = await make_evidence(cast, to_item(item))
    new, show = f"/tiltag/{item.public_id}/dokumentation/ny", f"/dokumentation/{made.public_id}"
    data = {**FIELDS, "esdh_reference": "25/2"}
    for member, reads, adds in (
        (cast.bo, 200, 303),
        (cast.anna, 200, 303),
        (cast.erik, 200, 303),
        (cast.dorte, 200, 403),
        (cast.gerda, 200, 403),
        (cast.carl, 404, 404),
        (cast.fie, 404, 404),
        (cast.hans, 404, 404),
    ):
        await client.as_(member)
        assert (await client.get(show)).status_code == reads, member.name
        assert (await client.get(f"/tiltag/{item.public_id}/dokumentation")).status_code == reads, member.name
        assert (await client.post(new, data)).status_code == adds, member.name
        assert ("Træk tilbage" in (await client.get(show)).text) == (adds == 303), member.name
    await client.as_(cast.bo)
    for path in (
        "/dokumentation/findesikke22",
        f"{show}/v1/x.pdf",  # it lies in the ESDH system: there is no file
        f"{show}/v2/x.pdf",
        f"{show}/v0/x.pdf",
        f"{show}/x/x.pdf",
        f"{show}/v1/vis/billede.jpg",
        "/fokuspunkter/findesikke22/dokumentation/ny",
    ):
        assert (await client.get(path)).status_code == 404, path


async def test_a_new_version_a_further_link_and_withdrawal(client, cast, case, item):
    made = await make_evidence(cast, to_item(item))
    point = await make_focus_point(cast, case)
    show = f"/dokumentation/{made.public_id}"
    await client.as_(cast.bo)
    for path in ("/ny-version", "/knyt", "/traek-tilbage"):
        page = await client.get(show + path)
        assert page.status_code == 200
        assert faults(page.text) == []

    answer = await client.post(f"{show}/ny-version", {"version": "1"}, files=sent(("ny.pdf", make.PDF)))
    assert answer.status_code == 303
    late = await client.post(f"{show}/ny-version", {"version": "1", "esdh_reference": "25/77"})
    assert late.status_code == 409
    assert "Version 2: ny.pdf" in late.text
    assert 'value="25/77"' in late.text
    two = await client.post(
        f"{show}/ny-version", {"version": "2"}, files=sent(("a.pdf", make.PDF), ("b.pdf", make.PDF))
    )
    assert (two.status_code, "Vælg kun én fil" in two.text) == (422, True)

    assert (await client.post(f"{show}/knyt", {})).status_code == 422
    assert (await client.post(f"{show}/knyt", {"targets": "unit:1"})).status_code == 422
    linked = await client.post(f"{show}/knyt", {"targets": [f"focus_point:{point.public_id}"]})
    assert linked.status_code == 303
    assert "Fokuspunkt: Planlægning af arbejdet" in (await client.get(show)).text

    assert (await client.post(f"{show}/traek-tilbage", {"reason": " "})).status_code == 422
    assert (await client.post(f"{show}/traek-tilbage", {"reason": "Forkert fil."})).status_code == 303
    page = (await client.get(show)).text
    assert "Trukket tilbage 20.08.2025" in page
    assert "Forkert fil." in page
    assert "Tilføj en ny version" not in page
    for path in ("/ny-version", "/knyt", "/traek-tilbage"):
        assert (await client.get(show + path)).status_code == 409
    listed = (await client.get(f"/sager/{case.public_id}/dokumentation")).text
    assert "Trukket tilbage" in listed
    assert (await get_evidence(cast.bo.scope, made.public_id)).no == 2


@pytest.mark.parametrize("rows", [1, 3])
async def test_the_list_of_a_case_takes_the_same_queries_for_any_number(client, cast, rows):
    case = await make_case(cast)
    for number in range(rows):
        point = await make_focus_point(cast, case, title=f"Fokuspunkt {number}")
        item = await make_item(cast, case, title=f"Tiltag {number}")
        for link in (to_case(case), to_focus_point(point), to_item(item)):
            await make_evidence(cast, link, title=f"Bilag {number}")
    await client.as_(cast.anna)
    with record_statements() as statements:
        page = await client.get(f"/sager/{case.public_id}/dokumentation")
    assert page.text.count("Bilag") == 3 * rows
    assert len(statements) == 10  # lists are bounded


async def test_an_empty_list_says_what_to_do_first(client, cast, case, item):
    await client.as_(cast.gerda)
    page = (await client.get(f"/sager/{case.public_id}/dokumentation")).text
    assert "Ingen dokumentation endnu" in page
    assert "dokumentation/ny" not in page  # a reader is offered nothing that would be refused
    await client.as_(cast.bo)
    assert "dokumentation/ny" in (await client.get(f"/sager/{case.public_id}/dokumentation")).text
    assert "Tilføj dokumentation" in (await client.get(f"/tiltag/{item.public_id}/dokumentation")).text


async def test_who_reads_it_is_chosen_where_it_is_added_among_what_one_reads_oneself(client, cast, case):
    """Open is the default and says so; an AMR may keep to AMO, not to the management; named readers come afterwards."""
    path = f"/sager/{case.public_id}/dokumentation/ny"
    await client.as_(cast.bo)
    form = (await client.get(path)).text
    assert re.findall(r'<option value="(open|amo|management|restricted)"[^>]*>([^<]*)', form) == [
        ("open", "Alle med adgang til sagen (standard)"),
        ("amo", "Arbejdsmiljøorganisationen (AMO) og ledelsen"),
    ]
    typed = {**FIELDS, "title": "Referat om pauser", "esdh_reference": "25/7"}
    refused = await client.post(path, {**typed, "tier": "management"})
    assert (refused.status_code, "Vælg en fortrolighed, som du selv har adgang til." in refused.text) == (422, True)
    assert (await client.post(path, {**typed, "tier": "amo"})).status_code == 303
    (row,) = await list_case_evidence(cast.bo.scope, case.id)
    assert (row.title, row.tier) == ("Referat om pauser", Tier.AMO)
    assert await list_case_evidence(cast.gerda.scope, case.id) == []
    await client.as_(cast.gerda)
    assert "Referat om pauser" not in (await client.get(f"/sager/{case.public_id}/historik")).text


async def test_a_letter_is_kept_to_the_management_from_the_start(client, cast, case):
    path = f"/sager/{case.public_id}/dokumenter/nyt"
    await client.as_(cast.anna)
    assert 'value="management"' in (await client.get(path)).text
    typed = {"kind": "other", "direction": "received", "title": "Brev om en aftale", "tier": "management"}
    assert (await client.post(path, typed, files=sent(("brev.pdf", make.PDF), field="file"))).status_code == 303
    assert [each.title for each in await list_documents(cast.anna.scope, case.id)] == ["Brev om en aftale"]
    assert await list_documents(cast.bo.scope, case.id) == []


async def test_what_only_named_readers_see_is_logged_when_it_is_opened(client, cast, item, settings):
    """Rule 40: restricted evidence, and open evidence on a restricted item."""
    made = await make_evidence(cast, to_item(item), settings.blob_dir, actor=cast.anna.actor)
    await client.as_(cast.anna)

    async def logged(evidence_tier, item_tier):
        async with transaction():
            await execute("UPDATE evidence SET tier = {} WHERE id = {}", evidence_tier, made.id)
            await execute("UPDATE action_items SET tier = {} WHERE id = {}", item_tier, item.id)
        before = await fetch_value(int, "SELECT MAX(seq) FROM audit_entries")
        assert (await client.get(f"/dokumentation/{made.public_id}/v1/fil.pdf")).status_code == 200
        rows = await fetch_rows("SELECT action, entity_kind, entity FROM audit_entries WHERE seq > {}", before)
        return [(row["action"], row["entity_kind"], row["entity"]) for row in rows]

    async with transaction():
        await execute("INSERT INTO named_readers (person, item) VALUES ({}, {})", cast.anna.id, item.id)
        await execute("INSERT INTO named_readers (person, evidence) VALUES ({}, {})", cast.anna.id, made.id)
    opened = [("opened", "evidence", made.id)]
    assert await logged(Tier.OPEN, Tier.OPEN) == []
    assert await logged(Tier.RESTRICTED, Tier.OPEN) == opened
    assert await logged(Tier.OPEN, Tier.RESTRICTED) == opened
