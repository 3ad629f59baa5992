"""The part of the report about the surveys that the case rests on, and the indicators that it is followed by."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from app.reports.content import FollowedIndicator, StatusReport, SurveyResult
from app.reports.pdf.blocks import heading, lines, paragraph, small, strong, table

HIDDEN = (
    "Resultater af få svar er skjult af hensyn til anonymitet, også her. Står der »siger intet sikkert«, er ændringen "
    "ikke større, end tilfældigheder kan give."
)


def surveys(report: StatusReport) -> Iterator[Flowable]:
    """What the surveys say, as it could be shown when the report was frozen; nothing where the case rests on none."""
    if report.surveys:
        yield from heading("Trivselsmålinger", "H2")
        yield paragraph(HIDDEN)
        yield table(
            [("Måling", 66), ("Hvad den viser", 44), ("Resultat", 70)],
            [_row(result) for result in report.surveys],
            row_headers=True,
        )
    if report.indicators:
        yield from heading("Indikatorer", "H2")
        yield paragraph("Tal, der følges over tid. Tal om få mennesker er skjult af hensyn til anonymitet, også her.")
        yield table(
            [("Indikator", 66), ("Gælder", 34), ("Tal med forbehold og kilde", 80)],
            [_indicator(each) for each in report.indicators],
            row_headers=True,
        )


def _indicator(each: FollowedIndicator) -> tuple[str, ...]:
    return (
        lines(strong(each.indicator), each.unit, small(f"Gøres op sådan: {each.definition}")),
        lines(each.focus_point or "Hele sagen", small(each.better)),
        lines(each.figure, f"Før: {each.before}" if each.before else "", small(each.note)),
    )


def _row(result: SurveyResult) -> tuple[str, ...]:
    survey = result.survey if result.period in result.survey else f"{result.survey} ({result.period})"
    return (
        lines(strong(survey), result.unit, result.scale, small(result.measured_with)),
        lines(strong(result.role), result.focus_point or "Hele sagen", small(result.wished)),
        lines(strong(result.told), result.comparison, result.was, small(result.note)),
    )
