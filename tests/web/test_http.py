"""Whatever is sent, the answer is a calm page of ours in Danish, with its headers and an id."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import httpx
import pytest
from litestar import Request, Response, get, post
from litestar.params import FromQuery

import app.audit.views
from app import config
from app.access.enums import Permission
from app.access.policy import Actor
from app.asgi import create_app
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import verify_chain
from app.core.clock import FixedClock
from app.core.errors import Busy, Conflict, Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.engine import Database, SqliteEngine
from app.db.sql import fetch_rows, fetch_value, update_version
from app.db.transaction import transaction
from app.organisation.tables import Person
from app.web.forms import Form, Text, read_form
from app.web.middleware import SECURITY_HEADERS
from app.web.pages import redirect
from tests.factories import Cast, Client, make_client

ERRORS: dict[str, Exception] = {
    "403": Denied(),
    "404": NotFound(),
    "409-rule": RuleViolation("x", "Der mangler noget."),
    "409-made-twice": sqlite3.IntegrityError("UNIQUE constraint failed: accounts.username hemmelig-besked"),
    "409-made-twice-postgres": asyncpg.UniqueViolationError("hemmelig-besked"),
    "409-stale": Stale(conflicts=(Conflict("Titel", "min <b>", "din"),)),
    "422": Invalid("x", "Noget er galt."),
    "500": ZeroDivisionError("hemmelig-besked"),
    "503": Busy(),
    "503-database": asyncpg.DeadlockDetectedError("hemmelig-besked"),
}


@get("/fejl", name="test.error", opt={"permission": Permission.CASE_READ, "public": True})
async def fail(kind: FromQuery[str]) -> str:
    raise ERRORS[kind]


class JobForm(Form, frozen=True):
    job_title: Annotated[str, Text("Stilling", required=True)]


@post("/stilling", name="test.job", opt={"permission": Permission.CASE_WRITE})
async def change_job(request: Request[Any, Any, Any]) -> Response[Any]:
    """A standard write, as every action of the slices does it."""
    actor: Actor = request.scope["state"]["actor"]
    submission = await read_form(request, JobForm)
    person = int(request.query_params["person"])

    async def action(form: JobForm) -> None:
        async with transaction():
            try:
                await update_version(Person, person, form.version or 0, job_title=form.job_title)
            except Stale:
                saved = await fetch_value(str, "SELECT job_title FROM persons WHERE id = {}", person)
                raise Stale(conflicts=(Conflict("Stilling", form.job_title, saved or ""),)) from None
            record(actor, AuditAction.CHANGED, EntityKind.PERSON, person, after={"stilling": form.job_title})

    await submission.run(action)
    if not submission.ok:
        conflicts = "".join(f"{c.mine}|{c.theirs}" for c in submission.state().conflicts)
        return Response(conflicts, status_code=submission.status)
    return redirect(request, "/stilling", flash="Gemt.")


@pytest.fixture
async def client(
    monkeypatch: pytest.MonkeyPatch, db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> AsyncIterator[Client]:
    monkeypatch.setattr(app.audit.views, "routes", [fail, change_job])
    async with make_client(settings, clock, db) as made:
        yield made


def _is_calm(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1>") == 1
    assert answer.headers["x-request-id"] in answer.text
    assert 'lang="da"' in answer.text
    for word in ("Traceback", "hemmelig-besked", "detail", "Internal"):
        assert word not in answer.text


@pytest.mark.parametrize("kind", ERRORS)
async def test_every_error_is_a_danish_page_for_known_and_unknown(client: Client, cast: Cast, kind: str) -> None:
    status = int(kind[:3])
    _is_calm(await client.get("/fejl", kind=kind), status)
    await client.as_(cast.anna)
    known = await client.get("/fejl", kind=kind)
    _is_calm(known, status)
    assert "Anna Leder" in known.text
    if kind == "409-stale":
        assert "min &lt;b&gt;" in known.text
        assert "din" in known.text


@pytest.mark.parametrize("path", ["/findes-ikke", "/sager/x/findes-ikke", "/static/findes-ikke.css", "/æ/☃"])
async def test_an_unknown_address_asks_strangers_to_log_in_and_is_404_for_people(
    client: Client, cast: Cast, path: str
) -> None:
    stranger = await client.get(path)
    assert stranger.status_code == (404 if "static" in path else 303)
    await client.as_(cast.anna)
    known = await client.get(path)
    _is_calm(known, 404)
    if "static" not in path:
        assert "Anna Leder" in known.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/log-ind", 200),
        ("GET", "/", 303),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/static/app.css", 200),
        ("GET", "/static/findes-ikke.css", 404),
        ("GET", "/static/%00", 404),
        ("GET", f"/static/{'a' * 300}", 404),
        ("GET", "/static/..%2f..%2fpyproject.toml", 404),
        ("POST", "/static/app.css", 405),
        ("GET", "/findes-ikke", 303),
        ("PUT", "/log-ind", 405),
        ("DELETE", "/findes-ikke", 405),
        ("DELETE", "/sager/x/findes-ikke", 404),
        ("GET", "/log-ud", 405),
        ("GET", "/fejl?kind=500", 500),
        ("GET", "/fejl", 422),
        ("OPTIONS", "/log-ind", 303),
    ],
)
async def test_every_answer_has_every_header(client: Client, method: str, path: str, status: int) -> None:
    answer = await client.http.request(method, path)
    assert answer.status_code == status
    assert SECURITY_HEADERS.items() <= {name.title(): value for name, value in answer.headers.items()}.items()
    assert answer.headers["x-request-id"]
    assert "server" not in answer.headers
    caching = answer.headers["cache-control"]
    assert ("immutable" in caching) if (path, status) == ("/static/app.css", 200) else (caching == "no-store")
    if status == 405:
        _is_calm(answer, 405)


@pytest.mark.parametrize("path", ["/log-ind", "/healthz", "/static/app.css", "/", "/findes-ikke"])
async def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    get_, head = await client.http.get(path), await client.http.head(path)
    assert (head.status_code, head.headers.get("location")) == (get_.status_code, get_.headers.get("location"))


@pytest.mark.parametrize(("given", "is_kept"), [("abcDEF12-._", True), ("kort", False), ("x" * 65, False)])
async def test_a_sane_request_id_is_kept(client: Client, given: str, is_kept: bool) -> None:
    answer = await client.http.get("/log-ind", headers={"X-Request-Id": given})
    assert (answer.headers["x-request-id"] == given) is is_kept


@pytest.mark.parametrize("cookie", ["x.%C3%A6", "%FF.%FF", ".", "x", "eyJ9.0", "x" * 8000 + ".y"])
async def test_a_hostile_cookie_is_no_cookie(client: Client, cookie: str) -> None:
    for name in ("besked", "handlepligt"):
        answer = await client.http.get("/log-ind", headers={"Cookie": f"{name}={cookie}"})
        assert answer.status_code == 200


HOSTILE_BODIES = [
    (b"\xff\xfe=%ZZ&a=%ff&username=\xed\xa0\x80&password=%00", "application/x-www-form-urlencoded"),
    (b"&".join(b"f%d=1" % n for n in range(5000)), "application/x-www-form-urlencoded"),
    (b"username=" + b"a" * 1_900_000, "application/x-www-form-urlencoded"),
    (b"username=anna\x00&password=%00%0a" + "æ".encode() * 150, "application/x-www-form-urlencoded"),
    (b"username=a" + b"%CC%95%CC%80" * 100_000, "application/x-www-form-urlencoded"),
    (b"username=a&password=" + b"%CC%95%CC%80" * 100_000, "application/x-www-form-urlencoded"),
    (b'{"username": 1}', "application/json"),
    (b"\x81\xa1", "application/x-msgpack"),
    (b"hej", "text/plain; charset=ukendt"),
    (b"", ""),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"--x\r\nContent-Disposition: form-data; name=username\r\n\r\nanna", "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="username"; filename="a.txt"\r\n\r\nanna\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="username"\r\nContent-Type: text/plain; charset=x\r\n\r\n\xff\r\n'
        b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="username"\r\nContent-Type: application/json\r\n\r\n{\r\n'
        b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(5000))
        + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (b"--x--", "multipart/form-data"),
    (b"--x--", 'multipart/form-data; boundary=""'),
]


@pytest.mark.parametrize(("content", "kind"), HOSTILE_BODIES)
async def test_a_hostile_body_gets_a_calm_page(client: Client, cast: Cast, content: bytes, kind: str) -> None:
    async with asyncio.timeout(5):
        answer = await client.http.post(
            "/log-ind", content=content, headers={"Content-Type": kind, "Origin": "http://handlepligt.test"}
        )
    assert answer.status_code in (413, 422), answer.text[:300]
    assert "<h1>" in answer.text


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "99999999999999999999"])
async def test_a_hostile_length_gets_a_calm_page(client: Client, length: str) -> None:
    answer = await client.http.post(
        "/log-ind",
        content=b"username=a",
        headers={
            "Content-Length": length,
            "Origin": "http://handlepligt.test",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert answer.status_code in (413, 422)


async def test_an_address_with_what_no_database_can_look_for_does_not_exist(client: Client, cast: Cast) -> None:
    """PostgreSQL takes no NUL in a text: on the way there it was an error of ours."""
    await client.as_(cast.anna)
    for path in ("/sager/%00", "/tiltag/1%00", "/sager?enhed=%00", "/min-adgang?sag=%00", "/sager/ny?besoeg=x%00"):
        assert (await client.http.get(path)).status_code == 404, path
    assert (await client.http.get("/api/v1/cases?unit=%00")).json()["code"] == "not_found"


async def test_a_body_over_the_limit_is_413(client: Client) -> None:
    _is_calm(await client.post("/log-ind", {"username": "x" * 3_000_000}), 413)


@pytest.mark.parametrize("target", ["/søg?q=æ", "/☃", "/a b", "/%2F%2Fond.example", "/a%0d%0aSet-Cookie:x=y"])
async def test_the_next_page_may_have_any_letters(client: Client, cast: Cast, target: str) -> None:
    await client.as_(cast.anna)
    answer = await client.get("/log-ind", naeste=target)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith("//")
    assert answer.headers["location"].isascii()
    assert "x=y" not in answer.headers.get("set-cookie", "")


async def test_a_broken_template_is_a_plain_danish_page(
    db: Database,
    clock: FixedClock,
    settings: config.Settings,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "base.html").write_text("{{ page.findes_ikke.hemmelig }}", "utf-8")
    monkeypatch.setattr(config, "TEMPLATES", tmp_path)
    async with make_client(settings, clock, db) as client:
        answer = await client.get("/log-ind")
    _is_calm(answer, 500)
    assert "Der skete en fejl hos os" in answer.text


@pytest.fixture
async def production(db: Database, clock: FixedClock, tmp_path: Path, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    settings = config.load(
        {
            "HANDLEPLIGT_ENV": "production",
            "HANDLEPLIGT_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
            "HANDLEPLIGT_BASE_URL": "https://handlepligt.example",
            "HANDLEPLIGT_DATABASE_URL": f"sqlite:///{tmp_path}/unused.sqlite",
            "HANDLEPLIGT_DATA_DIR": str(tmp_path),
        }
    )
    transport = httpx.ASGITransport(app=create_app(settings, clock=clock, engine=db), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://handlepligt.example") as http:
        yield http


@pytest.mark.parametrize("host", ["ond.example", "handlepligt.example.ond.example", "127.0.0.1", "", "[", "a@b"])
async def test_production_answers_to_its_own_name_only(production: httpx.AsyncClient, host: str) -> None:
    answer = await production.get("/log-ind", headers={"Host": host})
    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.text
    assert answer.headers["strict-transport-security"]


async def test_production_answers_nobody_who_names_two_hosts(production: httpx.AsyncClient) -> None:
    """A proxy in front of us may have looked at the other one."""
    both = [("Host", "handlepligt.example"), ("Host", "ond.example")]
    for headers in (both, both[::-1], [both[0], both[0]]):
        assert (await production.get("/log-ind", headers=headers)).status_code == 404


@pytest.mark.parametrize("host", ["handlepligt.example", "HANDLEPLIGT.example:443"])
async def test_production_answers_to_its_name_with_any_port(production: httpx.AsyncClient, host: str) -> None:
    assert (await production.get("/log-ind", headers={"Host": host})).status_code == 200


async def test_a_health_check_may_come_by_address(production: httpx.AsyncClient) -> None:
    assert (await production.get("/healthz", headers={"Host": "10.0.0.7:8000"})).json() == {"status": "ok"}


async def test_fifty_people_saving_the_same_row_one_wins_and_the_others_see_both(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    answers = await asyncio.gather(
        *(
            client.post(f"/stilling?person={cast.bo.id}", {"job_title": f"nummer {n}", "version": "1"})
            for n in range(50)
        )
    )
    won = await fetch_value(str, "SELECT job_title FROM persons WHERE id = {}", cast.bo.id)
    for number, answer in enumerate(answers):
        if f"nummer {number}" == won:
            assert answer.status_code == 303
        else:
            assert (answer.status_code, answer.text) == (409, f"nummer {number}|{won}")
    assert [step async for step in verify_chain(cast.system.scope)][-1][1] is None


async def test_fifty_people_saving_fifty_rows_all_win(client: Client, cast: Cast) -> None:
    from app.organisation.actions import create_person

    people = [(await create_person(cast.system, cast.municipality, name=f"Person {n}")).id for n in range(50)]
    await client.as_(cast.anna)
    answers = await asyncio.gather(
        *(client.post(f"/stilling?person={p}", {"job_title": f"nummer {p}", "version": "1"}) for p in people)
    )
    assert {answer.status_code for answer in answers} == {303}
    rows = await fetch_rows("SELECT id, job_title FROM persons WHERE name LIKE 'Person %'")
    assert {row["id"]: row["job_title"] for row in rows} == {p: f"nummer {p}" for p in people}
    assert [step async for step in verify_chain(cast.system.scope)][-1][1] is None


@pytest.mark.sqlite_only  # one writer in the whole file
async def test_while_another_process_writes_pages_are_drawn_and_a_save_is_503(
    client: Client, cast: Cast, db: Database
) -> None:
    assert isinstance(db, SqliteEngine)
    import sqlite3

    await client.as_(cast.anna)
    await db._writer.execute("PRAGMA busy_timeout=200")  # type: ignore[union-attr]
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    from datetime import timedelta

    cast.clock.instant += timedelta(minutes=6)  # the session is due for a stamp, too
    assert (await client.get("/log-ind")).status_code == 303
    _is_calm(await client.post(f"/stilling?person={cast.bo.id}", {"job_title": "x", "version": "1"}), 503)
    other.execute("ROLLBACK")
    other.close()
    saved = await client.post(f"/stilling?person={cast.bo.id}", {"job_title": "x", "version": "1"})
    assert saved.status_code == 303
