"""Figures whose verdict changes or has changed, by name where the reader reads the unit. None is said with its
value."""

from collections.abc import Collection
from datetime import date

import msgspec

from app.access.policy import Scope
from app.core.dates import short_date
from app.db.sql import fetch_all, in_list
from app.surveys.enums import Measure
from app.surveys.labels import MEASURE
from app.surveys.queries.figures import is_readable
from app.surveys.queries.rounds import is_seen

MOST_LINES = 40
_CHUNK = 5000  # databases take so many parameters at least


class MovedFigure(msgspec.Struct, frozen=True):
    """A figure without its value. `scale_name` None: the answers of the unit itself."""

    round_name: str
    unit_name: str
    scale_name: str | None
    measure: Measure
    withdrawn_on: date | None = None

    @property
    def what(self) -> str:
        word = MEASURE[self.measure].lower()
        if self.scale_name is None:
            return word
        return self.scale_name if self.measure is Measure.MEAN else f"{self.scale_name} ({word})"


class MovedFigures(msgspec.Struct, frozen=True):
    """How many figures of how many rounds, and those that the reader may know of."""

    count: int
    rounds: int
    named: tuple[MovedFigure, ...] = ()

    @property
    def text(self) -> str:
        """ "12 tal i 2 målinger"."""
        return f"{self.count} tal i {'én måling' if self.rounds == 1 else f'{self.rounds} målinger'}"

    def lines(self, *, with_round: bool = True) -> tuple[str, ...]:
        """A line for each unit with what of it; at most `MOST_LINES`, and how many units more."""
        units: dict[str, list[str]] = {}
        for each in self.named:
            name = f"{each.round_name}, {each.unit_name}" if with_round else each.unit_name
            if each.withdrawn_on is not None:
                name = f"{name} (siden {short_date(each.withdrawn_on)})"
            units.setdefault(name, []).append(each.what)
        lines = [f"{name}: {', '.join(what)}" for name, what in units.items()]
        more = len(lines) - MOST_LINES
        return tuple(lines) if more <= 0 else (*lines[:MOST_LINES], f"… og {more} enheder til")


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


async def list_withdrawn(scope: Scope, round: int) -> MovedFigures:
    """The figures of a round that readers were shown and that are hidden now, in units that the reader reads."""
    found = await fetch_all(
        MovedFigure,
        "SELECT r.name AS round_name, u.name AS unit_name, s.name AS scale_name, p.measure, p.withdrawn_on "
        "FROM pattern_cells p JOIN round_units u ON u.id = p.round_unit JOIN survey_rounds r ON r.id = u.round "
        "LEFT JOIN survey_scales s ON s.id = p.scale WHERE u.round = {} AND p.withdrawn_on IS NOT NULL AND {} "
        "ORDER BY u.position, COALESCE(s.position, -1), p.measure",
        round,
        is_readable(scope, "u.unit"),
    )
    return MovedFigures(len(found), 1, tuple(found))
