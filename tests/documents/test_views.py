"""Letters over HTTP: who may, what comes back, and how a file is served."""

import pytest

from app.db.sql import fetch_rows
from app.documents.queries import list_documents
from tests import factories_files as make
from tests.factories_cases import make_case

LETTER = {"kind": "ruling", "direction": "received", "title": "Påbud", "dated_on": "12.05.2025", "esdh_document_no": ""}


@pytest.fixture
async def case(cast):
    return await make_case(cast)


def upload(name="Påbud – Ærø.pdf", data=make.PDF):
    return {"file": (name, data, "application/octet-stream")}


async def test_a_letter_goes_in_and_comes_out_as_it_was(client, cast, case):
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/dokumenter/nyt"
    assert "Højst 50 MB pr. fil, 2 GB pr. sag og 100 GB i alt." in (await client.get(path)).text
    answer = await client.post(path, LETTER, files=upload())
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sager/{case.public_id}/dokumentation")

    letter = (await list_documents(cast.anna.scope, case.id))[0]
    await client.as_(cast.gerda)
    page = await client.get(f"/sager/{case.public_id}/dokumentation")
    href = f"/dokumenter/{letter.public_id}/P%C3%A5bud%20%E2%80%93%20%C3%86r%C3%B8.pdf"
    assert f'href="{href}"' in page.text
    file = await client.http.get(href, headers={"Accept-Encoding": "br, gzip"})
    assert (file.status_code, file.content) == (200, make.PDF)
    assert {name: file.headers.get(name) for name in SERVED} == {
        "content-type": "application/pdf",
        "content-length": str(len(make.PDF)),
        "content-disposition": 'attachment; filename="Paabud _ Aeroe.pdf"; '
        "filename*=UTF-8''P%C3%A5bud%20%E2%80%93%20%C3%86r%C3%B8.pdf",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
        "etag": f'"{letter.sha256}"',
        "content-encoding": None,
    }
    again = await client.http.get(href, headers={"If-None-Match": f'"{letter.sha256}"'})
    assert (again.status_code, again.content) == (304, b"")


SERVED = (
    "content-type",
    "content-length",
    "content-disposition",
    "content-security-policy",
    "x-content-type-options",
    "cache-control",
    "etag",
    "content-encoding",
)


async def test_who_may_see_a_letter_and_who_may_add_one(client, cast, case):
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/dokumenter/nyt"
    await client.post(path, LETTER, files=upload())
    letter = (await list_documents(cast.anna.scope, case.id))[0]
    href = f"/dokumenter/{letter.public_id}/x.pdf"
    for member, sees, adds in (
        (cast.erik, 200, 303),
        (cast.bo, 200, 403),
        (cast.dorte, 200, 403),
        (cast.gerda, 200, 403),
        (cast.carl, 404, 404),
        (cast.fie, 404, 404),
        (cast.hans, 404, 404),
    ):
        await client.as_(member)
        assert (await client.get(href)).status_code == sees, member.name
        assert (await client.post(path, LETTER, files=upload())).status_code == adds, member.name
    assert (await client.get("/dokumenter/findesikke22/x.pdf")).status_code == 404
    client.http.cookies.clear()
    assert (await client.get(href)).headers["location"].startswith("/log-ind")


async def test_bad_input_keeps_what_was_typed_and_stores_nothing(client, cast, case, settings):
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/dokumenter/nyt"
    typed = {**LETTER, "title": "Min titel", "dated_on": "32.05.2025"}
    for files, message in (
        (upload("x.exe", make.EXE), "Ret fejlene"),
        (None, "Vælg filen med brevet."),
    ):
        answer = await client.post(path, typed, files=files)
        assert answer.status_code == 422
        assert message in answer.text
        assert 'value="Min titel"' in answer.text
        assert 'value="32.05.2025"' in answer.text
    answer = await client.post(path, {**LETTER, "title": "Min titel"}, files=upload("x.exe", make.EXE))
    assert answer.status_code == 422
    assert "»x.exe« kan ikke bruges. Vi tager imod PDF" in answer.text
    assert "Vælg filen igen." in answer.text
    assert 'value="Min titel"' in answer.text
    assert make.files_in(settings.blob_dir) == []
    assert await fetch_rows("SELECT id FROM documents") == []


async def test_a_lost_file_says_so_and_not_that_the_page_is_gone(client, cast, case, settings):
    await client.as_(cast.anna)
    await client.post(f"/sager/{case.public_id}/dokumenter/nyt", LETTER, files=upload())
    letter = (await list_documents(cast.anna.scope, case.id))[0]
    next(settings.blob_dir.glob("*/" + letter.sha256)).unlink()
    answer = await client.get(f"/dokumenter/{letter.public_id}/x.pdf")
    assert answer.status_code == 404
    assert "Filen mangler i arkivet." in answer.text


async def test_a_stranger_sends_60_mb_and_none_of_it_is_read(client, cast, case):
    """Who it is is settled before the body; only the form of somebody whose session just ended is read at all."""
    read = 0

    async def body():
        nonlocal read
        for _ in range(60):
            read += 1
            yield b"x" * 1_000_000

    answer = await client.http.post(
        f"/sager/{case.public_id}/dokumenter/nyt",
        content=body(),
        headers={"Origin": "http://handlepligt.test", "Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 401
    assert read <= 1


async def test_too_much_at_once_is_a_page_in_danish(client, cast, case):
    await client.as_(cast.anna)
    answer = await client.http.post(
        f"/sager/{case.public_id}/dokumenter/nyt",
        content=b"",
        headers={
            "Origin": "http://handlepligt.test",
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": "900000000",
        },
    )
    assert answer.status_code == 413
    assert "for stor" in answer.text
