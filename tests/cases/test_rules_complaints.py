"""Complaints and requests for a longer deadline (rules 16, 17)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.enums import (
    ComplaintState,
    ExtensionState,
    NoticeKind,
    RulingKind,
)
from app.cases.rules import (
    ComplaintFact,
    ExtensionEffect,
    ExtensionFact,
    Suspension,
    extension_effect,
    suspension,
)
from app.core.errors import Blocker
from tests.cases.case_facts import DUE, NEW, OLD, VISIT, K, codes, days

# Rule 17


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
        (K.IMPROVEMENT, ComplaintFact(VISIT, ruled_on=DUE), DUE, "Klagen er dateret før afgørelsen"),
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
    request = ExtensionFact(requested_on=OLD, compliance_on=OLD, state=state, granted_on=granted_on)

    assert extension_effect(request) == effect


def test_rule_16_a_request_dated_after_expiry_warns():
    request = ExtensionFact(requested_on=date(2025, 11, 2), compliance_on=OLD)

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
    found = extension_effect(ExtensionFact(requested_on=OLD))

    assert found.binding_on is None
    assert found.text.startswith("Den hidtidige frist (ukendt) gælder")
    assert codes(found.warnings) == ["extension.compliance_unknown"]
