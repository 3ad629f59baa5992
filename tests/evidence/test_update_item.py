"""The form of a phone over HTTP: status, note and photos in one step, and nothing typed is lost."""

from datetime import timedelta

import pytest

from app.evidence.queries import list_item_evidence
from app.plans.enums import ItemStatus
from tests import factories_files as make
from tests.factories_cases import make_case
from tests.factories_plans import make_item, read_item
from tests.web.html_check import faults


@pytest.fixture
async def item(cast):
    return await make_item(cast, await make_case(cast))


@pytest.fixture
async def fields(cast, item):
    return {
        "status": "in_progress",
        "note": "Vagten er begyndt.",
        "version": str((await read_item(cast, item)).version),
    }


def photos(*files):
    return [(field, (name, data, "image/jpeg")) for field, name, data in files]


async def test_status_note_and_photos_go_in_together(client, cast, item, fields):
    path = f"/tiltag/{item.public_id}/opdater"
    await client.as_(cast.bo)
    page = await client.get(path)
    assert page.status_code == 200
    assert faults(page.text) == []
    files = photos(("photo", "image.jpg", make.jpeg()), ("files", "a.heic", make.heic()), ("files", "b.pdf", make.PDF))
    answer = await client.post(path, fields, files=files)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tiltag/{item.public_id}")
    assert (await read_item(cast, item)).status is ItemStatus.IN_PROGRESS
    rows = await list_item_evidence(cast.bo.scope, item.id)
    assert [(row.file_name, row.preview_sha256 is not None) for row in rows] == [
        ("image.jpg", True),
        ("a.heic", True),
        ("b.pdf", False),
    ]


async def test_a_refused_photo_keeps_status_and_note_and_saves_nothing(client, cast, item, fields, settings):
    await client.as_(cast.bo)
    before = await read_item(cast, item)
    files = photos(("files", "svg.svg", b"<svg/>"))
    answer = await client.post(f"/tiltag/{item.public_id}/opdater", fields, files=files)
    assert answer.status_code == 422
    assert faults(answer.text) == []
    assert "»svg.svg« kan ikke bruges." in answer.text
    assert "Vælg billedet igen." in answer.text
    assert "Vagten er begyndt.</textarea>" in answer.text
    assert 'value="in_progress" checked' in answer.text
    assert await read_item(cast, item) == before
    assert await list_item_evidence(cast.bo.scope, item.id) == []
    assert make.files_in(settings.blob_dir) == []


async def test_a_refused_file_among_others_is_named_and_the_rest_is_saved(client, cast, item, fields):
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}"
    files = photos(("photo", "god.jpg", make.jpeg()), ("files", "svg.svg", b"<svg/>"))
    assert (await client.post(f"{path}/opdater", fields, files=files)).status_code == 303
    page = await client.get(path)
    assert "Gemt, med 1 fil. »svg.svg« kan ikke bruges." in page.text
    assert [row.title for row in await list_item_evidence(cast.bo.scope, item.id)] == ["god"]


async def test_a_late_photo_waits_until_both_versions_were_seen(client, cast, item, fields, settings):
    await client.as_(cast.anna)
    path = f"/tiltag/{item.public_id}/opdater"
    assert (await client.post(path, {**fields, "status": "done", "note": "Færdig."})).status_code == 303
    await client.as_(cast.bo)
    answer = await client.post(path, fields, files=photos(("photo", "a.jpg", make.jpeg())))
    assert answer.status_code == 409
    assert "Færdig." in answer.text
    assert "Vagten er begyndt." in answer.text
    assert make.files_in(settings.blob_dir) == []


async def test_a_session_that_ended_gives_the_filled_form_back(client, cast, item, fields):
    await client.as_(cast.bo)
    path = f"/tiltag/{item.public_id}/opdater"
    cast.clock.instant += timedelta(hours=9)
    answer = await client.post(path, fields, files=photos(("photo", "a.jpg", make.jpeg())))
    assert answer.status_code == 401
    assert "Filer og billeder skal du vælge igen." in answer.text
    carried = answer.text.split('name="carried" value="')[1].split('"')[0]
    assert carried
    login = {"username": "bo", "password": "hemmelig-fredag-nok-1", "to": path, "carried": carried}
    back = await client.post("/log-ind", login)
    assert back.headers["location"] == path
    page = (await client.get(path)).text
    assert "Vagten er begyndt.</textarea>" in page
    assert 'value="in_progress" checked' in page
    assert "Vælg billedet igen." in page
    assert (await client.post(path, fields, files=photos(("photo", "a.jpg", make.jpeg())))).status_code == 303


async def test_who_may_update(client, cast, item, fields):
    path = f"/tiltag/{item.public_id}/opdater"
    for member, status in (
        (cast.gerda, 403),
        (cast.dorte, 403),
        (cast.carl, 404),
        (cast.fie, 404),
        (cast.hans, 404),
        (cast.bo, 303),
    ):
        await client.as_(member)
        assert (await client.post(path, fields)).status_code == status, member.name
    await client.as_(cast.bo)
    assert (await client.get("/tiltag/findesikke22/opdater")).status_code == 404
    nothing = await client.post(path, {**fields, "note": "", "version": str((await read_item(cast, item)).version)})
    assert nothing.status_code == 422
    assert "Skriv en bemærkning, eller vælg en ny status." in nothing.text
