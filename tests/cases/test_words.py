"""The words for how a clock stands (rules 21, 39)."""

from datetime import date

import pytest

from app.cases.enums import CaseOutcome
from app.cases.queries.words import ClockWords
from app.cases.rules import ReplyFact
from app.deadlines.enums import ClockState, DeadlineKind
from tests.cases.case_facts import order

COMPLIED = order(replies=(ReplyFact(date(2025, 11, 20), CaseOutcome.COMPLIED),))


@pytest.mark.parametrize(
    ("facts", "kind", "state", "words"),
    [
        (order(), DeadlineKind.COMPLIANCE, ClockState.MET, "Meldt løst"),
        (order(), DeadlineKind.COMPLIANCE, ClockState.MET_LATE, "Meldt løst efter fristen"),
        (COMPLIED, DeadlineKind.COMPLIANCE, ClockState.MET, "Overholdt"),
        (COMPLIED, DeadlineKind.COMPLIANCE, ClockState.MET_LATE, "Opfyldt efter fristen"),
        (COMPLIED, DeadlineKind.COMPLIANCE, ClockState.ENDED, "Afsluttet: efterkommet 20.11.2025"),
        (order(), DeadlineKind.REPORT_BACK, ClockState.MET, "Overholdt"),
        (order(), DeadlineKind.COMPLIANCE, ClockState.UNKNOWN, "Frist ukendt"),
        (order(), DeadlineKind.RULED, ClockState.MET, "Registreret"),
        (order(), DeadlineKind.RULED, ClockState.UNKNOWN, "Dato ukendt"),
    ],
)
def test_only_the_authority_makes_a_compliance_date_met(facts, kind, state, words):
    assert ClockWords(facts).of(kind, state) == words
