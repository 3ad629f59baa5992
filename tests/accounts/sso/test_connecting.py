"""Single sign-on beside a login of one's own: connecting, proving and the second factor."""

from datetime import timedelta

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.accounts.actions import invite
from app.accounts.actions.sso import disconnect
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from tests.factories import Cast, Client, make_client
from tests.factories_accounts import give_phone, stranger
from tests.factories_sso import NINA, count, oidc_of, rule, said, sign_on, way_back
from tests.support import provider as support


async def test_who_has_a_login_connects_it_and_proves_by_it(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    anna = {"sub": "anna-1", "email": "anna@eksempel.dk"}
    await client.as_(cast.anna)
    said(process, clock, anna)
    begun = await client.post("/min-konto/kommune", {})
    assert "prompt=login" in begun.text
    said(process, clock, {**anna, "auth_time": clock.now().timestamp() - 61})
    answer = await client.get(await way_back(begun))
    assert (answer.status_code, await count("sso_identities")) == (403, 0)
    assert "viser ikke, at du lige har logget ind" in answer.text
    said(process, clock, anna)
    path = await way_back(await client.post("/min-konto/kommune", {}))
    attempt = client.http.cookies["handlepligt-sso"]
    await client.as_(cast.bo)  # somebody else has logged in meanwhile
    client.http.cookies.set("handlepligt-sso", attempt, domain="handlepligt.test")
    assert (await client.get(path)).status_code == 403
    await client.as_(cast.anna)
    answer = await client.get(await way_back(await client.post("/min-konto/kommune", {})))
    assert answer.headers["location"] == "/min-konto/kommune"
    assert "forbundet med kommunens login" in (await client.get("/min-konto/kommune")).text
    await client.as_(cast.bo)
    answer = await client.get(await way_back(await client.post("/min-konto/kommune", {})))
    assert "allerede forbundet med en anden bruger" in answer.text
    stranger(client)
    assert (await sign_on(client)).status_code == 303
    assert "Anna Leder" in (await client.get("/min-konto")).text
    asked = (await client.get("/bekraeft")).text
    assert "Bekræft med kommunens login" in asked
    assert [f'name="{each}"' in asked for each in ("password", "code")] == [True, False]
    async with transaction():
        await execute("UPDATE accounts SET password_hash = '' WHERE person = {}", cast.anna.id)
    asked = (await client.get("/bekraeft")).text  # she has neither here
    assert [f'name="{each}"' in asked for each in ("password", "code")] == [False, False]
    assert (await client.post("/min-konto/kommune", {})).status_code == 401  # the provider may only remember her
    stranger(client)
    said(process, clock, {**anna, "auth_time": clock.now().timestamp() - 599})
    await sign_on(client)
    assert (await client.post("/min-konto/kommune", {})).status_code == 200
    clock.instant += timedelta(minutes=11)
    said(process, clock, {**anna, "sub": "en-anden"})
    answer = await client.get(await way_back(await client.post("/bekraeft/kommune", {"to": "/min-konto"})))
    assert "Du loggede ind som en anden hos kommunen." in answer.text
    assert (await client.post("/min-konto/kommune", {})).status_code == 401
    said(process, clock, anna)
    answer = await client.get(await way_back(await client.post("/bekraeft/kommune", {"to": "//ond.example"})))
    assert answer.headers["location"] == "/"
    assert (await client.post("/min-konto/kommune", {})).status_code == 200
    await disconnect(cast.fie.actor, cast.anna.id, reason="Forkert person")
    assert (await client.get("/min-konto")).status_code == 303


async def test_an_invitation_is_used_by_connecting_too(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    link = f"/adgang/{(await invite(cast.fie.actor, cast.bo.id, username='bo')).token}"
    said(process, clock, {"sub": "bo-1", "email": "helt@andet.dk"})
    assert "Brug kommunens login" in (await client.get(link)).text
    back = await way_back(await client.post(f"{link}/kommune", {}))
    assert (await client.get(back)).status_code == 303
    assert "Bo Ærø" in (await client.get("/min-konto")).text
    assert (await client.get(link)).status_code == 404
    stranger(client)
    said(process, clock, {"sub": "bo-2"})
    assert (await client.get(await way_back(await client.post(f"{link}/kommune", {})))).status_code == 404
    said(process, clock, {"sub": "bo-1"})
    assert (await sign_on(client)).status_code == 303
    async with transaction():
        await execute("UPDATE accounts SET is_active = {}", False)
    stranger(client)
    answer = await sign_on(client)
    assert (answer.status_code, "Din bruger i Handlepligt er lukket." in answer.text) == (403, True)


@pytest.mark.parametrize("is_told", [False, True])
async def test_the_second_factor(
    db: Database,
    clock: FixedClock,
    sso_settings: config.Settings,
    cast: Cast,
    process: support.Provider,
    is_told: bool,
) -> None:
    """Where the settings say how the provider shows it, it is the provider's task; otherwise our own is asked for."""
    oidc = oidc_of(process, required_acr=("trin2",), required_amr=("mfa",)) if is_told else oidc_of(process)
    await rule(cast, "konsulenter", Role.CONSULTANT, cast.top)
    claims = {**NINA, "groups": ["konsulenter"], "sid": "s1"}
    async with make_client(msgspec.structs.replace(sso_settings, oidc=oidc), clock, db) as client:
        said(process, clock, claims)
        answer = await sign_on(client)
        if not is_told:
            assert answer.headers["location"].startswith("/log-ind/to-trin")
            account = await fetch_value(int, "SELECT id FROM accounts") or 0
            nina = msgspec.structs.replace(cast.erik, id=await fetch_value(int, "SELECT person FROM accounts") or 0)
            phone = await give_phone(cast, sso_settings, nina, account)
            stranger(client)
            said(process, clock, claims)
            assert (await sign_on(client)).headers["location"].startswith("/log-ind/kode")
            assert (await client.post("/log-ind/kode", {"code": phone.code})).status_code == 303
            assert await fetch_value(str, "SELECT sso_sid FROM sessions WHERE stage = 'open'") == "s1"
            return
        assert (answer.status_code, await count("sessions")) == (403, 0)
        assert "Din rolle kræver, at du logger ind i to trin hos kommunen." in answer.text
        assert 'href="/log-ind/kommune?to_trin=1"' in answer.text
        asked = await client.get("/log-ind/kommune", to_trin="1")
        assert "acr_values=trin2" in asked.headers["location"]
        for shown in ({"acr": "trin2"}, {"amr": ["pwd", "mfa"]}):
            stranger(client)
            said(process, clock, {**claims, **shown})
            assert (await sign_on(client)).headers["location"] == "/"
