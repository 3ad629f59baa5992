"""The pages of rounds."""

from datetime import date
from typing import ClassVar

import msgspec

from app.surveys.enums import RoundState
from app.surveys.labels import ROUND_STATE, ROUND_STATE_KIND
from app.surveys.pages.words import NONE, direction_kind, direction_text, figure_text, rate_text
from app.surveys.queries import RoundDetail, RoundRow
from app.surveys.rules.rounds import guidelines_note, period_text
from app.surveys.rules.shown import ShownRound, ShownUnit
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


class RoundPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/round.html"
    crumbs: tuple[Crumb, ...]
    base: str
    state: str
    state_kind: str
    is_draft: bool
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
    unmeasured: tuple[UnitLine, ...]
    has_direction: bool
    has_hidden: bool
    can_write: bool


class EditRoundPage(FormPage, frozen=True, kw_only=True):
    """A new round, or one that is changed: `version` tells which."""

    template: ClassVar[str] = "surveys/round_edit.html"
    units: tuple[Option, ...] = ()
    instruments: tuple[Option, ...] = ()
    committees: tuple[Option, ...]


class PublishPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/publish.html"
    guidelines_note: str


class RemoveRoundPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/round_remove.html"


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


def round_page(found: RoundDetail, shown: ShownRound, *, can_write: bool) -> RoundPage:
    row = found.row
    lines = [(unit, unit_line(found, unit, can_write=can_write)) for unit in shown.units]
    readable = [(unit, line) for unit, line in lines if unit.is_readable or unit.is_measured]
    return RoundPage(
        title=row.name,
        crumbs=crumbs_of(row),
        base=address_of(row),
        state=ROUND_STATE[row.state],
        state_kind=ROUND_STATE_KIND[row.state],
        is_draft=row.state is RoundState.DRAFT,
        unit=row.unit_name,
        period=period_of(row),
        instrument=instrument_of(row),
        instrument_href=f"/spoergeskemaer/{row.instrument_public_id}" if row.instrument_public_id else None,
        ordered_by=row.ordered_by or None,
        guidelines_on=row.guidelines_on,
        committee=row.committee_name or "",
        guidelines_note=guidelines_note(row.guidelines_on, row.period_from),
        note=row.note,
        scales=tuple(scale.name for scale in found.data.scales) if found.data else (),
        score_columns=tuple(Column(scale.name) for scale in found.data.scales) if found.data else (),
        units=tuple(line for unit, line in readable if unit.is_measured),
        unmeasured=tuple(line for unit, line in readable if not unit.is_measured),
        has_direction=any(line.direction for _, line in readable),
        has_hidden=any("skjult" in (line.rate + line.direction + "".join(line.scores)) for _, line in readable),
        can_write=can_write,
    )
