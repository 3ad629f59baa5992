"""A form that is sent after the session ended: docs/decisions/0006-late-forms.md."""

import base64
import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

import httpx
import msgspec
import pytest
from litestar import Request, Response, get, post

import app.audit.views
from app import config
from app.access.enums import Permission
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_value
from app.web.carried import carried_for
from app.web.forms import Form, Text, read_form
from app.web.pages import redirect
from tests.factories import PASSWORD, Cast, Client, Member, make_client


class NoteForm(Form, frozen=True):
    note: Annotated[str, Text("Note", required=True, lines=True, most=4000)]


@get("/note", name="test.note", opt={"permission": Permission.CASE_READ})
async def draw(request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {"carried": carried_for(request)}


@post("/note", name="test.save_note", opt={"permission": Permission.CASE_WRITE})
async def save(request: Request[Any, Any, Any]) -> Response[Any]:
    submission = await read_form(request, NoteForm)
    return redirect(request, "/note", flash="Gemt.") if submission.ok else Response("", status_code=422)


@pytest.fixture
async def client(
    monkeypatch: pytest.MonkeyPatch, db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> AsyncIterator[Client]:
    monkeypatch.setattr(app.audit.views, "routes", [draw, save])
    async with make_client(settings, clock, db) as made:
        yield made


def _hidden(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


async def _late(client: Client, cast: Cast, data: dict[str, Any], **more: Any) -> httpx.Response:
    await client.as_(cast.bo)
    cast.clock.instant += timedelta(hours=9)
    return await client.post("/note", data, **more)


async def _log_in(client: Client, who: Member, **more: str) -> httpx.Response:
    return await client.post("/log-ind", {"username": who.username, "password": PASSWORD, **more})


async def test_what_was_typed_comes_back_after_the_login_and_is_forgotten_when_saved(
    client: Client, cast: Cast
) -> None:
    text = 'Mødet med Åse: støj & "larm"\n<b>æøå</b> 😀'
    late = await _late(client, cast, {"note": text, "flere": ["a", "b"]})
    assert late.status_code == 401
    assert "Det, du skrev, følger med." in late.text
    again = await _log_in(client, cast.bo, to=_hidden(late, "to"), carried=_hidden(late, "carried"))
    assert (again.status_code, again.headers["location"]) == (303, "/note")
    drawn = (await client.get("/note")).json()
    assert drawn == {"carried": {"note": [text], "flere": ["a", "b"]}}
    assert (await client.post("/note", {"note": " "})).status_code == 422
    assert (await client.get("/note")).json() == drawn
    assert (await client.post("/note", {"note": text})).status_code == 303
    assert (await client.get("/note")).json() == {"carried": None}


async def test_a_wrong_password_on_the_way_loses_nothing(client: Client, cast: Cast) -> None:
    late = await _late(client, cast, {"note": "Husk det"})
    wrong = await client.post(
        "/log-ind", {"username": "bo", "password": "forkert", "carried": _hidden(late, "carried"), "to": "/note"}
    )
    assert _hidden(wrong, "carried") == _hidden(late, "carried")
    assert _hidden(wrong, "to") == "/note"


async def test_the_text_of_a_multipart_form_is_carried_and_the_file_is_not(client: Client, cast: Cast) -> None:
    late = await _late(client, cast, {"note": "Husk det"}, files={"photo": ("foto.jpg", b"x" * 100_000, "image/jpeg")})
    assert "Filer og billeder skal du vælge igen." in late.text
    await _log_in(client, cast.bo, carried=_hidden(late, "carried"))
    assert (await client.get("/note")).json() == {"carried": {"note": ["Husk det"]}}


async def test_another_person_at_the_same_computer_does_not_get_the_text(client: Client, cast: Cast) -> None:
    late = await _late(client, cast, {"note": "Fortroligt"})
    carried = _hidden(late, "carried")
    secret = client.http.cookies["handlepligt"]
    await client.as_(cast.anna)  # so that she has a login
    client.http.cookies.set("handlepligt", secret, domain="handlepligt.test", path="/")
    answer = await _log_in(client, cast.anna, carried=carried)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/note")).json() == {"carried": None}


@pytest.mark.parametrize(
    "carried",
    [
        "ikke base64 æ",
        "eA==",
        base64.urlsafe_b64encode(b'{"path": 1}').decode(),
        base64.urlsafe_b64encode(b'{"x":' + b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b'{"path":"/note","fields":{"note":"x"}}').decode(),
        base64.urlsafe_b64encode(b'{"path":"/note","fields":{"note":["' + b"x" * 600_000 + b'"]}}').decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
async def test_a_tampered_field_is_left_out(client: Client, cast: Cast, carried: str) -> None:
    await _late(client, cast, {"note": "x"})
    answer = await _log_in(client, cast.bo, carried=carried)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await fetch_value(str, "SELECT data FROM sessions") == '{"carried":null}'


@pytest.mark.parametrize("path", ["https://ond.example", "//ond.example", "/\\ond.example", "/a\r\nSet-Cookie: a=b"])
async def test_a_tampered_path_never_leads_to_another_site(client: Client, cast: Cast, path: str) -> None:
    await _late(client, cast, {"note": "x"})
    text = base64.urlsafe_b64encode(msgspec.json.encode({"path": path, "fields": {"note": ["x"]}})).decode()
    assert (await _log_in(client, cast.bo, carried=text)).headers["location"] == "/"


async def test_a_form_from_a_neighbouring_site_is_not_carried(client: Client, cast: Cast) -> None:
    late = await _late(client, cast, {"note": "plantet"}, headers={"Sec-Fetch-Site": "same-site"})
    assert (late.status_code, _hidden(late, "carried")) == (401, "")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a=b&" * 70_000, "application/x-www-form-urlencoded"),
        (b"note=" + b"x" * 300_000, "application/x-www-form-urlencoded"),
        (b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"--ingen graense", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b'{"note": "x"}', "application/json"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_cannot_be_carried_gets_a_calm_login_page(
    client: Client, cast: Cast, content: bytes, kind: str
) -> None:
    await client.as_(cast.bo)
    cast.clock.instant += timedelta(hours=9)
    answer = await client.http.post(
        "/note", content=content, headers={"Content-Type": kind, "Origin": "http://handlepligt.test"}
    )
    assert (answer.status_code, _hidden(answer, "carried")) == (401, "")
    assert "Det, du sendte, er ikke gemt. Log ind, og skriv det igen." in answer.text


async def test_the_body_of_a_stranger_is_not_read(client: Client, cast: Cast) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 100_000

    for secret in ("", "plantet"):
        client.http.cookies.clear()
        if secret:
            client.http.cookies.set("handlepligt", secret, domain="handlepligt.test")
        answer = await client.http.post(
            "/note",
            content=body(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://handlepligt.test"},
        )
        assert answer.status_code == 401
    assert read == 0


async def test_logging_out_late_is_logging_out(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    cast.clock.instant += timedelta(hours=9)
    answer = await client.post("/log-ud", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind")
