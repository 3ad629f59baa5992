"""Inquiries of the council: who reads and answers what, what is put in from a case, and the memo that is frozen."""

from datetime import date

import pytest
from msgspec.structs import replace

from app.cases.queries import get_case_ref
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, SecondPerson, Stale
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.indicators.actions import put_value, withdraw_value
from app.indicators.queries import list_values
from app.indicators.rules import TypedFigure
from app.inquiries.actions import (
    InquiryFacts,
    QuestionFacts,
    approve_answer,
    change_inquiry,
    create_inquiry,
    freeze_memo,
    insert_facts,
    remove_fact,
    reopen_answer,
    withdraw_inquiry,
    write_answer,
    write_question,
)
from app.inquiries.content import read_memo
from app.inquiries.enums import AnswerState, Origin
from app.inquiries.facts import GONE, facts_of_case, source_of
from app.inquiries.memo_pdf import memo_text, render_memo
from app.inquiries.queries import get_inquiry, get_memo, list_inquiries, list_inquiries_due
from app.meetings.queries import get_committee_forum
from app.requests.actions import answer_request, withdraw_request
from tests.factories import Cast, Client, Member
from tests.factories_cases import make_case, make_focus_point
from tests.factories_indicators import make_figures, make_indicator
from tests.factories_inquiries import answer_and_approve, make_inquiry, make_secretary
from tests.factories_plans import make_item
from tests.factories_requests import PART, make_asked
from tests.web.html_check import faults


async def test_a_question_goes_from_the_council_to_a_frozen_memo(cast: Cast) -> None:
    """Anna leads the centre and its case; the secretary reads no case, and the memo says where each fact is from."""
    signe = await make_secretary(cast, cast.top)
    case = await make_case(cast)
    await make_focus_point(cast, case, title="Roller")
    inquiry, (first, second) = await make_inquiry(signe, cast.centre, "ældre", cast.anna.public_id, "")
    found = await get_inquiry(signe.scope, inquiry)
    # The tenth working day after Monday 30 June 2025.
    assert (found.row.due_on, found.row.is_due_default) == (date(2025, 7, 14), True)

    ref = await get_case_ref(cast.anna.scope, case.public_id)
    offered = {fact.key: fact.text for fact in await facts_of_case(cast.anna.actor, ref)}
    assert "Roller" in offered["focus:1"]
    assert await insert_facts(cast.anna.actor, inquiry, first, case=case.public_id, keys=["focus:1"]) == 1
    with pytest.raises(Invalid):
        await insert_facts(cast.anna.actor, inquiry, first, case=case.public_id, keys=["findes ikke"])
    with pytest.raises(NotFound):  # the secretary reads no case
        await insert_facts(signe.actor, inquiry, second, case=case.public_id, keys=["focus:1"])

    mine = await get_inquiry(cast.anna.scope, inquiry)
    await write_answer(
        cast.anna.actor, inquiry, first, seen=mine.question(first).version, answer="Vi er i gang.", not_held="Et tal."
    )
    version = (await get_inquiry(signe.scope, inquiry)).question(first).version
    with pytest.raises(SecondPerson):  # who wrote it does not approve it
        await approve_answer(cast.anna.actor, inquiry, first, seen=version)
    with pytest.raises(Stale):
        await approve_answer(signe.actor, inquiry, first, seen=version - 1)
    await approve_answer(signe.actor, inquiry, first, seen=version)
    with pytest.raises(RuleViolation):
        await write_answer(cast.anna.actor, inquiry, first, seen=version + 1, answer="Andet", not_held="")
    with pytest.raises(RuleViolation) as waiting:
        await freeze_memo(signe.actor, inquiry)
    assert waiting.value.message == "Spørgsmål 2 mangler et godkendt svar."
    await answer_and_approve(signe, cast.erik, inquiry, second, "Nej.")
    assert await freeze_memo(signe.actor, inquiry) == 1

    whole = await get_inquiry(signe.scope, inquiry)
    canonical, digest = await get_memo(signe.scope, whole, 1)
    text = memo_text(read_memo(canonical))
    assert f"Sag {ref.reference}, pr. 20.08.2025:\n- {offered['focus:1']}\n" in text
    assert "Det, kommunen ikke har: Et tal." in text
    assert "Dokumentnummer: Dok ældre" in text
    pdf = render_memo(canonical, digest)
    assert pdf == render_memo(canonical, digest)
    with pytest.raises(ValueError, match="hash"):
        render_memo(canonical + b" ", digest)
    for statement in ("UPDATE inquiry_memos SET content = 'andet'", "DELETE FROM inquiry_memos"):
        with pytest.raises(Exception, match="never changed"):
            async with transaction():
                await execute(statement)

    await reopen_answer(signe.actor, inquiry, first, seen=version + 1)  # the memo stays what it was
    assert (await get_memo(signe.scope, await get_inquiry(signe.scope, inquiry), 1))[0] == canonical
    kinds = await fetch_rows(
        "SELECT action FROM audit_entries WHERE entity_kind IN ('inquiry', 'inquiry_question') ORDER BY seq"
    )
    assert [row["action"] for row in kinds] == [
        *("created", "added", "added", "added", "changed", "approved", "changed", "approved", "released", "reopened"),
    ]


