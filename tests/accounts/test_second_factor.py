"""Logging in with a password and a code: asked for, demanded, never taken twice, taken away."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.accounts.actions import (
    Visit,
    begin_setup,
    confirm_setup,
    grant_role,
    pass_code,
    remove_factor,
    remove_own_factor,
    renew_codes,
)
from app.accounts.actions.second_factor import take_code
from app.accounts.codes import Vault, matching_step, step_at
from app.accounts.enums import SessionStage
from app.accounts.queries import find_session
from app.accounts.rules import Demand, is_required
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, TooMany
from app.core.ids import token_digest
from app.db.sql import fetch_rows, fetch_value
from tests.factories import Cast, Client
from tests.factories_accounts import (
    Phone,
    as_owner,
    enter,
    give_password,
    give_phone,
    opened,
    phone_of,
    stranger,
)


@pytest.fixture
async def account(cast: Cast) -> int:
    return await give_password(cast, cast.bo)


@pytest.fixture
async def phone(cast: Cast, settings: config.Settings, account: int) -> Phone:
    return await give_phone(cast, settings, cast.bo, account)


async def send_code(cast: Cast, settings: config.Settings, secret: str, code: str, **visit: str) -> str:
    """The second step, as the request after the first one."""
    session = await find_session(cast.system.scope, token_digest(secret), cast.system.today)
    done = await pass_code(cast.system, settings, Visit(**visit), session, code=code)
    return done.secret


async def test_the_password_alone_opens_nothing(client: Client, cast: Cast, phone: Phone) -> None:
    first = await enter(client, "bo", to="/mine-tiltag")
    assert (first.status_code, first.headers["location"]) == (303, "/log-ind/kode?naeste=/mine-tiltag")
    for path in ("/", "/min-konto", "/mine-tiltag", "/bekraeft"):
        assert (await client.get(path)).headers["location"].startswith("/log-ind"), path
    assert (await client.post("/min-konto/steder", {})).status_code == 401
    assert (await client.get("/log-ind/kode")).status_code == 200
    wrong = await client.post("/log-ind/kode", {"code": "000000", "to": "/mine-tiltag"})
    assert wrong.status_code == 422
    assert "Koden er forkert eller brugt." in wrong.text
    assert "000000" not in wrong.text
    done = await client.post("/log-ind/kode", {"code": phone.code, "to": "/mine-tiltag"})
    assert (done.status_code, done.headers["location"]) == (303, "/mine-tiltag")
    assert (await client.get("/min-konto")).status_code == 200


async def test_the_cookie_of_the_first_step_is_worth_nothing_after_the_second(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    secret = await opened(cast, settings, "bo")
    await send_code(cast, settings, secret, phone.code, old_digest=token_digest(secret))
    assert await find_session(cast.system.scope, token_digest(secret), cast.system.today) is None


async def test_ten_minutes_after_the_password_one_begins_again(client: Client, cast: Cast, phone: Phone) -> None:
    await enter(client, "bo")
    cast.clock.instant += timedelta(minutes=10)
    answer = await client.post("/log-ind/kode", {"code": phone.code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind")
    assert "Der er gået for lang tid. Log ind igen." in (await client.get("/log-ind")).text
    stranger(client)
    assert (await client.get("/log-ind/kode")).headers["location"] == "/log-ind"


async def test_a_code_counts_once_also_when_sent_twice_at_once(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    secrets = [await opened(cast, settings, "bo", address=f"10.0.0.{n}") for n in range(4)]
    done = await asyncio.gather(
        *(send_code(cast, settings, secret, phone.code, address=f"10.0.0.{n}") for n, secret in enumerate(secrets)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Invalid"] * 3 + ["str"]
    with pytest.raises(Invalid):
        await send_code(cast, settings, secrets[0], phone.code, address="10.0.0.9")


async def test_an_earlier_code_is_not_taken_after_a_later_one(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    cast.clock.instant += timedelta(minutes=5)
    earlier, later = phone.at(-30), phone.at(0)
    await send_code(cast, settings, await opened(cast, settings, "bo"), later)
    with pytest.raises(Invalid):
        await send_code(cast, settings, await opened(cast, settings, "bo"), earlier)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_phone_may_be_one_step_off(
    cast: Cast, settings: config.Settings, phone: Phone, seconds: int, is_taken: bool
) -> None:
    cast.clock.instant += timedelta(minutes=5)
    step = matching_step(phone.secret, phone.at(seconds), cast.clock.now(), 0)
    assert step == (step_at(cast.clock.now()) + seconds // 30 if is_taken else None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "abcdef", "12 34 5"])
async def test_what_is_no_code_is_refused_calmly(client: Client, cast: Cast, phone: Phone, typed: str) -> None:
    await enter(client, "bo")
    assert (await client.post("/log-ind/kode", {"code": typed})).status_code == 422


async def test_spaces_in_a_code_do_no_harm(client: Client, cast: Cast, phone: Phone) -> None:
    await enter(client, "bo")
    code = phone.code
    assert (await client.post("/log-ind/kode", {"code": f" {code[:3]} {code[3:]} "})).status_code == 303


async def test_a_recovery_code_stands_in_for_the_phone_once(client: Client, cast: Cast, phone: Phone) -> None:
    assert len(set(phone.codes)) == 10
    for typed, status in (
        (phone.codes[0].upper(), 303),
        (phone.codes[0], 422),
        (phone.codes[1].replace("-", " "), 303),
    ):
        stranger(client)
        await enter(client, "bo")
        assert (await client.post("/log-ind/kode", {"code": typed})).status_code == status
    assert "Du har 8 nødkoder tilbage." in (await client.get("/min-konto/to-trin")).text


async def test_a_recovery_code_sent_twice_at_once_counts_once(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    secrets = [await opened(cast, settings, "bo", address=f"10.0.0.{n}") for n in range(3)]
    done = await asyncio.gather(
        *(send_code(cast, settings, each, phone.codes[0], address=f"10.0.0.{n}") for n, each in enumerate(secrets)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Invalid", "Invalid", "str"]


async def test_guessing_codes_is_slow(cast: Cast, settings: config.Settings, phone: Phone) -> None:
    """And the password does not give new tries; the right code waits, too."""
    for _ in range(5):
        with pytest.raises(Invalid):
            await send_code(cast, settings, await opened(cast, settings, "bo"), "000000")
    with pytest.raises(TooMany):
        await send_code(cast, settings, await opened(cast, settings, "bo"), phone.code)


async def test_an_administrator_must_set_one_up_at_the_next_login(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    account = await give_password(cast, cast.fie)
    first = await enter(client, "fie", to="/personer")
    assert first.headers["location"] == "/log-ind/to-trin?naeste=/personer"
    assert (await client.get("/personer")).status_code == 303
    page = await client.get("/log-ind/to-trin", naeste="/personer")
    phone = await phone_of(cast, settings, account)
    assert " ".join(phone.secret[n : n + 4] for n in range(0, 32, 4)) in page.text
    assert "<svg" in page.text
    assert 'style="' not in page.text
    wrong = await client.post("/log-ind/to-trin", {"code": "000000", "to": "/personer"})
    assert wrong.status_code == 422
    assert phone.secret[:4] in wrong.text
    done = await client.post("/log-ind/to-trin", {"code": phone.code, "to": "/personer"})
    assert done.status_code == 200
    assert "Koderne vises kun denne ene gang" in done.text
    assert done.text.count("<li><code>") == 10
    assert 'href="/personer"' in done.text
    assert (await client.get("/personer")).status_code == 200
    stranger(client)
    assert (await enter(client, "fie")).headers["location"].startswith("/log-ind/kode")


async def test_a_role_to_come_asks_for_one_already(client: Client, cast: Cast, settings: config.Settings) -> None:
    """A session opened the evening before would otherwise reach into the role's first day with a password alone."""
    await give_password(cast, cast.bo)
    tomorrow = cast.system.today + timedelta(days=1)
    await grant_role(cast.system, cast.bo.id, role=Role.CONSULTANT, unit=cast.top.id, valid_from=tomorrow)
    first = await enter(client, "bo")
    assert first.headers["location"].startswith("/log-ind/to-trin")


