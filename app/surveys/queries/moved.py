"""Figures whose verdict changes or has changed, by name where the reader reads the unit."""

from collections.abc import Collection

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all, in_list
from app.surveys.enums import Measure
from app.surveys.queries.figures import is_readable
from app.surveys.queries.rounds import is_seen
from app.surveys.rules.moved import MovedFigure, MovedFigures

_CHUNK = 5000  # databases take so many parameters at least


class _Unit(msgspec.Struct, frozen=True):
    id: int
    round: int
    round_name: str
    name: str
    is_named: bool


class _Scale(msgspec.Struct, frozen=True):
    id: int
    name: str


async def find_moved(scope: Scope, keys: Collection[tuple[int, int | None, Measure]]) -> MovedFigures:
    """The figures with these keys (round unit, scale, measure), in the order of their units."""
    wanted = sorted({key[0] for key in keys})
    units: dict[int, _Unit] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = await fetch_all(
            _Unit,
            "SELECT u.id, u.round, r.name AS round_name, u.name, CASE WHEN {} AND {} THEN 1 ELSE 0 END AS is_named "
            "FROM round_units u JOIN survey_rounds r ON r.id = u.round WHERE u.id IN {}",
            is_seen(scope),
            is_readable(scope, "u.unit"),
            in_list(wanted[start : start + _CHUNK]),
        )
        units |= {row.id: row for row in rows}
    scales = await fetch_all(
        _Scale, "SELECT id, name FROM survey_scales WHERE id IN {}", in_list({key[1] for key in keys if key[1]})
    )
    names: dict[int | None, str] = {scale.id: scale.name for scale in scales}
    return MovedFigures(
        len(keys),
        len({units[key[0]].round for key in keys}),
        tuple(
            MovedFigure(units[unit].round_name, units[unit].name, names.get(scale), measure)
            for unit, scale, measure in sorted(keys, key=lambda key: (key[0], key[1] or 0, key[2]))
            if units[unit].is_named
        ),
    )


async def list_withdrawn(scope: Scope, round: int) -> tuple[MovedFigure, ...]:
    """The figures of a round that readers were shown and that are hidden now, in units that the reader reads."""
    return tuple(
        await fetch_all(
            MovedFigure,
            "SELECT r.name AS round_name, u.name AS unit_name, s.name AS scale_name, p.measure, p.withdrawn_on "
            "FROM pattern_cells p JOIN round_units u ON u.id = p.round_unit JOIN survey_rounds r ON r.id = u.round "
            "LEFT JOIN survey_scales s ON s.id = p.scale WHERE u.round = {} AND p.withdrawn_on IS NOT NULL AND {} "
            "ORDER BY u.position, COALESCE(s.position, -1), p.measure",
            round,
            is_readable(scope, "u.unit"),
        )
    )
