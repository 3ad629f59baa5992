"""What a program may change: how an item goes, and evidence; with what it saw last, and never twice."""

import asyncio
from typing import Any

import httpx
import pytest

from app.api.enums import TokenScope
from app.cases.actions import CreatedCase
from app.db.sql import fetch_rows, fetch_value
from app.organisation.actions import Created
from app.plans.enums import ItemStatus
from tests.api.test_guard import problem
from tests.factories import Cast, Client
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case, make_focus_point
from tests.factories_files import EXE, PDF, jpeg
from tests.factories_plans import make_item, read_item, set_status


@pytest.fixture
async def case(cast: Cast) -> CreatedCase:
    return await make_case(cast)


@pytest.fixture
async def item(cast: Cast, case: CreatedCase) -> Created:
    return await make_item(cast, case)


@pytest.fixture
async def bo(client: Client, cast: Cast) -> Program:
    return Program(client.http, await make_token(cast.bo))


async def change(program: Program, item: Created, tag: str | None, **body: Any) -> httpx.Response:
    return await program.call("PATCH", f"/items/{item.public_id}", if_match=tag, json=body)


def parts(*files: tuple[str, bytes], **fields: str) -> list[tuple[str, Any]]:
    """A multipart body."""
    found: list[tuple[str, Any]] = [(name, (None, text)) for name, text in fields.items()]
    return found + [("files", (name, data, "application/octet-stream")) for name, data in files]


async def add(program: Program, path: str, tag: str | None, body: list[tuple[str, Any]]) -> httpx.Response:
    return await program.call("POST", f"{path}/evidence", if_match=tag, files=body)


async def test_status_and_note_are_saved_and_the_log_names_the_token(bo: Program, cast: Cast, item: Created) -> None:
    seen = await bo.get(f"/items/{item.public_id}")
    assert seen.headers["etag"] == seen.json()["etag"]
    answer = await change(bo, item, seen.headers["etag"], status="in_progress", note="Holdt møde.\nReferat følger. ")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["status_label"]) == ("in_progress", "I gang")
    assert answer.headers["etag"] == body["etag"] != seen.headers["etag"]
    (update,) = body["updates"]
    assert {name: update[name] for name in ("by", "old_status", "new_status", "note")} == {
        "by": "Bo Ærø",
        "old_status": "planned",
        "new_status": "in_progress",
        "note": "Holdt møde.\nReferat følger.",
    }
    assert update["at"] == "2025-08-20T10:00:00Z"
    (entry,) = (await bo.get(f"/cases/{body['case']['id']}/history")).json()["items"][:1]
    assert (entry["by"], entry["label"]) == ("Bo Ærø (nøglen »Fagsystem«)", "Tiltag ændret")


async def test_a_note_alone_leaves_the_status(bo: Program, cast: Cast, item: Created) -> None:
    tag = (await bo.get(f"/items/{item.public_id}")).headers["etag"]
    assert (await change(bo, item, tag, note="Kun en note")).json()["status"] == "planned"


async def test_a_write_says_what_it_saw(bo: Program, cast: Cast, item: Created) -> None:
    """428 without, 412 with another version: both versions are told, and nothing is saved."""
    for tag in (None, "", "*"):
        assert problem(await change(bo, item, tag, note="x"))["code"] == "request.if_match"
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Først")
    for tag in ('"1"', '"0"', '"99"', '"abc"', "1", 'W/"2"', '"2", "1"', '"' + "9" * 40 + '"', '"-1"'):
        found = problem(await change(bo, item, tag, status="done", note="Mit"))
        assert (found["status"], found["code"]) == (412, "stale"), tag
        assert found["conflicts"] == [
            {"field": "Status", "yours": "Gennemført", "saved": "I gang"},
            {"field": "Bemærkning", "yours": "Mit", "saved": "Først"},
        ]
    assert (await read_item(cast, item)).status is ItemStatus.IN_PROGRESS


