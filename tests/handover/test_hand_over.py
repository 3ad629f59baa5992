"""Rule 26: what somebody leaves behind is flagged, and given to others with a reason."""

import asyncio
import html
import re

import pytest

from app.access.enums import Tier
from app.access.policy import Actor
from app.accounts.queries.holdings import Holdings, UnitHoldings, get_holdings
from app.cases.actions import CreatedCase
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.db.sql import execute, fetch_rows, insert_many
from app.db.transaction import transaction
from app.handover.actions import Chosen, hand_over
from app.handover.queries import count_withheld, get_holder, list_gone, list_held
from app.handover.rules import Counts
from app.organisation.actions import Created, deactivate_person
from app.plans.actions import edit_item
from app.plans.enums import ItemStatus
from app.plans.queries import get_item
from app.plans.tables import ActionItem
from tests.factories import Cast, Client, Member
from tests.factories_cases import make_case
from tests.factories_plans import make_item, read_item, set_status


async def _items(cast: Cast, case: CreatedCase, count: int) -> list[Created]:
    return [await make_item(cast, case, title=f"Bos tiltag {no}") for no in range(1, count + 1)]


async def _many(cast: Cast, case: CreatedCase, count: int) -> None:
    """Copies of one item: adding them one by one is not what is tested."""
    (first,) = await _items(cast, case, 1)
    (row,) = await fetch_rows("SELECT * FROM action_items WHERE id = {}", first.id)
    del row["id"]
    copies = [ActionItem(**{**row, "public_id": new_public_id(), "no": no}) for no in range(2, count + 1)]
    async with transaction():
        await insert_many(copies, chunk=20)


async def _chosen(actor: Actor, of: Member) -> list[Chosen]:
    return [Chosen(item.public_id, item.version) for item in await list_held(actor.scope, of.id)]


async def _hand_over(
    actor: Actor, of: Member, to: Member, chosen: list[Chosen], reason: str = "Bo er stoppet"
) -> Counts:
    holder = await get_holder(actor.scope, of.public_id)
    return await hand_over(actor, holder, chosen, to=to.id, reason=reason)


async def _owners() -> list[str]:
    rows = await fetch_rows(
        "SELECT p.name FROM action_items i JOIN persons p ON p.id = i.owner WHERE i.title LIKE 'Bos %' ORDER BY i.id"
    )
    return [str(row["name"]) for row in rows]


async def _entries(reason: str) -> int:
    rows = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id WHERE e.entity_kind = 'action_item'"
    )
    return sum(reason in str(row["json"]) for row in rows)


def _boxes(text: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'name="items" value="([^"]+)"', text)]


