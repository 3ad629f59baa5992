"""What is followed, how units stand, and the series of one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

import msgspec

from app.indicators.labels import BETTER, INDICATOR_KIND
from app.indicators.pages.words import HOME, TITLE, address_of, crumbs_of, list_crumbs, unit_href, value_href
from app.indicators.queries import IndicatorRow
from app.indicators.rules import TURNOVER, ShownValue
from app.indicators.words import (
    TURNOVER_FORMULA,
    figure_text,
    formula_text,
    number_text,
    reservation_text,
    when_text,
    with_unit,
)
from app.surveys.pages.charts import Bar, Chart, series_chart
from app.surveys.pages.paging import Pages, part_of
from app.web.pages import Crumb, Page


class IndicatorLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    kind: str
    measured_in: str
    units: int


class IndicatorsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/index.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[IndicatorLine, ...]
    new_href: str | None


class LatestLine(msgspec.Struct, frozen=True):
    name: str
    parent: str
    href: str
    period: str
    figure: str
    reservation: str


class IndicatorPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    kind: str
    measured_in: str
    better: str | None
    definition: str
    formula: str
    source: str
    minimum: int | None  # None: it is not about people
    lines: tuple[LatestLine, ...]
    pages: Pages
    can_write: bool
    can_define: bool


class PeriodLine(msgspec.Struct, frozen=True, kw_only=True):
    period: str
    figure: str
    formula: str
    people: str
    reservation: str
    corrected_on: date | None
    reason: str  # "" for who only reads
    edit_href: str | None
    withdraw_href: str | None


class GoneLine(msgspec.Struct, frozen=True):
    """A figure that counts no more. What it was is told only where it is not about people."""

    period: str
    figure: str
    on_date: date | None
    is_withdrawn: bool
    reason: str


class SeriesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/unit.html"
    crumbs: tuple[Crumb, ...]
    indicator: IndicatorRow
    formula: str
    unit_href: str
    new_href: str | None
    chart: Chart | None
    lines: tuple[PeriodLine, ...]
    gone: tuple[GoneLine, ...]
    minimum: int | None


def index_page(rows: Sequence[IndicatorRow], *, can_define: bool) -> IndicatorsPage:
    return IndicatorsPage(
        title=TITLE,
        crumbs=list_crumbs(),
        lines=tuple(
            IndicatorLine(row.name, address_of(row), INDICATOR_KIND[row.kind], row.measured_in, row.units)
            for row in rows
        ),
        new_href=f"{HOME}/ny" if can_define else None,
    )


def indicator_page(
    row: IndicatorRow,
    values: Sequence[ShownValue],
    minimum: int,
    side: str,
    *,
    can_write: bool,
    can_define: bool,
) -> IndicatorPage:
    """With the latest figure of each unit."""
    latest: dict[int, ShownValue] = {}
    for each in values:
        if each.counts and (each.unit not in latest or latest[each.unit].moment < each.moment):
            latest[each.unit] = each
    part, pages = part_of(list(latest.values()), side, f"{address_of(row)}?side=")
    return IndicatorPage(
        title=row.name,
        crumbs=crumbs_of(row),
        base=address_of(row),
        kind=INDICATOR_KIND[row.kind],
        measured_in=row.measured_in,
        better=BETTER[row.better] if row.better else None,
        definition=row.definition,
        formula=_formula(row),
        source=row.source,
        minimum=minimum if row.covers_people else None,
        lines=tuple(
            LatestLine(
                each.unit_name,
                each.parent_name or "",
                unit_href(row, each.unit_public_id),
                when_text(each),
                figure_text(each, row.measured_in),
                reservation_text(each),
            )
            for each in part
        ),
        pages=pages,
        can_write=can_write,
        can_define=can_define,
    )


def _formula(row: IndicatorRow) -> str:
    return TURNOVER_FORMULA if row.kind in TURNOVER else ""


def series_page(
    row: IndicatorRow,
    unit: tuple[str, str],
    values: Sequence[ShownValue],
    minimum: int,
    *,
    can_write: bool,
    is_open: bool,
) -> SeriesPage:
    """The series of a unit, by public id and name. The newest first; what counts no more by itself."""
    counted = sorted((each for each in values if each.counts), key=lambda each: each.moment, reverse=True)
    gone = [each for each in values if not each.counts]
    return SeriesPage(
        title=f"{row.name}: {unit[1]}",
        crumbs=crumbs_of(row, Crumb(unit[1])),
        indicator=row,
        formula=_formula(row),
        unit_href=f"/enheder/{unit[0]}",
        new_href=f"{address_of(row)}/tal/nyt?enhed={unit[0]}" if can_write and is_open else None,
        chart=_chart(row, unit[1], counted[::-1]),
        lines=tuple(_period(row, each, can_write=can_write) for each in counted),
        gone=tuple(
            GoneLine(
                when_text(each),
                figure_text(each, row.measured_in) if not row.covers_people or each.trend is not None else "",
                each.withdrawn_on or each.replaced_on,
                each.withdrawn_on is not None,
                each.withdrawn_reason if can_write else "",
            )
            for each in gone
        ),
        minimum=minimum if row.covers_people else None,
    )


def _period(row: IndicatorRow, each: ShownValue, *, can_write: bool) -> PeriodLine:
    return PeriodLine(
        period=when_text(each),
        figure=figure_text(each, row.measured_in),
        formula=formula_text(each, row.kind, row.measured_in),
        people=f"{number_text(each.people)} mennesker"
        if isinstance(each.people, Decimal) and not _formula(row)
        else "",
        reservation=reservation_text(each),
        corrected_on=each.corrected_on,
        reason=each.reason if can_write else "",
        edit_href=value_href(row, each.public_id, "ret") if can_write else None,
        withdraw_href=value_href(row, each.public_id, "traek-tilbage") if can_write else None,
    )


def _chart(row: IndicatorRow, unit: str, values: Sequence[ShownValue]) -> Chart | None:
    """The numbers, each with its reservation in the table below; None where fewer than two periods have one."""
    numbers = [each.value for each in values if isinstance(each.value, Decimal)]
    if len(numbers) < 2 or min(numbers) < 0:
        return None
    highest = max(*numbers, Decimal(100) if row.measured_in == "%" else Decimal(0))
    if not highest:
        return None
    bars = [
        Bar(
            f"{when_text(each)}{' (forbehold)' if each.caveat else ''}",
            figure_text(each, row.measured_in),
            float(each.value / highest) if isinstance(each.value, Decimal) else None,
        )
        for each in values
    ]
    ends = (with_unit("0", row.measured_in), with_unit(number_text(highest), row.measured_in))
    return series_chart(f"{row.name}: {unit}", bars, ends)
