"""What is kept to people by name of whom nobody is here any more."""

from datetime import datetime

import msgspec

from app.access.policy import Above, Scope
from app.access.queries import Row, ancestors_of
from app.db.sql import fetch_all
from app.evidence.queries.targets import units_linked


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """A row that nobody reads. Pages show its kind, its day and who made it; `title` is for the log alone.

    `places` is where it lies, as the policy asks.
    """

    row: Row
    key: int
    public_id: str
    at: datetime
    by_name: str
    title: str
    places: tuple[Above, ...]
    units: frozenset[int]

    @property
    def choice(self) -> str:
        """How a form names it."""
        return f"{self.row}:{self.public_id}"


class _Found(msgspec.Struct, frozen=True):
    row: Row
    key: int
    public_id: str
    at: datetime
    by_name: str
    title: str
    unit: int | None  # of an item and its notes


def _lost(alias: str, column: str) -> str:
    return (
        f"{alias}.tier = 'restricted' AND NOT EXISTS (SELECT 1 FROM named_readers n "
        f"JOIN persons r ON r.id = n.person AND r.is_active WHERE n.{column} = {alias}.id)"
    )


async def list_stranded(scope: Scope, case_id: int, units: tuple[int, ...]) -> list[Stranded]:
    """The restricted rows of a case, with its `units`, that the caller has resolved in the scope, and whose readers by
    name have all left: items (whose owner has, too), notes, evidence and letters, the oldest first."""
    found = await fetch_all(
        _Found,
        "SELECT 'item' AS row, i.id AS key, i.public_id, i.created_at AS at, p.name AS by_name, i.title, i.unit "
        'FROM action_items i JOIN persons p ON p.id = i.owner WHERE i."case" = {} AND NOT p.is_active '
        f"AND {_lost('i', 'item')} "
        "UNION ALL SELECT 'item_update', u.id, u.public_id, u.at, p.name, i.title, i.unit FROM item_updates u "
        'JOIN action_items i ON i.id = u.item JOIN persons p ON p.id = u."by" WHERE i."case" = {} '
        f"AND u.note <> '' AND {_lost('u', 'item_update')} "
        "UNION ALL SELECT 'evidence', e.id, e.public_id, e.added_at, p.name, e.title, NULL FROM evidence e "
        f'JOIN persons p ON p.id = e.added_by WHERE e."case" = {{}} AND {_lost("e", "evidence")} '
        "UNION ALL SELECT 'document', d.id, d.public_id, d.added_at, p.name, d.title, NULL FROM documents d "
        f'JOIN persons p ON p.id = d.added_by WHERE d."case" = {{}} AND {_lost("d", "document")} '
        "ORDER BY 4, 1, 2",
        *[case_id] * 4,
    )
    return [await _placed(scope, case_id, units, row) for row in found]


async def _placed(scope: Scope, case_id: int, units: tuple[int, ...], row: _Found) -> Stranded:
    if row.row == "evidence":
        places = await units_linked(scope, row.key)
    else:
        places = (await ancestors_of(scope, units if row.unit is None else (row.unit,), case=case_id),)
    above = frozenset(unit for place in places for each in place.units for unit in each)
    facts = {name: getattr(row, name) for name in ("row", "key", "public_id", "at", "by_name", "title")}
    return Stranded(**facts, places=places, units=above)
