"""The road of a report-back: which step one is at. Pure; from recorded facts alone, so nothing has to be kept up."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from app.reports.enums import RoadStep, StepState


class RoadFacts(msgspec.Struct, frozen=True, kw_only=True):
    """This round of reporting back: since the authority last asked for more, or from the beginning.

    `is_draft_current`: the case says what the draft says, but for spelling. `must_inform`: the kind asks for it, so
    `is_informed` is that somebody who opens the gate was informed of the draft as it is. `is_answered`: the authority
    says that the order is complied with.
    """

    is_complete: bool = False
    has_draft: bool = False
    is_draft_current: bool = False
    must_inform: bool = True
    is_informed: bool = False
    is_released: bool = False
    is_sent: bool = False
    is_answered: bool = False
    is_closed: bool = False


def current_step(facts: RoadFacts) -> RoadStep | None:
    """The step to take now; None when the case is closed. What has happened outside is never taken back: a sent
    report-back waits for its answer whatever came before it (rule 19)."""
    if facts.is_closed:
        return None
    if facts.is_answered:
        return RoadStep.END
    if facts.is_sent:
        return RoadStep.AWAIT
    if facts.is_released:
        return RoadStep.SEND
    if not facts.has_draft or not facts.is_draft_current:
        return RoadStep.DRAFT
    return RoadStep.RELEASE if facts.is_informed or not facts.must_inform else RoadStep.INFORM


def step_states(facts: RoadFacts) -> dict[RoadStep, StepState]:
    """How each step stands. The first is advice: it is done when nothing is missing, and never the one to take."""
    now = current_step(facts)
    done = {
        RoadStep.CHECK: facts.is_complete,
        RoadStep.DRAFT: facts.has_draft,
        RoadStep.INFORM: facts.is_informed,
        RoadStep.RELEASE: facts.is_released,
        RoadStep.SEND: facts.is_sent,
        RoadStep.AWAIT: facts.is_answered,
        RoadStep.END: facts.is_closed,
    }
    steps = [step for step in RoadStep if step is not RoadStep.INFORM or facts.must_inform]
    at = steps.index(now) if now else len(steps)
    return {step: _state(done[step], place, at) for place, step in enumerate(steps)}


def _state(is_done: bool, place: int, at: int) -> StepState:
    if place == at:
        return StepState.NOW
    if place > at:
        return StepState.LATER
    return StepState.DONE if is_done else StepState.SKIPPED


def remind_on(heard: Iterable[date | None], days: int) -> date | None:
    """When to ask for the authority's answer: `days` after the last thing known, be it the report-back, a letter or a
    control visit. A default of ours: no source gives the authority a time to answer in. None where nothing is known.
    """
    last = max((day for day in heard if day is not None), default=None)
    return last + timedelta(days=days) if last is not None else None
