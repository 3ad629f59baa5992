"""Tokens: what they may be, who may make and revoke them, and when they die."""

import asyncio
import contextvars
from datetime import date, timedelta

import msgspec
import pytest

from app.access.enums import Permission, Role
from app.accounts.actions import end_role, grant_role
from app.api import rules
from app.api.actions import create_token, revoke_token
from app.api.enums import TokenScope
from app.api.queries import find_token, get_token, list_administered_tokens, list_own_tokens
from app.core.clock import FixedClock
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.core.ids import token_digest
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.organisation.actions import deactivate_person, reactivate_person
from tests.factories import Cast, Client, Member, make_member
from tests.factories_api import EVERYTHING, Program, ensure_account, make_token

TODAY = date(2025, 8, 20)


def test_every_scope_has_permissions_and_none_reaches_beyond_reading_items_and_evidence() -> None:
    given = {permission for scope in TokenScope for permission in rules.PERMISSIONS[scope]}
    assert given == {
        Permission.CASE_READ,
        Permission.LOG_READ,
        Permission.REPORT_EXPORT,
        Permission.SURVEY_READ,
        Permission.ITEM_COMMENT,
        Permission.ITEM_UPDATE,
        Permission.EVIDENCE_ADD,
    }
    assert set(rules.PERMISSIONS) == set(TokenScope)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (TODAY, "Vælg en dag efter i dag."),
        (TODAY - timedelta(days=1), "Vælg en dag efter i dag."),
        (TODAY + timedelta(days=1), ""),
        (date(2026, 8, 20), ""),
        (date(2026, 8, 21), "En nøgle kan højst gælde et år. Vælg senest 20.08.2026."),
    ],
)
def test_a_token_lives_at_most_a_year(day: date, problem: str) -> None:
    assert rules.expiry_problem(day, TODAY) == problem


@pytest.mark.parametrize("today", [date(2024, 2, 28), date(2024, 2, 29), date(2025, 3, 1)])
def test_the_year_ends_on_the_same_day_also_around_a_leap_day(today: date) -> None:
    latest = rules.latest_expiry(today)
    assert timedelta(days=364) < latest - today <= timedelta(days=366)
    assert rules.expiry_problem(latest, today) == ""


async def test_only_the_digest_of_a_random_key_is_kept(cast: Cast) -> None:
    first, second = await make_token(cast.bo), await make_token(cast.bo)
    assert first != second
    assert all(each.startswith("hlp_") and len(each) >= 40 for each in (first, second))
    stored = await fetch_rows("SELECT * FROM api_tokens ORDER BY id")
    assert [row["digest"] for row in stored] == [token_digest(first), token_digest(second)]
    assert [row["shown"] for row in stored] == [first[:8], second[:8]]
    assert not any(secret in str(row) for row in stored for secret in (first, second))
    logged = await fetch_rows("SELECT json FROM audit_payloads")
    assert not any(secret[8:] in str(row) for row in logged for secret in (first, second))


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": " "}, {"name"}),
        ({"name": "x" * 81}, {"name"}),
        ({"scopes": ()}, {"scopes"}),
        ({"expires_on": None}, {"expires_on"}),
        ({"expires_on": TODAY}, {"expires_on"}),
        ({"name": "", "scopes": (), "expires_on": date(2030, 1, 1)}, {"name", "scopes", "expires_on"}),
    ],
)
async def test_a_token_needs_a_name_a_scope_and_a_last_day(cast: Cast, wrong: dict, fields: set[str]) -> None:
    await ensure_account(cast.bo)
    values = {"name": "Fagsystem", "scopes": EVERYTHING, "expires_on": date(2025, 12, 1), **wrong}
    with pytest.raises(Invalid) as caught:
        await create_token(cast.bo.actor, **values)
    assert set(caught.value.fields) == fields
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM api_tokens") == 0


async def test_no_login_no_token_and_no_token_by_a_token(cast: Cast) -> None:
    values = {"name": "Fagsystem", "scopes": EVERYTHING, "expires_on": date(2025, 12, 1)}
    for actor in (cast.bo.actor, cast.system):  # Bo has no login yet
        with pytest.raises(Denied):
            await create_token(actor, **values)
    await ensure_account(cast.bo)
    with pytest.raises(Denied):
        await create_token(msgspec.structs.replace(cast.bo.actor, only=frozenset(Permission)), **values)


