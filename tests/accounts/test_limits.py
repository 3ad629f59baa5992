"""How often one may try: guessing is slow, and nobody can lock a person out for good (decision 0009)."""

import asyncio
from datetime import timedelta

import pytest

from app import config
from app.access.policy import system_actor
from app.accounts.actions import Visit, count_from, count_try, lift_lock, log_in
from app.accounts.codes import Vault
from app.accounts.queries import locked_until
from app.core.errors import AppError, Denied, Invalid, NotFound, TooMany
from app.db.engine import record_statements
from app.db.sql import fetch_rows, fetch_value
from tests.factories import PASSWORD, Cast, Client
from tests.factories_accounts import NEW, enter, give_password, link_for, opened, stranger


async def wrong(cast: Cast, settings: config.Settings, username: str, times: int, **visit: str) -> list[str]:
    """What each wrong try was answered."""
    answers = []
    for _ in range(times):
        with pytest.raises(AppError) as caught:
            await opened(cast, settings, username, "forkert", **visit)
        answers.append(caught.value.code)
    return answers


async def test_wrong_passwords_sent_at_once_are_all_counted(cast: Cast, settings: config.Settings) -> None:
    """Twenty guesses in parallel get no further than five one after the other."""
    await give_password(cast, cast.anna)
    done = await asyncio.gather(
        *(
            log_in(cast.system, settings, Visit(address="10.0.0.1"), username="anna", password=f"forkert {n}")
            for n in range(20)
        ),
        return_exceptions=True,
    )
    assert sorted(type(error).__name__ for error in done) == ["Invalid"] * 5 + ["TooMany"] * 15
    with pytest.raises(TooMany):
        await opened(cast, settings, "anna", address="10.0.0.1")  # also with the right password


async def test_the_same_words_and_the_same_work_whether_the_name_exists(cast: Cast, settings: config.Settings) -> None:
    """Statement by statement, through all six tries; and the password is compared with something each time."""
    await give_password(cast, cast.anna)
    seen = {}
    for username in ("anna", "findes ikke"):
        answers: list[tuple[str, str, list[str]]] = []
        for _ in range(6):
            with record_statements() as statements, pytest.raises(AppError) as caught:
                await opened(cast, settings, username, "forkert", address="10.0.0.1" + username[0])
            answers.append((caught.value.code, caught.value.message, [each[:60] for each in statements]))
        seen[username] = answers
    assert seen["anna"] == seen["findes ikke"]
    assert [code for code, _, _ in seen["anna"]] == ["login.refused"] * 5 + ["too_many"]


