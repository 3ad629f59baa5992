"""Asking for evidence: delivered, accepted or returned, on the item, in one's list and on the overview."""

import re
from datetime import date, timedelta

import pytest

from app.access.enums import Tier
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.evidence import asking
from app.evidence.actions import Link, link_evidence, withdraw_evidence
from app.evidence.asking import Delivery
from app.evidence.enums import LinkKind, RequestState
from app.evidence.queries import get_evidence, list_item_evidence, list_links
from app.evidence.queries.requests import get_request, list_case_requests, list_item_requests, list_requests_waiting
from app.handover.actions import Chosen, hand_over
from app.handover.queries import get_holder, list_gone
from app.organisation.actions import deactivate_person
from app.plans.actions import set_item_tier
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case, to_item
from tests.factories_plans import item_version, make_item

DUE = date(2025, 9, 1)
ESDH = Delivery(esdh_reference="25/77-1")


@pytest.fixture
async def case(cast):
    return await make_case(cast)


@pytest.fixture
async def item(cast, case):
    return await make_item(cast, case)


async def ask(cast, link, *, by=None, of=None, **fields):
    values = {"title": "Foto af liften", "asked_of": (of or cast.dorte).id, "due_on": DUE, **fields}
    return await asking.request_evidence((by or cast.anna).actor, link, cast.municipality, **values)


async def state_of(cast, made):
    row = await get_request(cast.anna.scope, made.public_id)
    return row.state, row.version


async def test_from_asking_to_accepting_and_back_once(cast, item):
    """Dorte may read and not add evidence: being asked is what lets her, for this alone."""
    made = await ask(cast, to_item(item))
    assert [each.public_id for each in await list_requests_waiting(cast.dorte.scope)] == [made.public_id]
    assert await list_requests_waiting(cast.anna.scope) == []
    await asking.deliver_evidence(cast.dorte.actor, made.public_id, seen=1, delivery=ESDH, comment="Værsgo")
    (piece,) = await list_item_evidence(cast.anna.scope, item.id)
    assert (piece.title, piece.esdh_reference, piece.added_by) == ("Foto af liften", "25/77-1", cast.dorte.id)
    assert [each.public_id for each in await list_requests_waiting(cast.anna.scope)] == [made.public_id]

    with pytest.raises(Invalid):
        await asking.return_delivery(cast.anna.actor, made.public_id, seen=2, comment=" ")
    await asking.return_delivery(cast.anna.actor, made.public_id, seen=2, comment="Uskarpt")
    with pytest.raises(Stale):
        await asking.deliver_evidence(cast.dorte.actor, made.public_id, seen=2, delivery=ESDH)
    await asking.deliver_evidence(cast.dorte.actor, made.public_id, seen=3, delivery=Delivery(chosen=[piece.public_id]))
    await asking.accept_delivery(cast.anna.actor, made.public_id, seen=4)
    assert await state_of(cast, made) == (RequestState.ACCEPTED, 5)
    with pytest.raises(RuleViolation):
        await asking.cancel_request(cast.anna.actor, made.public_id, seen=5, comment="Alligevel ikke")
    rows = await fetch_rows(
        "SELECT e.action FROM audit_entries e WHERE e.entity_kind = 'evidence_request' ORDER BY e.seq"
    )
    assert [row["action"] for row in rows] == ["asked_for", "delivered", "returned", "delivered", "accepted"]


async def test_who_may_ask_whom_and_who_may_answer(cast, case, item):
    with pytest.raises(Denied):
        await ask(cast, to_item(item), by=cast.gerda)
    with pytest.raises(NotFound):
        await ask(cast, to_item(item), by=cast.carl)
    for wrong in ({"of": cast.carl}, {"of": cast.anna}, {"asked_of": 99}, {"due_on": DUE - timedelta(60)}):
        with pytest.raises(Invalid):
            await ask(cast, to_item(item), **wrong)
    made = await ask(cast, to_case(case), of=cast.gerda)
    for member in (cast.erik, cast.anna):
        with pytest.raises(Denied):
            await asking.deliver_evidence(member.actor, made.public_id, seen=1, delivery=ESDH)
    with pytest.raises(Invalid):
        await asking.deliver_evidence(cast.gerda.actor, made.public_id, seen=1, delivery=Delivery())
    await asking.deliver_evidence(cast.gerda.actor, made.public_id, seen=1, delivery=ESDH)
    with pytest.raises(Denied):
        await asking.accept_delivery(cast.gerda.actor, made.public_id, seen=2)
    (piece,) = await fetch_rows("SELECT public_id FROM evidence")
    await withdraw_evidence(cast.anna.actor, str(piece["public_id"]), reason="Forkert")
    with pytest.raises(RuleViolation, match="withdrawn"):
        await asking.accept_delivery(cast.anna.actor, made.public_id, seen=2)
    assert [each.public_id for each in await list_case_requests(cast.bo.scope, case.id)] == [made.public_id]


