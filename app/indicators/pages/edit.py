"""The forms of an indicator, its figures, and a file of them."""

from typing import ClassVar

import msgspec

from app.indicators.enums import IndicatorKind
from app.indicators.files import ReadRow
from app.indicators.queries import IndicatorRow
from app.indicators.rules import TURNOVER, ShownValue, computes
from app.indicators.words import (
    TURNOVER_FORMULA,
    figure_text,
    number_text,
    period_text,
    reservation_text,
    trend_text,
    when_text,
    with_unit,
)
from app.surveys.rules.shown import Suppressed
from app.web.pages import FormPage, Option


class EditIndicatorPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/edit.html"
    municipalities: tuple[Option, ...]
    kinds: tuple[Option, ...]
    betters: tuple[Option, ...]
    is_used: bool


class FigureLabels(msgspec.Struct, frozen=True):
    """What the fields of a figure are called for this indicator."""

    value: str
    value_hint: str
    numerator: str
    denominator: str
    asks_people: bool
    formula: str


class FigurePage(FormPage, frozen=True, kw_only=True):
    """`units` empty: the figure is there, and `what` says of which unit and period."""

    template: ClassVar[str] = "indicators/figure.html"
    definition: str
    labels: FigureLabels
    units: tuple[Option, ...]
    trends: tuple[Option, ...]
    what: str
    is_hidden: bool


class WithdrawFigurePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/withdraw.html"
    what: str


class RowLine(msgspec.Struct, frozen=True):
    """A row of the file, as it would be saved, or what is wrong with it."""

    no: int
    unit: str
    what: str
    problem: str


class RowsPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/rows.html"
    columns: tuple[str, ...]
    lines: tuple[RowLine, ...]
    bad: int
    fingerprint: str


def figure_labels(row: IndicatorRow) -> FigureLabels:
    if row.kind in TURNOVER:
        leaders = row.kind is IndicatorKind.LEADER_TURNOVER
        return FigureLabels(
            "Procent",
            "Kun hvis I ikke kender antallet, der er fratrådt",
            "Fratrådte ledere i perioden" if leaders else "Fratrådte i perioden",
            "Ledere i gennemsnit i perioden" if leaders else "Ansatte i gennemsnit i perioden",
            asks_people=False,
            formula=TURNOVER_FORMULA,
        )
    is_computed = computes(row.kind, row.measured_in)
    return FigureLabels(
        f"Tal ({row.measured_in})",
        "Lad det stå tomt, hvis I skriver de to næste. Så regnes det ud." if is_computed else "",
        "Antal" if is_computed else "Tallet er lavet af (tæller)",
        "Ud af" if is_computed else "Delt med (nævner)",
        asks_people=row.covers_people,
        formula="Antal ÷ ud af × 100" if is_computed else "",
    )


def figure_values(shown: ShownValue, *, computed: bool) -> dict[str, object]:
    """What the form says of a figure as it stands. What is hidden is not shown here either."""
    values: dict[str, object] = {
        name: getattr(shown, name) for name in ("trend", "compared_with", "caveat", "as_of", "source")
    }
    for name in ("value", "numerator", "denominator", "people"):
        number = getattr(shown, name)
        left_out = number is None or isinstance(number, Suppressed)
        if not left_out and not (name == "value" and computed and shown.numerator is not None):
            values[name] = number_text(number)
    return values


def what_text(row: IndicatorRow, shown: ShownValue) -> str:
    return f"{shown.unit_name}, {when_text(shown)}: {figure_text(shown, row.measured_in)}. {reservation_text(shown)}"


def row_line(row: IndicatorRow, found: ReadRow) -> RowLine:
    """What a row of a file says, read as the page of a figure would say it."""
    figure = found.figure
    if figure is None:
        return RowLine(found.no, found.unit_name, "", found.problem)
    parts = [
        period_text(figure.period_from, figure.period_to, figure.period_text),
        trend_text(figure.trend, figure.compared_with)
        if figure.trend
        else with_unit(number_text(figure.value), row.measured_in),
        f"{number_text(figure.people)} mennesker" if figure.people is not None else "",
        reservation_text(figure),
    ]
    return RowLine(found.no, found.unit_name, ". ".join(part for part in parts if part), "")