@pytest.mark.parametrize("username", ["anna", "findes ikke"])
async def test_a_password_is_looked_at_for_names_that_nobody_has_and_for_those_without_one(
    cast: Cast, settings: config.Settings, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    from app.accounts import passwords
    from app.accounts.actions import invite

    await invite(cast.fie.actor, cast.anna.id, username="anna")  # invited: no password yet
    looked_at = []
    real = passwords._HASHER.verify
    monkeypatch.setattr(
        type(passwords._HASHER), "verify", lambda self, hashed, typed: looked_at.append(hashed) or real(hashed, typed)
    )
    await wrong(cast, settings, username, 1)
    assert looked_at == [passwords.DECOY]


async def test_a_wait_ends_after_15_minutes_and_a_right_password_forgets_the_wrong_ones(
    cast: Cast, settings: config.Settings
) -> None:
    await give_password(cast, cast.anna)
    assert await wrong(cast, settings, "anna", 6) == ["login.refused"] * 5 + ["too_many"]
    cast.clock.instant += timedelta(minutes=14)
    with pytest.raises(TooMany) as caught:
        await opened(cast, settings, "anna")
    assert (caught.value.wait, caught.value.message) == (
        60,
        "Der har været for mange forsøg. Vent et minut, og prøv igen.",
    )
    cast.clock.instant += timedelta(minutes=1)
    assert await wrong(cast, settings, "anna", 4) == ["login.refused"] * 4
    assert await opened(cast, settings, "anna")
    assert await wrong(cast, settings, "anna", 4) == ["login.refused"] * 4
    assert await opened(cast, settings, "anna")


async def test_strangers_lock_nobody_out_of_the_browser_they_use(cast: Cast, settings: config.Settings) -> None:
    """From many addresses, for hours: her own browser gets in each time, and a new one again after a wait."""
    await give_password(cast, cast.anna)
    known = (await log_in(cast.system, settings, Visit(address="10.0.0.9"), username="anna", password=PASSWORD)).browser
    for quarter in range(8):
        for n in range(5):
            await wrong(cast, settings, "anna", 5, address=f"10.1.{quarter}.{n}")
        with pytest.raises(TooMany):
            await opened(cast, settings, "anna", address="10.0.0.9")  # another browser waits
        assert await opened(cast, settings, "anna", address="10.0.0.9", browser=known)
        cast.clock.instant += timedelta(minutes=15)
    assert await opened(cast, settings, "anna", address="10.0.0.9")


async def test_a_known_browser_has_five_tries_of_its_own(cast: Cast, settings: config.Settings) -> None:
    await give_password(cast, cast.anna)
    known = (await log_in(cast.system, settings, Visit(), username="anna", password=PASSWORD)).browser
    assert await wrong(cast, settings, "anna", 6, browser=known) == ["login.refused"] * 5 + ["too_many"]


@pytest.mark.parametrize("forged", ["", "x", "x.y", "~~~", ".", "é.é", "a." + "0" * 32])
async def test_a_forged_cookie_makes_no_browser_known(cast: Cast, settings: config.Settings, forged: str) -> None:
    vault, other = Vault(settings.secret_key), Vault("en anden nøgle")
    assert vault.known_browser(forged, 1) == ""
    assert vault.known_browser(other.remember_browser("", 1), 1) == ""
    assert vault.known_browser(vault.remember_browser("", 2), 1) == ""
    assert vault.known_browser(vault.remember_browser(forged, 1), 1)


async def test_a_browser_is_known_to_four_people_at_most(settings: config.Settings) -> None:
    vault, cookie = Vault(settings.secret_key), ""
    for account in range(1, 7):
        cookie = vault.remember_browser(cookie, account)
    assert [bool(vault.known_browser(cookie, account)) for account in range(1, 7)] == [False, False] + [True] * 4
    assert len(cookie) < 300


async def test_one_address_may_try_fifty_names_in_a_quarter_of_an_hour(cast: Cast, settings: config.Settings) -> None:
    answers = [(await wrong(cast, settings, f"navn {n}", 1, address="10.0.0.1"))[0] for n in range(51)]
    assert answers == ["login.refused"] * 50 + ["too_many"]
    assert await wrong(cast, settings, "navn 1", 1, address="10.0.0.2") == ["login.refused"]


async def test_tries_that_are_refused_do_not_use_up_the_tries_of_others(cast: Cast, settings: config.Settings) -> None:
    """Somebody who hammers at one name from one address closes it for that address, not for everybody."""
    await give_password(cast, cast.anna)
    await wrong(cast, settings, "anna", 60, address="10.0.0.1")
    assert await opened(cast, settings, "anna", address="10.0.0.2")


async def test_an_administrator_lifts_a_lock_and_a_link_opens_it_too(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    await give_password(cast, cast.anna)
    await wrong(cast, settings, "anna", 5)
    assert await locked_until(cast.fie.scope, "anna", cast.clock.now()) is not None
    with pytest.raises(TooMany):
        await opened(cast, settings, "anna")
    with pytest.raises(NotFound):
        await lift_lock(cast.hans.actor, cast.anna.id)
    with pytest.raises((Denied, NotFound)):
        await lift_lock(cast.erik.actor, cast.anna.id)
    await lift_lock(cast.fie.actor, cast.anna.id)
    assert await locked_until(cast.fie.scope, "anna", cast.clock.now()) is None
    assert await opened(cast, settings, "anna")
    await wrong(cast, settings, "anna", 5)
    path = f"/adgang/{await link_for(cast, cast.anna)}"
    stranger(client)
    assert (await client.post(path, {"new": NEW, "again": NEW})).status_code == 303
    assert (await enter(client, "anna", NEW)).status_code == 303


async def test_a_wait_is_a_calm_page_that_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    await give_password(cast, cast.anna)
    for _ in range(5):
        assert (await enter(client, "anna", "forkert")).status_code == 422
    answer = await enter(client, "anna", to="/sager")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "Der har været for mange forsøg. Vent 15 minutter, og prøv igen." in answer.text
    assert 'value="/sager"' in answer.text
    assert 'value="anna"' in answer.text
    assert PASSWORD not in answer.text


async def test_links_that_do_not_work_are_counted_and_one_that_does_is_not_stopped(client: Client, cast: Cast) -> None:
    await give_password(cast, cast.anna)
    good = f"/adgang/{await link_for(cast, cast.anna)}"
    codes = [(await client.get(f"/adgang/{n}")).status_code for n in range(51)]
    assert codes == [404] * 50 + [429]
    refused = await client.post("/adgang/gaet", {"new": NEW, "again": NEW})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert "Vi venter for at passe på brugernes adgangskoder." in refused.text
    assert (await client.get(good)).status_code == 200


async def test_two_processes_share_the_counts_and_old_ones_are_cleared_away(
    cast: Cast, settings: config.Settings
) -> None:
    """They lie in the database; nothing is remembered in the process."""
    await give_password(cast, cast.anna)
    await wrong(cast, settings, "anna", 3)
    rows = await fetch_rows("SELECT tries, most FROM attempt_limits ORDER BY most")
    assert [(row["tries"], row["most"]) for row in rows] == [(3, 5), (3, 20), (3, 50)]
    cast.clock.instant += timedelta(days=1, hours=2)
    assert await opened(cast, settings, "anna")
    assert await fetch_value(int, "SELECT MAX(tries) FROM attempt_limits") == 0


async def test_a_count_without_a_name(cast: Cast) -> None:
    for _ in range(50):
        await count_from(cast.system, "token", "10.0.0.1")
    with pytest.raises(TooMany):
        await count_from(cast.system, "token", "10.0.0.1")
    await count_from(cast.system, "token", "10.0.0.2")
    assert await count_try(cast.system, "token", name="x", address="10.0.0.2") is False


async def test_the_log_tells_of_a_lock_and_not_what_was_typed(cast: Cast, settings: config.Settings) -> None:
    """A password typed into the field of the name is in no line."""
    await give_password(cast, cast.anna)
    await wrong(cast, settings, "anna", 6)
    await wrong(cast, settings, "Min-hemmelige-kode-9", 6, address="10.0.0.2")
    rows = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "WHERE p.json LIKE '%Spærret%' ORDER BY e.seq"
    )
    assert ["Anna Leder" in rows[0]["json"], "Ukendt brugernavn" in rows[1]["json"], len(rows)] == [True, True, 2]
    everything = await fetch_rows("SELECT json FROM audit_payloads")
    assert not any("emmelige" in str(row["json"]).casefold() for row in everything)


async def test_the_clock_is_the_actors(cast: Cast) -> None:
    later = system_actor(cast.clock.now() + timedelta(minutes=20))
    for _ in range(5):
        await count_try(cast.system, "x", browser="b")
    with pytest.raises(TooMany):
        await count_try(cast.system, "x", browser="b")
    assert await count_try(later, "x", browser="b") is False


async def test_a_refused_name_is_no_field(cast: Cast, settings: config.Settings) -> None:
    with pytest.raises(Invalid) as caught:
        await opened(cast, settings, "", "x")
    assert caught.value.fields == {}