async def test_a_request_is_read_with_what_it_is_about(cast, case, item):
    """An item for the management takes its requests along, for everybody but those named by their work on it."""
    made = await ask(cast, to_item(item), of=cast.erik)
    assert len(await list_item_requests(cast.gerda.scope, item.id)) == 1
    await set_item_tier(
        cast.anna.actor, item.id, tier=Tier.MANAGEMENT, readers=(), reason="Om få", seen=await item_version(item.id)
    )
    assert await list_item_requests(cast.gerda.scope, item.id) == []
    with pytest.raises(NotFound):
        await get_request(cast.gerda.scope, made.public_id)
    await asking.deliver_evidence(
        cast.erik.actor, made.public_id, seen=1, delivery=Delivery(esdh_reference="1", tier=Tier.RESTRICTED)
    )
    (piece,) = await list_item_evidence(cast.anna.scope, item.id)
    assert piece.tier is Tier.RESTRICTED


async def test_evidence_of_a_confidential_item_is_not_laid_open_by_a_link(cast, case, item):
    """Bo owns the item and reads it for that; letting others read what hangs on it is for who reads it by role."""
    await set_item_tier(
        cast.anna.actor, item.id, tier=Tier.MANAGEMENT, readers=(), reason="Om få", seen=await item_version(item.id)
    )
    made = await make_evidence(cast, to_item(item))
    with pytest.raises(Denied):
        await link_evidence(cast.bo.actor, made.public_id, [Link(LinkKind.CASE, case.public_id)])
    await link_evidence(cast.anna.actor, made.public_id, [Link(LinkKind.CASE, case.public_id)])
    assert len(await list_links(cast.anna.scope, (await get_evidence(cast.bo.scope, made.public_id)).id)) == 2


async def test_a_leaver_hands_their_requests_on_both_sides(cast, case, item):
    first = await ask(cast, to_case(case), of=cast.bo)
    second = await ask(cast, to_case(case), by=cast.bo, of=cast.gerda)
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    assert [(each.name, each.requests) for each in await list_gone(cast.anna.scope)] == [("Bo Ærø", 2)]
    holder = await get_holder(cast.anna.scope, cast.bo.public_id)
    chosen = [Chosen(first.public_id, 1), Chosen(second.public_id, 1)]
    with pytest.raises(RuleViolation, match=r"handover\.refused"):
        await hand_over(cast.erik.actor, holder, [], [], chosen, to=cast.gerda.id, reason="Bo er stoppet")
    await hand_over(cast.erik.actor, holder, [], [], chosen, to=cast.dorte.id, reason="Bo er stoppet")
    rows = {row.public_id: row for row in await list_case_requests(cast.anna.scope, case.id)}
    assert rows[first.public_id].asked_of == rows[second.public_id].asked_by == cast.dorte.id


def forms_of(page):
    return re.findall(r'name="act" value="(\w+)"', page.text)


async def test_the_pages_say_where_it_stands_and_who_is_next(client, cast, item):
    anna = await client.as_(cast.anna)
    path = f"/tiltag/{item.public_id}"
    assert f"{path}/anmodninger/ny" in (await anna.get(path)).text
    asked = await anna.post(
        f"{path}/anmodninger/ny", data={"title": "Foto", "asked_of": cast.bo.public_id, "due_on": "2025-08-22"}
    )
    assert asked.status_code == 303
    (href,) = set(re.findall(r"/anmodninger/[a-z0-9]{12}", (await anna.get(path)).text))
    assert forms_of(await anna.get(href)) == ["cancel"]

    bo = await client.as_(cast.bo)
    assert "Dokumentation, du er bedt om" in (await bo.get("/mine-tiltag")).text
    assert href in (await bo.get("/")).text
    assert forms_of(await bo.get(href)) == ["deliver"]
    sent = await bo.post(href, data={"act": "deliver", "esdh_reference": "25/1", "version": "1"})
    assert sent.status_code == 303

    anna = await client.as_(cast.anna)
    assert "Venter på dit svar" in (await anna.get("/")).text
    assert forms_of(await anna.get(href)) == ["accept", "return", "cancel"]
    wrong = await anna.post(href, data={"act": "return", "version": "2"})
    assert (wrong.status_code, "Skriv, hvad der mangler." in wrong.text) == (422, True)
    await anna.post(href, data={"act": "accept", "version": "2"})
    assert "Godkendt" in (await anna.get(path)).text