async def test_who_must_have_one() -> None:
    everybody = set(Role)
    must = {role for role in everybody if is_required(Demand.STANDARD, {role})}
    assert must == {Role.ADMINISTRATOR, Role.CONSULTANT, Role.AUDITOR}
    assert is_required(Demand.EVERYBODY, ())
    assert not is_required(Demand.NOBODY, everybody)
    assert is_required(Demand.STANDARD, {Role.READER, Role.AUDITOR})


async def test_an_installation_may_demand_it_of_everybody_and_production_never_of_nobody(
    cast: Cast, settings: config.Settings, account: int
) -> None:
    for demand, stage in (
        ("all", SessionStage.AWAITS_SETUP),
        ("standard", SessionStage.OPEN),
        ("off", SessionStage.OPEN),
    ):
        secret = await opened(cast, msgspec.structs.replace(settings, second_factor=demand), "bo")
        session = await find_session(cast.system.scope, token_digest(secret), cast.system.today)
        assert session is not None
        assert session.stage is stage
    production = {"HANDLEPLIGT_ENV": "production", "HANDLEPLIGT_SECOND_FACTOR": "off"}
    told = {problem.text for problem in config.problems(production) if problem.variable == "HANDLEPLIGT_SECOND_FACTOR"}
    assert told == {"Kan ikke slås fra i production."}
    assert config.load({"HANDLEPLIGT_ENV": "test"}, is_demo=True).second_factor == "off"


