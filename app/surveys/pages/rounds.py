"""The pages of rounds."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.documents.pages import PaperLine
from app.surveys.enums import RoundState
from app.surveys.labels import ROUND_STATE, ROUND_STATE_KIND
from app.surveys.pages.charts import Bar, Chart, distance_chart, rate_chart
from app.surveys.pages.paging import Pages, part_of
from app.surveys.queries import RoundDetail, RoundRow
from app.surveys.queries.moved import MovedFigures
from app.surveys.rules.rounds import guidelines_note, period_text
from app.surveys.rules.shown import ShownRound, ShownUnit
from app.surveys.rules.spots import Spot, spots_of
from app.surveys.words import NONE, direction_kind, direction_text, figure_text, rate_text, same_note, signed
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/maalinger"


class RoundLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    unit: str
    period: str
    instrument: str
    state: str
    state_kind: str


class RoundsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/rounds.html"
    rounds: tuple[RoundLine, ...]
    can_create: bool


class UnitLine(msgspec.Struct, frozen=True):
    """A unit in the table of a round, with a score for each scale. `href` None: only there to compare with."""

    name: str
    href: str | None
    parent: str
    rate: str
    direction: str
    direction_kind: str
    scores: tuple[str, ...]
    edit_href: str | None


class Column(msgspec.Struct, frozen=True):
    label: str
    numeric: bool = True


class SpotLine(msgspec.Struct, frozen=True):
    """A score that lies farther from the whole than chance commonly brings."""

    unit: str
    href: str
    scale: str
    score: str
    whole: str
    distance: str


class RoundFiles(msgspec.Struct, frozen=True):
    """The files that the reader may know of; `closed` says that there are others."""

    lines: tuple[PaperLine, ...] = ()
    closed: str = ""


class RoundPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/round.html"
    crumbs: tuple[Crumb, ...]
    base: str
    state: str
    state_kind: str
    is_draft: bool
    can_remove: bool
    published_on: date | None  # also of one that was taken back since
    taken_back_on: date | None
    unit: str
    period: str
    instrument: str
    instrument_href: str | None
    ordered_by: str | None
    guidelines_on: date | None
    committee: str
    guidelines_note: str
    note: str
    scales: tuple[str, ...]
    score_columns: tuple[Column, ...]
    units: tuple[UnitLine, ...]
    pages: Pages
    unmeasured: tuple[UnitLine, ...]
    unmeasured_count: int
    unmeasured_pages: Pages
    scale_links: tuple[tuple[str, str], ...]
    rates: Chart | None
    spots: tuple[SpotLine, ...]
    spots_chart: Chart | None
    has_direction: bool
    has_hidden: bool
    minimum: int  # answers before a score is shown: the municipality's choice
    withdrawn: tuple[str, ...]  # what readers were shown and must not be shown now: for who keeps the round
    can_write: bool
    files: RoundFiles
    same_note: str  # for who keeps the round: others that are taken for the same survey


class EditRoundPage(FormPage, frozen=True, kw_only=True):
    """A new round, or one that is changed: `version` tells which."""

    template: ClassVar[str] = "surveys/round_edit.html"
    units: tuple[Option, ...] = ()
    instruments: tuple[Option, ...] = ()
    committees: tuple[Option, ...]


class PublishPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/publish.html"
    guidelines_note: str
    larger: tuple[str, ...]  # units with more people than the one above them


class TakeBackPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/take_back.html"
    published_on: date | None


class RemoveRoundPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/round_remove.html"


def published_day(row: RoundRow) -> date | None:
    """Since when readers see it; None for one that they do not see."""
    return row.published_on if row.state is RoundState.PUBLISHED else None


def address_of(row: RoundRow) -> str:
    return f"{HOME}/{row.public_id}"


def period_of(row: RoundRow) -> str:
    return period_text(row.year, row.period_from, row.period_to, row.period_text)


def instrument_of(row: RoundRow) -> str:
    return f"{row.instrument_name}, udgave {row.edition}" if row.instrument_name else "ukendt"


def round_line(row: RoundRow) -> RoundLine:
    return RoundLine(
        name=row.name,
        href=address_of(row),
        unit=row.unit_name,
        period=period_of(row),
        instrument=instrument_of(row),
        state=ROUND_STATE[row.state],
        state_kind=ROUND_STATE_KIND[row.state],
    )


def crumbs_of(row: RoundRow, *last: Crumb) -> tuple[Crumb, ...]:
    return (Crumb("Målinger", HOME), Crumb(row.name, address_of(row) if last else None), *last)


def unit_href(row: RoundRow, unit: ShownUnit) -> str:
    return f"{address_of(row)}/enheder/{unit.public_id}"


def unit_line(found: RoundDetail, unit: ShownUnit, *, can_write: bool) -> UnitLine:
    """The unit with its scores in the order of the instrument's scales."""
    scales = found.data.scales if found.data else ()
    href = unit_href(found.row, unit)
    return UnitLine(
        name=unit.name,
        href=href if unit.is_readable else None,
        parent=unit.parent_name,
        rate=rate_text(unit),
        direction=direction_text(unit),
        direction_kind=direction_kind(unit),
        scores=tuple(score_text(unit, scale.code) for scale in scales),
        edit_href=f"{href}/tal" if can_write else None,
    )


