"""What committees ask for: asked, answered in parts, moved, opened again; read by the committee and who was asked."""

import asyncio
from datetime import date, timedelta

import msgspec
import pytest

from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.demo.inquiry import NOT_HELD
from app.demo.scenario import load_scenario
from app.meetings.queries import get_committee_forum
from app.requests import queries
from app.requests.actions import (
    AnswerFacts,
    RequestFacts,
    answer_request,
    ask_for_more,
    make_request,
    move_request,
    withdraw_request,
)
from app.requests.enums import RequestStatus, StepKind
from app.requests.pages import request_page, status_words
from app.requests.queries import get_request, list_open_at, list_requests, list_requests_due
from app.requests.rules import late_first
from tests.factories import Cast, Client, make_committee
from tests.factories_indicators import make_indicator
from tests.factories_requests import ASKED_ON, PART, make_asked
from tests.web.html_check import faults

TODAY = date(2025, 8, 20)


async def test_a_request_goes_from_the_committee_to_an_answer_and_back(cast: Cast) -> None:
    """Dorte sits in the committee of the centre; Bo leads a unit of it, is asked, and reads this request alone."""
    bo, dorte = cast.bo, cast.dorte
    made = await make_asked(dorte.actor, cast.committee.public_id, owner=bo.public_id, due_on=TODAY)
    found, forum = await get_request(bo.scope, made)
    assert (found.row.is_read, forum, found.row.owner_name, found.status) == (
        False,
        None,
        "Bo Ærø",
        RequestStatus.OPEN,
    )
    with pytest.raises(NotFound):
        await get_committee_forum(bo.scope, cast.committee.public_id)
    for outside in (cast.gerda, cast.hans, cast.carl):
        with pytest.raises(NotFound):
            await get_request(outside.scope, made)
    with pytest.raises(Denied):  # a member writes what is asked; the answer is for who was asked, or who plans
        await answer_request(dorte.actor, made, seen=1, facts=PART)

    await answer_request(bo.actor, made, seen=1, facts=PART)
    with pytest.raises(Stale):
        await answer_request(bo.actor, made, seen=1, facts=PART)
    cast.clock.instant += timedelta(days=1)
    (late,) = await list_requests_due(bo.scope, limit=9)
    assert status_words(late, bo.actor.today) == ("Delvist besvaret, fristen er overskredet", "danger")
    await move_request(
        bo.actor, made, seen=2, owner=bo.public_id, due_on=date(2025, 10, 1), reason="Lønsystemet er skiftet"
    )
    page = request_page(bo.actor, *await get_request(bo.scope, made))
    assert (page.due, page.first_due, page.can_answer, page.can_ask_for_more) == (
        "01.10.2025",
        "20.08.2025",
        True,
        False,
    )
    assert [(step.kind, step.text, step.caveat) for step in page.steps] == [
        ("Delvist svar", "Den var højere end før", "Talt i hånden"),
        ("Ny frist eller ansvarlig", "Lønsystemet er skiftet", ""),
    ]

    await answer_request(bo.actor, made, seen=3, facts=AnswerFacts(kind=StepKind.ANSWER, text="Tre"))
    assert await list_requests_due(bo.scope, limit=9) == []
    with pytest.raises(RuleViolation):
        await answer_request(bo.actor, made, seen=4, facts=PART)
    with pytest.raises(Denied):  # whether it was enough is for the committee to say
        await ask_for_more(bo.actor, made, seen=4, reason="Nej")
    await ask_for_more(dorte.actor, made, seen=4, reason="Og ledere?")
    found, _ = await get_request(dorte.scope, made)
    assert (found.status, found.steps[-1].text) == (RequestStatus.PART, "Og ledere?")
    with pytest.raises(Denied):
        await withdraw_request(dorte.actor, made, seen=5, reason="Fejl")
    await withdraw_request(cast.erik.actor, made, seen=5, reason="Fejl")
    assert (await get_request(dorte.scope, made))[0].status is RequestStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"asked_on": TODAY + timedelta(1)}, "asked_on"),
        ({"due_on": ASKED_ON - timedelta(1)}, "due_on"),
        ({"owner": "findes-ikke"}, "owner"),
    ],
)
async def test_what_is_wrong_is_told_by_field(cast: Cast, changed: dict[str, object], field: str) -> None:
    forum = await get_committee_forum(cast.dorte.scope, cast.committee.public_id)
    facts = msgspec.structs.replace(RequestFacts(text="Tal", asked_on=ASKED_ON), **changed)
    with pytest.raises(Invalid) as refused:
        await make_request(cast.dorte.actor, forum, facts)
    assert list(refused.value.fields) == [field]
    assert await fetch_value(int, "SELECT COUNT(*) FROM committee_requests") == 0