async def test_one_is_set_up_and_taken_away_by_choice(client: Client, cast: Cast, settings: config.Settings) -> None:
    await client.as_(cast.bo)
    begun = await client.post("/min-konto/to-trin", {})
    assert (begun.status_code, begun.headers["location"]) == (303, "/min-konto/to-trin/app")
    assert "<svg" in (await client.get("/min-konto/to-trin/app")).text
    account = await fetch_value(int, "SELECT id FROM accounts") or 0
    phone = await phone_of(cast, settings, account)
    assert (await client.post("/min-konto/to-trin/app", {"code": "12"})).status_code == 422
    shown = await client.post("/min-konto/to-trin/app", {"code": phone.code})
    assert shown.text.count("<li><code>") == 10
    assert (await client.get("/min-konto/to-trin/app")).status_code == 404  # the secret is not shown again
    again = await client.post("/min-konto/to-trin", {})
    assert again.headers["location"] == "/min-konto/to-trin"
    renewed = await client.post("/min-konto/to-trin/noedkoder", {})
    assert renewed.text.count("<li><code>") == 10
    assert (await client.post("/min-konto/to-trin/fjern", {})).status_code == 303
    assert (await client.post("/min-konto/to-trin/fjern", {})).status_code == 409
    assert (await client.post("/min-konto/to-trin/noedkoder", {})).status_code == 409
    assert await fetch_rows("SELECT id FROM second_factors UNION ALL SELECT id FROM recovery_codes") == []


async def test_new_recovery_codes_end_the_old_ones(cast: Cast, settings: config.Settings, phone: Phone) -> None:
    account = await fetch_value(int, "SELECT id FROM accounts WHERE username = 'bo'") or 0
    made = await renew_codes(as_owner(cast.bo, account), settings)
    with pytest.raises(Invalid):
        await send_code(cast, settings, await opened(cast, settings, "bo"), phone.codes[0])
    assert await send_code(cast, settings, await opened(cast, settings, "bo"), made[0])


async def test_who_must_have_one_does_not_take_it_away(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"factor\.required"):
        await remove_own_factor(cast.fie.actor, is_required=True)


