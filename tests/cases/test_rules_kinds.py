"""What each kind of case is and allows (rules 1, 4, 5, 13)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.enums import (
    NoticeKind,
)
from app.cases.rules import (
    CaseFacts,
    close_blockers,
    has_duty_to_act,
    initial_deadlines,
    is_decision,
    kind_problem,
    permitted_outcomes,
    permitted_phases,
    selectable_kinds,
    suggested_kle,
)
from app.core.errors import Blocker
from tests.cases.case_facts import DUTY, TODAY, D, K, P, R, codes, days

# Rule 1


@pytest.mark.parametrize(
    ("decision", "visit", "today", "is_new"),
    [
        ("2024-01-31", "2024-02-10", "2025-01-01", False),  # the ruling decides, whatever the visit says
        ("2024-02-01", "2024-01-10", "2025-01-01", True),
        (None, "2024-01-31", "2025-01-01", False),
        (None, "2024-02-01", "2025-01-01", True),
        (None, None, "2024-01-31", False),
        (None, None, "2024-02-01", True),
    ],
)
def test_rule_1_the_kinds_follow_the_date(decision, visit, today, is_new):
    dates = [date.fromisoformat(text) if text else None for text in (decision, visit, today)]
    always = [K.IMPROVEMENT, K.IMMEDIATE, K.INVESTIGATION]
    expected = (
        [*always, K.REPRIMAND, K.AGREEMENT, K.GUIDANCE]
        if is_new
        else [*always, K.AGREEMENT, K.GUIDANCE, K.PROHIBITION, K.COMPETENCE, K.NO_DUTY_TO_ACT]
    )

    assert selectable_kinds(*dates) == expected


@given(st.none() | days, st.none() | days, days)
def test_rule_1_every_kind_is_selectable_or_has_a_problem(decision, visit, today):
    selectable = selectable_kinds(decision, visit, today)

    # A plan of one's own is no reaction, and of no time.
    assert [kind for kind in NoticeKind if kind_problem(kind, decision, visit, today) is None] == [
        *selectable,
        K.OWN_PLAN,
    ]
    assert (K.REPRIMAND in selectable) is not (K.PROHIBITION in selectable)
    assert (K.PROHIBITION in selectable) is (K.COMPETENCE in selectable) is (K.NO_DUTY_TO_ACT in selectable)


def test_rule_1_the_kind_is_checked_again_when_the_date_is_entered():
    assert kind_problem(K.PROHIBITION, None, date(2024, 1, 20), TODAY) is None
    assert kind_problem(K.PROHIBITION, date(2024, 3, 1), date(2024, 1, 20), TODAY) == Blocker(
        "case.kind_not_of_that_time",
        "Forbud, kompetencepåbud og afgørelse uden handlepligt findes kun til og med 31. januar 2024. "
        "Vælg en anden slags, eller ret datoen.",
    )
    assert kind_problem(K.REPRIMAND, date(2024, 1, 31), None, TODAY) == Blocker(
        "case.kind_not_of_that_time",
        "Påtaler findes først fra 1. februar 2024. Vælg »Afgørelse uden handlepligt«, eller ret datoen.",
    )


# Rules 4, 5, 13: what each kind allows


@pytest.mark.parametrize(
    ("kind", "deadlines"),
    [
        (K.IMPROVEMENT, (D.COMPLAINT, D.COMPLIANCE, D.REPORT_BACK)),
        (K.IMMEDIATE, (D.COMPLAINT, D.REPORT_BACK)),
        (K.INVESTIGATION, (D.COMPLAINT, D.ADVISER_CHOSEN, D.ADVISER_REPORT, D.INVESTIGATION_ACCOUNT)),
        (K.REPRIMAND, (D.COMPLAINT,)),
        (K.AGREEMENT, (D.AGREEMENT_ACCEPTANCE, D.AGREEMENT_END)),
        (K.GUIDANCE, ()),
        (K.OWN_PLAN, ()),
        (K.PROHIBITION, (D.COMPLAINT, D.REPORT_BACK)),
        (K.COMPETENCE, (D.COMPLAINT, D.COMPLIANCE, D.REPORT_BACK)),
        (K.NO_DUTY_TO_ACT, (D.COMPLAINT,)),
    ],
)
def test_rule_4_the_deadlines_a_case_begins_with(kind, deadlines):
    assert initial_deadlines(kind, P.OPEN) == deadlines
    if not has_duty_to_act(kind):
        assert not {D.COMPLIANCE, D.REPORT_BACK} & set(deadlines)


@pytest.mark.parametrize("kind", NoticeKind)
def test_in_hearing_only_the_hearing_is_due(kind):
    assert initial_deadlines(kind, P.HEARING) == (D.HEARING,)


def test_only_orders_carry_a_duty_to_act():
    assert [kind for kind in NoticeKind if has_duty_to_act(kind)] == DUTY


def test_an_agreement_guidance_and_a_plan_of_ones_own_are_no_decisions():
    assert [kind for kind in NoticeKind if not is_decision(kind)] == [K.AGREEMENT, K.GUIDANCE, K.OWN_PLAN]


@pytest.mark.parametrize(
    ("kind", "phases", "outcomes"),
    [
        (
            K.IMPROVEMENT,
            (P.HEARING, P.OPEN, P.REPORTED, P.CLOSED),
            (R.COMPLIED, R.NOT_COMPLIED, R.REVOKED, R.REPLACED, R.NO_RULING),
        ),
        (K.IMMEDIATE, (P.OPEN, P.REPORTED, P.CLOSED), (R.COMPLIED, R.NOT_COMPLIED, R.REVOKED, R.REPLACED)),
        (K.REPRIMAND, (P.HEARING, P.OPEN, P.CLOSED), (R.CONCLUDED, R.REVOKED, R.REPLACED, R.NO_RULING)),
        (K.GUIDANCE, (P.OPEN, P.CLOSED), (R.CONCLUDED, R.REPLACED)),
        (K.OWN_PLAN, (P.OPEN, P.CLOSED), (R.PLAN_ENDED, R.REPLACED)),
        (
            K.AGREEMENT,
            (P.OPEN, P.REPORTED, P.CLOSED),
            (
                R.AGREEMENT_COMPLETED,
                R.AGREEMENT_DECLINED,
                R.AGREEMENT_EXPIRED,
                R.AGREEMENT_TERMINATED,
                R.REPLACED,
            ),
        ),
    ],
)
def test_phases_and_outcomes_of_a_kind(kind, phases, outcomes):
    assert (permitted_phases(kind), permitted_outcomes(kind)) == (phases, outcomes)


@pytest.mark.parametrize("kind", NoticeKind)
def test_rules_4_and_5_only_orders_can_be_complied_with(kind):
    assert (R.COMPLIED in permitted_outcomes(kind)) is has_duty_to_act(kind)
    assert codes(close_blockers(CaseFacts(kind=kind), R.COMPLIED)) == [
        "case.reply_missing" if has_duty_to_act(kind) else "case.outcome_not_permitted"
    ]


def test_an_own_plan_suggests_the_number_of_surveys() -> None:
    """Rule 38."""
    found = {suggested_kle(kind, "87.15.00") for kind in K if kind is not K.OWN_PLAN}
    assert (found, suggested_kle(K.OWN_PLAN, "87.15.00")) == ({"87.15.00"}, "87.05.10")