async def test_an_answer_needs_words_a_kind_and_an_indicator_that_is_read(cast: Cast) -> None:
    made = await make_asked(cast.erik.actor, cast.committee.public_id)
    for facts, field in (
        (AnswerFacts(kind=StepKind.IMPOSSIBLE, text=""), "text"),
        (AnswerFacts(kind=StepKind.MOVED, text="Tre"), "kind"),
        (AnswerFacts(kind=StepKind.ANSWER, text="Tre", indicator="findes-ikke"), "indicator"),
    ):
        with pytest.raises(Invalid) as refused:
            await answer_request(cast.erik.actor, made, seen=1, facts=facts)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):  # nothing is moved
        await move_request(cast.erik.actor, made, seen=1, owner="", due_on=None, reason="Hm")
    assert (await get_request(cast.erik.scope, made))[0].steps == ()


async def test_two_answers_at_once_do_not_hide_each_other(cast: Cast) -> None:
    made = await make_asked(cast.erik.actor, cast.committee.public_id)
    done = await asyncio.gather(
        *(answer_request(cast.erik.actor, made, seen=1, facts=PART) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "Stale"]
    assert len((await get_request(cast.erik.scope, made))[0].steps) == 1


async def test_what_was_answered_is_never_changed(cast: Cast) -> None:
    made = await make_asked(cast.erik.actor, cast.committee.public_id)
    await answer_request(cast.erik.actor, made, seen=1, facts=PART)
    for statement in ("UPDATE request_steps SET text = 'x'", "DELETE FROM request_steps"):
        with pytest.raises(Exception, match="never changed"):
            async with transaction():
                await execute(statement)


async def test_a_committee_lists_its_own_and_a_pack_what_was_open_then(cast: Cast) -> None:
    """Overdue first, no day last; another committee's are its own."""
    actor, committee = cast.erik.actor, cast.committee.public_id
    low = await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id], cast.bo.id)
    await make_asked(actor, low.public_id, "En anden")
    never = await make_asked(actor, committee, "Uden frist")
    await make_asked(actor, committee, "Senere", due_on=TODAY + timedelta(30))
    late = await make_asked(actor, committee, "Nu", due_on=ASKED_ON)
    forum = await get_committee_forum(cast.dorte.scope, committee)
    found = late_first(await list_requests(cast.dorte.scope, forum), TODAY)
    assert [each.row.text for each in found] == ["Nu", "Senere", "Uden frist"]
    before = actor.now
    cast.clock.instant += timedelta(days=1)
    await answer_request(cast.erik.actor, late, seen=1, facts=AnswerFacts(kind=StepKind.ANSWER, text="Tre"))
    await move_request(cast.erik.actor, never, seen=1, owner="", due_on=TODAY + timedelta(9), reason="Aftalt")
    for moment, open_then in (
        (before - timedelta(seconds=1), []),
        (before, [("Nu", ASKED_ON), ("Senere", TODAY + timedelta(30)), ("Uden frist", None)]),
        (cast.clock.now(), [("Senere", TODAY + timedelta(30)), ("Uden frist", TODAY + timedelta(9))]),
    ):
        at_that_time = await list_open_at(cast.dorte.scope, forum.id, moment)
        assert sorted((each.row.text, each.row.due_on) for each in at_that_time) == open_then


