"""Sessions: what a cookie is worth, when it ends, and what guessing costs."""

import asyncio
import unicodedata
from datetime import timedelta

import pytest

from app.access.enums import Role
from app.accounts.actions import create_account, grant_role, log_in
from app.accounts.queries import find_session
from app.config import load
from app.core.errors import Invalid
from app.core.ids import token_digest
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.web.sessions import no_session_cookie, session_cookie
from tests.factories import PASSWORD, Cast, Client, make_member


async def _opened(cast: Cast, username: str, password: str = PASSWORD) -> str:
    return (await log_in(cast.system, username=username, password=password, hours=8)).secret


async def _count(table: str) -> int | None:
    return await fetch_value(int, f"SELECT COUNT(*) AS n FROM {table}")


async def test_visitors_leave_no_rows(client: Client, cast: Cast) -> None:
    for path in ("/", "/log-ind", "/healthz", "/findes-ikke"):
        client.http.cookies.set("handlepligt", f"plantet{path}", domain="handlepligt.test")
        await client.get(path)
        await client.post(path, {"a": "b"})
    assert await _count("sessions") == 0


async def test_wrong_passwords_sent_at_once_are_all_counted(cast: Cast) -> None:
    """Twenty guesses in parallel close the account as five one after the other do."""
    await create_account(cast.system, cast.anna.id, username="anna", password=PASSWORD)
    done = await asyncio.gather(
        *(log_in(cast.system, username="anna", password=f"forkert {n}", hours=8) for n in range(20)),
        return_exceptions=True,
    )
    assert {type(error) for error in done} == {Invalid}
    row = (await fetch_rows("SELECT failed_count, locked_until FROM accounts WHERE username = 'anna'"))[0]
    assert row["failed_count"] == 5
    with pytest.raises(Invalid) as locked:
        await _opened(cast, "anna")
    with pytest.raises(Invalid) as unknown:
        await _opened(cast, "findes ikke")
    assert locked.value.message == unknown.value.message  # no way to learn which names exist


async def test_after_the_lock_counting_begins_again_and_a_login_forgets_it(cast: Cast) -> None:
    await create_account(cast.system, cast.anna.id, username="anna", password=PASSWORD)
    for _ in range(5):
        with pytest.raises(Invalid):
            await _opened(cast, "anna", "forkert")
    cast.clock.instant += timedelta(minutes=15)
    for _ in range(4):
        with pytest.raises(Invalid):
            await _opened(cast, "anna", "forkert")
    assert await fetch_value(int, "SELECT failed_count FROM accounts") == 4
    assert await _opened(cast, "anna")
    assert await fetch_value(int, "SELECT failed_count FROM accounts") == 0


@pytest.mark.parametrize(("stored", "typed"), [("NFC", "NFD"), ("NFD", "NFC")])
async def test_a_password_is_the_same_however_the_keyboard_makes_its_letters(
    cast: Cast, stored: str, typed: str
) -> None:
    password = "blåbærgrød på Ærø"
    await create_account(
        cast.system,
        cast.anna.id,
        username="anna",
        password=unicodedata.normalize(stored, password),  # type: ignore[arg-type]
    )
    assert await _opened(cast, "anna", unicodedata.normalize(typed, password))  # type: ignore[arg-type]


async def test_a_role_ends_at_midnight_in_denmark_and_a_leaver_at_once(cast: Cast) -> None:
    await create_account(cast.system, cast.bo.id, username="bo", password=PASSWORD)
    digest = token_digest(await _opened(cast, "bo"))
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
