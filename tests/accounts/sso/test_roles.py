"""Single sign-on: roles by the groups of the login, and rules for them."""

from datetime import timedelta

import msgspec
import pytest

from app.access.enums import Role
from app.accounts.actions import end_role, grant_role
from app.accounts.actions.sso import remove_mapping
from app.core.clock import FixedClock
from app.core.errors import Denied
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from tests.factories import Cast, Client, make_member
from tests.factories_accounts import stranger
from tests.factories_sso import NINA, roles_of, rule, said, sign_on
from tests.support import provider as support


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
