"""Cases as their rules see them, for the tests of the rules."""

from datetime import date

from hypothesis import strategies as st

from app.cases.enums import CaseOutcome, CasePhase, NoticeKind
from app.cases.rules import CaseFacts
from app.deadlines.enums import DeadlineKind

D, K, R, P = DeadlineKind, NoticeKind, CaseOutcome, CasePhase
TODAY = date(2025, 7, 14)
VISIT = date(2025, 4, 10)
DUE = date(2025, 5, 8)  # to complain
OLD, NEW = date(2025, 11, 1), date(2026, 2, 1)
DUTY = [K.IMPROVEMENT, K.IMMEDIATE, K.INVESTIGATION, K.PROHIBITION, K.COMPETENCE]
days = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def codes(blockers):
    return [each.code for each in blockers]


def order(**facts):
    """An order that has been ruled on and told to the AMO: nothing to remark."""
    return CaseFacts(**{"kind": K.IMPROVEMENT, "has_ruling": True, "body_informed_on": VISIT, **facts})