async def test_the_same_change_sent_twice_is_saved_once(bo: Program, cast: Cast, item: Created) -> None:
    """A replay, one after the other and both at once."""
    tag = (await bo.get(f"/items/{item.public_id}")).headers["etag"]
    assert (await change(bo, item, tag, note="Én gang")).status_code == 200
    assert (await change(bo, item, tag, note="Én gang")).status_code == 412
    tag = (await bo.get(f"/items/{item.public_id}")).headers["etag"]
    answers = await asyncio.gather(*(change(bo, item, tag, note="Samtidig") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM item_updates") == 2


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b'{"status": "nope"}', 422, "request.malformed", "status"),
        (b'{"note": 7}', 422, "request.malformed", "note"),
        (b'{"title": "Andet"}', 422, "request.malformed", ""),
        (b'{"note": ', 422, "request.malformed", ""),
        (b"[]", 422, "request.malformed", ""),
        pytest.param(b"[" * 100_000, 422, "request.malformed", "", id="nested"),
        pytest.param(b'{"note": "\xff\xed\xa0\x80"}', 422, "request.malformed", "", id="not utf-8"),
        (b"\xff\xfe", 422, "request.malformed", ""),
        (b"", 422, "request.malformed", ""),
        (b"{}", 422, "item.nothing", "note"),
        (b'{"note": "\\u0000 "}', 422, "item.nothing", "note"),
        (b'{"status": "effect_evaluated"}', 403, "denied", ""),
        (b'{"status": "cancelled", "note": "Opgives"}', 403, "denied", ""),
    ],
)
async def test_wrong_changes_are_named(
    bo: Program, cast: Cast, item: Created, body: bytes, status: int, code: str, field: str
) -> None:
    """Giving up and judging the effect are a person's: Bo may, his key may not."""
    answer = await bo.call(
        "PATCH",
        f"/items/{item.public_id}",
        if_match='"1"',
        content=body,
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    found = problem(answer)
    assert (found["status"], found["code"]) == (status, code)
    assert field in {each["field"] for each in found["errors"]} | {""}
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM item_updates") == 0


async def test_too_long_a_note_is_refused(bo: Program, item: Created) -> None:
    found = problem(await change(bo, item, '"1"', note="x" * 4001))
    assert (found["status"], [each["field"] for each in found["errors"]]) == (422, ["note"])


async def test_too_large_a_body_is_refused(bo: Program, item: Created) -> None:
    found = problem(await change(bo, item, '"1"', note="x" * 3_000_000))
    assert (found["status"], found["code"]) == (413, "request.too_large")


async def test_what_the_owner_may_not_the_token_may_not(client: Client, cast: Cast, item: Created) -> None:
    """Gerda reads in Nord: she sees the item, and her key with every scope changes nothing."""
    gerda = Program(client.http, await make_token(cast.gerda))
    seen = await gerda.get(f"/items/{item.public_id}")
    assert seen.status_code == 200
    assert problem(await change(gerda, item, seen.headers["etag"], note="x"))["status"] == 403
    listed = await gerda.get(f"/items/{item.public_id}/evidence")
    body = parts(("bilag.pdf", PDF), kind="other")
    answer = await add(gerda, f"/items/{item.public_id}", listed.headers["etag"], body)
    assert problem(answer)["status"] == 403


async def test_an_owner_updates_their_item_only_with_the_scope(client: Client, cast: Cast, case: CreatedCase) -> None:
    """Owning an item gives a right that no role gives (Gerda); without the scope the key has not even that."""
    made = await make_item(cast, case, owner=cast.gerda.id)
    narrow = Program(client.http, await make_token(cast.gerda, (TokenScope.READ, TokenScope.EVIDENCE_WRITE)))
    wide = Program(client.http, await make_token(cast.gerda, (TokenScope.ITEMS_WRITE,)))
    assert problem(await change(narrow, made, '"1"', note="x"))["code"] == "token.scope"
    assert (await change(wide, made, '"1"', note="x")).status_code == 200


async def test_files_become_evidence_and_come_back_as_they_were(bo: Program, cast: Cast, item: Created) -> None:
    path = f"/items/{item.public_id}"
    listed = await bo.get(f"{path}/evidence")
    assert listed.json() == {"items": []}
    body = parts(("referat.pdf", PDF), ("tavle.jpg", jpeg()), kind="minutes", title="Møde", dated_on="2025-08-19")
    answer = await add(bo, path, listed.headers["etag"], body)
    assert answer.status_code == 201, answer.text
    first, second = answer.json()["items"]
    assert answer.headers["location"] == f"/api/v1/evidence/{first['id']}"
    assert (first["title"], first["kind"], first["kind_label"], first["dated_on"]) == (
        "Møde (1 af 2)",
        "minutes",
        "Referat",
        "2025-08-19",
    )
    assert [link["kind"] for link in first["linked_to"]] == ["item"]
    assert second["latest"]["file"]["media_type"] == "image/jpeg"
    file = first["latest"]["file"]
    got = await bo.get(file["href"].removeprefix("/api/v1"))
    assert (got.status_code, got.content) == (200, PDF)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["etag"] == f'"{file["sha256"]}"'
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    again = await bo.get(file["href"].removeprefix("/api/v1"), headers={"If-None-Match": got.headers["etag"]})
    assert again.status_code == 304
    after = await bo.get(f"{path}/evidence")
    assert after.headers["etag"] == answer.headers["etag"] != listed.headers["etag"]
    assert [each["id"] for each in after.json()["items"]] == [first["id"], second["id"]]
    whole = (await bo.get(f"/evidence/{first['id']}")).json()
    assert [version["no"] for version in whole["versions"]] == [1]


async def test_an_esdh_place_is_linked_to_the_case_or_one_of_its_focus_points(
    bo: Program, cast: Cast, case: CreatedCase
) -> None:
    point = await make_focus_point(cast, case)
    path = f"/cases/{case.public_id}"
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    answer = await add(bo, path, tag, parts(kind="other", esdh_reference="25/123-4"))
    (made,) = answer.json()["items"]
    assert made["latest"] == {
        "no": 1,
        "at": "2025-08-20T10:00:00Z",
        "by_role": "AMR",
        "file": None,
        "esdh_reference": "25/123-4",
    }
    body = parts(kind="other", esdh_reference="25/123-5", focus_point=point.public_id)
    answer = await add(bo, path, answer.headers["etag"], body)
    (made,) = answer.json()["items"]
    assert [(link["kind"], link["id"]) for link in made["linked_to"]] == [("focus_point", point.public_id)]


async def test_a_program_keeps_evidence_to_those_its_owner_reads_with(bo: Program, cast: Cast, item: Created) -> None:
    path = f"/items/{item.public_id}"
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    for tier, status in (("management", 422), ("alle", 422), ("amo", 201)):
        answer = await add(bo, path, tag, parts(kind="other", title="Fortroligt", esdh_reference="25/9", tier=tier))
        assert (tier, answer.status_code) == (tier, status)
    assert await fetch_value(str, "SELECT tier FROM evidence") == "amo"


async def test_evidence_sent_twice_is_added_once(bo: Program, cast: Cast, item: Created) -> None:
    """A replay: one after the other, and four at once."""
    path = f"/items/{item.public_id}"
    body = parts(("referat.pdf", PDF), kind="minutes")
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    assert (await add(bo, path, tag, body)).status_code == 201
    found = problem(await add(bo, path, tag, body))
    assert (found["status"], found["code"]) == (412, "stale")
    assert found["conflicts"] == [{"field": "Dokumentation", "yours": "referat.pdf", "saved": "referat"}]
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    answers = await asyncio.gather(*(add(bo, path, tag, body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    assert len(await fetch_rows("SELECT id FROM evidence")) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (parts(("x.pdf", PDF), kind="nope"), "kind"),
        (parts(("x.pdf", PDF), kind="other", dated_on="i går"), "dated_on"),
        (parts(("x.pdf", PDF), kind="other", dated_on="2025-08-21"), "dated_on"),
        (parts(("x.pdf", PDF), kind="other", esdh_reference="25/1"), "files"),
        (parts(kind="other"), "files"),
        (parts(("x.exe", EXE), kind="other"), "files"),
        (parts(("x.pdf", EXE), kind="other"), "files"),
        (parts(*((f"{n}.pdf", PDF) for n in range(11)), kind="other"), "files"),
        (parts(("x.pdf", PDF), kind="other", title="x" * 201), "title"),
        (parts(("x.pdf", PDF), kind="other", focus_point="222222222222"), "focus_point"),
    ],
)
async def test_wrong_evidence_is_named_and_nothing_is_kept(
    bo: Program, item: Created, body: list[tuple[str, Any]], field: str
) -> None:
    path = f"/items/{item.public_id}"
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    found = problem(await add(bo, path, tag, body))
    assert (found["status"], [each["field"] for each in found["errors"]]) == (422, [field])
    assert await fetch_rows("SELECT id FROM evidence") == []


async def test_evidence_needs_what_was_seen(bo: Program, item: Created) -> None:
    body = parts(("x.pdf", PDF), kind="other")
    assert problem(await add(bo, f"/items/{item.public_id}", None, body))["status"] == 428
    assert problem(await add(bo, f"/items/{item.public_id}", '"nope"', body))["status"] == 412


async def test_a_body_that_is_no_multipart_is_refused(bo: Program, item: Created) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for content in (b"", b"nope", b"--x\r\n\r\n"):
        answer = await bo.call(
            "POST", f"/items/{item.public_id}/evidence", if_match='"x"', headers=headers, content=content
        )
        assert problem(answer)["status"] in (412, 422)


async def test_what_looks_like_a_cpr_number_is_asked_about(bo: Program, cast: Cast, item: Created) -> None:
    """Rule 44, in texts and names of files; `cpr_ok` lets it through. The answer does not repeat the number."""
    tag = (await bo.get(f"/items/{item.public_id}")).headers["etag"]
    refused = await change(bo, item, tag, note="Om 010203-1234")
    assert (problem(refused)["code"], refused.status_code) == ("text.looks_like_cpr", 422)
    assert [each["field"] for each in refused.json()["errors"]] == ["note"]
    assert "010203" not in refused.text
    assert (await change(bo, item, tag, note="Om 010203-1234", cpr_ok=True)).status_code == 200
    path = f"/items/{item.public_id}"
    tag = (await bo.get(f"{path}/evidence")).headers["etag"]
    named = await add(bo, path, tag, parts(("010203-1234.pdf", PDF), kind="minutes"))
    assert problem(named)["code"] == "text.looks_like_cpr"
    assert (await add(bo, path, tag, parts(("010203-1234.pdf", PDF), kind="minutes", cpr_ok="1"))).status_code == 201
