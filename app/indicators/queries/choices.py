"""Units that figures can be entered for, and series that a case can be tied to."""

from collections.abc import Iterable

import msgspec

from app.access.policy import Scope
from app.access.queries import at_unit
from app.db.sql import fetch_all, fetch_rows, in_list, sql
from app.indicators.queries.indicators import is_indicator_seen
from app.organisation.queries import UnitChoice
from app.surveys.files.matching import KnownUnit
from app.surveys.queries.figures import is_readable

MOST_SERIES = 300


class SeriesChoice(msgspec.Struct, frozen=True):
    """An indicator of a unit."""

    indicator: int
    public_id: str
    name: str
    unit: int
    unit_public_id: str
    unit_name: str

    @property
    def value(self) -> str:
        return f"{self.public_id}.{self.unit_public_id}"


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    external_id: str
    parent_name: str | None


async def _entry_units(scope: Scope, municipality: int) -> list[_Unit]:
    return await fetch_all(
        _Unit,
        "SELECT u.id, u.public_id, n.name, u.external_id, p.name AS parent_name FROM units u "
        "JOIN unit_versions n ON n.unit = u.id AND n.valid_to IS NULL "
        "LEFT JOIN unit_versions p ON p.unit = n.parent AND p.valid_to IS NULL "
        "WHERE u.municipality = {} AND u.closed_on IS NULL AND {} ORDER BY n.sort_key, u.id",
        municipality,
        sql("1 = 1") if scope.sees_all else at_unit(scope.kept_indicators, "u.id", None),
    )


async def list_entry_units(scope: Scope, municipality: int) -> list[UnitChoice]:
    """The open units that the reader enters figures for, by name."""
    rows = await _entry_units(scope, municipality)
    return [UnitChoice(row.id, row.public_id, row.name, (row.parent_name,) if row.parent_name else ()) for row in rows]


async def list_known_units(scope: Scope, municipality: int) -> tuple[list[KnownUnit], dict[int, str]]:
    """The same as a file's names are compared with, and their public ids."""
    rows = await _entry_units(scope, municipality)
    earlier = _by_unit(
        await fetch_rows(
            "SELECT unit, name FROM unit_versions WHERE valid_to IS NOT NULL AND unit IN {}",
            in_list(row.id for row in rows),
        )
    )
    known = [
        KnownUnit(row.id, row.name, (row.external_id,), tuple(earlier.get(row.id, ())), row.parent_name or "")
        for row in rows
    ]
    return known, {row.id: row.public_id for row in rows}


def _by_unit(rows: Iterable[dict[str, object]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(int(str(row["unit"])), []).append(str(row["name"]))
    return found


async def list_series_choices(scope: Scope, units: tuple[int, ...], first: str = "") -> list[SeriesChoice]:
    """Series that the reader reads, of `units` and all above and below them; those of the indicator `first` before."""
    return await fetch_all(
        SeriesChoice,
        "SELECT DISTINCT i.id AS indicator, i.public_id, i.name, i.sort_key, u.id AS unit, "
        "u.public_id AS unit_public_id, n.name AS unit_name, n.sort_key AS unit_key, "
        "CASE WHEN i.public_id = {} THEN 0 ELSE 1 END AS is_other FROM indicators i "
        "JOIN indicator_values v ON v.indicator = i.id AND v.replaced_on IS NULL AND v.withdrawn_on IS NULL "
        "JOIN units u ON u.id = v.unit JOIN unit_versions n ON n.unit = u.id AND n.valid_to IS NULL "
        "WHERE {} AND {} AND EXISTS (SELECT 1 FROM unit_closure h WHERE (h.descendant IN {} AND h.ancestor = v.unit) "
        "OR (h.ancestor IN {} AND h.descendant = v.unit)) "
        "ORDER BY is_other, i.sort_key, i.id, n.sort_key, u.id LIMIT {}",
        first,
        is_indicator_seen(scope),
        is_readable(scope, "v.unit"),
        in_list(units),
        in_list(units),
        MOST_SERIES,
    )
