"""What a case warns of (rules 10, 13, 16-20, 26)."""

from datetime import date, timedelta

import pytest

from app.cases.rules import (
    CaseFacts,
    ComplaintFact,
    ExtensionFact,
    case_warnings,
)
from tests.cases.case_facts import DUE, NEW, OLD, TODAY, VISIT, D, K, P, codes, order


def test_the_seed_case_says_what_is_unknown_and_nothing_invented():
    case = CaseFacts(
        kind=K.IMPROVEMENT,
        visit_on=VISIT,
        dates={D.COMPLAINT: None, D.COMPLIANCE: None, D.REPORT_BACK: None},
    )

    assert [(each.code, each.text) for each in case_warnings(case, TODAY)] == [
        (
            "deadline.complaint_unknown",
            "Klagefristen er ukendt. Skriv, hvornår brevet var tilgængeligt i Digital Post.",
        ),
        (
            "deadline.compliance_unknown",
            "Efterkommelsesfristen er ukendt. Skriv datoen fra Arbejdstilsynets brev.",
        ),
        (
            "deadline.report_back_unknown",
            "Tilbagemeldingsfristen er ukendt. Skriv datoen fra Arbejdstilsynets brev.",
        ),
        (
            "case.body_not_informed",
            "Orientér AMO, arbejdsmiljørepræsentanten (AMR) og de tillidsrepræsentanter, der er berørt. "
            "Registrér dato, hvem og hvordan.",
        ),
    ]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"kind": K.PROHIBITION}, ["case.kind_not_of_that_time", "case.act_at_once"]),
        ({"dates": {D.COMPLIANCE: date(2025, 11, 1)}}, ["deadline.compliance_closed_day"]),  # rule 10
        ({"dates": {D.COMPLIANCE: date(2025, 5, 18)}}, []),  # a Sunday that has passed
        ({"dates": {D.COMPLIANCE: date(2025, 11, 3), D.AGREEMENT_END: None}}, []),
        ({"dates": {D.COMPLIANCE: date(2025, 4, 9)}}, ["deadline.compliance_before_visit"]),
        ({"dates": {D.COMPLIANCE: VISIT}}, []),
        ({"dates": {D.COMPLIANCE: None, D.HEARING: None}}, ["deadline.compliance_unknown"]),  # rule 13
        ({"dates": {D.COMPLIANCE: None}, "report_backs": (TODAY,)}, []),
        ({"dates": {D.RULED: date(2025, 4, 9)}}, ["case.ruled_before_visit"]),
        ({"dates": {D.RULED: date(2025, 5, 2), D.AVAILABLE: date(2025, 5, 1)}}, ["case.available_before_ruled"]),
        ({"dates": {D.RULED: date(2025, 7, 15)}}, ["case.ruled_in_future"]),
        ({"dates": {D.AVAILABLE: date(2025, 7, 15)}}, ["case.available_in_future"]),
        ({"kind": K.GUIDANCE, "body_informed_on": None}, []),  # rules 19, 20: nobody has decided anything
        ({"kind": K.AGREEMENT, "body_informed_on": None}, ["case.body_not_informed"]),
        (
            {"dates": {D.COMPLAINT: DUE}, "complaints": (ComplaintFact(VISIT, ruled_on=DUE),)},  # a slip of the pen
            ["case.not_suspended"],
        ),
        ({"items_open": 2, "report_backs": (TODAY,)}, ["case.reported_with_open_items"]),  # rule 21
        (
            {"dates": {D.COMPLIANCE: date(2025, 11, 3), D.REPORT_BACK: date(2025, 10, 31)}},
            ["case.report_back_before_compliance"],
        ),
        ({"dates": {D.COMPLIANCE: date(2025, 11, 3), D.REPORT_BACK: date(2025, 11, 3)}}, []),
        ({"complaints": (ComplaintFact(DUE),)}, ["case.not_suspended"]),  # rule 17: klagefrist unknown
        ({"complaints": (ComplaintFact(DUE),), "dates": {D.COMPLAINT: DUE}}, []),
        (
            {"extensions": (ExtensionFact(requested_on=NEW, compliance_on=OLD),)},
            ["extension.requested_late"],
        ),
        ({"body_informed_on": None, "phase": P.HEARING}, []),
        ({"items_breaking_date": 2}, ["case.items_after_compliance"]),  # rule 18
        ({"items_without_active_owner": 1}, ["case.items_without_owner"]),  # rule 26
        ({"findings_unanswered": 1, "focus_points": 1}, ["case.findings_unanswered"]),
        ({"findings_unanswered": 1}, []),
        (
            {"report_backs": (VISIT - timedelta(days=1),), "phase": P.REPORTED},
            ["case.reported_without_information"],
        ),
        (
            {"report_backs": (VISIT - timedelta(days=1),), "phase": P.CLOSED, "dates": {D.COMPLIANCE: None}},
            ["case.reported_without_information"],
        ),
        ({"phase": P.CLOSED, "dates": {D.COMPLIANCE: None}, "body_informed_on": None}, []),
    ],
)
def test_what_a_case_warns_of(facts, found):
    assert codes(case_warnings(order(visit_on=VISIT, **facts), TODAY)) == found


def test_rule_10_the_warning_suggests_the_open_day_before():
    [warning] = case_warnings(order(dates={D.REPORT_BACK: date(2025, 12, 25)}), TODAY)

    assert warning.text == (
        "Tilbagemeldingsfristen: 25. december 2025 er en lukkedag (juledag). "
        "Fristen bliver ikke flyttet. Sigt efter 23. december 2025."
    )