async def test_who_answers_one_question_reads_no_draft_of_another(cast: Cast) -> None:
    signe = await make_secretary(cast, cast.department)
    inquiry, (first, second) = await make_inquiry(signe, cast.department, "unge", cast.bo.public_id, "")
    row = (await get_inquiry(signe.scope, inquiry)).question(second)
    await write_answer(signe.actor, inquiry, second, seen=row.version, answer="Hemmeligt udkast", not_held="")
    seen = await get_inquiry(cast.bo.scope, inquiry)  # an AMR, who was given the first
    assert [(each.no, each.answer) for each in seen.questions] == [(1, ""), (2, "")]
    assert not seen.is_whole
    with pytest.raises(Denied):
        await write_answer(cast.bo.actor, inquiry, second, seen=row.version + 1, answer="Mit", not_held="")
    await write_answer(cast.bo.actor, inquiry, first, seen=1, answer="Vores svar", not_held="")
    with pytest.raises(Denied):
        await approve_answer(cast.bo.actor, inquiry, second, seen=row.version + 1)
    await approve_answer(cast.erik.actor, inquiry, second, seen=row.version + 1)
    assert (await get_inquiry(cast.bo.scope, inquiry)).question(second).answer == "Hemmeligt udkast"
    with pytest.raises(NotFound):
        await get_memo(cast.bo.scope, seen, 1)
    for outside in (cast.carl, cast.dorte, cast.fie, cast.gerda, cast.hans):
        assert await list_inquiries(outside.scope) == []
        with pytest.raises(NotFound):
            await get_inquiry(outside.scope, inquiry)
    due = await list_inquiries_due(cast.bo.scope, limit=9)
    assert [(each.own, each.waiting) for each in due] == [(1, 1)]
    await withdraw_inquiry(signe.actor, inquiry, seen=1, reason="Spørgsmålet er trukket tilbage")
    assert await list_inquiries(cast.bo.scope) == []
    with pytest.raises(RuleViolation):
        await write_question(signe.actor, inquiry, QuestionFacts(no=9, text="Mere?"))


