"""Results that a case, its focus points and the judgements of their effect rest on."""

from collections.abc import Collection
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows, fetch_value, in_list, sql
from app.plans.enums import EffectResult
from app.plans.queries.visible import item_in_scope
from app.surveys.enums import HiddenReason, LinkRole, Measure, RoundState, SurveyDirection, WishedChange
from app.surveys.queries.figures import is_readable
from app.surveys.queries.told import ToldDetail, Trees, get_trees, list_told
from app.surveys.rules.instruments import Band, Scale
from app.surveys.rules.links import LinkedResult, Measurement, set_against
from app.surveys.rules.shown import Pattern, Result, Suppressed, figure_of


class _Row(msgspec.Struct, frozen=True):
    case_id: int
    link: int
    public_id: str
    focus_point: int | None
    role: LinkRole
    wished: WishedChange | None
    note: str
    is_readable: bool
    is_own: bool
    round: int
    municipality: int
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
    unit: int
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


def is_shown(scope: Scope, alias: str) -> QueryString:
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


async def list_linked_results(scope: Scope, case_id: int, *, is_for_others: bool = False) -> list[LinkedResult]:
    """`list_results_of` one case."""
    return (await list_results_of(scope, (case_id,), is_for_others=is_for_others)).get(case_id, [])


async def list_results_of(
    scope: Scope, cases: Collection[int], *, is_for_others: bool = False
) -> dict[int, list[LinkedResult]]:
    """What each case and its focus points rest on, as far as the reader is shown it, oldest first, with what was told
    of the units between two rounds. One query; one more where rounds are compared, and three where something was told.

    The caller has resolved `cases` inside the scope; they lie in one municipality. Figures are as the stored pattern
    shows them. What goes to others than the reader (`is_for_others`) names the units of the case alone, those below
    them, and those measured.
    """
    if not scope.reads_surveys:
        return {}
    rows = await fetch_all(
        _Row,
        'SELECT l."case" AS case_id, l.id AS link, l.public_id, '
        "l.focus_point, l.role, l.wished, l.note, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_readable, "
        "CASE WHEN n.id = r.id THEN 1 ELSE 0 END AS is_own, n.id AS round, n.municipality, "
        "n.public_id AS round_public_id, n.name AS round_name, n.year, n.period_from, n.period_to, n.period_text, "
        "i.name AS instrument, i.edition, "
        "w.id AS round_unit, w.public_id AS unit_public_id, w.unit, w.name, w.parent_name, w.direction, w.answered, "
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
        'WHERE l."case" IN {} AND r.state = {} AND n.state = {} '
        "AND (n.id = r.id OR n.instrument = r.instrument) AND {} ORDER BY l.id, n.id",
        is_readable(scope, "u.unit"),
        Measure.MEAN,
        Measure.COUNT,
        in_list(cases),
        RoundState.PUBLISHED,
        RoundState.PUBLISHED,
        is_shown(scope, "u"),
    )
    by_case: dict[int, dict[int, list[_Row]]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, {}).setdefault(row.link, []).append(row)
    found = {case: _results(by_link) for case, by_link in by_case.items()}
    rounds = {side.round for each in found.values() for one in each if one.after for side in (one.before, one.after)}
    told = await list_told(scope, rows[0].municipality) if rounds else []
    if not told:
        return found
    known = await _units_of(cases) if is_for_others else {}
    trees = await get_trees(scope, rounds)
    for case, by_link in by_case.items():
        units = [each[0].unit for each in by_link.values()]
        own = [each.known_of({*units, *known.get(case, ())}) for each in told] if is_for_others else told
        found[case] = _with_told(own, found[case], units, trees)
    return found


def _results(by_link: dict[int, list[_Row]]) -> list[LinkedResult]:
    """Of one case."""
    rows = [row for each in by_link.values() for row in each]
    begun = [row for role in (LinkRole.BASELINE, LinkRole.PROBLEM) for row in rows if row.is_own and row.role is role]
    return [_linked_result(each, begun) for each in by_link.values()]


async def _units_of(cases: Collection[int]) -> dict[int, set[int]]:
    """By case, its units and all below them, which everybody reads to whom its reports go."""
    found: dict[int, set[int]] = {}
    for row in await fetch_rows(
        'SELECT DISTINCT u."case" AS case_id, k.descendant FROM case_units u '
        'JOIN unit_closure k ON k.ancestor = u.unit WHERE u."case" IN {}',
        in_list(cases),
    ):
        found.setdefault(row["case_id"], set()).add(row["descendant"])
    return found


def _with_told(told: list[ToldDetail], found: list[LinkedResult], units: list[int], trees: Trees) -> list[LinkedResult]:
    """`units`: of each of `found`."""
    return [
        msgspec.structs.replace(each, told=_told(each, each.after, unit, told, trees)) if each.after else each
        for each, unit in zip(found, units, strict=True)
    ]


def _told(found: LinkedResult, after: Measurement, unit: int, told: list[ToldDetail], trees: Trees) -> tuple[str, ...]:
    before = found.before
    return tuple(
        each.text((unit,))
        for each in told
        if before.on < each.row.changed_on <= after.on and trees.is_touched(each.told, unit, before.round, after.round)
    )


async def sees_every_result(scope: Scope, case_id: int) -> bool:
    """Whether the reader is shown all published results that the case rests on: a report holds them all."""
    unseen = await fetch_value(
        int,
        "SELECT COUNT(*) AS n FROM result_links l JOIN round_units u ON u.id = l.round_unit "
        'JOIN survey_rounds r ON r.id = u.round WHERE l."case" = {} AND r.state = {} AND NOT {}',
        case_id,
        RoundState.PUBLISHED,
        is_shown(scope, "u"),
    )
    return not unseen


def _linked_result(rows: list[_Row], begun: list[_Row]) -> LinkedResult:
    """`begun`: what the case began with, the baselines first. An effect is set against its own, of the same figure."""
    row = next(each for each in rows if each.is_own)
    first = [
        each.round
        for point in (row.focus_point, None)
        for each in begun
        if (each.focus_point, each.unit, each.code) == (point, row.unit, row.code)
    ]
    scale = _scale(row)
    own = _measurement(row, scale)
    others = [_measurement(each, scale) for each in rows if not each.is_own and each.result is not None]
    return LinkedResult(
        public_id=row.public_id,
        focus_point=row.focus_point,
        role=row.role,
        wished=row.wished,
        note=row.note,
        is_readable=row.is_readable,
        scale=scale,
        own=own,
        other=set_against(row.role, own, others, first),
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


class RestsOn(msgspec.Struct, frozen=True):
    """A judgement of an effect, and the public id of the link to a result that it rests on."""

    evaluation: str  # its public id
    result: EffectResult
    evaluated_on: date
    link: str


async def list_rests(scope: Scope, case_id: int) -> list[RestsOn]:
    """What the judgements of a case's items and focus points rest on, the newest first; those of items that the reader
    does not read are left out. The caller has resolved the case; which results are shown, `list_linked_results` says.
    """
    if not scope.reads_surveys:
        return []
    return await fetch_all(
        RestsOn,
        "SELECT e.public_id AS evaluation, e.result, e.evaluated_on, l.public_id AS link FROM evaluation_results x "
        "JOIN effect_evaluations e ON e.id = x.evaluation JOIN result_links l ON l.id = x.link "
        'LEFT JOIN action_items i ON i.id = e.item WHERE l."case" = {} AND (e.item IS NULL OR {}) '
        "ORDER BY e.evaluated_on DESC, e.id DESC, l.id",
        case_id,
        item_in_scope(scope),
    )
