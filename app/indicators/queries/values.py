"""The figures of indicators, with what may not be shown hidden: one pattern for every reader."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows, in_list
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.rules import TURNOVER, Cell, ShownValue, hidden_cells, left_of
from app.organisation.queries import get_settings
from app.surveys.enums import HiddenReason
from app.surveys.queries.figures import is_readable
from app.surveys.rules.shown import Suppressed


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    indicator: int
    kind: IndicatorKind
    covers_people: bool
    municipality: int
    unit: int
    unit_public_id: str
    unit_name: str
    parent_name: str | None
    is_readable: bool
    period_from: date | None
    period_to: date | None
    period_text: str
    value: Decimal | None
    trend: Trend | None
    compared_with: str
    numerator: Decimal | None
    denominator: Decimal | None
    people: Decimal | None
    caveat: str
    as_of: date | None
    source: str
    reason: str
    replaced_on: date | None
    withdrawn_on: date | None
    withdrawn_reason: str
    version: int

    @property
    def key(self) -> tuple[int, int, date | None, date | None, str]:
        """What a correction, or one that is entered again, takes the place of."""
        return (self.indicator, self.unit, self.period_from, self.period_to, self.period_text)


async def list_values(
    scope: Scope, indicators: Sequence[int], *, unit: int | None = None, everywhere: bool = False
) -> list[ShownValue]:
    """Of the units that the reader reads, or of `unit` alone; also those that no longer count. By name and time.

    `everywhere`: of all units; the caller says which of them the reader is shown. The caller has resolved the
    indicators inside the scope. Two queries, and one for the settings of each municipality.
    """
    rows = await fetch_all(
        _Row,
        "SELECT v.id, v.public_id, v.indicator, i.kind, i.covers_people, i.municipality, v.unit, "
        "u.public_id AS unit_public_id, n.name AS unit_name, p.name AS parent_name, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_readable, v.period_from, v.period_to, v.period_text, v.value, v.trend, "
        "v.compared_with, v.numerator, v.denominator, v.people, v.caveat, v.as_of, v.source, v.reason, v.replaced_on, "
        "v.withdrawn_on, v.withdrawn_reason, v.version FROM indicator_values v JOIN indicators i ON i.id = v.indicator "
        "JOIN units u ON u.id = v.unit JOIN unit_versions n ON n.unit = u.id AND n.valid_to IS NULL "
        "LEFT JOIN unit_versions p ON p.unit = n.parent AND p.valid_to IS NULL WHERE v.indicator IN {} "
        "ORDER BY n.sort_key, v.unit, v.period_to, v.id",
        is_readable(scope, "v.unit"),
        in_list(indicators),
    )
    hidden = await _hidden(scope, rows)
    corrected: dict[int, date] = {}
    replaced: dict[tuple[object, ...], date] = {}
    for row in sorted(rows, key=lambda each: each.id):
        if row.key in replaced:
            corrected[row.id] = replaced[row.key]
        if row.replaced_on is not None:
            replaced[row.key] = row.replaced_on
    return [
        _shown(row, hidden.get(row.id), corrected.get(row.id))
        for row in rows
        if (row.is_readable or everywhere) and unit in (None, row.unit)
    ]


async def _hidden(scope: Scope, rows: Iterable[_Row]) -> dict[int, HiddenReason]:
    """Of all figures of all units, whoever reads: two readers together know no more than one.

    A period of a unit keeps the place in which it was first entered. Figures that were replaced are never shown again,
    and count as long as nothing has taken their place: they have been read.
    """
    chains: dict[tuple[object, ...], list[_Row]] = {}
    for row in sorted((each for each in rows if each.covers_people), key=lambda each: each.id):
        if row.value is not None and row.period_from is not None and row.people is not None:
            chains.setdefault(row.key, []).append(row)
    above: dict[int, set[int]] = {}
    units = {chain[0].unit for chain in chains.values()}
    for found in await fetch_rows(
        "SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}", in_list(units)
    ):
        above.setdefault(int(found["descendant"]), set()).add(int(found["ancestor"]))
    cells: dict[tuple[int, int], list[Cell]] = {}
    hidden: dict[int, HiddenReason] = {}
    for chain in chains.values():
        row = next((each for each in chain if each.replaced_on is None and each.withdrawn_on is None), chain[-1])
        hidden |= {each.id: HiddenReason.WOULD_TELL for each in chain if each is not row}
        cells.setdefault((row.municipality, row.indicator), []).append(_cell(row, frozenset(above[row.unit])))
    minimum = {
        each: (await get_settings(scope, each)).survey_thresholds.minimum for each in {place for place, _ in cells}
    }
    for (municipality, _), of_indicator in cells.items():
        hidden |= hidden_cells(of_indicator, minimum[municipality])
    return hidden


def _cell(row: _Row, above: frozenset[int]) -> Cell:
    people, value = row.people or Decimal(0), row.value or Decimal(0)
    left = (left_of(value, row.numerator, people),) if row.kind in TURNOVER else ()
    first, last = row.period_from or date.min, row.period_to or date.max
    return Cell(row.id, row.unit, above, first, last, (people, *left))


def _shown(row: _Row, reason: HiddenReason | None, corrected_on: date | None) -> ShownValue:
    names = ("value", "numerator", "denominator", "people")
    numbers: dict[str, Any] = {name: getattr(row, name) for name in names}
    if reason is not None:
        numbers = {name: None if number is None else Suppressed(reason) for name, number in numbers.items()}
    left_out = {"corrected_on", *names}
    same = {name: getattr(row, name) for name in ShownValue.__struct_fields__ if name not in left_out}
    return ShownValue(**same, **numbers, corrected_on=corrected_on)


async def get_value(scope: Scope, indicator: int, public_id: str) -> ShownValue:
    """A figure of a unit that the reader reads. Raises `NotFound`."""
    for found in await list_values(scope, (indicator,)):
        if found.public_id == public_id:
            return found
    raise NotFound
