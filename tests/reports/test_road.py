"""Where one is on the road of a report-back (rules 19, 21, 22): from recorded facts alone."""

import itertools
from datetime import date

import msgspec
import pytest

from app.reports.enums import RoadStep, StepState
from app.reports.road import RoadFacts, current_step, remind_on, step_states

S, T = RoadStep, StepState
EVERY = [
    RoadFacts(**dict(zip(RoadFacts.__struct_fields__, values, strict=True)))
    for values in itertools.product((False, True), repeat=len(RoadFacts.__struct_fields__))
]


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({}, S.DRAFT),
        ({"has_draft": True, "is_draft_current": True}, S.INFORM),
        ({"has_draft": True, "is_draft_current": True, "must_inform": False}, S.RELEASE),
        ({"has_draft": True, "is_draft_current": True, "is_informed": True}, S.RELEASE),
        ({"has_draft": True, "is_draft_current": False, "is_informed": True}, S.DRAFT),
        ({"has_draft": True, "is_released": True, "is_informed": True}, S.SEND),
        ({"is_sent": True}, S.AWAIT),
        ({"is_sent": True, "is_answered": True}, S.END),
        ({"is_answered": True, "is_closed": True}, None),
    ],
)
def test_which_step_comes_next(facts, step):
    assert current_step(RoadFacts(**facts)) is step


def test_of_whatever_facts_one_step_is_now_and_what_lies_behind_says_whether_it_was_done():
    """Rule 19: a fact from outside is never refused, and what it went past is not called done."""
    for facts in EVERY:
        states = step_states(facts)
        now = [step for step, state in states.items() if state is T.NOW]
        assert now == ([] if facts.is_closed else [current_step(facts)])
        at = list(states).index(now[0]) if now else len(states)
        assert all((state is T.LATER) is (place > at) for place, state in enumerate(states.values()))
        done = {
            S.DRAFT: facts.has_draft,
            S.INFORM: facts.is_informed,
            S.RELEASE: facts.is_released,
            S.SEND: facts.is_sent,
        }
        for step, is_done in done.items():
            if states.get(step) in (T.DONE, T.SKIPPED):
                assert (states[step] is T.DONE) is is_done
        assert (S.INFORM in states) is facts.must_inform


def test_no_fact_that_comes_to_it_takes_a_step_back():
    for facts in EVERY:
        if facts.is_closed or facts.is_released or facts.is_sent:
            continue
        sent = msgspec.structs.replace(facts, is_sent=True)
        assert list(RoadStep).index(current_step(sent)) >= list(RoadStep).index(current_step(facts))


def test_the_reminder_counts_from_the_last_word():
    assert remind_on((date(2025, 8, 1), None, None), 28) == date(2025, 8, 29)
    assert remind_on((date(2025, 8, 1), date(2025, 8, 20), date(2025, 9, 10)), 28) == date(2025, 10, 8)
    assert remind_on((None,), 28) is None
