"""Rounds of surveys with their figures: the same ones, hidden in the same places, as on the pages."""

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
from app.surveys.enums import RoundState, SurveyDirection
from app.surveys.labels import HIDDEN_REASON, ROUND_STATE
from app.surveys.queries import RoundRow, get_round, list_rounds, shown
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import ShownUnit, Suppressed
from app.surveys.words import direction_text

_READ = {"permission": Permission.SURVEY_READ, "token": TokenScope.READ}
_TAGS = ["Trivselsmålinger"]


class SurveyFigure(msgspec.Struct, frozen=True):
    """A number, or why nobody is shown it. Both null: unknown."""

    value: float | None
    hidden: str | None


class SurveyScore(msgspec.Struct, frozen=True, kw_only=True):
    """One scale of one unit. `band` is empty where the scale has none, or the score is hidden."""

    scale: str
    scale_name: str
    minimum: int
    maximum: int
    is_higher_better: bool
    answers: SurveyFigure
    score: SurveyFigure
    band: str


class SurveyUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as it was called and lay then. `response_rate` is in per cent."""

    id: Id
    name: str
    parent: str
    invited: int | None
    answered: SurveyFigure
    response_rate: SurveyFigure
    direction: SurveyDirection | None
    direction_label: Label | None
    scores: tuple[SurveyScore, ...]


class SurveyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A round. `instrument` null: not known, and then there is a direction alone."""

    id: Id
    name: str
    unit: str
    year: int
    period_from: Day
    period_to: Day
    period_text: str
    instrument: str | None
    edition: str | None
    state: RoundState
    state_label: Label


class Survey(SurveyLine, frozen=True, kw_only=True):
    """A round with the units that you read, and those they lay under."""

    ordered_by: str
    guidelines_on: Day
    units: tuple[SurveyUnit, ...]


class SurveyList(msgspec.Struct, frozen=True):
    items: tuple[SurveyLine, ...]


def _own(row: RoundRow) -> dict[str, object]:
    return {"unit": row.unit_name, "instrument": row.instrument_name, "state_label": ROUND_STATE[row.state]}


def _figure(value: int | Decimal | Suppressed | None) -> SurveyFigure:
    if isinstance(value, Suppressed):
        return SurveyFigure(None, HIDDEN_REASON[value.reason])
    return SurveyFigure(None if value is None else float(value), None)


@get(f"{BASE}/surveys", name="api.surveys", opt=_READ, tags=_TAGS, summary="Målinger", responses=READS)
async def show_surveys(actor: NamedDependency[Actor]) -> Response[SurveyList]:
    """De målinger, du ser, de nyeste først."""
    async with reading():
        rows = await list_rounds(actor.scope)
    return Response(SurveyList(tuple(filled(SurveyLine, row, **_own(row)) for row in rows)))


@get(
    f"{BASE}/surveys/{{survey_id:str}}", name="api.survey", opt=_READ, tags=_TAGS, summary="Én måling", responses=READS
)
async def show_survey(actor: NamedDependency[Actor], survey_id: FromPath[str]) -> Response[Survey]:
    """Målingen med tallene for de enheder, du ser. Skjulte tal er skjult for alle."""
    async with reading():
        found = await get_round(actor.scope, survey_id)
        units = (await shown(actor.scope, (found,)))[found.row.id].units
    scales = found.data.scales if found.data else ()
    lines = tuple(_unit(unit, scales) for unit in units if unit.is_measured)
    return Response(filled(Survey, found.row, **_own(found.row), units=lines))


def _unit(unit: ShownUnit, scales: tuple[Scale, ...]) -> SurveyUnit:
    return filled(
        SurveyUnit,
        unit,
        parent=unit.parent_name,
        answered=_figure(unit.answered),
        response_rate=_figure(unit.rate),
        direction=None if isinstance(unit.direction, Suppressed) else unit.direction,
        direction_label=direction_text(unit) or None,
        scores=tuple(
            SurveyScore(
                scale=scale.code,
                scale_name=scale.name,
                minimum=scale.minimum,
                maximum=scale.maximum,
                is_higher_better=scale.is_higher_better,
                answers=_figure(figure.n),
                score=_figure(figure.mean),
                band=figure.band,
            )
            for scale in scales
            if (figure := unit.figures.get(scale.code)) is not None
        ),
    )


routes = [show_surveys, show_survey]
