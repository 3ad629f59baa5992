"""The steps of a request for evidence: a pure table, and who may take each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolation
from app.documents.enums import ScanState
from app.evidence.enums import RequestAct, RequestState
from app.evidence.rules import OPEN_REQUEST, STEPS, comment_problem, delivery_problem, next_state, permitted_acts

S, A = RequestState, RequestAct
ENDED = {S.ACCEPTED, S.CANCELLED}
_ACTS = st.lists(st.sampled_from(A), max_size=8)


def test_the_whole_table():
    assert {(old.value, act.value, new.value) for (old, act), new in STEPS.items()} == {
        ("requested", "deliver", "delivered"),
        ("returned", "deliver", "delivered"),
        ("delivered", "accept", "accepted"),
        ("delivered", "return", "returned"),
        ("requested", "cancel", "cancelled"),
        ("delivered", "cancel", "cancelled"),
        ("returned", "cancel", "cancelled"),
    }
    assert set(OPEN_REQUEST) == set(S) - ENDED


@given(_ACTS)
def test_whatever_is_tried_it_ends_once_and_is_accepted_only_after_a_delivery(acts):
    state, passed = S.REQUESTED, [S.REQUESTED]
    for act in acts:
        try:
            state = next_state(state, act)
        except RuleViolation:
            continue
        passed.append(state)
    assert ENDED.isdisjoint(passed[:-1])
    assert all(passed[no - 1] is S.DELIVERED for no, each in enumerate(passed) if each in (S.ACCEPTED, S.RETURNED))


@given(st.sampled_from(S), st.booleans(), st.booleans(), st.booleans())
def test_nobody_takes_a_step_that_is_not_theirs(state, is_asker, is_asked, has_delivered):
    acts = permitted_acts(state, is_asker=is_asker, is_asked=is_asked, has_delivered=has_delivered)
    assert all((state, act) in STEPS for act in acts)
    assert is_asked or A.DELIVER not in acts
    assert is_asker or acts <= {A.DELIVER}
    assert not (has_delivered and acts & {A.ACCEPT, A.RETURN})
    assert bool(acts & {A.ACCEPT, A.RETURN, A.CANCEL}) == (is_asker and state in OPEN_REQUEST)


@pytest.mark.parametrize("act", A)
def test_what_goes_back_or_is_taken_back_says_why(act):
    assert bool(comment_problem(act, "")) == (act in (A.RETURN, A.CANCEL))
    assert comment_problem(act, "Fordi") == ""


@pytest.mark.parametrize(
    ("pieces", "problem"),
    [
        ([(False, None)], ""),
        ([(False, ScanState.INFECTED), (False, ScanState.CLEAN)], ""),
        ([(False, ScanState.INFECTED), (False, ScanState.WAITING)], "afventer virusscanning"),
        ([(False, ScanState.INFECTED), (True, None)], "fundet virus"),
        ([(True, ScanState.CLEAN)], "trukket tilbage"),
        ([], "trukket tilbage"),
    ],
)
def test_nobody_says_that_a_file_will_do_that_nobody_can_open(pieces, problem):
    found = delivery_problem(pieces)
    assert (problem in found, bool(found)) == (True, bool(problem))
