"""What a municipality decides for itself (rules 14, 18, 28, 38), and numbers of legal units (rule 44)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import ClosedDays
from app.core.errors import Invalid
from app.organisation.rules import (
    MunicipalitySettings,
    committee_rank,
    cvr_problem,
    decode_settings,
    encode_settings,
    production_unit_no_problem,
)

AARHUS = MunicipalitySettings(committee_ranks=("FMU", "HMU", "LMU"))


def test_the_defaults_are_those_of_the_domain_reference():
    assert decode_settings("") == MunicipalitySettings(
        closed_days=ClosedDays(frozenset({(6, 5), (12, 24), (12, 31)}), friday_after_ascension=False),
        action_lead_days=14,
        deadline_due_soon_days=14,
        hearing_days=14,
        kle_default="87.15.00",
        committee_ranks=("HMU", "FMU", "LMU"),
    )


@pytest.mark.parametrize("text", ["", "  ", "{}"])
def test_missing_settings_are_the_defaults(text):
    assert decode_settings(text) == MunicipalitySettings()


def test_settings_survive_storing_with_the_same_text_each_time():
    settings = MunicipalitySettings(
        closed_days=ClosedDays(frozenset({(12, 24), (2, 29), (6, 5)}), friday_after_ascension=True),
        hearing_days=21,
        committee_ranks=("Fælles-MED", "Område-MED"),
    )
    text = encode_settings(settings)

    assert decode_settings(text) == settings
    assert encode_settings(decode_settings(text)) == text
    assert '"by_analogy":[[2,29],[6,5],[12,24]]' in text


@pytest.mark.parametrize(
    "text", ["[]", "null", "{", '{"hearing_days": "fjorten"}', '{"closed_days": {"by_analogy": [[6]]}}']
)
def test_text_that_is_no_settings_is_refused(text):
    with pytest.raises(Invalid) as refused:
        decode_settings(text)

    assert refused.value.code == "settings.malformed"


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        (MunicipalitySettings(hearing_days=-1), {"hearing_days": "Skriv et antal dage fra 0 til 365."}),
        (MunicipalitySettings(action_lead_days=366), {"action_lead_days": "Skriv et antal dage fra 0 til 365."}),
        (
            MunicipalitySettings(closed_days=ClosedDays(frozenset({(2, 30)}))),
            {"closed_days": "En af lukkedagene findes ikke i kalenderen."},
        ),
        (
            MunicipalitySettings(closed_days=ClosedDays(frozenset((1, day) for day in range(1, 32)))),
            {"closed_days": "Vælg højst 20 ekstra lukkedage."},
        ),
        (
            MunicipalitySettings(committee_ranks=("HMU", "HMU")),
            {"committee_ranks": "Skriv hvert udvalg én gang, det øverste først."},
        ),
    ],
)
def test_figures_out_of_range_are_refused_by_field(settings, fields):
    with pytest.raises(Invalid) as refused:
        decode_settings(encode_settings(settings))

    assert (refused.value.code, refused.value.fields) == ("settings.out_of_range", fields)


def test_rule_28_the_rank_of_committees_is_configuration():
    assert [committee_rank(name, AARHUS) for name in ("FMU", "HMU", "LMU", "AMU")] == [0, 1, 2, None]
    assert [committee_rank(name, MunicipalitySettings()) for name in ("hmu", "FMU", "LMU")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("check", "text", "message"),
    [
        (cvr_problem, "55133018", None),
        (cvr_problem, "", None),
        (cvr_problem, "5513301", "Et CVR-nummer har 8 cifre. Skriv det uden mellemrum, eller lad feltet være tomt."),
        (
            cvr_problem,
            "55 13 30 18",
            "Et CVR-nummer har 8 cifre. Skriv det uden mellemrum, eller lad feltet være tomt.",
        ),
        (cvr_problem, "5513301٨", "Et CVR-nummer har 8 cifre. Skriv det uden mellemrum, eller lad feltet være tomt."),
        (cvr_problem, "55133018\n", "Et CVR-nummer har 8 cifre. Skriv det uden mellemrum, eller lad feltet være tomt."),
        (cvr_problem, "010190-1234", "Det ligner et CPR-nummer. Skriv aldrig CPR-numre i Handlepligt."),
        (production_unit_no_problem, "1003388394", None),
        (production_unit_no_problem, "", None),
        (
            production_unit_no_problem,
            "55133018",
            "Et P-nummer har 10 cifre. Skriv det uden mellemrum, eller lad feltet være tomt.",
        ),
        (
            production_unit_no_problem,
            " 010190 - 1234 ",
            "Det ligner et CPR-nummer. Skriv aldrig CPR-numre i Handlepligt.",
        ),
    ],
)
def test_rule_44_numbers_are_checked_by_form_and_never_a_cpr_number(check, text, message):
    assert check(text) == message


@given(st.text())
def test_only_eight_plain_digits_are_a_cvr_number(text):
    is_fine = text == "" or (len(text) == 8 and all(sign in "0123456789" for sign in text))

    assert (cvr_problem(text) is None) is is_fine