async def test_a_leaver_s_work_is_flagged_and_handed_over(client: Client, cast: Cast) -> None:
    """One chosen, then all the rest: as owner and as helper; the trail keeps the old name."""
    case = await make_case(cast)
    items = await _items(cast, case, 3)
    helping = await make_item(cast, case, title="Annas tiltag", owner=cast.anna.id, helpers=(cast.bo.id, cast.erik.id))
    await set_status(cast, items[0], ItemStatus.IN_PROGRESS, note="Bo begyndte")
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    await client.as_(cast.anna)
    for page, says in (
        ("/", f'<a href="/giv-videre/{cast.bo.public_id}">Efter Bo Ærø</a>'),
        ("/giv-videre", f'<a href="/giv-videre/{cast.bo.public_id}">Bo Ærø</a>'),
        (f"/tiltag/{items[0].public_id}", "er fratrådt"),
        (f"/sager/{case.public_id}", "Er fratrådt"),
        (f"/sager/{case.public_id}/handleplan", "Den ansvarlige er fratrådt"),
    ):
        assert says in (await client.get(page)).text, page
    path = f"/giv-videre/{cast.bo.public_id}"
    boxes = _boxes((await client.get(path)).text)
    assert len(boxes) == 4
    nothing = await client.post(path, {"to": cast.carl.public_id, "reason": "Bo er stoppet"})
    assert (nothing.status_code, "Vælg mindst ét tiltag, én sag eller én anmodning." in nothing.text) == (422, True)
    first = next(each for each in boxes if each.startswith(items[0].public_id))
    one = await client.post(path, {"to": cast.carl.public_id, "reason": "Bo er stoppet", "items": [first]})
    assert (one.status_code, one.headers["location"]) == (303, path)
    assert "1 tiltag er givet videre til Carl Syd." in (await client.get(path)).text
    rest = [each for each in boxes if each != first]
    by_name = {"to_name": "erik konsulent", "reason": "Bo er stoppet", "shown": rest, "everything": "1"}
    assert (await client.post(path, by_name)).headers["location"] == "/giv-videre"
    page = (await client.get("/giv-videre")).text
    assert "3 tiltag er givet videre til Erik Konsulent." in page
    assert "Alle tiltag og sager har en ansvarlig" in page
    assert "Mangler ny ansvarlig" not in (await client.get("/")).text
    assert await _owners() == ["Carl Syd", "Erik Konsulent", "Erik Konsulent"]
    found = await get_item(cast.anna.scope, helping.public_id)
    assert (found.item.owner_name, [each.name for each in found.helpers]) == ("Anna Leder", ["Erik Konsulent"])
    assert await _entries("Bo er stoppet") == 4  # one a row
    trail = await get_item(cast.anna.scope, items[0].public_id)
    assert [each.by_name for each in trail.updates] == ["Bo Ærø"]
    assert "Bo Ærø" in (await client.get(f"/sager/{case.public_id}/historik")).text


async def test_what_others_did_meanwhile_stops_it_row_by_row_and_loses_nothing(client: Client, cast: Cast) -> None:
    """Changed, done, given away: each is named, nothing is handed over, and what was typed and chosen stands."""
    case = await make_case(cast)
    changed, done, given, untouched = await _items(cast, case, 4)
    await client.as_(cast.anna)
    path = f"/giv-videre/{cast.bo.public_id}"
    boxes = _boxes((await client.get(path)).text)
    await edit_item(cast.erik.actor, changed.id, 1, cause="En anden årsag")
    await set_status(cast, done, ItemStatus.DONE, note="Klaret")
    await edit_item(cast.erik.actor, given.id, 1, owner=cast.erik.id, reason="Det er Eriks")
    sent = {"to": cast.carl.public_id, "reason": "Bo skal på barsel", "items": boxes}
    answer = await client.post(path, sent)
    assert answer.status_code == 409
    for says in (
        "Intet er givet videre endnu. 3 af de 4, du valgte, kunne ikke",
        "Bos tiltag 1: Tiltaget er ændret imens.",
        "Det er nu gennemført",
        "Ansvarlig er nu Erik Konsulent.",
        "Bo skal på barsel",
    ):
        assert says in html.unescape(answer.text), says
    assert await _owners() == ["Bo Ærø", "Bo Ærø", "Erik Konsulent", "Bo Ærø"]
    assert await _entries("Bo skal på barsel") == 0
    again = _boxes(answer.text)
    assert sorted(each.partition(".")[0] for each in again) == sorted([changed.public_id, untouched.public_id])
    assert len(re.findall(r'name="items" value="[^"]+" checked', answer.text)) == 2
    assert (await client.post(path, {**sent, "items": again})).status_code == 303
    assert await _owners() == ["Carl Syd", "Bo Ærø", "Erik Konsulent", "Carl Syd"]
    assert (await read_item(cast, changed)).cause == "En anden årsag"


