"""Workplace assessments and annual discussions of the demo (made up); of most units nothing is written."""

import functools
from datetime import date, timedelta

from app.access.policy import Actor
from app.cycles.actions import RecordFacts, create_record
from app.cycles.enums import CycleElement, CycleKind, ElementState, GoalOutcome, Participant
from app.cycles.queries import get_place, list_goals_to_evaluate, list_standing
from app.cycles.rules import ELEMENTS, Answer, Evaluation
from app.demo.timeline import Timeline
from app.demo.town import FIRST_WORKPLACE, Town

_PRESENT = (Participant.MANAGEMENT, Participant.HEALTH_SAFETY_REP)
_CHANGED = "Hjemmeplejen Vest"
_GOALS = "Alle nye får en fast makker de første tre måneder\nSparring hver anden uge i begge huse"
_NEXT_GOALS = "Sparring hver anden uge i begge huse\nVagtplanen ligger klar fire uger før"


def tell_cycles(timeline: Timeline, town: Town) -> None:
    """A home whose assessment is overdue and whose discussion is due soon, and a unit whose work has changed."""
    today = town.keeper.now.today
    for days, happening in ((1110, _assess), (690, _first_talk), (325, _second_talk), (20, _changed)):
        day = today - timedelta(days=days)
        timeline.tell(day, town.keeper, functools.partial(happening, day))


async def _unit(keeper: Actor, name: str) -> str:
    return next(each.public_id for each in await list_standing(keeper.scope) if each.name == name)


def _done(kind: CycleKind, day: date, but: CycleElement | None = None) -> tuple[Answer, ...]:
    return tuple(
        Answer(each, ElementState.NOT_YET) if each is but else Answer(each, ElementState.DONE, day)
        for each in ELEMENTS[kind]
    )


async def _assess(day: date, keeper: Actor) -> None:
    kind = CycleKind.WORKPLACE_ASSESSMENT
    facts = RecordFacts(
        held_on=day,
        covers_below=True,
        participants=_PRESENT,
        kept_at="Sag 2023-004410 (opdigtet)",
        readable_at="Intranettet, siden om arbejdsmiljø",
        answers=_done(kind, day, CycleElement.FOLLOW_UP),
    )
    await create_record(keeper, await _unit(keeper, FIRST_WORKPLACE), kind, facts)


async def _changed(day: date, keeper: Actor) -> None:
    kind = CycleKind.WORKPLACE_ASSESSMENT
    facts = RecordFacts(
        held_on=day - timedelta(days=380),
        participants=_PRESENT,
        answers=_done(kind, day - timedelta(days=380)),
        changed_on=day,
        changed_text="To distrikter er lagt sammen, og vagterne går nu på tværs (opdigtet).",
    )
    await create_record(keeper, await _unit(keeper, _CHANGED), kind, facts)


async def _first_talk(day: date, keeper: Actor) -> None:
    await _talk(keeper, day, _GOALS, ())


async def _second_talk(day: date, keeper: Actor) -> None:
    place = await get_place(keeper.scope, await _unit(keeper, FIRST_WORKPLACE))
    first, second = await list_goals_to_evaluate(keeper.scope, place.id)
    found = (
        Evaluation(first.public_id, GoalOutcome.REACHED, "Alle fem nye har haft en makker."),
        Evaluation(second.public_id, GoalOutcome.PARTLY, "Kun i hus A. Vi fortsætter med målet."),
    )
    await _talk(keeper, day, _NEXT_GOALS, found)


async def _talk(keeper: Actor, day: date, goals: str, found: tuple[Evaluation, ...]) -> None:
    kind = CycleKind.ANNUAL_DISCUSSION
    facts = RecordFacts(
        held_on=day,
        covers_below=True,
        participants=(*_PRESENT, Participant.UNION_REP),
        kept_at=f"Referat af {day:%d.%m.%Y} (opdigtet)",
        answers=_done(kind, day, None if found else CycleElement.LAST_GOALS),
        goals=goals,
        evaluations=found,
    )
    await create_record(keeper, await _unit(keeper, FIRST_WORKPLACE), kind, facts)