async def test_twenty_tokens_are_enough_and_those_that_no_longer_work_do_not_count(cast: Cast) -> None:
    for _ in range(rules.MOST_TOKENS):
        await make_token(cast.bo, (TokenScope.READ,))
    with pytest.raises(RuleViolation, match=r"token\.too_many"):
        await make_token(cast.bo)
    first = (await list_own_tokens(cast.bo.scope))[-1]
    await revoke_token(cast.bo.actor, first.public_id)
    await make_token(cast.bo)


async def _works(cast: Cast, secret: str) -> bool:
    return await find_token(cast.system.scope, token_digest(secret), cast.clock.now().date()) is not None


async def test_a_token_is_revoked_once_and_for_good(cast: Cast) -> None:
    secret = await make_token(cast.bo)
    (token,) = await list_own_tokens(cast.bo.scope)
    assert await _works(cast, secret)
    await revoke_token(cast.bo.actor, token.public_id)
    await revoke_token(cast.bo.actor, token.public_id)
    assert not await _works(cast, secret)
    gone = await get_token(cast.bo.scope, token.public_id)
    assert (gone.revoked_by, gone.works_on(TODAY)) == ("Bo Ærø", False)
    logged = await fetch_rows("SELECT action FROM audit_entries WHERE entity_kind = 'api_token' ORDER BY seq")
    assert [row["action"] for row in logged] == ["created", "withdrawn"]


async def test_administrators_of_the_municipality_revoke_and_nobody_else(cast: Cast) -> None:
    secret = await make_token(cast.bo)
    (token,) = await list_own_tokens(cast.bo.scope)
    for stranger in (cast.anna, cast.carl, cast.hans, cast.erik, cast.gerda):
        assert await list_administered_tokens(stranger.scope) == []
        with pytest.raises(NotFound):
            await get_token(stranger.scope, token.public_id)
        with pytest.raises(NotFound):
            await revoke_token(stranger.actor, token.public_id)
    assert await _works(cast, secret)
    assert [each.public_id for each in await list_administered_tokens(cast.fie.scope)] == [token.public_id]
    await revoke_token(cast.fie.actor, token.public_id)
    assert not await _works(cast, secret)
    assert await list_administered_tokens(cast.fie.scope) == []
    assert (await get_token(cast.bo.scope, token.public_id)).revoked_by == "Fie Admin"


async def test_an_administrator_of_one_unit_sees_the_tokens_of_its_own_people_alone(cast: Cast) -> None:
    here = await make_member(cast.clock, cast.municipality, "Nora Admin", Role.ADMINISTRATOR, cast.nord.id)
    for owner in (cast.anna, cast.bo, cast.carl, cast.dorte):
        await make_token(owner)
    assert [each.owner_name for each in await list_administered_tokens(here.scope)] == ["Bo Ærø"]
    (of_anna,) = await list_own_tokens(cast.anna.scope)
    with pytest.raises(NotFound):
        await revoke_token(here.actor, of_anna.public_id)
    assert len(await list_administered_tokens(cast.fie.scope)) == 4


async def test_a_token_dies_with_its_last_day(cast: Cast, clock: FixedClock) -> None:
    secret = await make_token(cast.bo, expires_on=TODAY + timedelta(days=1))
    clock.instant += timedelta(days=1)
    assert await _works(cast, secret)
    clock.instant += timedelta(days=1)
    assert not await _works(cast, secret)


async def test_a_token_dies_when_its_owner_leaves_and_stays_dead_when_they_come_back(cast: Cast) -> None:
    """Attack: a key that was forgotten in a program must not wake up with its owner's return."""
    secret = await make_token(cast.bo)
    seen = await fetch_value(int, "SELECT version FROM persons WHERE id = {}", cast.bo.id) or 0
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=seen)
    assert not await _works(cast, secret)
    await reactivate_person(cast.fie.actor, cast.bo.id, seen=seen + 1)
    assert not await _works(cast, secret)