async def test_two_who_hand_over_at_once(cast: Cast) -> None:
    """One is first, the other is told of every row; no item has gone two ways. And three hundred go in one go."""
    case = await make_case(cast)
    await _many(cast, case, 300)
    chosen = await _chosen(cast.anna.actor, cast.bo)
    answers = await asyncio.gather(
        _hand_over(cast.anna.actor, cast.bo, cast.carl, chosen),
        _hand_over(cast.erik.actor, cast.bo, cast.gerda, chosen),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in answers) == ["Counts", "RuleViolation"]
    (refused,) = [each for each in answers if isinstance(each, RuleViolation)]
    assert len(refused.blockers) == 300
    assert len(set(await _owners())) == 1
    assert await _entries("Bo er stoppet") == 300


async def test_who_may_hand_over_what_to_whom(client: Client, cast: Cast) -> None:
    """Leaders and consultants on the unit, what they may read, to people they share a unit with; nobody else."""
    case = await make_case(cast)
    open_one, closed_one = await _items(cast, case, 2)
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.RESTRICTED, closed_one.id)
    chosen = [Chosen(open_one.public_id, 1)]
    hidden = [Chosen(closed_one.public_id, 1)]
    for actor, of, to, rows, error in (
        (cast.bo.actor, cast.bo, cast.gerda, chosen, RuleViolation),  # AMR plans, but does not hand over
        (cast.hans.actor, cast.bo, cast.hans, chosen, NotFound),
        (cast.fie.actor, cast.bo, cast.carl, chosen, NotFound),
        (cast.anna.actor, cast.bo, cast.hans, chosen, Invalid),  # of another municipality
        (cast.anna.actor, cast.bo, cast.bo, chosen, Invalid),
        (cast.anna.actor, cast.bo, cast.carl, [], Invalid),
        (cast.anna.actor, cast.bo, cast.carl, hidden, RuleViolation),
        (cast.anna.actor, cast.bo, cast.carl, [*chosen, Chosen("222222222222", 1)], RuleViolation),
    ):
        with pytest.raises(error):
            await _hand_over(actor, of, to, rows)
    with pytest.raises(Invalid):
        await _hand_over(cast.anna.actor, cast.bo, cast.carl, chosen, reason=" ")
    assert await _owners() == ["Bo Ærø", "Bo Ærø"]
    assert await count_withheld(cast.anna.scope, cast.bo.id) == 1
    for who, code in ((cast.bo, 403), (cast.gerda, 403), (cast.fie, 403), (cast.hans, 404), (cast.anna, 200)):
        await client.as_(who)
        assert (await client.get(f"/giv-videre/{cast.bo.public_id}")).status_code == code, who.name
    page = (await client.get(f"/giv-videre/{cast.bo.public_id}")).text
    assert "1 tiltag er fortroligt" in page
    assert "Bos tiltag 2" not in page
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    assert [gone.items for gone in await list_gone(cast.anna.scope)] == [1]
    assert await list_gone(cast.hans.scope) == []


async def test_an_administrator_sees_how_much_and_who_can_help_but_no_case(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await _items(cast, case, 2)
    await make_item(cast, case, title="Hemmelig titel", owner=cast.anna.id, helpers=(cast.bo.id,))
    assert await get_holdings(cast.fie.scope, cast.bo.id) == Holdings(
        units=(
            UnitHoldings("Ågruppen Nord", 2, 1, 0, ("Anna Leder (leder)", "Erik Konsulent (arbejdsmiljøkonsulent)")),
        )
    )
    assert (await get_holdings(cast.fie.scope, cast.anna.id)).leaderless == ("Familiecentret",)
    await client.as_(cast.fie)
    path = f"/personer/{cast.bo.public_id}"
    for page in (f"{path}/fratraadt", path):
        text = (await client.get(page)).text
        assert "Bos tiltag" not in text
        assert "Hemmelig titel" not in text
        if page != path:
            assert "Anna Leder (leder), Erik Konsulent" in text
    left = await client.post(f"{path}/fratraadt", {"left_on": "2025-08-20", "version": "1"})
    assert left.status_code == 303
    text = (await client.get(path)).text
    assert "2 tiltag mangler en ny ansvarlig." in text
    assert "Anna Leder (leder), Erik Konsulent" in text
    assert "Kan give dem videre" in text
