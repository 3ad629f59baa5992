"""What people wrote in words: read by those who are named, and only where the stored pattern shows the unit."""

import msgspec

from app.access.enums import Permission
from app.access.policy import Scope
from app.access.queries import ancestors_of
from app.accounts.queries.near import PersonChoice, list_holders_at
from app.core.errors import NotFound
from app.db.sql import fetch_one, fetch_rows
from app.surveys.enums import Measure
from app.surveys.queries.rounds import RoundDetail


class TextUnit(msgspec.Struct, frozen=True):
    """A unit of a round, and whether there are answers in words; how many is told to nobody."""

    id: int
    unit: int
    name: str
    version: int
    is_stored: bool
    is_named: bool  # whether the reader may read them where they may be shown
    is_shown: bool

    @property
    def is_readable(self) -> bool:
        return self.is_stored and self.is_named


async def get_text_unit(scope: Scope, found: RoundDetail, unit: int) -> TextUnit:
    """A unit, by its key, of a round that the caller resolved in the scope. Raises `NotFound`."""
    row = await fetch_one(
        TextUnit,
        "SELECT u.id, u.unit, u.name, u.version, "
        "CASE WHEN EXISTS (SELECT 1 FROM text_answers t WHERE t.round_unit = u.id) THEN 1 ELSE 0 END AS is_stored, "
        "CASE WHEN EXISTS (SELECT 1 FROM named_readers n WHERE n.round_unit = u.id AND n.person = {}) "
        "THEN 1 ELSE 0 END AS is_named, "
        "CASE WHEN EXISTS (SELECT 1 FROM pattern_cells p WHERE p.round_unit = u.id AND p.scale IS NULL "
        "AND p.measure = {} AND p.reason IS NULL) THEN 1 ELSE 0 END AS is_shown "
        "FROM round_units u WHERE u.round = {} AND u.unit = {}",
        scope.person or 0,
        Measure.TEXT,
        found.row.id,
        unit,
    )
    if row is None:
        raise NotFound
    return row


async def list_texts(scope: Scope, found: RoundDetail, unit: int) -> tuple[str, ...] | None:
    """The answers of a unit; None where they are hidden. Raises `NotFound` for who is not named, or where there are
    none."""
    state = await get_text_unit(scope, found, unit)
    if not state.is_readable:
        raise NotFound
    if not state.is_shown:
        return None
    rows = await fetch_rows("SELECT answer FROM text_answers WHERE round_unit = {} ORDER BY position", state.id)
    return tuple(str(row["answer"]) for row in rows)


async def list_text_readers(scope: Scope, unit: int) -> list[PersonChoice]:
    """Who may be named: who reads surveys of the unit by a role."""
    above = await ancestors_of(scope, (unit,))
    return await list_holders_at(scope, sorted({key for each in above.units for key in each}), Permission.SURVEY_READ)
