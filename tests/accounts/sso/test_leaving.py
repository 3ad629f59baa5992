"""Single sign-on: logged out by the provider, late forms, and nothing secret in the log."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.accounts.test_recent_login import hidden
from tests.factories import Cast, Client, make_client
from tests.factories_accounts import stranger
from tests.factories_sso import NINA, count, oidc_of, rule, said, sign_on, way_back
from tests.support import provider as support


async def test_the_provider_logs_people_out(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await rule(cast, "ledere", Role.READER, cast.nord)

    async def two_sessions() -> None:
        for sid in ("s1", "s2"):
            stranger(client)
            said(process, clock, {**NINA, "sid": sid})
            await sign_on(client)

    async def told(**claims: Any) -> int:
        events = {support.LOGOUT: {}}
        token = process.logout_token({"events": events, **claims})
        sent = [await client.http.post("/log-ud/kommune", data={"logout_token": token}) for _ in range(2)]
        assert sent[1].status_code == 400  # the same again
        return sent[0].status_code

    await client.as_(cast.anna)  # with a password: no business of the provider
    await two_sessions()
    assert (await told(jti="1", sub="en-anden"), await count("sessions")) == (200, 3)
    assert (await told(jti="2", sub="en-anden", sid="s1"), await count("sessions")) == (200, 3)
    assert (await told(jti="3", sid="s1"), await count("sessions")) == (200, 2)
    assert (await client.get("/enheder")).status_code == 200
    assert (await told(jti="4", sub="nina-1"), await count("sessions")) == (200, 1)
    assert (await client.get("/enheder")).status_code == 303
    assert (await client.http.post("/log-ud/kommune", data={"logout_token": "x"})).status_code == 400
    assert (await client.http.post("/log-ud/kommune")).status_code == 400
    assert (await client.get("/log-ud/kommune")).status_code in (303, 404, 405)


async def test_a_form_that_came_too_late_is_kept_over_the_login(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    """Also over a proof; and nobody gets the form of somebody else."""
    await rule(cast, "alle", Role.ADMINISTRATOR, cast.top)
    oidc = oidc_of(process, required_amr=("mfa",))
    client.http._transport.app.state.settings = msgspec.structs.replace(  # type: ignore[attr-defined]
        client.settings, oidc=oidc
    )
    nina = {**NINA, "groups": ["alle"], "amr": ["mfa"]}
    said(process, clock, nina)
    await sign_on(client)
    path, typed = "/personer/ny", {"name": "Halvt Skrevet", "municipality": "EKS"}
    clock.instant += timedelta(hours=9)
    late = await client.post(path, typed)
    carried = {"to": hidden(late.text, "to"), "carried": hidden(late.text, "carried")}
    said(process, clock, nina)
    answer = await client.get(await way_back(await client.post("/log-ind/kommune", carried)))
    assert answer.headers["location"] == path
    assert 'value="Halvt Skrevet"' in (await client.get(path)).text
    clock.instant += timedelta(minutes=11)
    path = "/personer/kommunens-login"
    asked = await client.post(path, {"claim": "groups", "value": "skrevet"})
    carried = {"to": hidden(asked.text, "to"), "carried": hidden(asked.text, "carried")}
    said(process, clock, nina)
    answer = await client.get(await way_back(await client.post("/bekraeft/kommune", carried)))
    assert answer.headers["location"] == path
    assert 'value="skrevet"' in (await client.get(path)).text
    clock.instant += timedelta(hours=9)
    late = await client.post("/personer/ny", {"name": "Kun Ninas", "municipality": "EKS"})
    carried = {"to": hidden(late.text, "to"), "carried": hidden(late.text, "carried")}
    said(process, clock, {**nina, "sub": "ole-1", "name": "Ole Ny", "email": ""})
    answer = await client.get(await way_back(await client.post("/log-ind/kommune", carried)))
    assert answer.headers["location"] == "/personer/ny"
    assert "Kun Ninas" not in (await client.get("/personer/ny")).text


async def test_no_secret_of_a_login_reaches_the_log(
    db: Database,
    clock: FixedClock,
    sso_settings: config.Settings,
    cast: Cast,
    process: support.Provider,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At the level that says most, from the libraries, too; nor the database in the clear, nor the audit log."""
    await rule(cast, "ledere", Role.READER, cast.nord)
    secrets = {support.SECRET, "nina-1", "hemmeligt-claim"}
    async with make_client(msgspec.structs.replace(sso_settings, log_level="debug"), clock, db) as client:
        for lies in ({"says": {"nonce": "x"}}, {}):
            said(process, clock, {**NINA, "andet": "hemmeligt-claim"}, **lies)
            begun = await client.get("/log-ind/kommune")
            back = await way_back(begun)
            secrets |= {part.split("=", 1)[1] for part in back.split("?")[1].split("&") if not part.startswith("iss=")}
            secrets.add(client.http.cookies["handlepligt-sso"])
            await client.get(back)
        out = await client.post("/log-ud")
        token = out.text.split("id_token_hint=")[1].split('"')[0].split("&")[0]
        secrets |= {token, token.split(".")[1]}
    told = capsys.readouterr()
    assert "token.nonce" in told.err
    assert {secret for secret in secrets if secret in told.err + told.out} == set()
    logged = " ".join(str(row["json"]) for row in await fetch_rows("SELECT json FROM audit_payloads"))
    assert {secret for secret in secrets if secret in logged} == set()
