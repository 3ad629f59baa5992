"""What a reader is shown of rounds: by `shown`, or where a page has few queries, row by row by `figure_of`.

The stored pattern decides; it is the same for every reader, and what it does not name is not shown. Differences, bands
and rates are made of what is shown, so that they tell no more.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import at_unit
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows, fetch_value, in_list, sql
from app.surveys.enums import HiddenReason, Measure, SurveyDirection
from app.surveys.queries.rounds import RoundDetail
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import Pattern, Result, ShownFigure, ShownRound, ShownUnit, Suppressed, figure_of, guarded


class _Unit(msgspec.Struct, frozen=True):
    round: int
    id: int
    public_id: str
    unit: int
    parent: int | None
    name: str
    parent_name: str
    depth: int
    invited: int | None
    answered: int | None
    direction: SurveyDirection | None
    direction_note: str
    corrected_on: date | None
    version: int
    is_readable: bool


_REASONS: dict[str | None, HiddenReason | None] = {None: None, **{each.value: each for each in HiddenReason}}


async def shown(
    scope: Scope, rounds: Sequence[RoundDetail], *, unit: int | None = None, scale: str | None = None
) -> dict[int, ShownRound]:
    """Of each of `rounds`, by key, the units that the reader reads and all that they lay under. Three queries.

    `unit` limits it to one unit and what it lay under, `scale` to the figures of one scale, by its code. The caller has
    resolved the rounds in the scope.
    """
    units = await _units(scope, [each.row.id for each in rounds], unit)
    keys = in_list(each.id for each in units)
    results = await fetch_all(
        Result,
        "SELECT x.round_unit, s.code, x.n, x.mean, x.is_hidden_by_supplier, x.distribution FROM survey_results x "
        "JOIN survey_scales s ON s.id = x.scale WHERE x.round_unit IN {} AND {}",
        keys,
        sql("1 = 1") if scale is None else sql("s.code = {}", scale),
    )
    cells = await fetch_rows(
        "SELECT p.round_unit, s.code, p.measure, p.reason FROM pattern_cells p "
        "LEFT JOIN survey_scales s ON s.id = p.scale WHERE p.round_unit IN {} AND {}",
        keys,
        sql("1 = 1") if scale is None else sql("(s.code = {} OR p.scale IS NULL)", scale),
    )
    # Twenty thousand of a large round: a member of an enum is found by its word, so none is made of each row.
    pattern: Pattern = {(cell["round_unit"], cell["code"], cell["measure"]): _REASONS[cell["reason"]] for cell in cells}
    by_unit: dict[int, list[Result]] = {}
    for result in results:
        by_unit.setdefault(result.round_unit, []).append(result)
    found = {}
    for each in rounds:
        scales = {scale.code: scale for scale in each.data.scales} if each.data else {}
        found[each.row.id] = ShownRound(
            each.row.id,
            tuple(
                _shown_unit(row, by_unit.get(row.id, []), scales, pattern) for row in units if row.round == each.row.id
            ),
        )
    return found


async def get_round_unit(scope: Scope, found: RoundDetail, public_id: str) -> int:
    """The key of a unit of a round, for who reads its results. Raises `NotFound`."""
    key = await fetch_value(
        int,
        "SELECT u.unit FROM round_units u WHERE u.round = {} AND u.public_id = {} AND {}",
        found.row.id,
        public_id,
        is_readable(scope, "u.unit"),
    )
    if key is None:
        raise NotFound
    return key


async def _units(scope: Scope, rounds: Sequence[int], unit: int | None) -> list[_Unit]:
    rows = await fetch_all(
        _Unit,
        "SELECT u.round, u.id, u.public_id, u.unit, u.parent, u.name, u.parent_name, u.depth, u.invited, u.answered, "
        "u.direction, u.direction_note, u.corrected_on, u.version, CASE WHEN {} THEN 1 ELSE 0 END AS is_readable "
        "FROM round_units u "
        "WHERE u.round IN {} ORDER BY u.round, u.position",
        is_readable(scope, "u.unit"),
        in_list(rounds),
    )
    at = {(row.round, row.unit): row for row in rows}
    kept: set[int] = set()
    for row in rows:
        above: _Unit | None = row if row.is_readable and unit in (None, row.unit) else None
        while above is not None and above.id not in kept:
            kept.add(above.id)
            above = at.get((above.round, above.parent)) if above.parent is not None else None
    return [row for row in rows if row.id in kept]


def is_readable(scope: Scope, unit_column: str) -> QueryString:
    """True for units whose results the reader reads. `unit_column` is a name of ours, never input."""
    return sql("1 = 1") if scope.sees_all else at_unit(scope.surveys, unit_column, None)


def _shown_unit(row: _Unit, results: list[Result], scales: dict[str, Scale], pattern: Pattern) -> ShownUnit:
    own = {name: getattr(row, name) for name in _Unit.__struct_fields__ if name != "round"}
    answered = guarded(row.answered, pattern, row.id, None, Measure.COUNT)
    figures = {each.code: figure_of(each, scales[each.code], pattern) for each in results}
    hidden = _hides_direction(answered, figures)
    if hidden is not None and (row.direction is not None or row.direction_note):
        own |= {"direction": hidden, "direction_note": ""}
    return ShownUnit(**own | {"answered": answered, "figures": figures})


def _hides_direction(answered: int | Suppressed | None, figures: Mapping[str, ShownFigure]) -> Suppressed | None:
    """Which way a group went tells of its score: it is hidden where all of that is. Where there never was a figure,
    the direction is what somebody made public, and is shown."""
    if isinstance(answered, Suppressed):
        return answered
    hidden = [figure.mean for figure in figures.values() if isinstance(figure.mean, Suppressed)]
    return hidden[0] if hidden and len(hidden) == len(figures) else None
