"""Planted passwords, codes, links and keys: no line of the log, and no entry of the audit log, has them."""

import msgspec
import pytest

from app import config
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.factories import PASSWORD, Cast, Client, make_client
from tests.factories_accounts import NEW, enter, give_password, phone_of, shown_link, stranger

WRONG = "plantet-forkert-kode"


async def _everything(client: Client, cast: Cast, settings: config.Settings) -> set[str]:
    """Everything a person may send or be shown that is secret; gives the secrets."""
    account = await give_password(cast, cast.fie)
    await enter(client, "fie", WRONG)
    await enter(client, WRONG, PASSWORD)
    await enter(client, "fie")
    phone = await phone_of(cast, settings, account)
    code = phone.code
    await client.post("/log-ind/to-trin", {"code": "135790"})
    shown = await client.post("/log-ind/to-trin", {"code": code})
    recovery = shown.text.split("<li><code>")[1].split("<")[0]
    session, browser = client.http.cookies["handlepligt"], client.http.cookies["handlepligt-browser"]
    link = shown_link(await client.post(f"/personer/{cast.bo.public_id}/bruger", {"username": "bo"}))
    await client.post("/bekraeft", {"password": WRONG})
    await client.post("/bekraeft", {"code": recovery})
    await client.post("/min-konto/adgangskode", {"old": WRONG, "new": NEW, "again": NEW})
    await client.post("/min-konto/adgangskode", {"old": PASSWORD, "new": NEW, "again": NEW})
    stranger(client)
    await client.get(link, token=link)
    await client.post(link, {"new": NEW + "2", "again": NEW + "2"})
    await client.post(link, {"new": NEW, "again": NEW})
    await client.get(f"/log-ind?naeste={link}")
    secrets = {WRONG, PASSWORD, NEW, code, "135790", recovery, session, browser, link.rpartition("/")[2]}
    return secrets | {phone.secret, settings.secret_key}


async def test_no_secret_reaches_a_line(
    db: Database, clock: FixedClock, settings: config.Settings, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the level that says most, from the libraries, too."""
    async with make_client(msgspec.structs.replace(settings, log_level="debug"), clock, db) as client:
        secrets = await _everything(client, cast, settings)
    told = capsys.readouterr()
    assert told.err.count("route=/adgang/{token}") == 3
    assert {secret for secret in secrets if secret in told.err + told.out} == set()
    rows = await fetch_rows("SELECT json FROM audit_payloads")
    logged = " ".join(str(row["json"]) for row in rows)
    assert {secret for secret in secrets if secret in logged} == set()