async def test_an_administrator_takes_a_lost_one_away_with_a_reason(
    client: Client, cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    await send_code(cast, settings, await opened(cast, settings, "bo"), phone.code)
    path = f"/personer/{cast.bo.public_id}/to-trin/fjern"
    for member in (cast.anna, cast.hans):
        await client.as_(member)
        assert (await client.get(path)).status_code == 404
        assert (await client.post(path, {"reason": "x"})).status_code == 404
    await client.as_(cast.fie)
    assert (await client.post(path, {"reason": " "})).status_code == 422
    assert (await client.post(path, {"reason": "Telefonen er stjålet"})).status_code == 303
    assert (await client.post(path, {"reason": "Igen"})).status_code == 409
    bos = "SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account WHERE a.username = 'bo'"
    assert await fetch_value(int, bos) == 0
    stranger(client)
    assert (await enter(client, "bo")).headers["location"] == "/"
    logged = [str(row["json"]) for row in await fetch_rows("SELECT json FROM audit_payloads")]
    assert sum("Telefonen er stjålet" in text for text in logged) == 1


async def test_an_administrator_does_not_take_their_own_away_that_way(cast: Cast, settings: config.Settings) -> None:
    account = await give_password(cast, cast.fie)
    await give_phone(cast, settings, cast.fie, account)
    with pytest.raises(Denied):
        await remove_factor(cast.fie.actor, cast.fie.id, reason="Mistet")


async def test_a_setup_is_confirmed_once_and_never_begun_over_a_confirmed_one(
    cast: Cast, settings: config.Settings, account: int
) -> None:
    owner = as_owner(cast.bo, account)
    with pytest.raises(RuleViolation, match=r"factor\.not_begun"):
        await confirm_setup(owner, settings, account, "000000")
    await begin_setup(owner, settings, account)
    first = await phone_of(cast, settings, account)
    await begin_setup(owner, settings, account)
    second = await phone_of(cast, settings, account)
    assert first.secret != second.secret
    done = await asyncio.gather(
        *(confirm_setup(owner, settings, account, second.code) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["RuleViolation", "RuleViolation", "tuple"]
    with pytest.raises(RuleViolation, match=r"factor\.there"):
        await begin_setup(owner, settings, account)


async def test_what_lies_in_the_database_is_worth_nothing_without_the_key(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    rows = await fetch_rows("SELECT secret FROM second_factors")
    assert phone.secret not in rows[0]["secret"]
    stored = {row["digest"] for row in await fetch_rows("SELECT digest FROM recovery_codes")}
    assert not stored & {token_digest(code) for each in phone.codes for code in (each, each.replace("-", ""))}
    with pytest.raises(RuleViolation, match=r"factor\.unreadable"):
        Vault("en anden nøgle").open(str(rows[0]["secret"]))
    other = msgspec.structs.replace(settings, secret_key="en anden nøgle")
    with pytest.raises(RuleViolation, match=r"factor\.unreadable"):
        await send_code(cast, other, await opened(cast, other, "bo"), phone.code)


async def test_the_key_is_changed_while_the_old_one_still_opens(
    cast: Cast, settings: config.Settings, phone: Phone
) -> None:
    """App, recovery codes and known browsers go on; the app's secret moves to the new key when a code is used."""
    account = await fetch_value(int, "SELECT account FROM second_factors") or 0
    both = msgspec.structs.replace(settings, secret_key=f"ny-nøgle {settings.secret_key}")
    new = msgspec.structs.replace(settings, secret_key="ny-nøgle")
    browser = Vault(settings.secret_key).remember_browser("", account)
    assert Vault(both.secret_key).known_browser(browser, account)
    assert not Vault(new.secret_key).known_browser(browser, account)
    assert await take_code(cast.bo.actor, both, account, phone.codes[0])
    assert await take_code(cast.bo.actor, both, account, phone.code)
    (row,) = await fetch_rows("SELECT secret FROM second_factors")
    assert Vault(new.secret_key).open(str(row["secret"])) == phone.secret
    assert not await take_code(cast.bo.actor, new, account, phone.codes[1])


async def test_a_session_that_is_open_already_passes_no_second_step(cast: Cast, settings: config.Settings) -> None:
    await give_password(cast, cast.carl)
    secret = await opened(cast, settings, "carl")
    with pytest.raises(NotFound):
        await send_code(cast, settings, secret, "000000")


async def test_the_log_has_no_code_and_no_secret(cast: Cast, settings: config.Settings, phone: Phone) -> None:
    await send_code(cast, settings, await opened(cast, settings, "bo"), phone.codes[0])
    logged = " ".join(str(row["json"]) for row in await fetch_rows("SELECT json FROM audit_payloads"))
    assert "Brugte en nødkode" in logged
    assert not any(word in logged for word in (phone.secret, *phone.codes))
