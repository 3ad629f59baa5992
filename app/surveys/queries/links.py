"""Results that a case and its focus points rest on, and what can be chosen as one."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Reach, Scope
from app.access.queries import case_in_scope
from app.cases.enums import CasePhase
from app.core.errors import NotFound
from app.db.sql import fetch_all, in_list, sql
from app.surveys.enums import HiddenReason, LinkRole, Measure, RoundState, SurveyDirection, WishedChange
from app.surveys.queries.figures import is_readable
from app.surveys.rules.instruments import Band, Scale
from app.surveys.rules.links import Measurement, set_against
from app.surveys.rules.shown import Pattern, Result, Suppressed, figure_of

MOST_RESULTS = 300  # of the list to choose from


class LinkedResult(msgspec.Struct, frozen=True, kw_only=True):
    """A result that a case, or one of its focus points, rests on. `other`: the round it is set against, if any."""

    public_id: str
    focus_point: int | None
    role: LinkRole
    wished: WishedChange | None
    remeasure_on: date | None
    note: str
    is_readable: bool  # False: it lies above what the reader reads, who is shown its figure and not its page
    scale: Scale | None
    own: Measurement
    other: Measurement | None

    @property
    def before(self) -> Measurement:
        return self.other if self.other is not None and self.role is LinkRole.EFFECT else self.own

    @property
    def after(self) -> Measurement | None:
        return self.own if self.other is not None and self.role is LinkRole.EFFECT else self.other


class ResultChoice(msgspec.Struct, frozen=True):
    """A unit of a published round with one of its scales; `scale` None: its direction."""

    round_unit: int
    public_id: str
    unit_name: str
    round: int
    round_name: str
    scale: int | None
    code: str | None
    scale_name: str | None

    @property
    def value(self) -> str:
        return f"{self.public_id}.{self.code}" if self.code else self.public_id


class _Row(msgspec.Struct, frozen=True):
    link: int
    public_id: str
    focus_point: int | None
    role: LinkRole
    wished: WishedChange | None
    remeasure_on: date | None
    note: str
    is_readable: bool
    is_own: bool
    round: int
    round_public_id: str
    round_name: str
    year: int
    period_from: date | None
    period_to: date | None
    period_text: str
    instrument: str | None
    edition: str | None
    round_unit: int
    unit_public_id: str
    name: str
    parent_name: str
    direction: SurveyDirection | None
    answered: int | None
    has_figures: bool
    code: str | None
    scale_name: str | None
    minimum: int | None
    maximum: int | None
    is_higher_better: bool | None
    bands: str | None
    result: int | None
    n: int | None
    mean: str | None
    is_hidden_by_supplier: bool | None
    mean_cell: int | None
    mean_reason: HiddenReason | None
    count_cell: int | None
    count_reason: HiddenReason | None


def _is_shown(scope: Scope, alias: str) -> QueryString:
    """True for units of rounds whose figures the reader is shown: those they read, and what lies above one of them.

    `alias` is a name of ours, never input.
    """
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        "EXISTS (SELECT 1 FROM round_units d JOIN unit_closure h ON h.descendant = d.unit "
        f"WHERE d.round = {alias}.round AND h.ancestor = {alias}.unit AND {{}})",
        is_readable(scope, "d.unit"),
    )


async def list_linked_results(scope: Scope, case_id: int) -> list[LinkedResult]:
    """What a case and its focus points rest on, as far as the reader is shown it, oldest first. One query.

    The caller has resolved `case_id` inside the scope. Figures are as the stored pattern shows them.
    """
    if not scope.sees_all and scope.surveys == Reach():
        return []
    rows = await fetch_all(
        _Row,
        "SELECT l.id AS link, l.public_id, l.focus_point, l.role, l.wished, l.remeasure_on, l.note, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_readable, "
        "CASE WHEN n.id = r.id THEN 1 ELSE 0 END AS is_own, n.id AS round, n.public_id AS round_public_id, "
        "n.name AS round_name, n.year, n.period_from, n.period_to, n.period_text, i.name AS instrument, i.edition, "
        "w.id AS round_unit, w.public_id AS unit_public_id, w.name, w.parent_name, w.direction, w.answered, "
        "CASE WHEN EXISTS (SELECT 1 FROM survey_results g WHERE g.round_unit = w.id) THEN 1 ELSE 0 END AS has_figures, "
        "s.code, "
        "s.name AS scale_name, s.minimum, s.maximum, s.is_higher_better, s.bands, x.id AS result, x.n, x.mean, "
        "x.is_hidden_by_supplier, m.id AS mean_cell, m.reason AS mean_reason, k.id AS count_cell, "
        "k.reason AS count_reason FROM result_links l "
        "JOIN round_units u ON u.id = l.round_unit JOIN survey_rounds r ON r.id = u.round "
        "JOIN round_units w ON w.unit = u.unit JOIN survey_rounds n ON n.id = w.round "
        "LEFT JOIN instruments i ON i.id = n.instrument LEFT JOIN survey_scales s ON s.id = l.scale "
        "LEFT JOIN survey_results x ON x.round_unit = w.id AND x.scale = s.id "
        "LEFT JOIN pattern_cells m ON m.round_unit = w.id AND m.scale = s.id AND m.measure = {} "
        "LEFT JOIN pattern_cells k ON k.round_unit = w.id AND k.scale = s.id AND k.measure = {} "
        'WHERE l."case" = {} AND n.state = {} AND (n.id = r.id OR n.instrument = r.instrument) AND {} '
        "ORDER BY l.id, n.id",
        is_readable(scope, "u.unit"),
        Measure.MEAN,
        Measure.COUNT,
        case_id,
        RoundState.PUBLISHED,
        _is_shown(scope, "u"),
    )
    by_link: dict[int, list[_Row]] = {}
    for row in rows:
        by_link.setdefault(row.link, []).append(row)
    return [_linked_result(each) for each in by_link.values()]


def _linked_result(rows: list[_Row]) -> LinkedResult:
    row = next(each for each in rows if each.is_own)
    scale = _scale(row)
    own = _measurement(row, scale)
    others = [_measurement(each, scale) for each in rows if not each.is_own and each.result is not None]
    return LinkedResult(
        public_id=row.public_id,
        focus_point=row.focus_point,
        role=row.role,
        wished=row.wished,
        remeasure_on=row.remeasure_on,
        note=row.note,
        is_readable=row.is_readable,
        scale=scale,
        own=own,
        other=set_against(row.role, own, others),
    )


def _scale(row: _Row) -> Scale | None:
    if row.code is None:
        return None
    return Scale(
        code=row.code,
        name=row.scale_name or "",
        minimum=row.minimum or 0,
        maximum=row.maximum or 0,
        is_higher_better=bool(row.is_higher_better),
        bands=msgspec.json.decode(row.bands or "[]", type=tuple[Band, ...]),
    )


def _measurement(row: _Row, scale: Scale | None) -> Measurement:
    figure = None
    if scale is not None:
        result = Result(row.round_unit, scale.code, row.n, row.mean, bool(row.is_hidden_by_supplier), None)
        pattern: Pattern = {}
        if row.mean_cell is not None:
            pattern[row.round_unit, scale.code, Measure.MEAN] = row.mean_reason
        if row.count_cell is not None:
            pattern[row.round_unit, scale.code, Measure.COUNT] = row.count_reason
        figure = figure_of(result, scale, pattern)
    # A direction tells of the score: it is shown here only where there never was a figure.
    direction: SurveyDirection | Suppressed | None = row.direction
    if direction is not None and (row.has_figures or row.answered is not None):
        direction = Suppressed(HiddenReason.WOULD_TELL)
    same = (name for name in Measurement.__struct_fields__ if name not in ("figure", "direction"))
    return Measurement(**{name: getattr(row, name) for name in same}, direction=direction, figure=figure)


async def get_linked_result(scope: Scope, case_id: int, public_id: str) -> LinkedResult:
    """One of `list_linked_results`. Raises `NotFound`."""
    for found in await list_linked_results(scope, case_id):
        if found.public_id == public_id:
            return found
    raise NotFound


async def list_result_choices(scope: Scope, units: tuple[int, ...], first: str = "") -> list[ResultChoice]:
    """Published results that the reader reads, of `units` and all above and below them, the newest round first.

    At most `MOST_RESULTS`; those of the unit in a round with the public id `first` come before, wherever it lies.
    """
    return await fetch_all(
        ResultChoice,
        "SELECT w.id AS round_unit, w.public_id, w.name AS unit_name, r.id AS round, r.name AS round_name, "
        "s.id AS scale, s.code, s.name AS scale_name FROM round_units w JOIN survey_rounds r ON r.id = w.round "
        "LEFT JOIN survey_results x ON x.round_unit = w.id LEFT JOIN survey_scales s ON s.id = x.scale "
        "WHERE r.state = {} AND (s.id IS NOT NULL OR (w.direction IS NOT NULL AND w.answered IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM survey_results g WHERE g.round_unit = w.id))) AND {} AND (w.public_id = {} OR "
        "EXISTS (SELECT 1 FROM unit_closure h WHERE (h.descendant IN {} AND h.ancestor = w.unit) "
        "OR (h.ancestor IN {} AND h.descendant = w.unit))) "
        "ORDER BY CASE WHEN w.public_id = {} THEN 0 ELSE 1 END, r.year DESC, r.id DESC, w.position, s.position "
        "LIMIT {}",
        RoundState.PUBLISHED,
        _is_shown(scope, "w"),
        first,
        in_list(units),
        in_list(units),
        first,
        MOST_RESULTS,
    )


class OpenCase(msgspec.Struct, frozen=True):
    public_id: str
    reference: str
    title: str


async def list_open_cases(scope: Scope, unit: int) -> list[OpenCase]:
    """The reader's open cases about the unit or one above or below it, the newest first."""
    return await fetch_all(
        OpenCase,
        "SELECT c.public_id, c.reference, c.title FROM cases c WHERE c.phase <> {} AND {} "
        "AND EXISTS (SELECT 1 FROM case_units e JOIN unit_closure h ON (h.descendant = e.unit AND h.ancestor = {}) "
        'OR (h.ancestor = e.unit AND h.descendant = {}) WHERE e."case" = c.id) ORDER BY c.id DESC LIMIT {}',
        CasePhase.CLOSED,
        case_in_scope(scope, "c.id"),
        unit,
        unit,
        MOST_RESULTS,
    )


async def get_result(scope: Scope, value: str) -> ResultChoice:
    """The published result that a choice names. Raises `NotFound` for one that is not there or not the reader's."""
    public_id, _, code = value.partition(".")
    found = await fetch_all(
        ResultChoice,
        "SELECT w.id AS round_unit, w.public_id, w.name AS unit_name, r.id AS round, r.name AS round_name, "
        "s.id AS scale, s.code, s.name AS scale_name FROM round_units w JOIN survey_rounds r ON r.id = w.round "
        "LEFT JOIN survey_results x ON x.round_unit = w.id AND {} LEFT JOIN survey_scales s ON s.id = x.scale "
        "WHERE r.state = {} AND w.public_id = {} AND "
        "(s.id IS NOT NULL OR (w.direction IS NOT NULL AND w.answered IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM survey_results g WHERE g.round_unit = w.id))) AND {}",
        sql("1 = 1") if code else sql("1 = 0"),
        RoundState.PUBLISHED,
        public_id,
        _is_shown(scope, "w"),
    )
    for each in found:
        if (each.code or "") == code:
            return each
    raise NotFound