async def test_what_cannot_be_is_refused_and_two_who_write_lose_nothing(cast: Cast) -> None:
    signe = await make_secretary(cast, cast.top)
    for facts, field in (
        (InquiryFacts(title=" "), "title"),
        (InquiryFacts(title="A", received_on=date(2030, 1, 1)), "received_on"),
        (InquiryFacts(title="A", received_on=date(2025, 7, 2), due_on=date(2025, 7, 1)), "due_on"),
    ):
        with pytest.raises(Invalid) as refused:
            await create_inquiry(signe.actor, cast.top.public_id, facts)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Denied):
        await create_inquiry(cast.anna.actor, cast.centre.public_id, InquiryFacts(title="A"))
    made = await create_inquiry(signe.actor, cast.top.public_id, InquiryFacts(title="Uden datoer"))
    (row,) = await list_inquiries(signe.scope)
    assert (row.due_on, row.is_due_default) == (None, False)  # unknown, and never guessed
    question = await write_question(signe.actor, made.public_id, QuestionFacts(no=3, text="Hvor mange?"))
    with pytest.raises(Invalid):
        await write_question(signe.actor, made.public_id, QuestionFacts(no=3, text="Igen?"))
    with pytest.raises(Invalid):  # nobody of this municipality
        await write_question(signe.actor, made.public_id, QuestionFacts(no=4, text="Hvem?", owner=cast.hans.public_id))
    await change_inquiry(signe.actor, made.public_id, seen=1, facts=InquiryFacts(title="Andet emne"))
    with pytest.raises(Stale):
        await change_inquiry(signe.actor, made.public_id, seen=1, facts=InquiryFacts(title="Tredje emne"))
    await write_answer(signe.actor, made.public_id, question.public_id, seen=1, answer="A", not_held="")
    with pytest.raises(Stale) as both:
        await write_answer(signe.actor, made.public_id, question.public_id, seen=1, answer="B", not_held="")
    assert [(each.label, each.mine, each.theirs) for each in both.value.conflicts] == [("Svar", "B", "A")]


async def test_a_fact_says_when_the_case_has_moved_on_and_can_be_taken_out(cast: Cast) -> None:
    signe = await make_secretary(cast, cast.top)
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    await make_item(cast, case, focus_points=(point.id,), title="Faste møder")
    inquiry, (question,) = await make_inquiry(signe, cast.department, "tid", cast.anna.public_id)
    ref = await get_case_ref(cast.anna.scope, case.public_id)
    key = next(fact.key for fact in await facts_of_case(cast.anna.actor, ref) if "Faste møder" in fact.text)
    await insert_facts(cast.anna.actor, inquiry, question, case=case.public_id, keys=[key])
    await insert_facts(cast.anna.actor, inquiry, question, case=case.public_id, keys=[key])  # renewed, not doubled
    (fact,) = (await get_inquiry(signe.scope, inquiry)).question(question).facts
    assert fact.public is None  # the secretary reads the sentence, and not the case
    row = (await get_inquiry(cast.anna.scope, inquiry)).question(question)
    assert row.state is AnswerState.DRAFT
    await remove_fact(cast.anna.actor, inquiry, question, fact.public_id, seen=row.version)
    assert (await get_inquiry(signe.scope, inquiry)).question(question).state is AnswerState.EMPTY


