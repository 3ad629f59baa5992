"""What must be there before a step (rules 6, 11, 19-22, 24)."""

from datetime import date, timedelta

import pytest

from app.cases.enums import (
    FocusPointClosure,
)
from app.cases.rules import (
    CaseFacts,
    ReplyFact,
    adviser_blockers,
    close_blockers,
    focus_point_close_blockers,
    inform_blocker,
    report_back_blockers,
    report_back_warnings,
    report_completeness,
)
from app.core.errors import Blocker
from tests.cases.case_facts import DUE, TODAY, VISIT, D, K, P, R, codes, order

# Rule 6


def investigation(**facts):
    return order(
        **{
            "kind": K.INVESTIGATION,
            "cvr_no": "55133018",
            "adviser_name": "Rådgiver A/S",
            "adviser_cvr_no": "12345678",
            "dates": {D.ADVISER_AGREED: VISIT, D.ADVISER_AMO_INVOLVED: VISIT},
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"adviser_name": " "}, ["case.adviser_name_missing"]),
        ({"adviser_cvr_no": None}, ["case.adviser_cvr_missing"]),
        ({"adviser_cvr_no": "55133018"}, ["case.adviser_is_own_unit"]),
        ({"cvr_no": None}, ["case.cvr_missing"]),
        ({"dates": {D.ADVISER_AGREED: VISIT}}, ["case.adviser_involvement_missing"]),
        ({"dates": {D.ADVISER_AMO_INVOLVED: VISIT, D.ADVISER_AGREED: None}}, ["case.adviser_agreement_missing"]),
        ({"kind": K.IMPROVEMENT, "adviser_name": ""}, []),
    ],
)
def test_rule_6_an_investigation_order_needs_its_adviser(facts, found):
    case = investigation(**facts)

    assert codes(adviser_blockers(case)) == found
    assert report_back_blockers(case) == adviser_blockers(case)


# Rules 19, 20, 22


def test_rule_20_the_task_of_informing_the_amo():
    assert inform_blocker(order()) is None
    assert inform_blocker(order(body_informed_on=None)) == Blocker(
        "case.body_not_informed",
        "Orientér AMO, arbejdsmiljørepræsentanten (AMR) og de tillidsrepræsentanter, der er berørt. "
        "Registrér dato, hvem og hvordan.",
    )
    assert inform_blocker(order(body_informed_on=None, has_employee_body=False)) == Blocker(
        "case.body_not_informed",
        "Orientér en repræsentant for medarbejderne, for der er ingen AMO. Registrér dato, hvem og hvordan.",
    )


def test_rule_19_a_sent_report_back_is_marked_not_refused():
    sent = date(2025, 11, 5)

    assert report_back_warnings(order(report_backs=(sent,), body_informed_on=sent)) == []
    late = report_back_warnings(order(report_backs=(sent,), body_informed_on=sent + timedelta(days=1)))
    assert late == [
        Blocker(
            "case.reported_without_information",
            "Tilbagemeldingen er uden registreret orientering af AMO. Registrér den, hvis den er sket.",
        )
    ]
    assert report_back_warnings(order(body_informed_on=None), sent) == late


def test_rule_11_a_report_after_its_own_date_says_so():
    case = order(
        dates={D.COMPLIANCE: date(2017, 11, 1), D.REPORT_BACK: date(2017, 11, 8)}, body_informed_on=date(2017, 10, 1)
    )

    assert codes(report_back_warnings(case, date(2017, 11, 8))) == []
    assert report_back_warnings(case, date(2017, 11, 9)) == [
        Blocker("case.reported_late", "Tilbagemeldingen er sendt efter fristen 8. november 2017.")
    ]


def test_rule_22_a_file_that_nobody_can_fetch_is_no_evidence():
    whole = {"item_count": 3, "items_started": 3, "findings": 2}
    assert codes(report_completeness(order(**whole, evidence_waiting=1))) == ["report.evidence_waiting"]
    found = report_completeness(order(**whole, evidence_infected=2))
    assert codes(found) == ["report.evidence_missing", "report.evidence_infected"]
    assert found[1].text.startswith("Der er fundet virus i 2 stykker dokumentation")


def test_rule_22_the_completeness_list():
    assert codes(report_completeness(order(item_count=3, items_started=3, evidence_count=1, findings=2))) == []
    assert codes(report_completeness(order(body_informed_on=None))) == [
        "report.measures_missing",
        "report.findings_missing",
        "report.evidence_missing",
        "case.body_not_informed",
    ]
    found = report_completeness(
        order(
            item_count=3,
            items_open=1,
            items_without_solution=2,
            focus_points=2,
            focus_points_open=1,
            findings=2,
            findings_unanswered=1,
            evidence_count=1,
        )
    )
    assert [each.text for each in found] == [
        "1 tiltag er ikke gennemført. Afslut, eller ret planen.",
        "2 tiltag mangler tekst om, hvordan problemet bliver løst.",
        "1 fokuspunkt er åbent. Vurdér effekten og luk, eller luk med en begrundelse.",
        "1 krav eller konklusion fra Arbejdstilsynet er ikke besvaret. Knyt et fokuspunkt til.",
    ]


