"""Instruments as a reader may see them: those of their municipalities."""

from decimal import Decimal

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, in_list, sql
from app.surveys.enums import ScaleScoring
from app.surveys.rules.instruments import Band, Benchmark, InstrumentData, Item, Scale


class InstrumentRow(msgspec.Struct, frozen=True):
    """An instrument in one edition. `rounds` counts those that use it: then it is not changed any more."""

    id: int
    public_id: str
    municipality: int
    municipality_name: str
    key: str
    edition: str
    name: str
    source: str
    valid_percent: int
    is_shipped: bool
    version: int
    scales: int
    rounds: int


class InstrumentDetail(msgspec.Struct, frozen=True):
    row: InstrumentRow
    data: InstrumentData


def sees_surveys(scope: Scope) -> bool:
    """Whether the reader reads surveys anywhere."""
    return scope.reads_surveys


def _is_seen(scope: Scope) -> QueryString:
    if scope.sees_all:
        return sql("1 = 1")
    if not sees_surveys(scope):
        return sql("1 = 0")
    return sql("i.municipality IN {}", in_list(scope.municipalities))


_ROW = (
    "SELECT i.id, i.public_id, i.municipality, m.name AS municipality_name, i.instrument_key AS key, i.edition, "
    "i.name, i.source, i.valid_percent, i.is_shipped, i.version, "
    "(SELECT COUNT(*) FROM survey_scales s WHERE s.instrument = i.id) AS scales, "
    "(SELECT COUNT(*) FROM survey_rounds r WHERE r.instrument = i.id) AS rounds "
    "FROM instruments i JOIN municipalities m ON m.id = i.municipality WHERE {} "
)


async def list_instruments(scope: Scope) -> list[InstrumentRow]:
    """The municipality's own and those of ours it has taken into use, by name, the newest edition first."""
    return await fetch_all(InstrumentRow, _ROW + "ORDER BY m.name, i.sort_key, i.id DESC", _is_seen(scope))


async def get_instrument(scope: Scope, public_id: str) -> InstrumentDetail:
    """The instrument with its scales. Raises `NotFound` outside the reader's municipalities."""
    row = await fetch_one(InstrumentRow, _ROW + "AND i.public_id = {}", _is_seen(scope), public_id)
    if row is None:
        raise NotFound
    return InstrumentDetail(row, (await data_of(scope, (row.id,)))[row.id])


class _Instrument(msgspec.Struct, frozen=True):
    id: int
    key: str
    edition: str
    name: str
    source: str
    valid_percent: int


class _Scale(msgspec.Struct, frozen=True):
    id: int
    instrument: int
    code: str
    name: str
    minimum: int
    maximum: int
    scoring: ScaleScoring
    is_higher_better: bool
    is_sensitive: bool
    part_of: str | None
    bands: str
    benchmark: str | None
    benchmark_source: str
    benchmark_population: str


class _Item(msgspec.Struct, frozen=True):
    scale: int
    code: str
    wording: str
    lowest: int
    highest: int
    is_inverted: bool
    anchors: str


async def data_of(scope: Scope, instruments: tuple[int, ...]) -> dict[int, InstrumentData]:
    """Instruments as data, by key. Three queries; the caller has resolved them in the scope."""
    rows = await fetch_all(
        _Instrument,
        "SELECT i.id, i.instrument_key AS key, i.edition, i.name, i.source, i.valid_percent FROM instruments i "
        "WHERE i.id IN {}",
        in_list(instruments),
    )
    scales = await fetch_all(
        _Scale,
        "SELECT s.id, s.instrument, s.code, s.name, s.minimum, s.maximum, s.scoring, s.is_higher_better, "
        "s.is_sensitive, s.part_of, s.bands, s.benchmark, s.benchmark_source, s.benchmark_population "
        "FROM survey_scales s WHERE s.instrument IN {} ORDER BY s.position, s.id",
        in_list(instruments),
    )
    items: dict[int, list[Item]] = {}
    for each in await fetch_all(
        _Item,
        "SELECT x.scale, x.code, x.wording, x.lowest, x.highest, x.is_inverted, x.anchors FROM survey_items x "
        "JOIN survey_scales s ON s.id = x.scale WHERE s.instrument IN {} ORDER BY x.position, x.id",
        in_list(instruments),
    ):
        anchors = msgspec.json.decode(each.anchors, type=tuple[str, ...])
        items.setdefault(each.scale, []).append(
            Item(each.code, each.wording, each.lowest, each.highest, each.is_inverted, anchors)
        )
    found: dict[int, list[Scale]] = {}
    for scale in scales:
        found.setdefault(scale.instrument, []).append(_scale(scale, tuple(items.get(scale.id, ()))))
    return {
        row.id: InstrumentData(
            key=row.key,
            edition=row.edition,
            name=row.name,
            source=row.source,
            valid_percent=row.valid_percent,
            scales=tuple(found.get(row.id, ())),
        )
        for row in rows
    }


def _scale(row: _Scale, items: tuple[Item, ...]) -> Scale:
    return Scale(
        code=row.code,
        name=row.name,
        minimum=row.minimum,
        maximum=row.maximum,
        scoring=row.scoring,
        is_higher_better=row.is_higher_better,
        is_sensitive=row.is_sensitive,
        part_of=row.part_of,
        items=items,
        bands=msgspec.json.decode(row.bands, type=tuple[Band, ...]),
        benchmark=Benchmark(Decimal(row.benchmark), row.benchmark_source, row.benchmark_population)
        if row.benchmark is not None
        else None,
    )
