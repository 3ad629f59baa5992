"""An external adviser: one case, its open part, comments and evidence, to the end of a day."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.access.enums import Permission, Role, Tier
from app.access.policy import Actor, Grant, may
from app.accounts.actions import Adviser, choose_password, import_people, issue_link
from app.cases.actions import CreatedCase, end_share, share_case
from app.cases.queries import CaseFilter, get_case_ref, get_case_ref_by_id, list_cases, list_shares
from app.cases.rules.advisers import until_problem
from app.config import Settings
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import fetch_rows
from app.evidence.actions import add_evidence_version
from app.organisation.queries import list_units
from app.plans.actions import update_item
from app.plans.enums import ItemStatus
from app.plans.queries import pick_people
from tests.factories import Cast, Client, Member, make_member
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case, to_item
from tests.factories_involvement import audit_of
from tests.factories_plans import make_item, read_item

TODAY = date(2025, 8, 20)
WORDS = "Kaffekande-traktor-92"


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


async def choose(cast: Cast, settings: Settings, token: str) -> None:
    await choose_password(cast.system, settings, token, new=WORDS, again=WORDS, address="192.0.2.1", browser="")


async def list_usernames(email: str) -> list[str]:
    rows = await fetch_rows(
        "SELECT a.username FROM accounts a JOIN persons p ON p.id = a.person WHERE p.email = {} ORDER BY a.id", email
    )
    return [str(row["username"]) for row in rows]


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
    assert (made.issued.username[:13], made.issued.email) == ("rita@raad.dk-", "Rita@Raad.dk")
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
        ({"email": "Anna@Eksempel.dk"}, "email"),  # nobody becomes their own adviser
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
    for actor in (cast.anna.actor, cast.erik.actor):
        with pytest.raises(Invalid) as twice:
            await give(cast, case, actor=actor)
        assert list(twice.value.fields) == ["email"]
    with pytest.raises(Denied):
        await give(cast, case, actor=rita(cast, made, case))


async def test_nobody_is_given_the_login_that_another_leader_made(
    cast: Cast, client: Client, settings: Settings
) -> None:
    leaders = [
        await make_member(cast.clock, cast.municipality, name, Role.MANAGER, unit)
        for name, unit in (("Nora Nord", cast.nord.id), ("Sanne Syd", cast.syd.id))
    ]
    cases = [await make_case(cast, actor=leaders[0].actor)]
    cases += [await make_case(cast, units=(cast.syd.id,), actor=leaders[1].actor) for _ in range(2)]
    first = await give(cast, cases[0], actor=leaders[0].actor)
    second = await give(cast, cases[1], actor=leaders[1].actor)
    third = await give(cast, cases[2], actor=leaders[1].actor, email="rita@raad.dk")  # their own: a new link to it
    assert second.issued is not None
    assert third.issued is not None
    assert len({first.person, second.person}) == 2
    assert (second.is_new, third.is_new, third.person) == (True, False, second.person)
    with pytest.raises(NotFound):  # the earlier link is void
        await choose(cast, settings, second.issued.token)
    await choose(cast, settings, third.issued.token)
    await client.post("/log-ind", {"username": third.issued.username, "password": WORDS})
    seen = [(await client.get(f"/sager/{case.public_id}")).status_code for case in cases]
    assert seen == [404, 200, 200]

    await end_share(
        leaders[1].actor, cases[1].id, (await list_shares(leaders[1].scope, cases[1].id))[0].public_id, reason="x"
    )
    again = await give(cast, cases[1], actor=leaders[1].actor)
    assert (again.person, again.is_new, again.issued) == (second.person, False, None)  # logs in as before
    await issue_link(cast.fie.actor, second.person)  # may have been shown to somebody else than the adviser
    other = await make_case(cast, units=(cast.syd.id,), actor=leaders[1].actor)
    assert (await give(cast, other, actor=leaders[1].actor)).is_new


async def test_an_address_that_somebody_has_is_answered_as_one_that_nobody_has(cast: Cast, client: Client) -> None:
    """Bo works there, Rita is another leader's adviser, nobody has the third."""
    await give(cast, await make_case(cast), actor=cast.erik.actor)
    await client.as_(cast.anna)
    told = set()
    for email in ("bo@eksempel.dk", "rita@raad.dk", "ukendt@raad.dk"):
        case = await make_case(cast)
        sent = {"name": "Råd", "email": email, "until": "31.08.2025", "reason": "Påbud", "company": ""}
        page = await client.post(f"/sager/{case.public_id}/raadgivere/ny", sent)
        assert (page.status_code, "Rådgiveren har fået en ny bruger." in page.text) == (200, True)
        told.add(re.sub(r"-\d{4}\b", "-NNNN", (await list_usernames(email))[-1]).replace(email, "ADDRESS"))
    assert told == {"ADDRESS-NNNN"}
    assert (
        await fetch_rows("SELECT id FROM role_grants WHERE role = 'external_adviser' AND person = {}", cast.bo.id) == []
    )


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


async def test_a_file_of_people_never_means_an_adviser(cast: Cast) -> None:
    """Whoever shared the case first holds the link to that login: a row with the address makes a person of its own."""
    case = await make_case(cast)
    adviser = await give(cast, case, email="ny@eksempel.dk")
    lines = "Ekstern ID;Navn;E-mail;Stilling\n77;Nils Ny;ny@eksempel.dk;Ergoterapeut\n"
    done = await import_people(cast.system, cast.municipality, lines.encode(), apply=True)
    assert done.is_applied, done
    same = await fetch_rows("SELECT id FROM persons WHERE LOWER(email) = 'ny@eksempel.dk' ORDER BY id")
    assert len(same) == 2
    assert same[0]["id"] == adviser.person
