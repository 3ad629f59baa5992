"""The page of a unit in a round, and the form of its figures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

import msgspec

from app.surveys.enums import SurveyDirection
from app.surveys.labels import SURVEY_DIRECTION
from app.surveys.pages.charts import Chart, score_bar, score_chart
from app.surveys.pages.rounds import address_of, crumbs_of, period_of
from app.surveys.pages.told import Between, ToldNote
from app.surveys.queries import RoundDetail
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import ShownFigure, ShownRound, ShownUnit, change_of
from app.surveys.rules.spread import answers_text, part_text
from app.surveys.rules.typed import decimal_text
from app.surveys.words import (
    NONE,
    UNKNOWN,
    change_sentence,
    change_text,
    direction_kind,
    direction_text,
    figure_text,
    rate_text,
    signed,
    span_text,
    was_text,
)
from app.web.pages import Crumb, FormPage, Option, Page

_UNKNOWN_FIGURE = ShownFigure(None, None)


class EarlierLine(msgspec.Struct, frozen=True):
    """The same scale in an earlier round; `was` says what the unit was then, where it was something else."""

    round: str
    period: str
    n: str
    mean: str
    change: str
    was: str


class ScaleLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    span: str
    n: str
    mean: str
    band: str
    benchmark: str
    benchmark_note: str
    parent: str
    spread: tuple[tuple[str, str], ...]
    earlier: tuple[EarlierLine, ...]
    change: str
    chart: Chart | None


class UnitPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/unit.html"
    crumbs: tuple[Crumb, ...]
    base: str
    round_name: str
    period: str
    parent_name: str
    parent_href: str | None
    rate: str
    invited: str
    answered: str
    direction: str
    direction_kind: str
    direction_note: str
    corrected_on: date | None
    scales: tuple[ScaleLine, ...]
    has_parent: bool
    has_earlier: bool
    has_texts: bool  # that the reader may read
    notes: tuple[ToldNote, ...]  # reorganisations since the rounds before
    can_write: bool
    can_link: bool
    can_plan: bool


def unit_page(
    found: RoundDetail,
    unit: ShownUnit,
    parent: ShownUnit | None,
    earlier: Sequence[tuple[RoundDetail, ShownRound]],
    between: Between,
    *,
    has_texts: bool = False,
    can_write: bool,
    can_link: bool,
    can_plan: bool,
) -> UnitPage:
    """The unit against the benchmark, what it lay under, and the rounds before of the same instrument (rule 30)."""
    row = found.row
    before = [(detail, then) for detail, shown in earlier if (then := shown.find(unit.unit)) is not None]
    lines = tuple(
        _scale_line(found, scale, unit, parent, before, between) for scale in (found.data.scales if found.data else ())
    )
    return UnitPage(
        title=unit.name,
        crumbs=crumbs_of(row, Crumb(unit.name)),
        base=f"/maalinger/{row.public_id}/enheder/{unit.public_id}",
        round_name=row.name,
        period=period_of(row),
        parent_name=unit.parent_name,
        parent_href=f"/maalinger/{row.public_id}/enheder/{parent.public_id}" if parent and parent.is_readable else None,
        rate=rate_text(unit),
        invited=figure_text(unit.invited),
        answered=figure_text(unit.answered),
        direction=direction_text(unit),
        direction_kind=direction_kind(unit),
        direction_note=unit.direction_note,
        corrected_on=unit.corrected_on,
        scales=lines,
        has_parent=parent is not None,
        has_earlier=any(line.earlier for line in lines),
        notes=between.notes(found, [detail for detail, _ in earlier], unit.unit),
        has_texts=has_texts,
        can_write=can_write,
        can_link=can_link,
        can_plan=can_plan,
    )


def _scale_line(
    found: RoundDetail,
    scale: Scale,
    unit: ShownUnit,
    parent: ShownUnit | None,
    before: Sequence[tuple[RoundDetail, ShownUnit]],
    between: Between,
) -> ScaleLine:
    figure = unit.figures.get(scale.code, _UNKNOWN_FIGURE)
    benchmark = scale.benchmark
    against = NONE
    if benchmark and isinstance(figure.mean, Decimal):
        against = f"{decimal_text(benchmark.value)} ({signed(figure.mean - benchmark.value)})"
    elif benchmark:
        against = decimal_text(benchmark.value)
    spread = figure.distribution
    return ScaleLine(
        name=scale.name,
        href=f"{address_of(found.row)}/skalaer/{scale.code}",
        span=span_text(scale),
        n=figure_text(figure.n),
        mean=figure_text(figure.mean),
        band=figure.band,
        benchmark=against,
        benchmark_note=f"{benchmark.population}. Kilde: {benchmark.source}" if benchmark else "",
        parent=figure_text(parent.figures.get(scale.code, _UNKNOWN_FIGURE).mean) if parent else "",
        spread=tuple((str(answer), part_text(part)) for answer, part in spread) if isinstance(spread, tuple) else (),
        earlier=tuple(
            _earlier_line(scale, figure, unit, detail, then, between.text(detail, found, unit.unit))
            for detail, then in before
        ),
        change=_change_since(scale, figure, before, between.text(before[0][0], found, unit.unit) if before else ""),
        chart=_chart(found, scale, unit, parent, before) if scale.code in unit.figures else None,
    )


def _change_since(scale: Scale, now: ShownFigure, before: Sequence[tuple[RoundDetail, ShownUnit]], told: str) -> str:
    """What became of the score since the last round before; "" where one of the two is not shown. `told` says who was
    reorganised between them (trap 19)."""
    detail, then = before[0] if before else (None, None)
    change = change_of(scale, now, then.figures.get(scale.code, _UNKNOWN_FIGURE)) if then else None
    return f"{change_sentence(change, detail.row.name)} {told}".strip() if change and detail else ""


def _chart(
    found: RoundDetail,
    scale: Scale,
    unit: ShownUnit,
    parent: ShownUnit | None,
    before: Sequence[tuple[RoundDetail, ShownUnit]],
) -> Chart:
    """The unit, what it lay under, and the unit in earlier rounds; those without a figure of the scale are left out."""
    bars = [score_bar(found.row.name, unit.figures[scale.code].mean, scale)]
    if parent and scale.code in parent.figures:
        bars.append(score_bar(parent.name, parent.figures[scale.code].mean, scale, "other"))
    for detail, then in before:
        if scale.code in then.figures:
            bars.append(score_bar(detail.row.name, then.figures[scale.code].mean, scale, "before"))
    return score_chart(f"{scale.name}, {unit.name}", bars, scale, ("Søjle", "Score"))


def _earlier_line(
    scale: Scale, now: ShownFigure, unit: ShownUnit, detail: RoundDetail, then: ShownUnit, told: str
) -> EarlierLine:
    figure = then.figures.get(scale.code, _UNKNOWN_FIGURE)
    change = change_of(scale, now, figure)
    return EarlierLine(
        round=detail.row.name,
        period=period_of(detail.row),
        n=figure_text(figure.n),
        mean=figure_text(figure.mean),
        change=change_text(change) if change else NONE,
        was=f"{was_text(unit, then)} {told}".strip(),
    )


class ScaleFields(msgspec.Struct, frozen=True):
    """One scale of the form: `stored` says what is saved; empty where nothing is."""

    index: int
    name: str
    span: str
    answers: str  # which a distribution takes
    stored: str


class FiguresPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/figures.html"
    unit: str
    directions: tuple[Option, ...]
    scales: tuple[ScaleFields, ...]
    answered_stored: str  # where the number is saved, but shown to nobody
    is_direction_stored: bool  # and shown to nobody
    published_on: date | None  # a correction then
    known: tuple[str, ...]  # what readers have been shown of the unit, and know whatever is written now


def scale_fields(found: RoundDetail, unit: ShownUnit) -> tuple[ScaleFields, ...]:
    return tuple(
        ScaleFields(
            index,
            scale.name,
            f"Fra {scale.minimum} til {scale.maximum}",
            answers_text(scale),
            _stored(unit.figures[scale.code]) if scale.code in unit.figures else "",
        )
        for index, scale in enumerate(found.data.scales if found.data else ())
    )


def known_figures(found: RoundDetail, unit: ShownUnit) -> tuple[str, ...]:
    """What readers of the round know of the unit: everything that is not hidden."""
    known = [f"Inviterede: {unit.invited}"] if unit.invited is not None else []
    if isinstance(unit.answered, int):
        known.append(f"Svar: {unit.answered}")
    for scale in found.data.scales if found.data else ():
        figure = unit.figures.get(scale.code)
        if figure is not None and isinstance(figure.mean, Decimal):
            n = f" ({figure.n} svar)" if isinstance(figure.n, int) else ""
            spread = " og fordelingen af svar" if isinstance(figure.distribution, tuple) else ""
            known.append(f"{scale.name}: {decimal_text(figure.mean)}{n}{spread}")
    return tuple(known)


def _stored(figure: ShownFigure) -> str:
    n, mean = figure_text(figure.n), figure_text(figure.mean)
    if n == mean:
        return f"Gemt, {n}." if n != UNKNOWN else "Gemt uden tal."
    spread = " og en fordeling" if isinstance(figure.distribution, tuple) else ""
    return f"Gemt: {n} svar, score {mean}{spread}."


def direction_options() -> tuple[Option, ...]:
    return tuple(Option(each.value, SURVEY_DIRECTION[each]) for each in SurveyDirection)
