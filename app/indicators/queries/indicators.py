"""Indicators as a reader may see them: those of their municipalities, who reads surveys there."""

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_value, in_list, sql
from app.indicators.enums import Better, IndicatorKind
from app.organisation.queries import UnitDetail, get_unit
from app.surveys.queries.figures import is_readable


class IndicatorRow(msgspec.Struct, frozen=True):
    """`entered` counts all that ever was; `units` the units that the reader reads figures of."""

    id: int
    public_id: str
    municipality: int
    municipality_name: str
    kind: IndicatorKind
    name: str
    measured_in: str
    better: Better | None
    covers_people: bool
    definition: str
    source: str
    version: int
    entered: int
    units: int


def sees_indicators(scope: Scope) -> bool:
    return scope.reads_surveys


def is_indicator_seen(scope: Scope) -> QueryString:
    """True for rows `i` of indicators."""
    if scope.sees_all:
        return sql("1 = 1")
    if not scope.reads_surveys:
        return sql("1 = 0")
    return sql("i.municipality IN {}", in_list(scope.municipalities))


_ROW = (
    "SELECT i.id, i.public_id, i.municipality, m.name AS municipality_name, i.kind, i.name, i.measured_in, i.better, "
    "i.covers_people, i.definition, i.source, i.version, "
    "(SELECT COUNT(*) FROM indicator_values w WHERE w.indicator = i.id) AS entered, "
    "(SELECT COUNT(DISTINCT x.unit) FROM indicator_values x WHERE x.indicator = i.id AND x.replaced_on IS NULL "
    "AND x.withdrawn_on IS NULL AND {}) AS units "
    "FROM indicators i JOIN municipalities m ON m.id = i.municipality WHERE {} AND {} ORDER BY i.sort_key, i.id"
)


async def list_indicators(scope: Scope) -> list[IndicatorRow]:
    """By name. One query."""
    return await fetch_all(IndicatorRow, _ROW, is_readable(scope, "x.unit"), is_indicator_seen(scope), sql("1 = 1"))


async def get_indicator(scope: Scope, public_id: str) -> IndicatorRow:
    """Raises `NotFound`."""
    found = await fetch_all(
        IndicatorRow, _ROW, is_readable(scope, "x.unit"), is_indicator_seen(scope), sql("i.public_id = {}", public_id)
    )
    if not found:
        raise NotFound
    return found[0]


async def get_place(scope: Scope, indicator: IndicatorRow, public_id: str) -> UnitDetail:
    """A unit of the indicator's municipality whose figures the reader reads. Raises `NotFound`."""
    place = await get_unit(scope, public_id)
    is_read = await fetch_value(
        int, "SELECT COUNT(*) FROM units u WHERE u.id = {} AND {}", place.id, is_readable(scope, "u.id")
    )
    if not is_read or place.municipality != indicator.municipality:
        raise NotFound
    return place
