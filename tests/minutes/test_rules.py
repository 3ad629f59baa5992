"""Minutes are approved by two sides and two people, of one text (issue 6, decision 0034)."""

import pytest

from app.committees.enums import CommitteeSide
from app.core.errors import Denied, RuleViolation
from app.minutes.enums import MinutesReply
from app.minutes.rules import SIDES, Given, approved_by, side_to_answer_for

EMPLOYER, EMPLOYEE = SIDES
YES, NO = MinutesReply.APPROVES, MinutesReply.ASKS


def test_only_an_approval_of_the_same_text_counts_for_a_side() -> None:
    answers = [
        Given(1, EMPLOYER, YES, "old"),
        Given(2, EMPLOYEE, NO, "new"),
        Given(3, EMPLOYEE, YES, "new"),
    ]
    assert approved_by(answers, "new") == {EMPLOYEE}
    assert approved_by(answers, "old") == {EMPLOYER}
    assert approved_by(answers, "") == frozenset()


def test_somebody_of_both_sides_answers_for_the_one_that_lacks_it_and_never_for_both() -> None:
    assert side_to_answer_for(SIDES, [], "new", 1) is EMPLOYER
    given = [Given(1, EMPLOYER, YES, "new")]
    assert side_to_answer_for(SIDES, given, "new", 2) is EMPLOYEE
    assert side_to_answer_for([EMPLOYER], given, "new", 2) is EMPLOYER  # with a remark of their own
    assert side_to_answer_for([EMPLOYER], given, "newer", 1) is EMPLOYER
    with pytest.raises(RuleViolation):
        side_to_answer_for(SIDES, given, "new", 1)


@pytest.mark.parametrize("sides", [(), (CommitteeSide.NEUTRAL,)])
def test_who_sits_on_neither_side_does_not_approve(sides: tuple[CommitteeSide, ...]) -> None:
    with pytest.raises(Denied):
        side_to_answer_for(sides, [], "new", 1)
