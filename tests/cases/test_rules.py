"""Kinds, complaints, gates and warnings of a case (rules 1, 4-6, 8, 10, 13, 16-22, 24)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.enums import (
    CaseOutcome,
    CasePhase,
    ComplaintState,
    ExtensionState,
    FocusPointClosure,
    NoticeKind,
    RulingKind,
)
from app.cases.rules import (
    CaseFacts,
    ComplaintFact,
    ExtensionEffect,
    ExtensionFact,
    ReplyFact,
    Suspension,
    adviser_blockers,
    case_warnings,
    close_blockers,
    extension_effect,
    focus_point_close_blockers,
    has_duty_to_act,
    initial_deadlines,
    is_decision,
    kind_problem,
    permitted_outcomes,
    permitted_phases,
    report_back_blockers,
    report_back_warnings,
    report_completeness,
    report_release_blockers,
    selectable_kinds,
    suspension,
)
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind

D, K, R, P = DeadlineKind, NoticeKind, CaseOutcome, CasePhase
TODAY = date(2025, 7, 14)
VISIT = date(2025, 4, 10)
DUTY = [K.IMPROVEMENT, K.IMMEDIATE, K.INVESTIGATION, K.PROHIBITION, K.COMPETENCE]
days = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def codes(blockers):
    return [each.code for each in blockers]


def order(**facts):
    """An order that has been ruled on and told to the AMO: nothing to remark."""
    return CaseFacts(**{"kind": K.IMPROVEMENT, "has_ruling": True, "body_informed_on": VISIT, **facts})


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

    assert [kind for kind in NoticeKind if kind_problem(kind, decision, visit, today) is None] == selectable
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


def test_an_agreement_and_guidance_are_no_decisions():
    assert [kind for kind in NoticeKind if not is_decision(kind)] == [K.AGREEMENT, K.GUIDANCE]


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


# Rule 17


DUE = date(2025, 5, 8)


def test_rule_17_a_timely_complaint_suspends_on_the_last_day_too():
    assert suspension(K.IMPROVEMENT, [ComplaintFact(DUE)], DUE) == Suspension(
        True,
        DUE,
        "Klagen af 8. maj 2025 er sendt i tide og har opsættende virkning. "
        "Fristerne er sat i bero, til klagen er afgjort.",
    )


@pytest.mark.parametrize(
    ("kind", "complaint", "due", "beginning"),
    [
        (K.IMMEDIATE, ComplaintFact(VISIT), DUE, "En klage udsætter ikke et strakspåbud."),
        (K.PROHIBITION, ComplaintFact(VISIT), DUE, "En klage udsætter ikke et strakspåbud."),
        (K.IMPROVEMENT, ComplaintFact(DUE + timedelta(days=1)), DUE, "Klagen er sendt efter klagefristen 8. maj 2025."),
        (K.IMPROVEMENT, ComplaintFact(VISIT), None, "Klagefristen er ukendt"),
        (K.REPRIMAND, ComplaintFact(VISIT), DUE, "Sagen har ingen handlepligt"),
        (K.IMPROVEMENT, ComplaintFact(VISIT, ComplaintState.UPHELD), DUE, "Klagen fik medhold."),
        (K.IMPROVEMENT, ComplaintFact(VISIT, ComplaintState.REJECTED), DUE, "Klagen fik ikke medhold. Spørg"),
        (K.IMPROVEMENT, ComplaintFact(VISIT, ComplaintState.WITHDRAWN), DUE, "Klagen er trukket tilbage, så de gamle"),
        (K.IMPROVEMENT, ComplaintFact(VISIT, ruling=RulingKind.EXTENSION), DUE, "Klagen gælder ikke selve påbuddet"),
    ],
)
def test_rule_17_what_does_not_suspend_says_why(kind, complaint, due, beginning):
    found = suspension(kind, [complaint], due, is_awaiting=True)

    assert (found.is_suspended, found.since) == (False, None)
    assert found.reason.startswith(beginning)


def test_rule_17_no_complaint_no_word():
    assert suspension(K.IMPROVEMENT, [], DUE) == Suspension(False)


def test_rule_17_of_several_complaints_the_first_timely_pending_one_counts():
    complaints = [
        ComplaintFact(date(2025, 4, 20), ComplaintState.WITHDRAWN),
        ComplaintFact(date(2025, 5, 20)),
        ComplaintFact(date(2025, 5, 5)),
        ComplaintFact(date(2025, 5, 1)),
    ]

    assert suspension(K.IMPROVEMENT, complaints, DUE).since == date(2025, 5, 1)


def test_rule_17_a_complaint_is_measured_by_the_deadline_of_its_own_ruling():
    changed = date(2025, 8, 20)
    late = ComplaintFact(DUE + timedelta(days=1), due_on=DUE)
    timely = ComplaintFact(changed, ruling=RulingKind.CHANGED, due_on=changed)

    assert not suspension(K.IMPROVEMENT, [late], changed).is_suspended
    assert suspension(K.IMPROVEMENT, [late, timely], changed).since == changed


@given(st.sampled_from(NoticeKind), days, st.none() | days, st.sampled_from(ComplaintState))
def test_rule_17_only_a_timely_pending_complaint_against_an_order_not_at_once_suspends(kind, filed, due, state):
    found = suspension(kind, [ComplaintFact(filed, state)], due, is_awaiting=True)

    assert found.is_suspended is (
        kind in (K.IMPROVEMENT, K.INVESTIGATION, K.COMPETENCE)
        and state is ComplaintState.FILED
        and due is not None
        and filed <= due
    )
    assert found.reason


def test_rule_17_once_the_dates_are_known_a_lost_complaint_needs_no_word():
    assert suspension(K.IMPROVEMENT, [ComplaintFact(VISIT, ComplaintState.REJECTED)], DUE) == Suspension(False)


# Rule 16


OLD, NEW = date(2025, 11, 1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("state", "granted_on", "effect"),
    [
        (
            ExtensionState.REQUESTED,
            None,
            ExtensionEffect(OLD, "Fristen 1. november 2025 gælder, indtil Arbejdstilsynet har bevilget en ny."),
        ),
        (
            ExtensionState.REFUSED,
            None,
            ExtensionEffect(
                OLD, "Fristen 1. november 2025 gælder fortsat. Arbejdstilsynet har afslået en længere frist."
            ),
        ),
        (
            ExtensionState.WITHDRAWN,
            None,
            ExtensionEffect(OLD, "Fristen 1. november 2025 gælder fortsat. Anmodningen er trukket tilbage."),
        ),
        (
            ExtensionState.GRANTED,
            NEW,
            ExtensionEffect(NEW, "Arbejdstilsynet har bevilget ny frist 1. februar 2026."),
        ),
        (
            ExtensionState.GRANTED,
            None,
            ExtensionEffect(
                OLD,
                "Den nye frist mangler, så den gamle gælder her.",
                (Blocker("extension.new_date_missing", "Længere frist er bevilget. Skriv den nye frist fra brevet."),),
            ),
        ),
    ],
)
def test_rule_16_the_old_date_binds_until_granted(state, granted_on, effect):
    request = ExtensionFact(requested_on=OLD, wished_on=NEW, compliance_on=OLD, state=state, granted_on=granted_on)

    assert extension_effect(request) == effect


def test_rule_16_a_request_dated_after_expiry_warns():
    request = ExtensionFact(requested_on=date(2025, 11, 2), wished_on=NEW, compliance_on=OLD)

    assert extension_effect(request) == ExtensionEffect(
        OLD,
        "Fristen 1. november 2025 gælder, indtil Arbejdstilsynet har bevilget en ny.",
        (
            Blocker(
                "extension.requested_late",
                "Anmodningen er dateret 2. november 2025, efter fristen 1. november 2025. Kontakt Arbejdstilsynet.",
            ),
        ),
    )


def test_rule_16_an_unknown_date_stays_unknown():
    found = extension_effect(ExtensionFact(requested_on=OLD, wished_on=NEW))

    assert found.binding_on is None
    assert found.text.startswith("Den hidtidige frist (ukendt) gælder")
    assert codes(found.warnings) == ["extension.compliance_unknown"]


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
    assert report_back_blockers(case) == report_release_blockers(case) == adviser_blockers(case)


# Rules 19, 20, 22


def test_rule_19_release_waits_for_the_information_of_the_amo():
    assert report_release_blockers(order()) == []
    assert report_release_blockers(order(body_informed_on=None)) == [
        Blocker(
            "case.body_not_informed",
            "Orientér AMO, arbejdsmiljørepræsentanten (AMR) og de tillidsrepræsentanter, der er berørt. "
            "Registrér dato, hvem og hvordan.",
        )
    ]
    assert report_release_blockers(order(body_informed_on=None, has_employee_body=False)) == [
        Blocker(
            "case.body_not_informed",
            "Orientér en repræsentant for medarbejderne, for der er ingen AMO. Registrér dato, hvem og hvordan.",
        )
    ]


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


def test_rule_22_the_completeness_list():
    assert codes(report_completeness(order(item_count=3, items_started=3, evidence_count=1, findings=2))) == []
    assert codes(report_completeness(order(body_informed_on=None))) == [
        "report.measures_missing",
        "report.findings_missing",
        "report.evidence_missing",
        "case.body_not_informed",
    ]
    found = report_completeness(
        order(item_count=3, items_open=1, items_without_solution=2, findings=2, findings_unanswered=1, evidence_count=1)
    )
    assert [each.text for each in found] == [
        "1 tiltag er ikke gennemført. Afslut, eller ret planen.",
        "2 tiltag mangler tekst om, hvordan problemet bliver løst.",
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


# Warnings


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
        (
            {"dates": {D.COMPLIANCE: date(2025, 11, 3), D.REPORT_BACK: date(2025, 10, 31)}},
            ["case.report_back_before_compliance"],
        ),
        ({"dates": {D.COMPLIANCE: date(2025, 11, 3), D.REPORT_BACK: date(2025, 11, 3)}}, []),
        ({"complaints": (ComplaintFact(DUE),)}, ["case.not_suspended"]),  # rule 17: klagefrist unknown
        ({"complaints": (ComplaintFact(DUE),), "dates": {D.COMPLAINT: DUE}}, []),
        (
            {"extensions": (ExtensionFact(requested_on=NEW, wished_on=NEW, compliance_on=OLD),)},
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
