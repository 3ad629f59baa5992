"""Who must have been informed before a report goes out (rule 19, trap 10)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.involvement.enums import InvolvementKind, Party
from app.involvement.rules import Gate, InvolvementFact, gate, opening_record, opens_gate

DAY = date(2025, 10, 1)


def record(party=Party.AMO, **facts):
    return InvolvementFact(**{"party": party, "on_date": DAY, "who": "Arbejdsmiljøgruppen", **facts})


@pytest.mark.parametrize("kind", InvolvementKind)
@pytest.mark.parametrize(
    ("has_body", "opening"),
    [
        (True, {Party.AMO, Party.HEALTH_SAFETY_REP}),
        (False, {Party.AMO, Party.HEALTH_SAFETY_REP, Party.EMPLOYEE_REP}),
    ],
)
def test_rule_19_who_opens_the_gate_and_what_the_others_are_told(kind, has_body, opening):
    found = {party: opens_gate(party, kind, has_body) for party in Party}

    assert {party for party in Party if found[party].opens} == opening
    assert all(bool(verdict.reason) is not verdict.opens for verdict in found.values())


def test_rule_19_the_open_gate_names_its_record():
    latest = record(Party.HEALTH_SAFETY_REP, on_date=DAY + timedelta(days=3), who=" AMR i Døgnafdelingen ")

    assert gate([latest, record()], True) == Gate(
        True, "Arbejdsmiljørepræsentanten (AMR) er orienteret 4. oktober 2025 (AMR i Døgnafdelingen).", latest
    )
    assert gate([latest, record()], True, before=DAY).record == record()


@pytest.mark.parametrize(
    ("involvements", "has_body", "text"),
    [
        ([], True, "Orientér AMO eller AMR, og registrér dato, hvem og hvordan."),
        ([], False, "Orientér en repræsentant for medarbejderne, og registrér dato, hvem og hvordan."),
        ([record(is_withdrawn=True)], True, "Orientér AMO eller AMR, og registrér dato, hvem og hvordan."),
        (
            [record(who="  ")],
            True,
            "Orientér AMO eller AMR, og registrér dato, hvem og hvordan. "
            "Skriv navn eller rolle på orienteringen 1. oktober 2025.",
        ),
        (
            [record(on_date=DAY + timedelta(days=8))],
            True,
            "Orientér AMO eller AMR, og registrér dato, hvem og hvordan. "
            "Orienteringen 9. oktober 2025 er registreret efter 8. oktober 2025.",
        ),
        (
            [record(Party.EMPLOYEES)],
            True,
            "Orientér AMO eller AMR, og registrér dato, hvem og hvordan. "
            "Medarbejderne er orienteret, men AMO eller AMR skal også orienteres.",
        ),
        (
            [record(Party.EMPLOYEE_REP)],
            True,
            "Orientér AMO eller AMR, og registrér dato, hvem og hvordan. "
            "Der er en AMO her, så AMO eller AMR skal orienteres.",
        ),
    ],
)
def test_rule_19_the_closed_gate_says_what_to_do(involvements, has_body, text):
    assert gate(involvements, has_body, before=DAY + timedelta(days=7)) == Gate(False, text)


def test_rule_19_informed_on_the_day_itself_is_in_time():
    assert gate([record()], True, before=DAY).is_open
    assert not gate([record()], True, before=DAY - timedelta(days=1)).is_open


records = st.builds(
    InvolvementFact,
    party=st.sampled_from(Party),
    kind=st.sampled_from(InvolvementKind),
    on_date=st.dates(DAY, DAY + timedelta(days=9)),
    who=st.sampled_from(["", " ", "AMG"]),
    is_withdrawn=st.booleans(),
)


@given(st.lists(records, max_size=5), st.booleans(), st.none() | st.dates(DAY, DAY + timedelta(days=9)))
def test_rule_19_gate_and_first_record_agree(involvements, has_body, before):
    found = gate(involvements, has_body, before)
    first = opening_record(involvements, has_body, before=before)

    assert found.is_open is (first is not None) is (found.record is not None)
    if first and found.record:
        assert first.on_date <= found.record.on_date
        assert not found.record.is_withdrawn
        assert before is None or found.record.on_date <= before
    assert found.text