async def test_what_is_given_while_its_owner_leaves_is_not_given(cast: Cast) -> None:
    """At the same moment, on two connections: otherwise it would work when they come back."""
    await ensure_account(cast.bo)
    token = create_token(cast.bo.actor, name="K", scopes=[TokenScope.READ], expires_on=TODAY + timedelta(days=9))
    role = grant_role(cast.system, cast.bo.id, role=Role.READER, unit=cast.syd.id)
    async with transaction():
        await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
        meanwhile = [asyncio.create_task(each, context=contextvars.Context()) for each in (token, role)]
        await asyncio.sleep(0.3)
    given = await asyncio.gather(*meanwhile, return_exceptions=True)
    assert [type(each) for each in given] == [Denied, RuleViolation]
    assert not await fetch_rows("SELECT id FROM api_tokens WHERE revoked_at IS NULL")


async def test_a_token_dies_with_the_login(cast: Cast) -> None:
    secret = await make_token(cast.bo)
    async with transaction():
        await execute("UPDATE accounts SET is_active = {} WHERE person = {}", False, cast.bo.id)
    assert not await _works(cast, secret)


async def test_a_token_holds_what_its_owner_holds_today(client: Client, cast: Cast, clock: FixedClock) -> None:
    """Attack: a role that ends while the key is in use, and one that is given."""
    program = Program(client.http, await make_token(cast.bo))
    units = [each["name"] for each in (await program.get("/units")).json()["items"]]
    assert units == ["Ågruppen Nord"]
    await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.syd.id)
    units = [each["name"] for each in (await program.get("/units")).json()["items"]]
    assert sorted(units) == ["Gruppen Syd", "Ågruppen Nord"]
    for row in await fetch_rows("SELECT id FROM role_grants WHERE person = {}", cast.bo.id):
        await end_role(cast.fie.actor, int(row["id"]))
    assert (await program.get("/units")).json()["items"] == []


async def _page(client: Client, member: Member, path: str) -> str:
    return (await (await client.as_(member)).get(path)).text


async def test_the_key_is_shown_once_on_the_page(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    sent = {"name": "Fagsystem", "scopes": ["read", "items:write"], "expires_on": "2025-12-01"}
    answer = await client.post("/noegler/ny", sent)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    (row,) = await list_own_tokens(cast.bo.scope)
    secret = answer.text.partition('<code class="token">')[2].partition("<")[0]
    assert secret.startswith("hlp_")
    assert await _works(cast, secret)
    assert (row.name, row.scopes, row.expires_on) == ("Fagsystem", "read items:write", date(2025, 12, 1))
    listed = await _page(client, cast.bo, "/noegler")
    assert "Fagsystem" in listed
    assert "aldrig" in listed
    assert secret not in listed
    assert secret[:8] in listed


async def test_a_wrong_form_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    answer = await client.post("/noegler/ny", {"name": "Fagsystem", "expires_on": "2031-01-01"})
    assert answer.status_code == 422
    assert 'value="Fagsystem"' in answer.text
    assert await list_own_tokens(cast.bo.scope) == []


async def test_the_owner_revokes_on_the_page_and_the_administrator_on_theirs(client: Client, cast: Cast) -> None:
    await make_token(cast.bo, name="Ens egen")
    await make_token(cast.bo, name="En glemt")
    glemt, egen = await list_own_tokens(cast.bo.scope)
    await client.as_(cast.bo)
    answer = await client.post(f"/noegler/{egen.public_id}/tilbagekald")
    assert (answer.status_code, answer.headers["location"]) == (303, "/noegler")
    assert (await client.get("/noegler/alle")).status_code in (200, 403)
    assert "En glemt" not in (await client.get("/noegler/alle")).text
    everybody = await _page(client, cast.fie, "/noegler/alle")
    assert "En glemt" in everybody
    assert "Ens egen" not in everybody
    answer = await client.post(f"/noegler/{glemt.public_id}/tilbagekald")
    assert (answer.status_code, answer.headers["location"]) == (303, "/noegler/alle")
    assert [each.revoked_by for each in await list_own_tokens(cast.bo.scope)] == ["Fie Admin", "Bo Ærø"]


async def test_others_do_not_learn_that_a_token_exists(client: Client, cast: Cast) -> None:
    await make_token(cast.bo)
    (token,) = await list_own_tokens(cast.bo.scope)
    for member in (cast.anna, cast.hans):
        await client.as_(member)
        assert (await client.get(f"/noegler/{token.public_id}/tilbagekald")).status_code == 404
        assert (await client.post(f"/noegler/{token.public_id}/tilbagekald")).status_code == 404
    assert (await list_own_tokens(cast.bo.scope))[0].revoked_at is None
