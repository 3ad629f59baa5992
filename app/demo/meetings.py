"""Meetings of the demo (made up): a committee that sends an item up, and gets an answer."""

import functools
from collections.abc import Sequence
from datetime import date, timedelta

from app.access.policy import Actor
from app.accounts.queries.near import list_near
from app.approvals.actions import Question, ask_committee
from app.approvals.enums import ApprovalTarget
from app.cases.queries import CaseFilter, list_cases
from app.committees.queries import list_committees
from app.cycles.queries import list_standing
from app.demo.timeline import Timeline
from app.demo.town import FIRST_WORKPLACE, Town
from app.involvement.enums import InvolvementKind
from app.meetings.actions import (
    ItemFacts,
    MeetingFacts,
    add_item,
    create_meetings,
    record_outcome,
    save_participants,
    send_item,
)
from app.meetings.enums import MeetingKind, Presence
from app.meetings.policy import Forum
from app.meetings.queries import (
    get_committee_forum,
    get_unit_forum,
    list_expected,
    list_items,
    list_meetings,
)
from app.requests.actions import AnswerFacts, RequestFacts, answer_request, make_request
from app.requests.enums import StepKind
from app.requests.queries import units_of

_LOWER, _UPPER = "MED-udvalget for Social og Sundhed", "Hovedudvalget"
_ANSWERED = "Hvornår får alle den nye vagtplan at se? (opdigtet)"
_CASE = "Arbejdsmængde i aftenvagten"


def tell_meetings(timeline: Timeline, town: Town) -> None:
    """The lower one discussed a case and sent it up; the upper one has met, and both meet again."""
    today = town.keeper.now.today
    for ahead, happening in (
        (70, _plan),
        (39, _discuss),
        (38, _ask),
        (37, _ask_if_agreed),
        (11, _answer),
        (5, _propose),
    ):
        timeline.tell(today - timedelta(days=ahead), town.consultant, functools.partial(happening, today))


async def _forum(actor: Actor, name: str) -> Forum:
    row = next(each for each in (await list_committees(actor.scope)).rows if each.name == name)
    return await get_committee_forum(actor.scope, row.public_id)


async def _plan(today: date, actor: Actor) -> None:
    async def plan(forum: Forum, kind: MeetingKind, place: str, days: Sequence[int]) -> None:
        facts = MeetingFacts(kind=kind, held_on=today, starts="13.00", ends="15.00", place=place)
        await create_meetings(actor, forum, facts, [today + timedelta(days=each) for each in days])

    await plan(await _forum(actor, _LOWER), MeetingKind.ORDINARY, "Mødelokale 2", (-40, 16, 72))
    await plan(await _forum(actor, _UPPER), MeetingKind.ORDINARY, "Rådhuset", (-12, 44))
    unit = next(each.public_id for each in await list_standing(actor.scope) if each.name == FIRST_WORKPLACE)
    await plan(await get_unit_forum(actor.scope, unit), MeetingKind.STANDING, "Personalestuen", (-26, 2))


async def _discuss(today: date, actor: Actor) -> None:
    forum = await _forum(actor, _LOWER)
    meeting = (await list_meetings(actor.scope, forum))[-1]
    case = next(each for each in (await list_cases(actor.scope, CaseFilter(text=_CASE))).cases if each.title == _CASE)
    made = await add_item(
        actor,
        forum,
        ItemFacts(
            title="Bemanding om aftenen",
            text="Hvordan går det med planen, og hvad mangler vi? (opdigtet)",
            cases=(case.public_id,),
            meeting=meeting.public_id,
        ),
    )
    await add_item(
        actor, forum, ItemFacts(title="Eventuelt", text="Næste møde og nye emner.", meeting=meeting.public_id)
    )
    expected = await list_expected(actor.scope, meeting)
    came = {each.public_id: Presence.PRESENT for each in expected}
    await save_participants(actor, meeting.public_id, seen=meeting.version, presence=came)
    await record_outcome(
        actor,
        made.public_id,
        seen=1,
        outcome=InvolvementKind.DISCUSSED,
        decision="Vi beder udvalget over os om at se på vikarbudgettet.",
    )
    upper = (await _forum(actor, _UPPER)).public_id
    await send_item(actor, made.public_id, seen=2, to=upper, note="Kan vikarbudgettet følge med belægningen?")


async def _ask(today: date, actor: Actor) -> None:
    """Two requests of the lower committee: one is answered, the other one is overdue."""
    forum = await _forum(actor, _LOWER)
    owner = (await list_near(actor.scope, await units_of(actor.scope, forum.id)))[0].public_id
    asked_on, due_on = actor.today - timedelta(days=2), today - timedelta(days=9)
    for text in ("Hvor mange aftenvagter manglede en vikar i foråret? (opdigtet)", _ANSWERED):
        made = await make_request(actor, forum, RequestFacts(text=text, asked_on=asked_on, owner=owner, due_on=due_on))
    answer = AnswerFacts(kind=StepKind.ANSWER, text="I uge 12, efter lederens ferie (opdigtet).", document_no="25/31-9")
    await answer_request(actor, made.public_id, seen=1, facts=answer)


async def _ask_if_agreed(today: date, actor: Actor) -> None:
    """The plan of the case is put to the lower committee, and nobody has answered in time."""
    case = next(each for each in (await list_cases(actor.scope, CaseFilter(text=_CASE))).cases if each.title == _CASE)
    forum = await _forum(actor, _LOWER)
    question = Question(
        target=ApprovalTarget.PLAN,
        committee=forum.public_id,
        due_on=actor.today + timedelta(days=14),
        text="Læs planen, og svar for din side (opdigtet).",
    )
    await ask_committee(actor, case.id, question)


async def _answer(today: date, actor: Actor) -> None:
    forum = await _forum(actor, _UPPER)
    meeting = (await list_meetings(actor.scope, forum))[-1]
    (item, *_) = [each for each in await list_items(actor.scope, meeting) if each.origin is not None]
    await record_outcome(
        actor,
        item.public_id,
        seen=item.version,
        outcome=InvolvementKind.DISSENTED,
        decision="Ledelsen ser på budgettet til næste møde.",
        remark="Medarbejdersiden er uenig i at vente: »Vi mangler folk nu« (opdigtet).",
    )


async def _propose(today: date, actor: Actor) -> None:
    forum = await _forum(actor, _LOWER)
    await add_item(actor, forum, ItemFacts(title="Årets arbejdsmiljødrøftelse", text="Hvem forbereder den?"))
