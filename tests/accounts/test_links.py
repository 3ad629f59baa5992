"""Invitations and links for a new password: once, for a time, and nobody but their owner sees a password."""

import asyncio
from datetime import timedelta

import pytest

from app import config
from app.accounts.actions import (
    choose_password,
    close_account,
    create_account,
    invite,
    issue_link,
)
from app.accounts.enums import LinkPurpose
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.core.ids import token_digest
from app.db.sql import fetch_rows, fetch_value
from tests.factories import PASSWORD, Cast, Client
from tests.factories_accounts import NEW, enter, give_password, link_for, shown_link, stranger


async def choose(cast: Cast, settings: config.Settings, token: str, new: str = NEW, again: str = NEW) -> None:
    await choose_password(cast.system, settings, token, new=new, again=again, address="", browser="")


async def test_from_invitation_to_login(client: Client, cast: Cast) -> None:
    """The administrator sees a link once; the person chooses the password; the administrator never sees one."""
    await client.as_(cast.fie)
    made = await client.post(f"/personer/{cast.bo.public_id}/bruger", {"username": "Bo@eksempel.dk"})
    link = shown_link(made)
    assert made.status_code == 200
    assert "Linket vises kun denne ene gang" in made.text
    assert link not in (await client.get(f"/personer/{cast.bo.public_id}/bruger")).text
    stranger(client)
    page = await client.get(link)
    assert (page.status_code, page.headers["referrer-policy"], page.headers["cache-control"]) == (
        200,
        "strict-origin",
        "no-store",
    )
    assert "Linket er til Bo Ærø. Dit brugernavn er <strong>bo@eksempel.dk</strong>." in page.text
    done = await client.post(link, {"new": NEW, "again": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/log-ind")
    assert (await client.get("/")).status_code == 303  # the link logs nobody in
    entered = await enter(client, "bo@EKSEMPEL.dk", NEW)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert "Min konto" in (await client.get("/min-konto")).text


async def test_looking_uses_nothing_up_and_sending_does(client: Client, cast: Cast) -> None:
    """Mail scanners open every link, some of them with HEAD."""
    await give_password(cast, cast.bo)
    link = f"/adgang/{await link_for(cast, cast.bo)}"
    for _ in range(3):
        assert (await client.get(link)).status_code == 200
        assert (await client.http.head(link)).status_code == 200
    assert (await client.post(link, {"new": NEW, "again": NEW})).status_code == 303
    for answer in (await client.get(link), await client.post(link, {"new": NEW + "!", "again": NEW + "!"})):
        assert answer.status_code == 404
        assert "Linket virker ikke." in answer.text
    assert (await enter(client, "bo", NEW)).status_code == 303


async def test_a_link_sent_twice_at_once_works_once(cast: Cast, settings: config.Settings) -> None:
    await give_password(cast, cast.bo)
    token = await link_for(cast, cast.bo)
    done = await asyncio.gather(
        *(choose(cast, settings, token, f"{NEW} {n}", f"{NEW} {n}") for n in range(5)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["NoneType"] + ["NotFound"] * 4


async def test_a_bad_password_leaves_the_link_working_and_never_comes_back(client: Client, cast: Cast) -> None:
    await give_password(cast, cast.bo)
    link = f"/adgang/{await link_for(cast, cast.bo)}"
    for new, again, message in (
        ("kort", "kort", "Adgangskoden skal have mindst 12 tegn."),
        ("Velkommen2025!", "Velkommen2025!", "Adgangskoden er for let at gætte."),
        (NEW, NEW + "x", "De to adgangskoder er ikke ens."),
        ("", "", "Udfyld adgangskode."),
    ):
        answer = await client.post(link, {"new": new, "again": again})
        assert answer.status_code == 422
        assert message in answer.text
        assert not new or f'value="{new}"' not in answer.text
    assert (await client.post(link, {"new": NEW, "again": NEW})).status_code == 303


@pytest.mark.parametrize(("is_first", "lasts"), [(True, timedelta(days=7)), (False, timedelta(days=1))])
async def test_a_link_gets_too_old(cast: Cast, settings: config.Settings, is_first: bool, lasts: timedelta) -> None:
    await create_account(cast.system, cast.bo.id, username="bo", password=None if is_first else PASSWORD)
    issued = await issue_link(cast.fie.actor, cast.bo.id)
    purpose = LinkPurpose.FIRST_PASSWORD if is_first else LinkPurpose.PASSWORD_RESET
    assert (issued.purpose, issued.expires_at) == (purpose, cast.clock.now() + lasts)
    cast.clock.instant += lasts
    with pytest.raises(NotFound):
        await choose(cast, settings, issued.token)
    assert await fetch_value(str, "SELECT password_hash FROM accounts WHERE username = 'bo'") == "" or not is_first


async def test_a_new_link_ends_the_one_before_and_the_old_password_holds_until_it_is_used(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    await give_password(cast, cast.bo)
    await enter(client, "bo")
    first, second = await link_for(cast, cast.bo), await link_for(cast, cast.bo)
    with pytest.raises(NotFound):
        await choose(cast, settings, first)
    assert (await client.get("/min-konto")).status_code == 200
    await choose(cast, settings, second)
    assert (await client.get("/min-konto")).status_code == 303  # every session has ended
    assert ((await enter(client, "bo")).status_code, (await enter(client, "bo", NEW)).status_code) == (422, 303)


async def test_only_the_digest_is_kept_and_the_log_has_no_secret(cast: Cast, settings: config.Settings) -> None:
    await give_password(cast, cast.bo)
    token = await link_for(cast, cast.bo)
    await choose(cast, settings, token)
    rows = await fetch_rows("SELECT digest FROM account_links")
    assert [row["digest"] for row in rows] == [token_digest(token)]
    logged = [str(row["json"]) for row in await fetch_rows("SELECT json FROM audit_payloads")]
    assert not any(token in text or NEW in text for text in logged)
    assert any("Valgte en adgangskode med et link" in text for text in logged)
    assert any("Ny adgangskode" in text and "Fie Admin" in text for text in logged)


async def test_who_may_make_a_link(cast: Cast) -> None:
    await give_password(cast, cast.bo)
    await give_password(cast, cast.fie)
    for actor in (cast.anna.actor, cast.hans.actor, cast.bo.actor):
        with pytest.raises(NotFound):
            await issue_link(actor, cast.bo.id)
        with pytest.raises(NotFound):
            await invite(actor, cast.carl.id, username="carl")
    with pytest.raises(NotFound):  # nobody's login
        await issue_link(cast.fie.actor, cast.carl.id)
    with pytest.raises(Denied):
        await issue_link(cast.fie.actor, cast.fie.id)
    await close_account(cast.fie.actor, cast.bo.id, reason="Orlov")
    with pytest.raises(RuleViolation, match=r"link\.closed"):
        await issue_link(cast.fie.actor, cast.bo.id)


async def test_closing_a_login_ends_its_links_and_sessions_until_it_is_opened(
    client: Client, cast: Cast, settings: config.Settings
) -> None:
    await give_password(cast, cast.bo)
    await enter(client, "bo")
    token = await link_for(cast, cast.bo)
    path = f"/personer/{cast.bo.public_id}/bruger"
    await close_account(cast.fie.actor, cast.bo.id, reason="Orlov")
    assert (await client.get("/min-konto")).status_code == 303
    assert (await enter(client, "bo")).status_code == 422
    with pytest.raises(NotFound):
        await choose(cast, settings, token)
    await client.as_(cast.fie)
    assert "lukket" in (await client.get(path)).text
    assert (await client.post(f"{path}/aabn", {"reason": ""})).status_code == 422
    assert (await client.post(f"{path}/aabn", {"reason": "Tilbage fra orlov"})).status_code == 303
    assert (await client.post(f"{path}/aabn", {"reason": "Igen"})).status_code == 409
    assert (await enter(client, "bo")).status_code == 303


async def test_nobody_gets_a_second_login_and_no_name_is_given_twice(cast: Cast) -> None:
    await invite(cast.fie.actor, cast.bo.id, username="bo")
    for person, username in ((cast.bo.id, "andet"), (cast.carl.id, "BO")):
        with pytest.raises(Invalid, match=r"account\.taken"):
            await invite(cast.fie.actor, person, username=username)
    assert await fetch_value(int, "SELECT COUNT(*) FROM account_links") == 1


@pytest.mark.parametrize("token", ["", " ", "æøå", "a" * 5000, "%00", "..%2f..", "' OR 1=1 --"])
async def test_nonsense_in_the_place_of_a_link_is_a_calm_404(client: Client, cast: Cast, token: str) -> None:
    assert (await client.get(f"/adgang/{token}")).status_code in (303, 404)