async def test_nothing_open_is_left_out_for_what_was_answered(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are cut; what is answered is cut first, also where it was due before."""
    monkeypatch.setattr(queries, "MOST", 2)
    actor, committee = cast.erik.actor, cast.committee.public_id
    for no in range(2):
        made = await make_asked(actor, committee, f"Besvaret {no}", due_on=ASKED_ON)
        await answer_request(actor, made, seen=1, facts=AnswerFacts(kind=StepKind.ANSWER, text="Tre"))
    await make_asked(actor, committee, "Åben", due_on=TODAY)
    forum = await get_committee_forum(actor.scope, committee)
    assert [each.row.text for each in await list_requests(actor.scope, forum)] == ["Åben", "Besvaret 0"]
    assert [each.row.text for each in await list_open_at(actor.scope, forum.id, actor.now)] == ["Åben"]


async def test_the_request_of_7_april_is_open_on_14_july_with_its_caveat_and_no_figure(cast: Cast) -> None:
    cast.clock.instant = cast.clock.instant.replace(year=2025, month=7, day=14)
    await load_scenario(cast.system)
    key = await fetch_value(int, "SELECT committee FROM committee_requests")
    (found,) = await list_open_at(cast.system.scope, key or 0, cast.clock.now())
    assert (found.row.asked_on, found.row.due_on, found.row.owner) == (date(2025, 4, 7), None, None)
    (part,) = found.steps
    assert (found.status, part.kind, part.caveat) == (RequestStatus.PART, StepKind.PART, NOT_HELD)
    assert "højere end i de foregående år" in part.text
    assert not any(sign in part.text.partition("Kilde")[0].replace("2024", "") for sign in "0123456789%")


async def test_only_who_reads_indicators_is_led_to_the_one_that_an_answer_names(cast: Cast) -> None:
    """Bo is asked and reads indicators, Gerda is asked and reads none: neither reads what the committee does."""
    indicator = await make_indicator(cast.erik.actor, cast.municipality)
    for member, href in ((cast.bo, f"/indikatorer/{indicator.public_id}"), (cast.gerda, None)):
        made = await make_asked(cast.dorte.actor, cast.committee.public_id, owner=member.public_id)
        facts = AnswerFacts(kind=StepKind.ANSWER, text="Se tallene", indicator=indicator.public_id)
        await answer_request(cast.erik.actor, made, seen=1, facts=facts)
        (step,) = request_page(member.actor, *await get_request(member.scope, made)).steps
        assert (step.indicator, step.indicator_href) == ("Personaleomsætning", href)


async def test_the_page_of_a_committee_holds_what_it_waits_for_late_first(cast: Cast, client: Client) -> None:
    """Dorte sits in it; Carl knows the committee of his centre, and reads nothing that it does."""
    path = f"/udvalg/{cast.committee.public_id}"
    for text, due_on in (("Uden frist", None), ("For sent", date(2025, 8, 19)), ("Svaret", None)):
        made = await make_asked(cast.dorte.actor, cast.committee.public_id, text, due_on=due_on)
    await answer_request(cast.erik.actor, made, seen=1, facts=AnswerFacts(kind=StepKind.ANSWER, text="Tre"))
    await client.as_(cast.dorte)
    page = await client.get(path)
    assert faults(page.text) == []
    assert "Svaret</a>" not in page.text
    assert page.text.index("For sent</a>") < page.text.index("Uden frist</a>")
    assert "Åben, fristen er overskredet" in page.text
    await client.as_(cast.carl)
    other = await client.get(path)
    assert "For sent" not in other.text
    assert "Åbne anmodninger" not in other.text
