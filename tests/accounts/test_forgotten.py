"""A forgotten password without an administrator: by mail, and without a word to strangers about who is here."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from app import config
from app.access.policy import anonymous
from app.accounts.actions import ask_for_link, close_account, issue_link
from app.core.clock import FixedClock
from app.db.engine import Database, record_statements
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from tests.factories import Cast, Client, make_client
from tests.factories_accounts import NEW, enter, give_password, stranger
from tests.support.postbox import Postbox

Post = tuple[Postbox, config.Smtp]
HERE = "/glemt-adgangskode"


@pytest.fixture
async def mailing(
    postbox: Post, db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> AsyncIterator[Client]:
    with_mail = msgspec.structs.replace(settings, smtp=postbox[1], base_url="https://handlepligt.example")
    async with make_client(with_mail, clock, db) as made:
        yield made


def _links(box: Postbox) -> list[str]:
    return [re.search(r"/adgang/\S+", letter.get_content())[0] for letter in box.letters]  # type: ignore[index]


async def _ask(client: Client, who: str) -> tuple[int, str, str]:
    """What a stranger is told: the code, where to, and the words there."""
    stranger(client)
    answer = await client.post(HERE, {"username": who})
    if answer.status_code != 303:
        return answer.status_code, "", ""
    page = (await client.get(answer.headers["location"])).text
    return answer.status_code, answer.headers["location"], re.findall(r"Findes brugeren[^<]*", page)[0]


async def test_a_link_by_mail_works_once_for_an_hour_and_strangers_learn_nothing(
    mailing: Client, cast: Cast, clock: FixedClock, postbox: Post
) -> None:
    box = postbox[0]
    account = await give_password(cast, cast.bo)
    assert 'href="/glemt-adgangskode"' in (await mailing.get("/log-ind")).text
    known = await _ask(mailing, "BO")
    assert known[:2] == (303, "/log-ind")
    assert await _ask(mailing, "findes-ikke") == known
    assert await _ask(mailing, "bo") == known  # not twice within five minutes
    assert box.to == ["bo@eksempel.dk"]
    text = box.text("bo@eksempel.dk")
    assert "Dit brugernavn er bo. Linket virker én gang, i en time." in text
    clock.instant += timedelta(minutes=6)
    assert await _ask(mailing, "Bo@Eksempel.dk") == known
    first, second = _links(box)
    assert (await mailing.post(second, {"new": NEW, "again": NEW})).status_code == 303
    for used in (first, second):  # the other one is dead, too
        assert (await mailing.get(used)).status_code == 404
    assert (await enter(mailing, "bo", NEW)).status_code == 303
    clock.instant += timedelta(minutes=6)
    await _ask(mailing, "bo")
    clock.instant += timedelta(minutes=61)
    assert (await mailing.get(_links(box)[-1])).status_code == 404
    entries = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "WHERE e.entity_kind = 'account' AND e.entity = {} AND e.actor_person IS NULL",
        account,
    )
    assert sum("på loginsiden" in str(row["json"]) for row in entries) == 3


async def test_who_gets_no_link(mailing: Client, cast: Cast, clock: FixedClock, postbox: Post) -> None:
    """No password yet, closed, no e-mail, a link just sent; and an administrator's link is not voided by a stranger."""
    for member in (cast.anna, cast.bo, cast.carl, cast.gerda):
        await give_password(cast, member)
    await close_account(cast.fie.actor, cast.carl.id, reason="Orlov")
    issued = await issue_link(cast.fie.actor, cast.gerda.id)
    async with transaction():
        await execute("UPDATE accounts SET password_hash = '' WHERE person = {}", cast.anna.id)
        await execute("UPDATE persons SET email = NULL WHERE id = {}", cast.bo.id)
    for who in ("anna", "anna@eksempel.dk", "bo", "carl", "gerda@eksempel.dk", "gerda", "x" * 250):
        assert (await _ask(mailing, who))[0] == 303
    assert postbox[0].letters == []
    assert (await mailing.get(f"/adgang/{issued.token}")).status_code == 200
    assert (await mailing.post(HERE, {"username": " "})).status_code == 422


async def test_logins_that_share_an_e_mail_get_a_letter_each(mailing: Client, cast: Cast, postbox: Post) -> None:
    """Each names its login, and its link is for that one; also where the address is the name of one of them."""
    for member in (cast.bo, cast.erik, cast.gerda):
        await give_password(cast, member)
    async with transaction():
        await execute("UPDATE persons SET email = 'faelles@eksempel.dk' WHERE id <> {}", cast.gerda.id)
        await execute("UPDATE accounts SET username = 'faelles@eksempel.dk' WHERE person = {}", cast.bo.id)
    assert await _ask(mailing, "Faelles@eksempel.dk") == await _ask(mailing, "findes-ikke")
    assert postbox[0].to == ["faelles@eksempel.dk"] * 2
    named = [re.findall(r"brugernavn er (\S+)\. Linket", each.get_content())[0] for each in postbox[0].letters]
    assert sorted(named) == ["erik", "faelles@eksempel.dk"]
    link = _links(postbox[0])[named.index("erik")]
    assert "erik" in (await mailing.get(link)).text
    await _ask(mailing, "faelles@eksempel.dk")  # not twice within five minutes
    assert len(postbox[0].letters) == 2


async def test_the_old_address_is_told_of_a_new_one(mailing: Client, cast: Cast, postbox: Post) -> None:
    """Who would take a login over by its e-mail does not do it unseen. Without a login nothing is sent."""
    await give_password(cast, cast.bo)
    await mailing.as_(cast.fie)
    for member in (cast.bo, cast.anna):
        new = {"name": member.name, "email": "ny@eksempel.dk", "job_title": "", "version": "1"}
        assert (await mailing.post(f"/personer/{member.public_id}/ret", new)).status_code == 303
    assert postbox[0].to == ["bo@eksempel.dk"]
    told = postbox[0].text("bo@eksempel.dk")
    assert "Fie Admin har ændret e-mailen på din bruger" in told
    assert "ny@eksempel.dk" not in told


async def test_too_many_questions_wait_alike_and_take_the_same_steps(
    mailing: Client, cast: Cast, clock: FixedClock, postbox: Post
) -> None:
    """Five an address and name, then 429 for a known name as for an unknown one; the door itself looks nobody up."""
    await give_password(cast, cast.bo)
    actor = anonymous(clock.now(), "test")
    steps = []
    for who in ("bo", "findes-ikke"):
        with record_statements() as statements:
            await ask_for_link(actor, username=who, address="192.0.2.7")
        steps.append(list(statements))
    assert steps[0] == steps[1]
    assert not any("accounts" in each for each in steps[0])
    told = {}
    for who in ("bo", "findes-ikke"):
        codes = [(await _ask(mailing, who))[0] for _ in range(6)]
        assert codes == [303] * 5 + [429], who
        again = await mailing.post(HERE, {"username": who})
        told[who] = (again.status_code, again.headers["retry-after"], again.text.replace(who, "").count("forsøg"))
    assert told["bo"] == told["findes-ikke"]
    assert len(postbox[0].letters) == 1


async def test_without_a_mail_server_the_page_says_whom_to_ask(client: Client, cast: Cast) -> None:
    for answer in (await client.get(HERE), await client.post(HERE, {"username": "bo"})):
        assert answer.status_code == 200
        assert "Bed en administrator i din kommune om et link" in answer.text
        assert '<form action="/glemt' not in answer.text