async def test_a_request_and_an_indicator_say_what_they_hold_with_all_that_goes_with_it(cast: Cast) -> None:
    """The consultant reads both; the secretary reads the sentences, and Carl neither reads the committee nor Nord."""
    signe = await make_secretary(cast, cast.top)
    inquiry, (question,) = await make_inquiry(signe, cast.centre, "tal", cast.erik.public_id)
    indicator = await make_indicator(cast.erik.actor, cast.municipality)
    await make_figures(cast.erik.actor, indicator, cast.nord, "løn")
    few = TypedFigure(
        period_from=date(2023, 1, 1), period_to=date(2023, 12, 31), numerator="3", denominator="40", caveat="Talt"
    )
    await put_value(cast.erik.actor, indicator.public_id, cast.nord.public_id, few)
    asked = await make_asked(cast.dorte.actor, cast.committee.public_id, owner=cast.bo.public_id)
    await answer_request(cast.bo.actor, asked, seen=1, facts=replace(PART, indicator=indicator.public_id))

    async def put_in(member: Member, origin: Origin, public_id: str) -> None:
        keys = [each.key for each in (await source_of(member.actor, origin, public_id)).facts]
        await insert_facts(member.actor, inquiry, question, case=public_id, keys=keys, origin=origin)

    await put_in(cast.erik, Origin.REQUEST, asked)
    await put_in(cast.erik, Origin.INDICATOR, indicator.public_id)
    await put_in(cast.erik, Origin.REQUEST, asked)  # renewed, not doubled
    for origin in Origin:
        with pytest.raises(NotFound):
            await insert_facts(cast.hans.actor, inquiry, question, case=asked, keys=["asked"], origin=origin)
    with pytest.raises(NotFound):
        await source_of(cast.carl.actor, Origin.REQUEST, asked)
    carls = await source_of(cast.carl.actor, Origin.INDICATOR, indicator.public_id)
    assert [each.key for each in carls.facts] == ["definition"]

    found = (await get_inquiry(signe.scope, inquiry)).question(question)
    assert {each.public for each in found.facts} == {None}
    forum = await get_committee_forum(cast.dorte.scope, cast.committee.public_id)
    assert found.facts[-1].source == f"Anmodning fra {forum.name}, 18.08.2025"
    texts = [each.text for each in found.facts]
    assert [text for text in texts if "2023" in text] == [
        "Personaleomsætning, Ågruppen Nord, 2023: skjult af hensyn til anonymitet. Forbehold: Talt. Pr. dato ukendt. "
        "Kilde ukendt."
    ]
    (figure,) = [text for text in texts if "= 12,5 %." in text]
    assert "Forbehold: Talt løn." in figure
    assert texts[-3:] == [
        f"{forum.name} bad 18. august 2025 (Nr. Hvor mange er stoppet?) om: Hvor mange er stoppet?",
        "Anmodningen er delvist besvaret. Svar senest: ingen frist sat.",
        "Delvist svar 20. august 2025: Den var højere end før. Forbehold: Talt i hånden. "
        "Indikator: Personaleomsætning.",
    ]

    await withdraw_request(cast.erik.actor, asked, seen=2, reason="Ikke længere nødvendigt")
    now = await source_of(cast.erik.actor, Origin.REQUEST, asked)
    assert now.said("status", texts[-2]) == "Anmodningen er trukket tilbage. Svar senest: ingen frist sat."
    key = next(each.key for each in found.facts if each.text == figure)
    assert carls.said(key, figure) == figure  # who does not read the unit is told nothing of it
    (value,) = [each for each in await list_values(cast.erik.scope, (indicator.id,)) if each.numerator == 20]
    await withdraw_value(cast.erik.actor, indicator.public_id, value.public_id, seen=1, reason="Forkert")
    assert (await source_of(cast.erik.actor, Origin.INDICATOR, indicator.public_id)).said(key, figure) == GONE


async def test_the_page_offers_what_the_reader_reads_and_leads_back_to_it(cast: Cast, client: Client) -> None:
    signe = await make_secretary(cast, cast.top)
    inquiry, (question,) = await make_inquiry(signe, cast.centre, "side", cast.erik.public_id)
    asked = await make_asked(cast.dorte.actor, cast.committee.public_id, "<b>Hvor mange</b> er stoppet?")
    here = f"/forespoergsler/{inquiry}/spoergsmaal/{question}/oplysninger"
    await client.as_(cast.erik)
    choice = await client.get(here)
    assert faults(choice.text) == []
    assert f"{here}?anmodning={asked}" in choice.text
    assert "<b>Hvor mange" not in choice.text
    chosen = await client.get(f"{here}?anmodning={asked}")
    assert faults(chosen.text) == []
    none = await client.post(here, data={"case": asked, "origin": "request"})
    assert none.status_code == 422
    assert "Vælg mindst en oplysning." in none.text
    assert "er stoppet?" in none.text  # still what the request says
    await client.post(here, data={"case": asked, "origin": "request", "keys": "asked"})
    page = await client.get(f"/forespoergsler/{inquiry}/spoergsmaal/{question}")
    assert faults(page.text) == []
    assert f'href="/udvalgsanmodninger/{asked}"' in page.text
