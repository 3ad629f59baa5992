"""What is typed, or stands in a file: a number or a direction, and what is wrong with it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Invalid
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.files import fingerprint_of, read_rows, read_text
from app.indicators.rules import TypedFigure, figure_from
from app.surveys.files.matching import KnownUnit, UnitMatcher
from app.surveys.files.places import FileRefused

YEAR: dict[str, Any] = {"period_from": date(2024, 1, 1), "period_to": date(2024, 12, 31)}
BOTH, ONE = {"numerator": "12", "denominator": "80"}, {"value": "1", "people": "9"}
STAFF, SICK, ERRORS = IndicatorKind.STAFF_TURNOVER, IndicatorKind.SICKNESS_ABSENCE, IndicatorKind.ERROR_RATE
TODAY = date(2025, 8, 20)
UNITS = UnitMatcher([KnownUnit(1, "Ågruppen Nord", ("N-1",)), KnownUnit(2, "Gruppen Syd")])


@pytest.mark.parametrize(
    ("kind", "typed", "fields"),
    [
        (STAFF, {}, {"value", "period_from"}),
        (STAFF, {**YEAR, "numerator": "12"}, {"denominator"}),
        (STAFF, {**YEAR, "numerator": "12", "denominator": "0"}, {"denominator"}),
        (STAFF, {**YEAR, "numerator": "1,5", "denominator": "80"}, {"numerator"}),
        (STAFF, {**YEAR, "numerator": "-1", "denominator": "80"}, {"numerator"}),
        (STAFF, {**YEAR, "value": "15", "numerator": "12", "denominator": "80"}, {"value"}),
        (STAFF, {**YEAR, "value": "15"}, {"denominator"}),
        (STAFF, {**YEAR, "value": "-15", "denominator": "80"}, {"value"}),
        (SICK, {**YEAR, "value": "-6,2", "people": "40"}, {"value"}),
        (STAFF, {"period_text": "2024", "numerator": "12", "denominator": "80"}, {"period_from"}),
        (STAFF, {**YEAR, "trend": Trend.HIGHER}, {"compared_with"}),
        (STAFF, {**YEAR, **BOTH, "trend": Trend.LOWER, "compared_with": "2023"}, {"value"}),
        (STAFF, {**YEAR, "numerator": "tolv", "denominator": "80"}, {"numerator"}),
        (SICK, {**YEAR, "value": "6,2"}, {"people"}),
        (SICK, {**YEAR, "value": "6,2", "people": "0"}, {"people"}),
        (SICK, {"period_from": date(2024, 2, 1), "period_to": date(2024, 1, 1), **ONE}, {"period_to"}),
        (SICK, {"period_from": date(2024, 2, 1), **ONE}, {"period_to"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(kind: IndicatorKind, typed: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        figure_from(kind, "%", covers_people=True, typed=TypedFigure(**typed))
    assert set(refused.value.fields) == fields


def test_a_percentage_is_computed_and_a_direction_has_no_number() -> None:
    computed = figure_from(
        ERRORS, "%", covers_people=False, typed=TypedFigure(period_text="foråret", numerator="1", denominator="3")
    )
    assert (str(computed.value), computed.people) == ("33.3", None)
    direction = figure_from(
        STAFF, "%", covers_people=True, typed=TypedFigure(**YEAR, trend=Trend.HIGHER, compared_with="tidligere år")
    )
    assert (direction.value, direction.trend, direction.people) == (None, Trend.HIGHER, None)


def rows(text: str) -> list[tuple[int | None, str, str]]:
    found = read_rows(
        text, UNITS, {(1, date(2020, 1, 1), date(2020, 12, 31), "")}, STAFF, "%", covers_people=True, today=TODAY
    )
    return [(each.unit, str(each.figure.value if each.figure else None), each.problem) for each in found]


def test_rows_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    text = (
        "sep=;\r\nEnhed;År;Fratrådte;Ansatte i gennemsnit;Retning;I forhold til;Pr. dato\r\n"
        "Ågruppen Nord;2024;12;80,5;;;14.07.2025\r\n;;;;;;\r\nN-1;2023;;;højere;2022;\r\n"
    )
    assert rows(text) == [(1, "14.9", ""), (1, "None", "")]
    file = tmp_path / "tal.csv"
    file.write_bytes(text.encode("cp1252"))
    assert read_text(file).splitlines() == text.splitlines()
    assert fingerprint_of(text) == fingerprint_of(text.replace("\r\n", "\n").strip())
    assert rows("Enhed\tÅr\tTæller\tNævner\nGruppen Syd\t2024\t1\t20") == [(2, "5.0", "")]


def test_what_is_wrong_in_a_row_is_said_there() -> None:
    head = "Enhed;År;Fratrådte;Ansatte;Retning\n"
    told = {
        "Ukendt;2024;1;20;": "Vi kender ikke enheden",
        ";2024;1;20;": "Enheden mangler.",
        "Gruppen Syd;24;1;20;": "ikke et årstal",
        "Gruppen Syd;2024;en;20;": "ikke et tal",
        "Gruppen Syd;2024;1;20;op": "som retning",
        "Gruppen Syd;2025;1;20;": "fremtiden",
        "Gruppen Syd;2024;;;": "Skriv et tal",
        "Ågruppen Nord;2020;1;20;": "allerede et tal",
    }
    for row, problem in told.items():
        (found,) = rows(head + row)
        assert problem in found[2], row
    twice = rows(f"{head}Gruppen Syd;2024;1;20;\nGruppen Syd;2024;2;20;")
    assert [bool(each[2]) for each in twice] == [False, True]
    for whole in ("", "Navn;År\nNord;2024", "Enhed;År", "Enhed;År;Årstal;År\nNord;1;2;3", 'Enhed;År\n"Nord;2024'):
        with pytest.raises(FileRefused):
            rows(whole)
