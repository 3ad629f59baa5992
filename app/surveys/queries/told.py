"""Reorganisations that were told, and the trees of rounds."""

from collections.abc import Collection
from datetime import date

import msgspec
from msgspec.structs import replace

from app.access.policy import Scope
from app.access.queries import at_unit
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, in_list, sql
from app.surveys.queries.figures import is_readable
from app.surveys.rules.told import Told, is_touched, told_text, within

MOST = 500  # a municipality lays units together a few times a year


class ToldUnit(msgspec.Struct, frozen=True):
    """A unit by its present name."""

    id: int
    public_id: str
    name: str
    is_after: bool
    is_readable: bool


class ToldRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    changed_on: date
    note: str
    version: int


class ToldDetail(msgspec.Struct, frozen=True):
    """A reorganisation with its units."""

    row: ToldRow
    units: tuple[ToldUnit, ...]

    def side(self, *, is_after: bool) -> tuple[ToldUnit, ...]:
        return tuple(unit for unit in self.units if unit.is_after is is_after)

    @property
    def told(self) -> Told:
        before, after = [frozenset(unit.id for unit in self.side(is_after=side)) for side in (False, True)]
        return Told(self.row.changed_on, before, after)

    def known_of(self, units: Collection[int]) -> "ToldDetail":
        """As those are told of it who may know of `units` alone."""
        known = (replace(each, is_readable=each.id in units) for each in self.units)
        return replace(self, units=tuple(known))

    def text(self, own: Collection[int] = ()) -> str:
        """What happened; units that the reader does not read have no name, unless they are among `own`."""
        sides = [
            [unit.name if unit.is_readable or unit.id in own else "" for unit in self.side(is_after=is_after)]
            for is_after in (False, True)
        ]
        return told_text(self.row.changed_on, *sides)


class _Unit(ToldUnit, frozen=True):
    reorganisation: int = 0


_ROW = (
    "SELECT t.id, t.public_id, t.municipality, t.changed_on, t.note, t.version FROM told_reorganisations t "
    "WHERE t.removed_on IS NULL AND {} "
)


async def list_kept_told(scope: Scope) -> list[ToldDetail]:
    """Those all of whose units the reader keeps the surveys of, the newest first."""
    kept = sql("1 = 1")
    if not scope.sees_all:
        inside = at_unit(scope.kept_surveys, "x.unit", None)
        kept = sql(
            "NOT EXISTS (SELECT 1 FROM told_reorganisation_units x WHERE x.reorganisation = t.id AND NOT {})", inside
        )
    rows = await fetch_all(ToldRow, f"{_ROW}ORDER BY t.changed_on DESC, t.id DESC LIMIT {MOST}", kept)
    return await _with_units(scope, rows)


async def list_told(scope: Scope, municipality: int) -> list[ToldDetail]:
    """All of a municipality that the caller reached through a round in the scope, the oldest first. Of a unit that
    the reader does not read, the caller says no name."""
    mine = sql("t.municipality = {}", municipality)
    rows = await fetch_all(ToldRow, f"{_ROW}ORDER BY t.changed_on, t.id LIMIT {MOST}", mine)
    return await _with_units(scope, rows)


async def get_kept_told(scope: Scope, public_id: str) -> ToldDetail:
    """One of `list_kept_told`. Raises `NotFound`."""
    row = await fetch_one(ToldRow, _ROW, sql("t.public_id = {}", public_id))
    found = next((each for each in await list_kept_told(scope) if row and each.row.id == row.id), None)
    if found is None:
        raise NotFound
    return found


async def _with_units(scope: Scope, rows: Collection[ToldRow]) -> list[ToldDetail]:
    if not rows:
        return []
    units = await fetch_all(
        _Unit,
        "SELECT x.reorganisation, x.unit AS id, u.public_id, v.name, x.is_after, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_readable FROM told_reorganisation_units x "
        "JOIN units u ON u.id = x.unit JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL "
        "WHERE x.reorganisation IN {} ORDER BY v.sort_key, x.id",
        is_readable(scope, "x.unit"),
        in_list(row.id for row in rows),
    )
    return [ToldDetail(row, tuple(unit for unit in units if unit.reorganisation == row.id)) for row in rows]


class TreeUnit(msgspec.Struct, frozen=True):
    """A unit of a round as it lay then."""

    round: int
    unit: int
    parent: int | None
    public_id: str
    name: str
    is_readable: bool


class Trees(msgspec.Struct, frozen=True):
    """The units of some rounds."""

    units: dict[tuple[int, int], TreeUnit]

    def is_touched(self, told: Told, unit: int, then: int, now: int) -> bool:
        """Whether what was told between two rounds gave the unit other people."""
        return is_touched(told, self.within(then, unit) | {unit}, self.within(now, unit) | {unit})

    def within(self, round: int, unit: int) -> frozenset[int]:
        """What the unit held in a round, itself too; nothing where it was not in it."""
        if (round, unit) not in self.units:
            return frozenset()
        return within({key[1]: each.parent for key, each in self.units.items() if key[0] == round}, unit)


async def get_trees(scope: Scope, rounds: Collection[int]) -> Trees:
    """The trees of rounds that the caller resolved in the scope."""
    rows = await fetch_all(
        TreeUnit,
        "SELECT u.round, u.unit, u.parent, u.public_id, u.name, CASE WHEN {} THEN 1 ELSE 0 END AS is_readable "
        "FROM round_units u WHERE u.round IN {} ORDER BY u.round, u.position",
        is_readable(scope, "u.unit"),
        in_list(rounds),
    )
    return Trees({(row.round, row.unit): row for row in rows})
