"""What every field of a case must hold."""

import pytest

from app.cases.rules.fields import check_numbers, required_line, required_text
from app.core.errors import Invalid


@pytest.mark.parametrize(("text", "line"), [(" Tids\u200epres \n i  Å ", "Tidspres i Å"), ("x" * 200, "x" * 200)])
def test_a_line_is_cleaned(text, line):
    assert required_line(text, "title", "titel") == line


@pytest.mark.parametrize(
    ("text", "message"), [("", "Udfyld titel."), (" \n\u200e", "Udfyld titel."), ("x" * 201, "Skriv højst 200 tegn.")]
)
def test_an_empty_or_endless_line_is_refused_at_its_field(text, message):
    with pytest.raises(Invalid) as refused:
        required_line(text, "title", "titel")
    assert refused.value.fields == {"title": message}


def test_a_missing_reason_is_refused_at_its_field():
    required_text("Fordi", "reason", "Skriv hvorfor.")
    with pytest.raises(Invalid) as refused:
        required_text("", "reason", "Skriv hvorfor.")
    assert refused.value.fields == {"reason": "Skriv hvorfor."}


def test_each_wrong_number_is_named_and_unknown_ones_pass():
    check_numbers(cvr_no="55133018", production_unit_no=None, adviser_cvr_no="")
    with pytest.raises(Invalid) as refused:
        check_numbers(cvr_no="1", production_unit_no="55133018", adviser_cvr_no="55133018")
    assert list(refused.value.fields) == ["cvr_no", "production_unit_no"]
