"""Single sign-on, from the button to the roles and out again, with a provider in a process of its own."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.accounts.actions import create_account, end_role, grant_role, invite
from app.accounts.actions.sso import disconnect, remove_mapping
from app.core.clock import FixedClock
from app.core.errors import Denied
from app.db.engine import Database
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.organisation.actions import create_person
from tests.accounts.test_recent_login import hidden
from tests.factories import PASSWORD, Cast, Client, make_client, make_member
from tests.factories_accounts import enter, give_password, give_phone, stranger
from tests.factories_sso import oidc_of, rule, sign_on, way_back
from tests.support import provider as support

NINA: dict[str, Any] = {"sub": "nina-1", "name": "Nina Ny", "email": "nina@eksempel.dk", "groups": ["ledere"]}


def said(process: support.Provider, clock: FixedClock, claims: dict[str, Any], **lies: Any) -> None:
    process.set(clock.now().timestamp(), claims, **lies)


@pytest.fixture
def sso_settings(settings: config.Settings, process: support.Provider) -> config.Settings:
    return msgspec.structs.replace(settings, oidc=oidc_of(process), base_url="http://handlepligt.test")


@pytest.fixture
async def client(db: Database, clock: FixedClock, sso_settings: config.Settings, cast: Cast) -> AsyncIterator[Client]:
    async with make_client(sso_settings, clock, db) as made:
        yield made


async def roles_of(name: str) -> list[tuple[str, str, bool]]:
    """Role, source, and whether it holds."""
    rows = await fetch_rows(
        "SELECT g.role, g.source, g.valid_from, g.valid_to FROM role_grants g JOIN persons p ON p.id = g.person "
        "WHERE p.name = {} ORDER BY g.id",
        name,
    )
    return [
        (str(row["role"]), str(row["source"]), str(row["valid_to"]) > str(row["valid_from"]))
        if row["valid_to"] is not None
        else (str(row["role"]), str(row["source"]), True)
        for row in rows
    ]


async def count(table: str) -> int:
    return await fetch_value(int, f"SELECT COUNT(*) FROM {table}") or 0


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


async def test_roles_follow_the_groups_and_those_given_by_hand_stay(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await rule(cast, "ledere", Role.MANAGER, cast.nord)
    await rule(cast, "læsere", Role.READER, cast.syd)
    said(process, clock, {**NINA, "groups": ["ledere", "læsere"]})
    await sign_on(client)
    person = await fetch_value(int, "SELECT id FROM persons WHERE name = {}", "Nina Ny") or 0
    by_hand = await grant_role(cast.fie.actor, person, role=Role.UNION_REP, unit=cast.nord.id)
    first = client.http.cookies["handlepligt"]
    said(process, clock, {**NINA, "groups": "læsere"})  # a text is a list of one
    stranger(client)
    await sign_on(client)
    held = [("manager", "sso", False), ("reader", "sso", True), ("union_rep", "manual", True)]
    assert await roles_of("Nina Ny") == held
    second = client.http.cookies["handlepligt"]
    client.http.cookies.set("handlepligt", first, domain="handlepligt.test")
    assert (await client.get("/enheder")).status_code == 303  # logged out where the role was
    stranger(client)
    await sign_on(client)  # nothing changes: the other session goes on
    client.http.cookies.set("handlepligt", second, domain="handlepligt.test")
    assert (await client.get("/enheder")).status_code == 200
    stranger(client)
    said(process, clock, {"sub": "nina-1", "_claim_names": {"groups": "src1"}})
    answer = await sign_on(client)
    assert (answer.status_code, await roles_of("Nina Ny")) == (403, held)
    assert "fordi de er for mange" in answer.text
    said(process, clock, {"sub": "nina-1"})  # in no group at all
    await sign_on(client)
    assert await roles_of("Nina Ny") == [
        ("manager", "sso", False),
        ("reader", "sso", False),
        ("union_rep", "manual", True),
    ]
    await end_role(cast.fie.actor, by_hand)
    stranger(client)
    clock.instant += timedelta(days=1)
    said(process, clock, {**NINA, "groups": ["læsere"]})
    await sign_on(client)
    clock.instant += timedelta(days=40)
    said(process, clock, {**NINA, "groups": ["læsere"]})
    stranger(client)
    await sign_on(client)  # renewed: a role from a login lasts for 90 days after it
    last = await fetch_value(str, "SELECT CAST(valid_to AS TEXT) FROM role_grants ORDER BY id DESC LIMIT 1")
    assert last == str(clock.now().date() + timedelta(days=90))


async def test_nobody_raises_themselves_and_the_last_administrator_stays(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await rule(cast, "alle", Role.ADMINISTRATOR, cast.top)
    said(process, clock, {**NINA, "groups": ["alle"]})
    stage = await sign_on(client)
    assert stage.headers["location"].startswith("/log-ind/to-trin")  # the role demands a second factor
    person = await fetch_value(int, "SELECT id FROM persons WHERE name = {}", "Nina Ny") or 0
    nina = msgspec.structs.replace(cast.fie.actor, person=person, name="Nina Ny")
    await rule(cast, "alle", Role.CONSULTANT, cast.top, by=nina)
    below = await make_member(clock, cast.municipality, "Ulla Under", Role.ADMINISTRATOR, cast.nord.id)
    with pytest.raises(Denied):  # a rule lets new people in: for administrators of the whole municipality
        await rule(cast, "alle", Role.READER, cast.nord, by=below.actor)
    stranger(client)
    await sign_on(client)
    assert await roles_of("Nina Ny") == [("administrator", "sso", True)]
    said(process, clock, {**NINA, "sub": "ole-1", "name": "Ole Ny", "email": "", "groups": ["alle"]})
    stranger(client)
    await sign_on(client)
    assert sorted(await roles_of("Ole Ny")) == [("administrator", "sso", True), ("consultant", "sso", True)]
    async with transaction():
        await execute(
            "UPDATE role_grants SET valid_to = valid_from WHERE role = 'administrator' AND person <> {}", person
        )
    said(process, clock, {**NINA, "groups": []})
    stranger(client)
    answer = await sign_on(client)
    assert answer.status_code == 409
    assert "Kommunen skal have mindst én administrator" in answer.text
    assert await roles_of("Nina Ny") == [("administrator", "sso", True)]


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
    assert "Bekræft med kommunens login" in (await client.get("/bekraeft")).text
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


async def test_a_rule_that_goes_takes_its_roles_with_it(
    client: Client, cast: Cast, process: support.Provider, clock: FixedClock
) -> None:
    await client.as_(cast.fie)
    fields = {"claim": "groups", "value": "ledere", "role": "manager", "unit": cast.nord.public_id}
    assert (await client.post("/personer/kommunens-login", fields)).status_code == 303
    again = await client.post("/personer/kommunens-login", fields)
    assert (again.status_code, "Den regel er der allerede." in again.text) == (409, True)
    foreign = await client.post("/personer/kommunens-login", {**fields, "unit": cast.elsewhere.public_id})
    assert foreign.status_code == 404
    stranger(client)
    said(process, clock, NINA)
    await sign_on(client)
    theirs = client.http.cookies["handlepligt"]
    await client.as_(cast.fie)
    page = await client.get("/personer/kommunens-login")
    assert all(word in page.text for word in ("ledere", "Leder", "Ågruppen Nord", "Fie Admin"))
    path = page.text.split("/personer/kommunens-login/")[1].split('"')[0]
    assert "(1)" in (await client.get(f"/personer/kommunens-login/{path}")).text
    person = await fetch_value(int, "SELECT id FROM persons WHERE name = {}", "Nina Ny") or 0
    nina = msgspec.structs.replace(cast.fie.actor, person=person)
    mapping = await fetch_value(int, "SELECT id FROM sso_mappings") or 0
    with pytest.raises(Denied):
        await remove_mapping(nina, mapping)
    assert (await client.post(f"/personer/kommunens-login/{path}", {})).status_code == 303
    assert await roles_of("Nina Ny") == [("manager", "sso", False)]
    client.http.cookies.set("handlepligt", theirs, domain="handlepligt.test")
    assert (await client.get("/enheder")).status_code == 303
    kinds = await fetch_rows("SELECT action FROM audit_entries WHERE entity_kind = 'sso_mapping' ORDER BY seq")
    assert [str(row["action"]) for row in kinds] == ["created", "removed"]


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


async def test_without_single_sign_on_there_is_none(
    db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> None:
    async with make_client(settings, clock, db) as client:
        assert "kommunens login" not in (await client.get("/log-ind")).text
        for path in ("/log-ind/kommune", "/log-ind/kommune/svar?code=x&state=y"):
            assert (await client.get(path)).status_code == 404
        for path in ("/log-ind/kommune", "/log-ud/kommune"):
            assert (await client.post(path, {})).status_code == 404
