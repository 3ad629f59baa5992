"""The life of a case: steps, what the reader sees, and how its clocks stand (rules 11-13, 17, 21)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.enums import CaseOutcome, CasePhase, CaseState, ComplaintState, NoticeKind
from app.cases.rules import (
    TRANSITIONS,
    CaseFacts,
    ComplaintFact,
    ReplyFact,
    case_clocks,
    case_next_due,
    case_state,
    is_ready_to_report,
    met_dates,
    permitted_phases,
    reopen_phase,
    standing_report_back,
    transition_blockers,
)
from app.deadlines.enums import ClockState, DeadlineKind

C, D, K, R, P, S = ClockState, DeadlineKind, NoticeKind, CaseOutcome, CasePhase, CaseState
TODAY = date(2025, 7, 14)
COMPLY, REPORT = date(2017, 11, 1), date(2017, 11, 8)
BOTH = {D.COMPLIANCE: COMPLY, D.REPORT_BACK: REPORT}


def codes(blockers):
    return [each.code for each in blockers]


def order(**facts):
    return CaseFacts(**{"kind": K.IMPROVEMENT, "has_ruling": True, **facts})


@pytest.mark.parametrize(
    ("facts", "to", "options", "found"),
    [
        ({"phase": P.HEARING, "has_ruling": False}, P.OPEN, {}, ["case.ruling_missing"]),
        ({"phase": P.HEARING}, P.OPEN, {}, []),
        ({"phase": P.HEARING}, P.REPORTED, {}, ["case.step_not_permitted"]),
        ({"phase": P.HEARING, "has_ruling": False}, P.CLOSED, {}, ["case.outcome_missing"]),
        (
            {"phase": P.HEARING, "has_ruling": False},
            P.CLOSED,
            {"outcome": R.NO_RULING, "reason": "Ingen afgørelse"},
            [],
        ),
        ({"phase": P.HEARING, "has_ruling": False}, P.CLOSED, {"outcome": R.COMPLIED}, ["case.ruling_missing"]),
        ({}, P.REPORTED, {}, ["case.report_back_missing"]),
        ({"report_backs": (TODAY,)}, P.REPORTED, {}, []),
        ({"report_backs": (TODAY,), "body_informed_on": None}, P.REPORTED, {}, []),  # rule 19: a fact
        (
            {"report_backs": (TODAY,), "replies": (ReplyFact(TODAY + timedelta(days=9), None),)},
            P.REPORTED,
            {},
            ["case.report_back_missing"],
        ),
        ({"kind": K.REPRIMAND, "report_backs": (TODAY,)}, P.REPORTED, {}, ["case.step_not_permitted"]),
        ({}, P.OPEN, {}, ["case.step_not_permitted"]),
        ({"phase": P.REPORTED}, P.OPEN, {}, ["case.resume_reason_missing"]),
        ({"phase": P.REPORTED}, P.OPEN, {"reason": "Registreret ved en fejl"}, []),
        ({"phase": P.REPORTED, "replies": (ReplyFact(TODAY, None),)}, P.OPEN, {}, []),
        ({"phase": P.REPORTED, "replies": (ReplyFact(TODAY, R.COMPLIED),)}, P.OPEN, {}, ["case.resume_reason_missing"]),
        ({"phase": P.REPORTED}, P.CLOSED, {"outcome": R.COMPLIED}, ["case.reply_missing"]),  # rule 21
        (
            {"phase": P.REPORTED, "replies": (ReplyFact(TODAY, R.COMPLIED),)},
            P.CLOSED,
            {"outcome": R.COMPLIED},
            [],
        ),
        ({"phase": P.CLOSED}, P.OPEN, {}, ["case.reopen_reason_missing"]),
        ({"phase": P.CLOSED}, P.OPEN, {"reason": "Ny viden"}, []),
        ({"phase": P.CLOSED, "has_ruling": False}, P.OPEN, {"reason": "Ny viden"}, ["case.ruling_missing"]),
        ({"phase": P.CLOSED, "has_ruling": False}, P.HEARING, {"reason": "Ny viden"}, []),
        ({"phase": P.CLOSED}, P.HEARING, {"reason": "Ny viden"}, ["case.has_ruling"]),
        ({"phase": P.CLOSED}, P.REPORTED, {"reason": "Ny viden"}, ["case.report_back_missing"]),
        ({"phase": P.CLOSED, "kind": K.IMMEDIATE, "has_ruling": False}, P.OPEN, {"reason": "Ny viden"}, []),
    ],
)
def test_a_step_says_what_is_missing(facts, to, options, found):
    assert codes(transition_blockers(order(**facts), to, **options)) == found


facts_of_any_kind = st.builds(
    CaseFacts,
    kind=st.sampled_from(NoticeKind),
    phase=st.sampled_from(CasePhase),
    has_ruling=st.booleans(),
    has_outcome_document=st.booleans(),
    report_backs=st.lists(st.sampled_from([TODAY, REPORT]), max_size=2).map(tuple),
    replies=st.lists(
        st.builds(ReplyFact, st.sampled_from([TODAY, REPORT]), st.sampled_from([None, R.COMPLIED, R.NOT_COMPLIED])),
        max_size=2,
    ).map(tuple),
    items_open=st.integers(0, 2),
)
texts = st.sampled_from(["", " ", "Begrundelse"])


@given(facts_of_any_kind, st.sampled_from(CasePhase), st.none() | st.sampled_from(CaseOutcome), texts)
def test_a_permitted_step_keeps_the_kinds_phases_and_its_reasons(facts, to, outcome, reason):
    if transition_blockers(facts, to, outcome, reason=reason, today=TODAY):
        return

    assert (facts.phase, to) in {(step.source, step.target) for step in TRANSITIONS}
    assert to in permitted_phases(facts.kind)
    if facts.phase is P.CLOSED:
        assert reason.strip()  # nothing leaves CLOSED but a reopening
    if to is P.CLOSED and outcome is R.COMPLIED:
        assert any(reply.outcome is R.COMPLIED for reply in facts.replies)  # rule 21


@given(facts_of_any_kind)
def test_a_closed_case_can_always_be_reopened_where_its_facts_say(facts):
    closed = CaseFacts(
        kind=facts.kind,
        phase=P.CLOSED,
        has_ruling=facts.has_ruling,
        report_backs=facts.report_backs,
        replies=facts.replies,
    )

    assert transition_blockers(closed, reopen_phase(closed), reason="Ny viden") == []


FILED = (ComplaintFact(date(2025, 5, 1)),)
ALL_DONE = {"item_count": 2, "items_started": 2, "items_open": 0}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"phase": P.HEARING}, S.HEARING),
        ({}, S.RECEIVED),
        ({"body_informed_on": TODAY}, S.INFORMED),
        ({"body_informed_on": TODAY + timedelta(days=1)}, S.RECEIVED),
        ({"item_count": 2, "items_open": 2}, S.PLANNING),
        ({"item_count": 2, "items_open": 2, "items_started": 1}, S.IN_PROGRESS),
        (ALL_DONE, S.READY_TO_REPORT),  # rule 21: at most that
        ({**ALL_DONE, "findings_unanswered": 1}, S.IN_PROGRESS),
        ({**ALL_DONE, "kind": K.REPRIMAND}, S.IN_PROGRESS),
        ({**ALL_DONE, "complaints": FILED, "dates": {D.COMPLAINT: date(2025, 5, 8)}}, S.SUSPENDED),
        ({"complaints": FILED, "dates": {D.COMPLAINT: None}}, S.RECEIVED),
        ({"complaints": (ComplaintFact(TODAY),), "dates": {D.COMPLAINT: TODAY}}, S.SUSPENDED),
        ({**ALL_DONE, "phase": P.REPORTED}, S.REPORTED),
        ({**ALL_DONE, "phase": P.CLOSED, "outcome": R.COMPLIED}, S.CLOSED),
    ],
)
def test_rule_21_what_the_reader_sees(facts, state):
    assert case_state(order(**facts), TODAY) is state


def test_ready_needs_something_done():
    assert not is_ready_to_report(order(item_count=0))
    assert not is_ready_to_report(order(item_count=1, items_open=0, items_started=0))  # an ongoing one, not begun
    assert is_ready_to_report(order(**ALL_DONE))


def test_rule_11_each_date_has_its_own_state():
    assert case_clocks(order(dates=BOTH), date(2017, 11, 5)) == {D.COMPLIANCE: C.OVERDUE, D.REPORT_BACK: C.DUE_SOON}
    assert case_clocks(order(dates=BOTH), date(2017, 10, 1)) == {D.COMPLIANCE: C.UPCOMING, D.REPORT_BACK: C.UPCOMING}
    assert case_clocks(order(dates=BOTH), date(2017, 10, 1), soon_days=40) == {
        D.COMPLIANCE: C.DUE_SOON,
        D.REPORT_BACK: C.DUE_SOON,
    }


def test_reporting_back_meets_both_dates_until_the_authority_asks():
    sent = order(phase=P.REPORTED, dates=BOTH, report_backs=(date(2017, 11, 5),), items_done_on=date(2017, 10, 30))
    later = date(2017, 12, 1)

    assert case_clocks(sent, later) == {D.COMPLIANCE: C.MET, D.REPORT_BACK: C.MET}
    asked = order(dates=BOTH, report_backs=(date(2017, 11, 5),), replies=(ReplyFact(date(2017, 11, 20), None),))
    assert case_clocks(asked, later) == {D.COMPLIANCE: C.OVERDUE, D.REPORT_BACK: C.OVERDUE}


def test_a_report_without_items_done_in_time_meets_the_compliance_date_late():
    case = order(phase=P.REPORTED, dates=BOTH, report_backs=(date(2017, 11, 5),))

    assert case_clocks(case, TODAY) == {D.COMPLIANCE: C.MET_LATE, D.REPORT_BACK: C.MET}


@pytest.mark.parametrize(
    ("phase", "sent", "asked", "standing"),
    [
        (P.OPEN, [], [], None),
        (P.REPORTED, [8], [], 8),
        (P.REPORTED, [8, 9], [], 8),  # the first of a round counts
        (P.OPEN, [8], [9], None),
        (P.REPORTED, [8, 12], [9], 12),
        (P.OPEN, [8], [8], None),  # asked the same day
        (P.REPORTED, [8], [8], 8),
    ],
)
def test_the_report_back_that_stands(phase, sent, asked, standing):
    case = order(
        phase=phase,
        report_backs=tuple(date(2017, 11, day) for day in sent),
        replies=tuple(ReplyFact(date(2017, 11, day), None) for day in asked),
    )

    assert standing_report_back(case) == (date(2017, 11, standing) if standing else None)


def test_what_meets_which_date():
    case = order(
        kind=K.INVESTIGATION,
        dates={D.HEARING_ANSWERED: COMPLY, D.ADVISER_AGREED: REPORT, D.AGREEMENT_ACCEPTED: None},
        complaints=(ComplaintFact(REPORT, ComplaintState.REJECTED), ComplaintFact(COMPLY)),
        adviser_reported_on=TODAY,
    )

    assert met_dates(case) == {
        D.HEARING: COMPLY,
        D.COMPLAINT: COMPLY,
        D.ADVISER_CHOSEN: REPORT,
        D.ADVISER_REPORT: TODAY,
    }


def test_rule_9_only_a_complaint_about_its_own_ruling_meets_a_complaint_deadline():
    first, second, slip = (
        ComplaintFact(COMPLY, about=1),
        ComplaintFact(REPORT, about=2),
        ComplaintFact(COMPLY, about=2, ruled_on=REPORT),  # rule 17: dated before there was anything to complain about
    )

    assert met_dates(order(complaints=(first,), complaint_ruling=2)) == {}
    assert met_dates(order(complaints=(slip,), complaint_ruling=2)) == {}
    assert met_dates(order(complaints=(first, slip, second), complaint_ruling=2)) == {D.COMPLAINT: REPORT}
    assert met_dates(order(complaints=(second, first), complaint_ruling=1)) == {D.COMPLAINT: COMPLY}


def test_rule_17_suspended_clocks_keep_their_date_and_sort_last():
    case = order(dates={**BOTH, D.COMPLAINT: date(2017, 5, 8)}, complaints=(ComplaintFact(date(2017, 5, 8)),))

    assert case_clocks(case, TODAY) == {D.COMPLIANCE: C.SUSPENDED, D.REPORT_BACK: C.SUSPENDED, D.COMPLAINT: C.MET}
    assert case.on(D.COMPLIANCE) == COMPLY
    assert case_next_due(case) == ("9999-12-31", None)


def test_rule_17_an_immediate_order_is_not_suspended():
    case = order(
        kind=K.IMMEDIATE,
        dates={D.REPORT_BACK: REPORT, D.COMPLAINT: date(2017, 5, 8)},
        complaints=(ComplaintFact(date(2017, 5, 8)),),
    )

    assert case_clocks(case, TODAY)[D.REPORT_BACK] is C.OVERDUE


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(R.REVOKED, C.VOID), (R.REPLACED, C.VOID), (R.NOT_COMPLIED, C.EXPIRED), (R.COMPLIED, C.EXPIRED)],
)
def test_a_closed_case_has_no_overdue_dates(outcome, state):
    case = order(phase=P.CLOSED, outcome=outcome, dates={**BOTH, D.RULED: COMPLY})

    assert case_clocks(case, TODAY) == {D.COMPLIANCE: state, D.REPORT_BACK: state, D.RULED: C.MET}
    assert case_next_due(case) == ("9999-12-31", None)


def test_what_was_met_stays_met_when_the_order_is_revoked():
    case = order(phase=P.CLOSED, outcome=R.REVOKED, dates=BOTH, report_backs=(COMPLY,))

    assert case_clocks(case, TODAY) == {D.COMPLIANCE: C.MET, D.REPORT_BACK: C.MET}


def test_the_compliance_date_is_met_no_later_than_the_report():
    case = order(phase=P.REPORTED, dates=BOTH, report_backs=(COMPLY,), items_done_on=REPORT)

    assert met_dates(case)[D.COMPLIANCE] == met_dates(case)[D.REPORT_BACK] == COMPLY


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"dates": BOTH}, ("2017-11-01", D.COMPLIANCE)),
        ({"kind": K.AGREEMENT, "dates": {D.AGREEMENT_END: REPORT}}, ("2017-11-08", D.AGREEMENT_END)),
        ({"dates": {D.COMPLIANCE: None, D.REPORT_BACK: REPORT}}, ("", D.COMPLIANCE)),
        ({"dates": {D.COMPLAINT: None}}, ("9999-12-31", None)),
        ({"phase": P.HEARING, "dates": {D.HEARING: None}}, ("", D.HEARING)),
        ({"phase": P.OPEN, "dates": {D.HEARING: None, **BOTH}}, ("2017-11-01", D.COMPLIANCE)),
        ({"phase": P.REPORTED, "dates": BOTH, "report_backs": (REPORT,)}, ("9999-12-31", None)),
        (
            {"kind": K.AGREEMENT, "dates": {D.AGREEMENT_ACCEPTANCE: REPORT, D.AGREEMENT_END: None}},
            ("2017-11-08", D.AGREEMENT_ACCEPTANCE),
        ),
        (
            {
                "kind": K.AGREEMENT,
                "dates": {D.AGREEMENT_ACCEPTANCE: REPORT, D.AGREEMENT_ACCEPTED: COMPLY, D.AGREEMENT_END: None},
            },
            ("", D.AGREEMENT_END),
        ),
        ({}, ("9999-12-31", None)),
    ],
)
def test_rule_13_what_comes_first_in_lists(facts, expected):
    assert case_next_due(order(**facts)) == expected


SENT = date(2017, 11, 5)


def test_rules_11_and_21_the_compliance_date_runs_while_reported_work_is_open():
    case = order(phase=P.REPORTED, dates=BOTH, report_backs=(SENT,), items_done_on=date(2017, 10, 30), items_open=2)

    assert case_clocks(case, SENT) == {D.COMPLIANCE: C.OVERDUE, D.REPORT_BACK: C.MET}
    assert case_clocks(case, date(2017, 10, 31))[D.COMPLIANCE] is C.DUE_SOON
    assert D.COMPLIANCE not in met_dates(case)


@pytest.mark.parametrize(
    ("facts", "complied", "reported"),
    [
        ({}, TODAY, TODAY),  # no report-back at all
        ({"items_open": 2}, TODAY, TODAY),
        ({"phase": P.REPORTED, "report_backs": (SENT,)}, SENT, SENT),
        ({"phase": P.REPORTED, "report_backs": (SENT,), "items_open": 2}, SENT, SENT),  # it says so, we may be behind
        ({"phase": P.REPORTED, "report_backs": (SENT,), "items_done_on": COMPLY}, COMPLY, SENT),
        ({"report_backs": (SENT,), "replies": (ReplyFact(date(2017, 11, 20), None),)}, TODAY, SENT),  # it had asked
    ],
)
def test_rule_21_what_the_authority_calls_complied_with_is_met(facts, complied, reported):
    replies = (*facts.get("replies", ()), ReplyFact(TODAY, R.COMPLIED))
    case = order(**{"dates": BOTH, **facts, "replies": replies})

    assert met_dates(case) == {
        D.COMPLIANCE: complied,
        D.REPORT_BACK: reported,
        D.ADVISER_REPORT: reported,
        D.INVESTIGATION_ACCOUNT: reported,
    }
    assert case_state(case, TODAY) is S.COMPLIED
    assert case_next_due(case) == ("9999-12-31", None)


@pytest.mark.parametrize(
    ("facts", "compliance", "report_back"),
    [
        ({}, C.ENDED, C.ENDED),  # nobody knows when, so nobody is called late
        ({"report_backs": (SENT,)}, C.MET_LATE, C.MET),
        ({"report_backs": (SENT,), "replies": (ReplyFact(date(2017, 11, 20), None),)}, C.ENDED, C.MET),
    ],
)
def test_rule_21_complied_without_a_report_back_that_stands_is_not_called_late(facts, compliance, report_back):
    replies = (*facts.get("replies", ()), ReplyFact(TODAY, R.COMPLIED))
    case = order(**{"dates": {**BOTH, D.COMPLAINT: COMPLY}, **facts, "replies": replies})

    assert case_clocks(case, TODAY) == {D.COMPLIANCE: compliance, D.REPORT_BACK: report_back, D.COMPLAINT: C.EXPIRED}


def test_rule_21_only_the_last_word_of_the_authority_counts():
    taken_back = order(dates=BOTH, replies=(ReplyFact(SENT, R.COMPLIED), ReplyFact(TODAY, R.NOT_COMPLIED)))

    assert case_state(taken_back, TODAY) is S.RECEIVED
    assert case_clocks(taken_back, TODAY) == {D.COMPLIANCE: C.OVERDUE, D.REPORT_BACK: C.OVERDUE}
    assert case_state(order(phase=P.CLOSED, replies=(ReplyFact(TODAY, R.COMPLIED),)), TODAY) is S.CLOSED