# Rule 21


COMPLIED = ReplyFact(date(2025, 12, 1), R.COMPLIED)


@pytest.mark.parametrize(
    ("replies", "found"),
    [
        ((), ["case.reply_missing"]),
        ((COMPLIED,), []),
        ((ReplyFact(date(2025, 12, 1), R.COMPLIED, has_document=False),), ["case.reply_missing"]),
        ((ReplyFact(date(2025, 12, 1), None),), ["case.reply_missing"]),
        ((ReplyFact(date(2025, 12, 2), None), COMPLIED), ["case.reply_missing"]),  # it asked again later
        ((ReplyFact(date(2025, 11, 1), R.NOT_COMPLIED), COMPLIED), []),
    ],
)
def test_rule_21_only_the_authority_says_complied(replies, found):
    case = order(item_count=5, items_started=5, replies=replies, phase=P.REPORTED)

    assert codes(close_blockers(case, R.COMPLIED)) == found


def test_rule_21_open_work_needs_a_reason():
    case = order(replies=(COMPLIED,), items_open=2, focus_points_open=1)

    assert close_blockers(case, R.COMPLIED) == [
        Blocker(
            "case.open_actions_remain",
            "2 tiltag er ikke gennemført. Afslut, eller skriv hvorfor sagen lukkes alligevel.",
        ),
        Blocker(
            "case.open_focus_points_remain",
            "1 fokuspunkt er åbent. Luk, eller skriv hvorfor sagen lukkes alligevel.",
        ),
    ]
    assert close_blockers(case, R.COMPLIED, reason="Fortsætter i APV-planen.") == []


ACCEPTED = {D.AGREEMENT_ACCEPTED: date(2025, 5, 1), D.AGREEMENT_ACCEPTANCE: DUE}
OFFERED = {D.AGREEMENT_ACCEPTANCE: DUE}


@pytest.mark.parametrize(
    ("facts", "outcome", "options", "found"),
    [
        ({"kind": K.IMPROVEMENT}, R.REVOKED, {"reason": "Ophævet"}, ["case.outcome_document_missing"]),
        ({"kind": K.IMPROVEMENT, "has_outcome_document": True}, R.REVOKED, {}, []),
        ({"kind": K.IMPROVEMENT}, R.REPLACED, {}, ["case.closing_reason_missing"]),
        ({"kind": K.IMPROVEMENT}, R.REPLACED, {"reason": "Ny sag"}, []),
        ({"kind": K.IMPROVEMENT, "has_ruling": True}, R.NO_RULING, {"reason": "x"}, ["case.has_ruling"]),
        ({"kind": K.IMPROVEMENT}, R.NO_RULING, {"reason": "Arbejdstilsynet gik ikke videre"}, []),
        ({"kind": K.REPRIMAND}, R.CONCLUDED, {}, []),
        ({"kind": K.GUIDANCE, "items_open": 1}, R.CONCLUDED, {}, ["case.open_actions_remain"]),
        ({"kind": K.GUIDANCE}, R.REVOKED, {}, ["case.outcome_not_permitted"]),
        ({"kind": K.AGREEMENT, "dates": ACCEPTED}, R.AGREEMENT_COMPLETED, {"reason": "Afsluttet"}, []),
        (
            {"kind": K.AGREEMENT, "dates": OFFERED},
            R.AGREEMENT_COMPLETED,
            {"reason": "x"},
            ["case.agreement_not_accepted"],
        ),
        (
            {"kind": K.AGREEMENT, "dates": ACCEPTED},
            R.AGREEMENT_DECLINED,
            {"reason": "x"},
            ["case.agreement_accepted"],
        ),
        ({"kind": K.AGREEMENT, "dates": OFFERED}, R.AGREEMENT_EXPIRED, {"today": DUE}, ["case.offer_still_open"]),
        ({"kind": K.AGREEMENT, "dates": OFFERED}, R.AGREEMENT_EXPIRED, {"today": TODAY}, []),
        ({"kind": K.AGREEMENT}, R.AGREEMENT_EXPIRED, {"today": TODAY}, ["case.acceptance_unknown"]),
    ],
)
def test_what_each_outcome_needs(facts, outcome, options, found):
    assert codes(close_blockers(CaseFacts(**facts), outcome, **options)) == found


# Rule 24


@pytest.mark.parametrize(
    ("closure", "options", "found"),
    [
        (FocusPointClosure.EFFECT, {"is_effect_sufficient": True}, []),
        (FocusPointClosure.EFFECT, {"is_effect_sufficient": False}, ["focus_point.effect_insufficient"]),
        (FocusPointClosure.EFFECT, {"reason": "Alt er gjort"}, ["focus_point.effect_missing"]),
        (FocusPointClosure.REASONED, {"reason": "Opgaven er flyttet."}, []),
        (FocusPointClosure.REASONED, {"reason": "  ", "is_effect_sufficient": True}, ["focus_point.reason_missing"]),
    ],
)
def test_rule_24_a_focus_point_closes_on_effect_or_reason(closure, options, found):
    assert codes(focus_point_close_blockers(closure, **options)) == found
