"""The page of one scale across the units of a round."""

from decimal import Decimal
from typing import ClassVar

import msgspec

from app.surveys.pages.charts import Chart, score_bar, score_chart
from app.surveys.pages.paging import Pages, part_of
from app.surveys.pages.rounds import address_of, crumbs_of, period_of, unit_href
from app.surveys.pages.told import Between
from app.surveys.queries import RoundDetail
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import ShownRound, ShownUnit, change_of
from app.surveys.rules.typed import decimal_text
from app.surveys.words import NONE, change_text, figure_text, signed, span_text, was_text
from app.web.pages import Crumb, Page


class UnitScore(msgspec.Struct, frozen=True):
    """A unit's score. `href` None: only there to compare with."""

    name: str
    href: str | None
    parent: str
    n: str
    score: str
    band: str
    against: str
    change: str
    was: str


class ScalePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/scale.html"
    crumbs: tuple[Crumb, ...]
    round_name: str
    period: str
    span: str
    benchmark: str
    benchmark_note: str
    before: str  # the round that changes are told since; "" for none
    chart: Chart | None
    units: tuple[UnitScore, ...]
    pages: Pages
    has_hidden: bool


def scale_page(
    found: RoundDetail,
    scale: Scale,
    shown: ShownRound,
    before: tuple[RoundDetail, ShownRound] | None,
    between: Between,
    side: str,
) -> ScalePage:
    """Every unit with a figure of the scale, in the order of the tree, and what became of it since the round before."""
    row, benchmark = found.row, scale.benchmark
    measured = [unit for unit in shown.units if scale.code in unit.figures]
    address = f"{address_of(row)}/skalaer/{scale.code}"
    part, pages = part_of(measured, side, f"{address}?side=")
    lines = tuple(_unit_score(found, scale, unit, before, between) for unit in part)
    bars = [score_bar(unit.name, unit.figures[scale.code].mean, scale) for unit in part]
    chart = score_chart(f"{scale.name}, enhed for enhed", bars, scale, ("", "")) if bars else None
    return ScalePage(
        title=scale.name,
        crumbs=crumbs_of(row, Crumb(scale.name)),
        round_name=row.name,
        period=period_of(row),
        span=span_text(scale),
        benchmark=decimal_text(benchmark.value) if benchmark else "",
        benchmark_note=f"{benchmark.population}. Kilde: {benchmark.source}" if benchmark else "",
        before=before[0].row.name if before else "",
        chart=msgspec.structs.replace(chart, rows=()) if chart else None,
        units=lines,
        pages=pages,
        has_hidden=any("skjult" in line.score for line in lines),
    )


def _unit_score(
    found: RoundDetail,
    scale: Scale,
    unit: ShownUnit,
    before: tuple[RoundDetail, ShownRound] | None,
    between: Between,
) -> UnitScore:
    figure = unit.figures[scale.code]
    then = before[1].find(unit.unit) if before else None
    change = change_of(scale, figure, then.figures[scale.code]) if then and scale.code in then.figures else None
    against = NONE
    if scale.benchmark and isinstance(figure.mean, Decimal):
        against = signed(figure.mean - scale.benchmark.value)
    return UnitScore(
        name=unit.name,
        href=unit_href(found.row, unit) if unit.is_readable else None,
        parent=unit.parent_name or NONE,
        n=figure_text(figure.n),
        score=figure_text(figure.mean),
        band=figure.band,
        against=against,
        change=change_text(change) if change else NONE,
        was=f"{was_text(unit, then)} {between.text(before[0], found, unit.unit)}".strip()
        if before and then and change
        else "",
    )
