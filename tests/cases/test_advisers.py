"""An external adviser: one case, its open part, comments and evidence, to the end of a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.access.enums import Permission, Role, Tier
from app.access.policy import Actor, Grant, may
from app.accounts.actions import Adviser
from app.cases.actions import CreatedCase, end_share, share_case
from app.cases.queries import CaseFilter, get_case_ref, get_case_ref_by_id, list_cases, list_shares
from app.cases.rules.advisers import until_problem
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import fetch_rows
from app.evidence.actions import add_evidence_version
from app.organisation.queries import list_units
from app.plans.actions import update_item
from app.plans.enums import ItemStatus
from app.plans.queries import pick_people
from tests.factories import Cast, Client, Member
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case, to_item
from tests.factories_involvement import audit_of
from tests.factories_plans import make_item, read_item

TODAY = date(2025, 8, 20)


async def give(cast: Cast, case: CreatedCase, **values: Any) -> Adviser:
    actor = values.pop("actor", cast.anna.actor)
    sent = {
        "name": "Rita Råd",
        "email": "Rita@Raad.dk",
        "company": "Råd ApS",
        "until": TODAY + timedelta(days=30),
        "reason": "Undersøgelsespåbud",
    }
    return await share_case(actor, case.id, **{**sent, **values})


def rita(cast: Cast, made: Adviser, case: CreatedCase) -> Actor:
    grant = Grant(Role.EXTERNAL_ADVISER, None, cast.municipality, case=case.id)
    return replace(cast.gerda.actor, person=made.person, name=made.name, grants=(grant,))


@pytest.mark.parametrize(
    ("until", "is_right"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (date(2026, 8, 20), True),
        (date(2026, 8, 21), False),
    ],
)
def test_the_last_day_is_today_or_within_a_year(until: date, is_right: bool) -> None:
    assert (until_problem(until, TODAY) == "") is is_right


async def test_an_adviser_gets_a_login_and_one_case_and_it_ends_by_itself(cast: Cast, client: Client) -> None:
    case, other = await make_case(cast), await make_case(cast)
    made = await give(cast, case)
    assert made.issued is not None
    assert (made.issued.username, made.issued.email) == ("rita@raad.dk", "Rita@Raad.dk")
    member = Member(made.person, made.public_id, made.name, "rita@raad.dk", (), cast.clock)
    await client.as_(member)
    home = await client.get("/")
    assert (home.status_code, home.headers["location"]) == (303, f"/sager/{case.public_id}")
    page = (await client.get(f"/sager/{case.public_id}")).text
    assert 'href="/enheder"' not in page
    assert "netop denne sag" in (await client.get(f"/min-adgang?sag={case.public_id}")).text
    assert (await client.get(f"/sager/{other.public_id}")).status_code == 404
    cast.clock.instant += timedelta(days=30)
    await client.as_(member)
    assert (await client.get(f"/sager/{case.public_id}")).status_code == 200  # the last day
    cast.clock.instant += timedelta(days=1)
    assert (await client.get(f"/sager/{case.public_id}")).status_code in (303, 404)
    await client.as_(member)
    assert (await client.get(f"/sager/{case.public_id}")).status_code == 404


async def test_an_adviser_comments_and_adds_and_does_nothing_else(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    item = await make_item(cast, case)
    theirs = await make_evidence(cast, to_item(item))
    actor = rita(cast, await give(cast, case), case)
    seen = (await read_item(cast, item)).version
    await update_item(actor, item.id, status=ItemStatus.PLANNED, note="Se også bilaget.", seen=seen)
    for status, tier in ((ItemStatus.IN_PROGRESS, Tier.OPEN), (ItemStatus.PLANNED, Tier.RESTRICTED)):
        with pytest.raises((Denied, Invalid)):
            await update_item(actor, item.id, status=status, note="x", seen=seen + 1, tier=tier)
    for link in (to_item(item), to_case(case)):
        made = await make_evidence(cast, link, actor=actor)
    assert await add_evidence_version(actor, made.public_id, seen=1, esdh_reference="25/7") == 2
    with pytest.raises(Denied):
        await add_evidence_version(actor, theirs.public_id, seen=1, esdh_reference="25/7")
    ref = await get_case_ref_by_id(actor.scope, case.id)

    allowed = {each for each in Permission if may(actor, each, ref.ancestors).ok}
    assert allowed == {Permission.CASE_READ, Permission.ITEM_COMMENT, Permission.EVIDENCE_ADD}
    assert [each.id for each in (await list_cases(actor.scope, CaseFilter())).cases] == [case.id]
    assert await pick_people(actor.scope, municipality=cast.municipality) == []
    assert await list_units(actor.scope) == ()


async def test_stopping_holds_at_once_and_logs_the_reason(cast: Cast, client: Client) -> None:
    case, other = await make_case(cast), await make_case(cast)
    made = await give(cast, case)
    (share,) = await list_shares(cast.anna.scope, case.id)
    await client.as_(Member(made.person, made.public_id, made.name, "rita@raad.dk", (), cast.clock))
    for wrong, fault in (((other.id, share.public_id, "x"), NotFound), ((case.id, share.public_id, " "), Invalid)):
        with pytest.raises(fault):
            await end_share(cast.anna.actor, wrong[0], wrong[1], reason=wrong[2])
    await end_share(cast.erik.actor, case.id, share.public_id, reason="Færdig")
    assert (await client.get(f"/sager/{case.public_id}")).status_code == 303  # logged out
    with pytest.raises(RuleViolation):
        await end_share(cast.anna.actor, case.id, share.public_id, reason="Igen")
    assert [each.has_ended(TODAY) for each in await list_shares(cast.anna.scope, case.id)] == [True]
    logged = [(action, payload.reason) for action, kind, payload in await audit_of(case.id) if kind == "role_grant"]
    assert logged == [("created", "Undersøgelsespåbud"), ("changed", "Færdig")]
    again = await give(cast, case, name="Nogen anden", email="rita@raad.dk")
    assert (again.person, again.name) == (made.person, "Rita Råd")


async def test_who_shares_with_whom(cast: Cast) -> None:
    case = await make_case(cast)
    for person in (cast.bo, cast.gerda):
        with pytest.raises(Denied):
            await give(cast, case, actor=person.actor)
    for person in (cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await give(cast, case, actor=person.actor)
    for values, field in (
        ({"email": "bo@eksempel.dk"}, "email"),  # works there: nobody becomes their own adviser
        ({"email": "Anna@Eksempel.dk"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "ikke en adresse"}, "email"),
        ({"name": " "}, "name"),
        ({"reason": " "}, "reason"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
    ):
        with pytest.raises(Invalid) as refused:
            await give(cast, case, **values)
        assert list(refused.value.fields) == [field]
    assert await fetch_rows("SELECT id FROM role_grants WHERE role = 'external_adviser'") == []
    made = await give(cast, case)
    with pytest.raises(Invalid) as twice:
        await give(cast, case)
    assert list(twice.value.fields) == ["email"]
    with pytest.raises(Denied):
        await give(cast, case, actor=rita(cast, made, case))


async def test_the_pages_by_hand(cast: Cast, client: Client) -> None:
    case = await make_case(cast)
    base = f"/sager/{case.public_id}/raadgivere"
    await client.as_(cast.anna)
    assert f'href="{base}"' in (await client.get(f"/sager/{case.public_id}")).text
    sent = {"name": "Rita Råd", "email": "rita@raad.dk", "until": "31.08.2025", "reason": "Påbud", "company": "Råd"}
    wrong = await client.post(f"{base}/ny", {**sent, "until": "31.08.2027"})
    assert (wrong.status_code, "Vælg senest 20.08.2026" in wrong.text, "Rita Råd" in wrong.text) == (422, True, True)
    shown = await client.post(f"{base}/ny", sent)
    assert (shown.status_code, "/adgang/" in shown.text) == (200, True)
    (share,) = await list_shares(cast.anna.scope, case.id)
    page = (await client.get(base)).text
    assert ("har adgang" in page, "Rita Råd, Råd" in page) == (True, True)
    cast.clock.instant += timedelta(minutes=10, seconds=1)
    assert (await client.post(f"{base}/{share.public_id}/stop", {"reason": "Slut"})).status_code == 401
    await client.as_(cast.anna)
    assert (await client.post(f"{base}/{share.public_id}/stop", {"reason": "Slut"})).status_code == 303
    assert "stoppet samme dag" in (await client.get(base)).text
    assert (await get_case_ref(cast.anna.scope, case.public_id)).id == case.id