def score_text(unit: ShownUnit, code: str) -> str:
    """The score of one scale, with its band; "–" where the unit has no figure for it."""
    figure = unit.figures.get(code)
    if figure is None:
        return NONE
    text = figure_text(figure.mean)
    return f"{text} ({figure.band[:1].lower()}{figure.band[1:]})" if figure.band else text


def round_page(
    found: RoundDetail,
    shown: ShownRound,
    files: RoundFiles,
    *,
    minimum: int,
    can_write: bool,
    withdrawn: MovedFigures | None = None,
    same: Sequence[str] = (),
    side: str = "",
    unmeasured_side: str = "",
) -> RoundPage:
    """The round with a part of its units: those with figures, and those without."""
    row, base = found.row, address_of(found.row)
    scales = found.data.scales if found.data else ()
    measured = [unit for unit in shown.units if unit.is_measured]
    without = [unit for unit in shown.units if unit.is_readable and not unit.is_measured]
    part, pages = part_of(measured, side, f"{base}?side=")
    empty, empty_pages = part_of(without, unmeasured_side, f"{base}?uden=")
    lines = tuple(unit_line(found, unit, can_write=can_write) for unit in part)
    spots = spots_of(shown, scales)
    return RoundPage(
        title=row.name,
        crumbs=crumbs_of(row),
        base=base,
        state=ROUND_STATE[row.state],
        state_kind=ROUND_STATE_KIND[row.state],
        is_draft=row.state is RoundState.DRAFT,
        can_remove=can_write and row.state is RoundState.DRAFT and row.published_on is None,
        published_on=row.published_on,
        taken_back_on=row.taken_back_on,
        unit=row.unit_name,
        period=period_of(row),
        instrument=instrument_of(row),
        instrument_href=f"/spoergeskemaer/{row.instrument_public_id}" if row.instrument_public_id else None,
        ordered_by=row.ordered_by or None,
        guidelines_on=row.guidelines_on,
        committee=row.committee_name or "",
        guidelines_note=guidelines_note(row.guidelines_on, row.period_from),
        note=row.note,
        scales=tuple(scale.name for scale in scales),
        score_columns=tuple(Column(scale.name) for scale in scales),
        units=lines,
        pages=pages,
        unmeasured=tuple(unit_line(found, unit, can_write=can_write) for unit in empty),
        unmeasured_count=len(without),
        unmeasured_pages=empty_pages,
        scale_links=tuple((scale.name, f"{base}/skalaer/{scale.code}") for scale in scales) if measured else (),
        rates=rates_of(part),
        spots=tuple(_spot_line(found, spot) for spot in spots),
        spots_chart=_spots_chart(spots, len(scales)),
        has_direction=any(unit.direction for unit in measured),
        has_hidden=any("skjult" in (line.rate + line.direction + "".join(line.scores)) for line in lines),
        minimum=minimum,
        withdrawn=withdrawn.lines(with_round=False) if withdrawn else (),
        can_write=can_write,
        files=files,
        same_note=same_note(same),
    )


def rates_of(units: Sequence[ShownUnit]) -> Chart | None:
    """How many of each unit answered; None where no number of answers is known."""
    bars = []
    for unit in units:
        rate = unit.rate
        if unit.answered is not None:
            share = rate / 100 if isinstance(rate, int) else None
            bars.append(Bar(unit.name, f"{rate} %" if isinstance(rate, int) else rate_text(unit), share))
    return rate_chart("Svarprocent, enhed for enhed", bars) if bars else None


def _spot_line(found: RoundDetail, spot: Spot) -> SpotLine:
    return SpotLine(
        unit=spot.unit.name,
        href=unit_href(found.row, spot.unit),
        scale=spot.scale.name,
        score=figure_text(spot.mean.mean),
        whole=figure_text(spot.whole.mean),
        distance=_distance(spot),
    )


def _distance(spot: Spot) -> str:
    return f"{signed(spot.distance.points)}, {'bedre' if spot.distance.is_better else 'dårligere'}"


def _spots_chart(spots: Sequence[Spot], scales: int) -> Chart | None:
    bars = [
        Bar(
            spot.unit.name if scales == 1 else f"{spot.scale.name}: {spot.unit.name}",
            _distance(spot),
            spot.share,
            "better" if spot.distance.is_better else "worse",
        )
        for spot in spots
    ]
    return distance_chart("Længst fra hele målingen", bars) if bars else None
