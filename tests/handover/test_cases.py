"""Rule 26 for cases: who is accountable for one is replaced on the same page as for items."""

import html
import re

import msgspec
import pytest

from app.accounts.queries.holdings import get_holdings
from app.cases.actions import CreatedCase, change_owner, edit_case
from app.cases.enums import NoticeKind, Topic
from app.cases.queries import get_case_ref_by_id
from app.core.errors import RuleViolation
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.handover.actions import Chosen, hand_over
from app.handover.queries import get_holder
from app.handover.rules import Counts
from app.organisation.actions import deactivate_person
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.factories_plans import make_item


async def _of_bo(cast: Cast, title: str) -> CreatedCase:
    case = await make_case(cast, title=title)
    await change_owner(cast.anna.actor, case.id, seen=1, owner=cast.bo.id, reason="Bo står for den")
    return case


async def _owner(cast: Cast, case: CreatedCase) -> str:
    return (await get_case_ref_by_id(cast.anna.scope, case.id)).owner_name


async def _entries(reason: str) -> list[str]:
    rows = await fetch_rows(
        "SELECT e.entity_kind, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id ORDER BY e.id"
    )
    return sorted(str(row["entity_kind"]) for row in rows if reason in str(row["json"]))


def _boxes(text: str, name: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(rf'name="{name}" value="([^"]+)"', text)]


async def test_an_item_and_two_cases_of_a_leaver_go_in_one_act(client: Client, cast: Cast) -> None:
    """Flagged wherever the case is met, then moved with one reason; the administrator sees counts and no titles."""
    first, second = await _of_bo(cast, "Bos første sag"), await _of_bo(cast, "Bos anden sag")
    item = await make_item(cast, first, title="Bos tiltag")
    (held,) = (await get_holdings(cast.fie.scope, cast.bo.id)).units
    assert (held.unit_name, held.as_owner, held.cases) == ("Ågruppen Nord", 1, 2)
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    path = f"/giv-videre/{cast.bo.public_id}"
    await client.as_(cast.fie)
    text = (await client.get(f"/personer/{cast.bo.public_id}")).text
    assert ("2 åbne" in text, "Bos første sag" in text) == (True, False)
    await client.as_(cast.gerda)
    assert "Ansvarlig for sagen · Bo Ærø er fratrådt" in (await client.get("/")).text
    await client.as_(cast.anna)
    assert (await client.get("/sager")).text.count("Den ansvarlige er fratrådt") == 2
    assert "1 tiltag og 2 sager" in (await client.get("/")).text
    shown = (await client.get(f"/sager/{first.public_id}")).text
    assert "Den ansvarlige for sagen er fratrådt. Vælg en ny." in shown
    assert "er fratrådt</" in shown
    assert f'href="{path}"' in shown
    page = (await client.get(path)).text
    sent = {
        "to": cast.carl.public_id,
        "reason": "Bo er stoppet",
        "shown": _boxes(page, "items"),
        "shown_cases": _boxes(page, "cases"),
        "everything": "1",
    }
    assert (await client.post(path, sent)).headers["location"] == "/giv-videre"
    assert "1 tiltag og 2 sager er givet videre til Carl Syd." in (await client.get("/giv-videre")).text
    assert [await _owner(cast, first), await _owner(cast, second)] == ["Carl Syd", "Carl Syd"]
    assert await _entries("Bo er stoppet") == ["action_item", "case", "case"]
    assert "Carl Syd" in (await client.get(f"/tiltag/{item.public_id}")).text
    assert "Den ansvarlige for sagen er fratrådt" not in (await client.get(f"/sager/{first.public_id}")).text


async def test_a_case_that_was_changed_meanwhile_stops_it_and_loses_nothing(client: Client, cast: Cast) -> None:
    """Changed, given away: named row by row with what was chosen still chosen; the untouched case stays, too."""
    changed, given, untouched = [await _of_bo(cast, f"Bos sag {no}") for no in (1, 2, 3)]
    await client.as_(cast.anna)
    path = f"/giv-videre/{cast.bo.public_id}"
    boxes = _boxes((await client.get(path)).text, "cases")
    await edit_case(
        cast.erik.actor,
        changed.id,
        seen=2,
        kind=NoticeKind.IMPROVEMENT,
        title="Bos sag 1, rettet",
        topics=(Topic.WORKLOAD,),
    )
    await change_owner(cast.erik.actor, given.id, seen=2, owner=cast.erik.id, reason="Det er Eriks")
    sent = {"to": cast.carl.public_id, "reason": "Bo skal på barsel", "cases": boxes}
    answer = await client.post(path, sent)
    assert answer.status_code == 409
    for says in (
        "Intet er givet videre endnu. 2 af de 3, du valgte,",
        "Bos sag 1, rettet: Sagen er ændret imens.",
        "Sagen er givet videre imens. Ansvarlig er nu Erik Konsulent.",
        "Bo skal på barsel",
    ):
        assert says in html.unescape(answer.text), says
    assert await _entries("Bo skal på barsel") == []
    again = _boxes(answer.text, "cases")
    assert len(re.findall(r'name="cases" value="[^"]+" checked', answer.text)) == 2
    assert (await client.post(path, {**sent, "cases": again})).status_code == 303
    assert [await _owner(cast, each) for each in (changed, given, untouched)] == [
        "Carl Syd",
        "Erik Konsulent",
        "Carl Syd",
    ]


async def test_who_may_own_the_item_but_not_the_case(cast: Cast) -> None:
    """A case of another municipality needs one of its own people, and a case to give on needs the right on it: said
    at the row, and nothing moves. The item and the case of their own do."""
    case = await _of_bo(cast, "Bos sag")
    item = await make_item(cast, case, title="Bos tiltag")
    other = await make_case(cast, actor=cast.hans.actor, units=(cast.elsewhere.id,), title="Naboens sag")
    async with transaction():
        await execute("UPDATE cases SET owner = {} WHERE id = {}", cast.bo.id, other.id)
    both = msgspec.structs.replace(cast.anna.actor, grants=cast.anna.actor.grants + cast.hans.actor.grants)
    holder = await get_holder(both.scope, cast.bo.public_id)
    items, own = [Chosen(item.public_id, 1)], Chosen(case.public_id, 2)
    for actor, rows, to, says in (
        (
            both,
            (items, [own, Chosen(other.public_id, 1)]),
            cast.carl,
            "Den nye person kan ikke være ansvarlig for den.",
        ),
        (cast.bo.actor, ([], [own]), cast.gerda, "Din rolle på enheden giver ikke ret til det."),
        (cast.anna.actor, ([], [Chosen(other.public_id, 1)]), cast.carl, "En af sagerne kan du ikke længere se."),
    ):
        with pytest.raises(RuleViolation) as refused:
            await hand_over(actor, holder, *rows, to=to.id, reason="Bo er stoppet")
        (found,) = refused.value.blockers
        assert says in found.text
    assert await _owner(cast, case) == "Bo Ærø"
    assert await _entries("Bo er stoppet") == []
    given = await hand_over(both, holder, items, [own], to=cast.carl.id, reason="Bo er stoppet")
    assert given == Counts(1, 1)
    assert await _owner(cast, case) == "Carl Syd"
