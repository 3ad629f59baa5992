"""Indicators with their figures: the same ones, hidden in the same places, with the same reservations as on pages."""

from decimal import Decimal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.api.enums import TokenScope
from app.api.v1.common import BASE, READS, Day, Id, Label, filled
from app.db.transaction import reading
from app.indicators.enums import Better, IndicatorKind, Trend
from app.indicators.labels import INDICATOR_KIND
from app.indicators.queries import IndicatorRow, get_indicator, list_indicators, list_values
from app.indicators.rules import ShownValue
from app.indicators.words import figure_text, formula_text, reservation_text, when_text

_READ = {"permission": Permission.SURVEY_READ, "token": TokenScope.READ}
_TAGS = ["Indikatorer"]


class IndicatorFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A unit in a period. `value` null: it is hidden, or a direction is all that is known; `text` says which.

    `reservation` belongs to the figure: show it wherever you show the figure.
    """

    id: Id
    unit: str
    period: str
    period_from: Day
    period_to: Day
    value: float | None
    trend: Trend | None
    compared_with: str
    text: str
    formula: str
    reservation: str
    as_of: Day


class IndicatorLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is followed. `units` counts those that you read figures of."""

    id: Id
    name: str
    kind: IndicatorKind
    kind_label: Label
    measured_in: str
    better: Better | None
    definition: str
    source: str
    units: int


class Indicator(IndicatorLine, frozen=True, kw_only=True):
    """With the figures that count, of the units that you read."""

    figures: tuple[IndicatorFigure, ...]


class IndicatorList(msgspec.Struct, frozen=True):
    items: tuple[IndicatorLine, ...]


@get(f"{BASE}/indicators", name="api.indicators", opt=_READ, tags=_TAGS, summary="Indikatorer", responses=READS)
async def show_indicators(actor: NamedDependency[Actor]) -> Response[IndicatorList]:
    """Det, kommunen følger over tid, efter navn."""
    async with reading():
        rows = await list_indicators(actor.scope)
    return Response(
        IndicatorList(tuple(filled(IndicatorLine, row, kind_label=INDICATOR_KIND[row.kind]) for row in rows))
    )


@get(
    f"{BASE}/indicators/{{indicator_id:str}}",
    name="api.indicator",
    opt=_READ,
    tags=_TAGS,
    summary="Én indikator",
    responses=READS,
)
async def show_indicator(actor: NamedDependency[Actor], indicator_id: FromPath[str]) -> Response[Indicator]:
    """Indikatoren med tallene for de enheder, du læser. Skjulte tal er skjult for alle."""
    async with reading():
        row = await get_indicator(actor.scope, indicator_id)
        values = await list_values(actor.scope, (row.id,))
    figures = tuple(_figure(row, each) for each in values if each.counts)
    return Response(filled(Indicator, row, kind_label=INDICATOR_KIND[row.kind], figures=figures))


def _figure(row: IndicatorRow, shown: ShownValue) -> IndicatorFigure:
    return filled(
        IndicatorFigure,
        shown,
        unit=shown.unit_name,
        period=when_text(shown),
        value=float(shown.value) if isinstance(shown.value, Decimal) else None,
        text=figure_text(shown, row.measured_in),
        formula=formula_text(shown, row.kind, row.measured_in),
        reservation=reservation_text(shown),
    )


routes = [show_indicators, show_indicator]
