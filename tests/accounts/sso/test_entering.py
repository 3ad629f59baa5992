"""Single sign-on: who gets in, and who does not."""

from datetime import timedelta
from typing import Any

import msgspec

from app import config
from app.access.enums import Role
from app.accounts.actions import create_account
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.organisation.actions import create_person
from tests.factories import PASSWORD, Cast, Client, make_client
from tests.factories_accounts import enter, give_password, stranger
from tests.factories_cases import make_case
from tests.factories_sso import NINA, count, oidc_of, roles_of, rule, said, sign_on, way_back
from tests.support import provider as support


async def test_somebody_new_gets_in_by_a_rule_and_out_again_on_both_sides(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await rule(cast, "ledere", Role.MANAGER, cast.nord)
    said(process, clock, NINA)
    login = await client.get("/log-ind", naeste="/enheder")
    assert 'href="/log-ind/kommune?naeste=/enheder"' in login.text
    answer = await sign_on(client, naeste="/enheder")
    assert (answer.status_code, answer.headers["location"]) == (303, "/enheder")
    assert "Nina Ny" in (await client.get("/enheder")).text
    assert await roles_of("Nina Ny") == [("manager", "sso", True)]
    account = await fetch_rows("SELECT username, password_hash FROM accounts")
    assert account == [{"username": "nina@eksempel.dk", "password_hash": ""}]
    own = await client.get("/min-konto")
    assert "Du har ingen adgangskode til Handlepligt." in own.text
    out = await client.post("/log-ud")
    assert f"url={process.address}/end?client_id=handlepligt+%C3%A6&amp;post_logout_redirect_uri=" in out.text
    assert "id_token_hint=ey" in out.text
    assert (await client.get("/enheder")).status_code == 303
    assert await count("sessions") == 0
    await sign_on(client)
    assert (await count("accounts"), await roles_of("Nina Ny")) == (1, [("manager", "sso", True)])
    await client.as_(cast.fie)
    (person,) = await fetch_rows("SELECT public_id FROM persons WHERE name = {}", "Nina Ny")
    assert "forbundet" in (page := (await client.get(f"/personer/{person['public_id']}/bruger")).text)
    assert "ved første login" in page


async def test_nobody_gets_in_by_an_answer_that_is_not_proved(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    """The checks themselves: test_oidc.py. Each refusal is one calm page, and a password works all the while."""
    await give_password(cast, cast.anna)
    await rule(cast, "ledere", Role.MANAGER, cast.nord)
    before = await count("persons")

    async def refused(path: str) -> None:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (403, None), path
        assert "Login blev ikke gennemført. Begynd igen." in answer.text
        assert "Log ind med brugernavn" in answer.text
        assert (await count("sessions"), await count("accounts"), await count("persons")) == (0, 1, before)

    for lies in (
        {"says": {"iss": "https://ond.example"}},
        {"says": {"nonce": "x"}},
        {"sign": "public_key"},
        {"answer": {"iss": "https://ond.example"}},
        {"answer": {"code": None, "error": "<b>access_denied</b>"}},
    ):
        said(process, clock, NINA, **lies)
        await refused(await way_back(await client.get("/log-ind/kommune")))
    said(process, clock, NINA)
    path = await way_back(await client.get("/log-ind/kommune"))
    await refused(f"{path}&state=en-anden")  # twice: neither counts
    await refused(path)  # an answer uses the question up
    path = await way_back(await client.get("/log-ind/kommune"))
    kept = dict(client.http.cookies)
    stranger(client)
    await refused(path)  # in another browser
    client.http.cookies.update(kept)
    clock.instant += timedelta(minutes=11)
    await refused(path)  # too late
    clock.instant -= timedelta(minutes=11)
    client.http.cookies.update(kept)
    assert (await client.get(path)).status_code == 303
    assert (await count("sessions"), await count("accounts"), await count("persons")) == (1, 2, before + 1)
    await client.post("/log-ud")
    client.http.cookies.update(kept)
    assert (await client.get(path)).status_code == 403  # sent again, by a browser that has kept everything
    assert await count("sessions") == 0
    said(process, clock, NINA, broken={"/token": [503, "{}"]})
    answer = await client.get(await way_back(await client.get("/log-ind/kommune")))
    assert (answer.status_code, "Kommunens login svarer ikke lige nu." in answer.text) == (503, True)
    async with transaction():
        await execute("UPDATE attempt_limits SET tries = most")
    said(process, clock, NINA)
    answer = await sign_on(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert (await enter(client, "anna")).status_code == 303


async def test_without_a_rule_nobody_new_gets_in(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await rule(cast, "andre", Role.MANAGER, cast.nord)
    await rule(cast, "ledere", Role.MANAGER, cast.elsewhere)  # of another municipality
    before = await count("persons")
    for claims in (NINA, {**NINA, "groups": "andre2"}, {**NINA, "groups": [["andre"], 7, None]}, {**NINA, "groups": 7}):
        said(process, clock, claims)
        answer = await sign_on(client)
        assert answer.status_code == 403
        assert "Kommunens login kender dig, men du har ingen rolle i Handlepligt." in answer.text
        assert "Spørg en administrator: Fie Admin." in answer.text
        assert 'href="/log-ind/kommune?anden=1"' in answer.text
    assert (await count("persons"), await count("accounts"), await count("sso_identities")) == (before, 0, 0)


async def test_nobody_is_known_by_an_email(
    db: Database,
    clock: FixedClock,
    sso_settings: config.Settings,
    cast: Cast,
    process: support.Provider,
) -> None:
    """The external id of a person is the municipality's own key: by that a person without a login gets one."""
    await rule(cast, "ledere", Role.READER, cast.nord)
    oidc = oidc_of(process, person_claim="medarbejder")
    await create_person(cast.system, cast.municipality, name="Per Personale", external_id="P7")
    anna = await create_person(cast.system, cast.municipality, name="Ane Ansat", external_id="P8")
    await create_account(cast.system, anna.id, username="ane", password=PASSWORD)
    async with make_client(msgspec.structs.replace(sso_settings, oidc=oidc), clock, db) as client:
        said(process, clock, {**NINA, "email": "ANNA@eksempel.dk", "email_verified": True})
        answer = await sign_on(client)
        assert (answer.status_code, await count("accounts")) == (403, 1)
        assert "Der er allerede en person i Handlepligt med din e-mail." in answer.text
        said(process, clock, {**NINA, "medarbejder": "P8"})
        answer = await sign_on(client)
        assert (answer.status_code, await count("accounts")) == (403, 1)
        assert "Du har allerede en bruger i Handlepligt." in answer.text
        said(process, clock, {**NINA, "medarbejder": "P7", "preferred_username": "ane"})
        assert (await sign_on(client)).status_code == 303
        assert await roles_of("Per Personale") == [("reader", "sso", True)]
        stranger(client)
        said(process, clock, {**NINA, "sub": "nina-2"})  # the subject is another: so is the person
        assert (await sign_on(client)).status_code == 303
        assert [str(row["name"]) for row in await fetch_rows("SELECT name FROM persons ORDER BY id DESC LIMIT 1")] == [
            "Nina Ny"
        ]


async def test_without_single_sign_on_there_is_none(
    db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> None:
    async with make_client(settings, clock, db) as client:
        assert "kommunens login" not in (await client.get("/log-ind")).text
        for path in ("/log-ind/kommune", "/log-ind/kommune/svar?code=x&state=y"):
            assert (await client.get(path)).status_code == 404
        for path in ("/log-ind/kommune", "/log-ud/kommune"):
            assert (await client.post(path, {})).status_code == 404


async def test_claims_that_no_database_keeps_are_no_error_of_ours(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    """Signed and right, but with what PostgreSQL takes in no text, half a letter, or more than a field holds."""
    await rule(cast, "ledere", Role.READER, cast.nord)
    hostile: list[dict[str, Any]] = [
        {"sub": "a\x00b"},
        {"sub": "\ud800x"},
        {"name": "Nina\x00"},
        {"name": "N" * 3000},
        {"name": "\ud800"},
        {"email": "n\x00@x.dk"},
        {"email": "n@x.dk\r\nBcc: y@z.dk"},
        {"groups": ["g\x00"]},
        {"sid": "s\x00"},
        {"sid": "s" * 5000},
    ]
    for no, claims in enumerate(hostile):
        stranger(client)
        said(process, clock, {**NINA, "sub": f"nina-{no}", "email": f"nina{no}@eksempel.dk", **claims})
        assert (await sign_on(client)).status_code < 500, claims


async def test_an_employee_without_a_role_reads_the_page_of_their_workplace_and_becomes_nobody(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    """A pass of an hour for one municipality: no person, account or session, and no other page."""
    await make_case(cast, title="Arbejdsmængde i Nord")
    await make_case(cast, actor=cast.hans.actor, units=(cast.elsewhere.id,), title="I en anden kommune")
    before = [await count(table) for table in ("persons", "accounts", "sso_identities", "sessions")]
    here, other = (f"/opslag/enhed/{unit.public_id}" for unit in (cast.nord, cast.elsewhere))
    sent = await client.get(here)
    assert sent.headers["location"] == f"/log-ind/kommune/laes?naeste={here}"
    said(process, clock, NINA)
    answer = await client.get(await way_back(await client.get(sent.headers["location"])))
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = await client.get(here)
    assert (page.status_code, "Arbejdsmængde i Nord" in page.text) == (200, True)
    listed = (await client.get("/opslag")).text
    assert (here in listed, other in listed) == (True, False)
    assert (await client.get(other)).status_code == 404
    assert (await client.get(f"/opslag/enhed/{cast.centre.public_id}")).status_code == 404  # without a ruling
    for shut in ("/", "/sager", "/enheder", f"/enheder/{cast.nord.public_id}", "/min-konto"):
        assert (await client.get(shut)).headers["location"].startswith("/log-ind"), shut
    assert [await count(table) for table in ("persons", "accounts", "sso_identities", "sessions")] == before
    kept = dict(client.http.cookies)
    clock.instant += timedelta(minutes=61)
    assert (await client.get(here)).status_code == 303
    clock.instant -= timedelta(minutes=61)
    for name, value in kept.items():
        if name.endswith("-opslag"):
            client.http.cookies.set(name, value[:-2] + "xx")
    assert (await client.get("/opslag/enhed/findesikke22")).status_code == 303  # a pass that is not ours is none
    said(process, clock, NINA)
    way = await way_back(await client.get("/log-ind/kommune/laes?naeste=//ond.example"))
    assert (await client.get(way)).headers["location"] == "/opslag"
