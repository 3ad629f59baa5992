"""Sessions: what a cookie is worth, when it ends, and what guessing costs."""

import asyncio
import re
import unicodedata
from datetime import timedelta

import pytest

from app import config
from app.access.enums import Role
from app.accounts.actions import create_account, end_role, grant_role, touch_session
from app.accounts.enums import SessionStage
from app.accounts.queries import find_session
from app.config import load
from app.core.ids import token_digest
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.web.sessions import no_session_cookie, session_cookie
from tests.factories import PASSWORD, Cast, Client, make_member
from tests.factories_accounts import enter, give_password, opened, stranger


async def _count(table: str) -> int | None:
    return await fetch_value(int, f"SELECT COUNT(*) AS n FROM {table}")


async def test_visitors_leave_no_rows(client: Client, cast: Cast) -> None:
    for path in ("/", "/log-ind", "/healthz", "/findes-ikke"):
        client.http.cookies.set("handlepligt", f"plantet{path}", domain="handlepligt.test")
        await client.get(path)
        await client.post(path, {"a": "b"})
    assert await _count("sessions") == 0


@pytest.mark.parametrize(("stored", "typed"), [("NFC", "NFD"), ("NFD", "NFC")])
async def test_a_password_is_the_same_however_the_keyboard_makes_its_letters(
    cast: Cast, settings: config.Settings, stored: str, typed: str
) -> None:
    password = "blåbærgrød på Ærø"
    await create_account(
        cast.system,
        cast.anna.id,
        username="anna",
        password=unicodedata.normalize(stored, password),  # type: ignore[arg-type]
    )
    assert await opened(cast, settings, "anna", unicodedata.normalize(typed, password))  # type: ignore[arg-type]


async def test_a_role_ends_at_midnight_in_denmark_and_a_leaver_at_once(cast: Cast, settings: config.Settings) -> None:
    await create_account(cast.system, cast.bo.id, username="bo", password=PASSWORD)
    digest = token_digest(await opened(cast, settings, "bo"))
    tomorrow = cast.system.today + timedelta(days=1)
    async with transaction():
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", tomorrow, cast.bo.id)
    today = await find_session(cast.system.scope, digest, cast.system.today)
    assert today is not None
    assert [grant.role for grant in today.grants] == [Role.HEALTH_SAFETY_REP]
    later = await find_session(cast.system.scope, digest, tomorrow)
    assert later is not None
    assert later.grants == ()
    async with transaction():
        await execute("UPDATE accounts SET is_active = {} WHERE username = 'bo'", False)
    assert await find_session(cast.system.scope, digest, cast.system.today) is None


