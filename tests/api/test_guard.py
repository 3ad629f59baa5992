"""The door: tokens only, one answer for every wrong one, limits, formats, and errors as problems."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app import config
from app.api.actions import revoke_token
from app.api.enums import TokenScope
from app.api.queries import list_own_tokens
from app.api.rules import MOST_REQUESTS
from app.core.clock import FixedClock
from app.db.engine import Database, record_statements
from app.db.sql import fetch_value
from tests.factories import Cast, Client, make_client
from tests.factories_api import Program, make_token

BLANK = {"errors": [], "blockers": [], "conflicts": []}


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem of an answer, checked for what every one of them has."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["type"] == f"urn:handlepligt:problem:{found['code']}"
    assert found["request_id"] == answer.headers["x-request-id"]
    assert found["title"]
    assert found["detail"]
    return found


async def test_every_wrong_token_gets_the_same_answer(client: Client, cast: Cast, clock: FixedClock) -> None:
    """Attack: unknown, malformed, revoked, expired, in the wrong scheme, in the address, in a cookie, or none."""
    old = await make_token(cast.anna, expires_on=clock.now().date() + timedelta(days=1))
    clock.instant += timedelta(days=2)
    good, revoked = await make_token(cast.bo), await make_token(cast.carl)
    await revoke_token(cast.carl.actor, (await list_own_tokens(cast.carl.scope))[0].public_id)
    tries = [
        {},
        *({"Authorization": text} for text in ("", "Bearer", "Bearer ", f"Basic {good}", good, f"Token {good}")),
        *({"Authorization": f"Bearer {text}"} for text in ("hlp_" + "x" * 43, old, revoked, good[:-1], good[4:])),
        *({"Authorization": f"Bearer {text}"} for text in (f"{good}x", f"{good} {good}", "hlp_\xe6".encode())),
        {"Cookie": f"handlepligt={good}"},
        {"X-Api-Key": good},
    ]
    seen = set()
    for headers in tries:
        if isinstance(headers.get("Authorization"), bytes):
            headers = {"Authorization": b"Bearer hlp_\xc3\xa6"}
        with record_statements() as statements:
            answer = await client.http.get(f"/api/v1/me?token={good}", headers=headers)
        found = problem(answer)
        seen.add((answer.status_code, found["code"], found["detail"], answer.headers["www-authenticate"]))
        assert len([each for each in statements if each.startswith("SELECT")]) == 1, headers
    assert seen == {
        (
            401,
            "token.refused",
            "Send en nøgle, der gælder: »Authorization: Bearer hlp_…«.",
            'Bearer realm="Handlepligt"',
        )
    }
    assert (await Program(client.http, good).get("/me")).status_code == 200


async def test_a_cookie_opens_nothing_here_and_a_token_no_page(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert (await client.get("/sager")).status_code == 200
    for path in ("/me", "/cases", "/units", "/nope"):
        assert problem(await client.get(f"/api/v1{path}"))["status"] == 401
    assert problem(await client.post("/api/v1/cases/x/evidence"))["status"] == 401
    client.http.cookies.clear()
    bearer = {"Authorization": f"Bearer {await make_token(cast.anna)}"}
    for path in ("/sager", "/noegler", "/", "/min-adgang"):
        answer = await client.http.get(path, headers=bearer)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/log-ind")
    answer = await client.post("/noegler/ny", {"name": "x"}, headers=bearer)
    assert answer.status_code == 401
    assert "application/problem+json" not in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    ["//api/v1/cases", "/api//v1/cases", "/./api/v1/cases", "/api/v1/cases/", "/%61pi/v1/cases", "/x/../api/v1/cases"],
)
async def test_no_way_of_writing_the_address_lets_a_cookie_in(client: Client, cast: Cast, path: str) -> None:
    """Attack: an address that the router knows and the guard might not."""
    await client.as_(cast.anna)
    url = httpx.URL("http://handlepligt.test/").copy_with(raw_path=path.encode())
    for method in ("GET", "HEAD", "POST"):
        answer = await client.http.send(client.http.build_request(method, url))
        assert answer.status_code == (405 if method == "POST" else 401)


async def test_the_documents_need_no_token(client: Client, cast: Cast) -> None:
    document = await client.get("/api/v1/openapi.json")
    assert (document.status_code, document.json()["openapi"][:3]) == (200, "3.1")
    page = await client.get("/api/v1/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Log ind" in page.text
    await client.as_(cast.bo)
    assert "Bo Ærø" in (await client.get("/api/v1/docs")).text


async def test_a_scope_opens_what_it_names_and_nothing_else(client: Client, cast: Cast) -> None:
    read = Program(client.http, await make_token(cast.bo, (TokenScope.READ,)))
    items = Program(client.http, await make_token(cast.bo, (TokenScope.ITEMS_WRITE,)))
    assert (await read.get("/cases")).status_code == 200
    refused = problem(await items.get("/cases"))
    assert (refused["status"], refused["code"]) == (403, "token.scope")
    assert "»read«" in refused["detail"]
    assert (await items.get("/me")).json()["scopes"] == ["items:write"]
    json = {"headers": {"Content-Type": "application/json"}, "content": b"{}"}
    assert problem(await read.call("PATCH", "/items/nope", **json))["code"] == "token.scope"
    assert problem(await items.call("PATCH", "/items/nope", if_match='"1"', **json))["code"] == "not_found"
    form = {"files": {"kind": (None, "other")}}
    for program in (read, items):
        assert problem(await program.call("POST", "/items/nope/evidence", **form))["code"] == "token.scope"


async def test_a_token_is_slowed_down_for_the_rest_of_a_minute(client: Client, cast: Cast, clock: FixedClock) -> None:
    program, other = Program(client.http, await make_token(cast.bo)), Program(client.http, await make_token(cast.bo))
    for _ in range(MOST_REQUESTS):
        assert (await program.get("/me")).status_code == 200
    refused = await program.get("/me")
    assert problem(refused)["code"] == "too_many"
    assert refused.headers["retry-after"] == "60"
    assert (await other.get("/me")).status_code == 200
    clock.instant += timedelta(seconds=59)
    assert (await program.get("/me")).headers["retry-after"] == "1"
    clock.instant += timedelta(seconds=1)
    assert (await program.get("/me")).status_code == 200


async def test_many_wrong_tokens_from_one_address_are_slowed_down_but_right_ones_are_not(
    client: Client, cast: Cast
) -> None:
    """Somebody who guesses must not lock out the program beside them."""
    good = await make_token(cast.bo)
    answers = [(await Program(client.http, f"hlp_{number}").get("/me")).status_code for number in range(60)]
    assert (answers[0], answers[-1]) == (401, 429)
    refused = await Program(client.http, "hlp_x").get("/me")
    assert problem(refused)["code"] == "too_many"
    assert int(refused.headers["retry-after"]) > 0
    assert (await Program(client.http, good).get("/me")).status_code == 200


async def test_last_use_is_noted_at_most_every_five_minutes(client: Client, cast: Cast, clock: FixedClock) -> None:
    program = Program(client.http, await make_token(cast.bo))

    async def noted() -> Any:
        await program.get("/me")
        return (await list_own_tokens(cast.bo.scope))[0].last_used_at

    first = await noted()
    assert first == clock.now()
    clock.instant += timedelta(minutes=4)
    assert await noted() == first
    clock.instant += timedelta(minutes=2)
    assert await noted() == clock.now()
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries WHERE entity_kind = 'api_token'") == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_a_wrong_method_is_said_to_be_wrong(client: Client, cast: Cast, method: str) -> None:
    answer = await Program(client.http, await make_token(cast.bo)).call(method, "/cases")
    assert problem(answer)["code"] == "request.method"
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["allow"].replace(" ", "").split(","))
    for path in ("/nope", "/cases/x/nope/y"):
        unknown = await client.http.request(method, f"/api/v1{path}")
        assert problem(unknown)["status"] == (401 if method == "POST" else 404)


async def test_head_is_get_without_a_body(client: Client, cast: Cast) -> None:
    answer = await Program(client.http, await make_token(cast.bo)).call("HEAD", "/me")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/*;q=0.5, text/html", 200),
        ("*/*", 200),
        ("application/problem+json", 200),
        ("text/html", 406),
        ("text/csv, application/xml;q=0.9", 406),
    ],
)
async def test_what_cannot_be_answered_in_json_is_refused(client: Client, cast: Cast, accept: str, status: int) -> None:
    answer = await Program(client.http, await make_token(cast.bo)).get("/me", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 406:
        assert problem(answer)["code"] == "request.accept"


async def test_a_body_in_another_format_is_refused(client: Client, cast: Cast) -> None:
    program = Program(client.http, await make_token(cast.bo))
    for path, method in (("/items/x", "PATCH"), ("/items/x/evidence", "POST")):
        answer = await program.call(method, path, headers={"Content-Type": "text/xml"}, content=b"<x/>", if_match='"1"')
        assert (answer.status_code, problem(answer)["code"]) == (415, "request.media_type")


async def test_wrong_parameters_are_named(client: Client, cast: Cast) -> None:
    program = Program(client.http, await make_token(cast.bo))
    for query, field in (("kind=nope", "kind"), ("limit=0", "limit"), ("limit=x", "limit"), ("phase=", "phase")):
        found = problem(await program.get(f"/cases?{query}"))
        assert (found["status"], found["code"]) == (422, "request.malformed")
        assert [each["field"] for each in found["errors"]] == [field]


async def test_an_error_of_ours_says_nothing_of_the_inside(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(client.http, await make_token(cast.bo))

    def fail(*_: Any) -> None:
        raise RuntimeError("hemmelig-detalje")

    monkeypatch.setattr("app.api.v1.units.get_unit", fail)
    answer = await program.get("/units/x")
    found = problem(answer)
    assert {key: found[key] for key in ("status", "code", *BLANK)} == {"status": 500, "code": "unexpected", **BLANK}
    assert "hemmelig" not in answer.text


async def test_no_line_of_the_log_holds_a_key(
    db: Database, clock: FixedClock, settings: config.Settings, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """Right keys, wrong ones, and one that somebody put into the address."""
    secret = await make_token(cast.bo)
    wrong = "hlp_" + "w" * 43
    async with make_client(settings, clock, db) as client:
        await Program(client.http, secret).get("/me")
        await Program(client.http, wrong).get("/cases?q=tekst-i-adressen")
        await client.http.get(f"/api/v1/items/{secret}?key={secret}")
    told = "".join(capsys.readouterr())
    assert "token.refused" in told
    for hidden in (secret, secret[8:], wrong, "tekst-i-adressen", "Bo Ærø"):
        assert hidden not in told
