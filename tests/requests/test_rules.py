from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid, RuleViolation
from app.requests.enums import RequestStatus, StepKind
from app.requests.rules import OPEN, check_due, is_overdue, require_answered, require_open, status_of

K, S = StepKind, RequestStatus


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ((), S.OPEN),
        ((K.MOVED,), S.OPEN),
        ((K.PART,), S.PART),
        ((K.PART, K.ANSWER), S.ANSWERED),
        ((K.ANSWER, K.NOT_ENOUGH), S.PART),
        ((K.IMPOSSIBLE, K.NOT_ENOUGH), S.OPEN),
        ((K.PART, K.IMPOSSIBLE, K.NOT_ENOUGH), S.PART),
        ((K.IMPOSSIBLE,), S.IMPOSSIBLE),
        ((K.PART, K.MOVED), S.PART),
        ((K.PART, K.WITHDRAWN), S.WITHDRAWN),
    ],
)
def test_the_status_follows_from_what_has_happened(steps: tuple[StepKind, ...], status: RequestStatus) -> None:
    assert status_of(steps) is status


@given(st.lists(st.sampled_from(K)))
def test_a_move_never_changes_the_status(steps: list[StepKind]) -> None:
    assert status_of([*steps, K.MOVED]) is status_of(steps)


def test_overdue_begins_the_day_after(  # rule 12
) -> None:
    day = date(2025, 8, 20)
    assert [is_overdue(S.PART, day, each) for each in (day, date(2025, 8, 21))] == [False, True]
    assert not is_overdue(S.ANSWERED, day, date(2026, 1, 1))
    assert not is_overdue(S.OPEN, None, date(2026, 1, 1))


@pytest.mark.parametrize("status", list(S))
def test_only_open_ones_are_answered_and_only_answered_ones_opened(status: RequestStatus) -> None:
    answered = status in (S.ANSWERED, S.IMPOSSIBLE)
    for check, passes in ((require_open, status in OPEN), (require_answered, answered)):
        if passes:
            check(status)
        else:
            with pytest.raises(RuleViolation):
                check(status)


def test_nothing_is_due_before_it_was_asked() -> None:
    check_due(date(2025, 8, 20), None)
    check_due(date(2025, 8, 20), date(2025, 8, 20))
    with pytest.raises(Invalid):
        check_due(date(2025, 8, 20), date(2025, 8, 19))
