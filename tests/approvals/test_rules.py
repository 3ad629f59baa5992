"""Two sides, one version: what counts as agreement (issue 6 section 3, decision 0038)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.approvals.enums import ApprovalReply, ApprovalStatus
from app.approvals.rules import (
    SIDES,
    Given,
    answers_to,
    check_remark,
    due_of,
    missing_sides,
    side_to_answer_for,
    status_of,
    to_record,
)
from app.committees.enums import CommitteeSide
from app.core.errors import Denied, Invalid, RuleViolation

R, S = ApprovalReply, ApprovalStatus
BOSS, STAFF = SIDES
DAY = date(2025, 8, 20)


def said(side: CommitteeSide, reply: ApprovalReply = R.AGREES, hash: str = "a", person: int = 0, id: int = 0) -> Given:
    return Given(id or person, person or (1 if side is BOSS else 2), side, reply, hash)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((), S.OPEN),
        ((said(BOSS),), S.OPEN),
        ((said(BOSS), said(STAFF, R.AGREES_WITH_REMARK)), S.AGREED),
        ((said(STAFF, R.DISAGREES),), S.DISAGREED),
        ((said(BOSS, R.DISAGREES), said(STAFF)), S.DISAGREED),
        ((said(BOSS), said(STAFF, hash="b")), S.OPEN),
        ((said(BOSS, hash="b"), said(STAFF, hash="b")), S.OPEN),
        ((said(STAFF), said(STAFF, R.DISAGREES, person=3)), S.OPEN),
    ],
)
def test_both_sides_agree_with_the_same_version_or_they_do_not_agree(
    answers: tuple[Given, ...], status: ApprovalStatus
) -> None:
    assert status_of(answers, "a", None, DAY, is_withdrawn=False) is status
    assert status_of(answers, "a", None, DAY, is_withdrawn=True) is S.WITHDRAWN
    assert status_of(answers, None, None, DAY, is_withdrawn=False) is S.NOTHING


def test_silence_is_not_agreement_and_is_told_from_the_day_after() -> None:
    """Rule 12."""
    for today, status in ((DAY, S.OPEN), (DAY + timedelta(days=1), S.SILENT)):
        assert status_of((said(BOSS),), "a", DAY, today, is_withdrawn=False) is status


@given(
    st.lists(
        st.builds(
            Given,
            st.integers(1, 99),
            st.integers(1, 4),
            st.sampled_from(SIDES),
            st.sampled_from(R),
            st.sampled_from(["a", "b"]),
        ),
        max_size=6,
    ),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)
def test_nothing_but_a_yes_of_each_side_to_this_version_is_agreement(answers: list[Given], today: date) -> None:
    is_agreed = status_of(answers, "a", DAY, today, is_withdrawn=False) is S.AGREED
    firsts = [next((x for x in answers if x.hash == "a" and x.side is side), None) for side in SIDES]
    assert is_agreed == all(first is not None and first.reply is not R.DISAGREES for first in firsts)
    assert set(missing_sides(answers, "a")) == {side for side, x in zip(SIDES, firsts, strict=True) if x is None}


def test_somebody_answers_once_for_a_side_they_sit_on() -> None:
    assert side_to_answer_for({STAFF}, [], "a", 5) is STAFF
    assert side_to_answer_for({BOSS, STAFF}, [said(BOSS, person=7)], "a", 5) is STAFF
    assert side_to_answer_for({BOSS}, [said(BOSS, hash="b", person=5)], "a", 5) is BOSS
    with pytest.raises(Denied):
        side_to_answer_for({CommitteeSide.NEUTRAL}, [], "a", 5)
    with pytest.raises(RuleViolation):  # nobody answers for both sides
        side_to_answer_for({BOSS, STAFF}, [said(BOSS, person=5)], "a", 5)
    with pytest.raises(RuleViolation):
        side_to_answer_for({STAFF}, [said(STAFF, person=7)], "a", 5)


def test_a_later_version_gives_as_many_days_as_the_first() -> None:
    asked = date(2025, 8, 1)
    assert due_of(asked, None, DAY) is None
    assert due_of(asked, date(2025, 8, 15), date(2025, 7, 1)) == date(2025, 8, 15)
    assert due_of(asked, date(2025, 8, 15), DAY) == date(2025, 9, 3)


def test_an_employer_alone_has_informed_nobody() -> None:
    """Rule 19."""
    boss, staff = said(BOSS, id=1), said(STAFF, id=2)
    assert to_record(answers_to([boss], "a"), []) == []
    assert to_record(answers_to([boss, staff], "a"), []) == [boss, staff]
    assert to_record(answers_to([staff], "a"), []) == [staff]
    assert to_record(answers_to([staff, boss], "a"), [2]) == [boss]


def test_a_remark_goes_with_the_answers_that_have_one() -> None:
    check_remark(R.AGREES, " ", "remark")
    check_remark(R.DISAGREES, "Nej", "remark")
    for reply, remark in ((R.AGREES, "Men"), (R.AGREES_WITH_REMARK, " "), (R.DISAGREES, "")):
        with pytest.raises(Invalid) as refused:
            check_remark(reply, remark, "remark")
        assert set(refused.value.fields) == {"remark"}