async def test_a_closed_account_is_out_at_its_next_request(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert (await client.get("/log-ind")).status_code == 303
    async with transaction():
        await execute("UPDATE persons SET is_active = {} WHERE id = {}", False, cast.anna.id)
    assert (await client.get("/log-ind")).status_code == 200


async def test_a_session_lives_while_it_is_used_and_ends_after_eight_idle_hours(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    for _ in range(3):
        cast.clock.instant += timedelta(hours=7, minutes=59)
        assert (await client.get("/log-ind")).status_code == 303
    cast.clock.instant += timedelta(hours=8, seconds=1)
    assert (await client.get("/log-ind")).status_code == 200


async def test_fifty_requests_at_once_move_the_session_on_without_an_error(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    cast.clock.instant += timedelta(minutes=6)
    answers = await asyncio.gather(*(client.get("/log-ind") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {303}
    assert await _count("sessions") == 1


async def test_the_cookie_of_production_is_bound_to_the_host_and_to_https() -> None:
    settings = load(
        {
            "HANDLEPLIGT_ENV": "production",
            "HANDLEPLIGT_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
            "HANDLEPLIGT_BASE_URL": "https://handlepligt.example",
            "HANDLEPLIGT_DATABASE_URL": "sqlite:////tmp/x.sqlite",
        }
    )
    for cookie in (session_cookie(settings, "x"), no_session_cookie(settings)):
        text = cookie.to_header(header="")
        assert text.startswith("__Host-handlepligt=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(text.split("; "))
        assert "Domain" not in text


async def test_an_administrator_of_a_part_is_not_one_of_the_whole(cast: Cast) -> None:
    part = await make_member(cast.clock, cast.municipality, "Delvis Admin", Role.ADMINISTRATOR, cast.nord.id)
    from app.core.errors import AppError

    with pytest.raises(AppError):
        await create_account(part.actor, cast.carl.id, username="carl", password=PASSWORD)
    with pytest.raises(AppError):
        await grant_role(part.actor, part.id, role=Role.MANAGER, unit=cast.nord.id)


async def test_a_changed_role_logs_its_holder_out_everywhere(client: Client, cast: Cast) -> None:
    """Given or ended; whoever's role it is not stays. What was being typed is kept over the login."""
    for change in ("given", "ended"):
        await client.as_(cast.bo)
        assert (await client.get("/min-adgang")).status_code == 200
        if change == "given":
            grant = await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.syd.id)
        else:
            await end_role(cast.fie.actor, grant)
        assert (await client.get("/min-adgang")).status_code == 303
        answer = await client.post("/min-konto/adgangskode", {"old": "x"})
        assert (answer.status_code, "Det, du skrev, følger med." in answer.text) == (401, True)
    await client.as_(cast.carl)
    await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.syd.id)
    assert (await client.get("/min-adgang")).status_code == 200


async def test_a_page_that_was_on_its_way_does_not_bring_an_ended_session_back(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.syd.id)
    session = await fetch_value(int, "SELECT id FROM sessions") or 0
    cast.clock.instant += timedelta(minutes=6)
    await touch_session(cast.bo.actor, session, hours=8)
    assert await fetch_value(str, "SELECT stage FROM sessions") == SessionStage.ENDED
    assert (await client.get("/min-adgang")).status_code == 303


async def test_one_sees_where_one_is_logged_in_and_logs_out_elsewhere(client: Client, cast: Cast) -> None:
    await give_password(cast, cast.bo)
    browsers = {
        "Firefox på Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Safari på iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
        "Ukendt browser": "<script>alert(1)</script>",
    }
    cookies = {}
    for device, agent in browsers.items():
        stranger(client)
        await client.http.post(
            "/log-ind",
            data={"username": "bo", "password": PASSWORD},
            headers={"Origin": "http://handlepligt.test", "User-Agent": agent},
        )
        cookies[device] = client.http.cookies["handlepligt"]
        cast.clock.instant += timedelta(minutes=1)
    page = (await client.get("/min-konto/steder")).text
    assert [device for device in browsers if device in page] == list(browsers)
    assert "<script>alert" not in page
    assert page.count("Det er her, du er nu") == 1
    first = re.search(r'name="session" value="(\w+)"', page)
    assert first is not None
    assert (await client.post("/min-konto/steder", {"session": first[1]})).status_code == 303
    assert await _count("sessions") == 2
    assert (await client.post("/min-konto/steder", {})).status_code == 303
    assert await _count("sessions") == 1
    assert (await client.get("/min-konto")).status_code == 200  # this one goes on
    for device in ("Firefox på Windows", "Safari på iPhone"):
        stranger(client)
        client.http.cookies.set("handlepligt", cookies[device], domain="handlepligt.test")
        assert (await client.get("/min-konto")).status_code == 303


async def test_nobody_ends_the_session_of_somebody_else(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    other = await fetch_value(str, "SELECT public_id FROM sessions")
    await client.as_(cast.bo)
    assert (await client.post("/min-konto/steder", {"session": other})).status_code == 404
    assert (await client.post("/min-konto/steder", {"session": "findes-ikke"})).status_code == 404
    await client.post("/min-konto/steder", {})
    assert await _count("sessions") == 2


async def test_a_new_password_ends_every_other_session(client: Client, cast: Cast) -> None:
    await give_password(cast, cast.bo)
    await enter(client, "bo")
    old = client.http.cookies["handlepligt"]
    await enter(client, "bo")
    stranger(client)
    await enter(client, "bo")
    new = "tre røde både ved kajen"
    sent = {"old": PASSWORD, "new": new, "again": new}
    assert (await client.post("/min-konto/adgangskode", sent)).status_code == 303
    assert await _count("sessions") == 1
    stranger(client)
    client.http.cookies.set("handlepligt", old, domain="handlepligt.test")
    assert (await client.get("/min-konto")).status_code == 303
