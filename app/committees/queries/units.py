"""What a form about a committee chooses from."""

from collections.abc import Sequence

import msgspec

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, in_list
from app.organisation.queries.visible import administers, is_visible
from app.organisation.rules.settings import decode_settings


class UnitsChosen(msgspec.Struct, frozen=True):
    """Keys of units of one municipality."""

    municipality: int
    units: tuple[int, ...]


class _Unit(msgspec.Struct, frozen=True):
    id: int
    municipality: int


async def get_units(scope: Scope, public_ids: Sequence[str]) -> UnitsChosen:
    """The units with these ids. Raises `NotFound` for one the reader may not see, or of another municipality."""
    wanted = set(public_ids)
    rows = await fetch_all(
        _Unit,
        "SELECT u.id, u.municipality FROM units u WHERE u.public_id IN {} AND {} ORDER BY u.id",
        in_list(sorted(wanted)),
        is_visible(scope, "u.id"),
    )
    if not rows or len(rows) != len(wanted) or len({row.municipality for row in rows}) > 1:
        raise NotFound
    return UnitsChosen(rows[0].municipality, tuple(row.id for row in rows))


class _Settings(msgspec.Struct, frozen=True):
    settings: str


async def list_ranks(scope: Scope) -> tuple[str, ...]:
    """The ranks of the municipalities the reader administers, each once, the highest first."""
    rows = await fetch_all(
        _Settings, "SELECT m.settings FROM municipalities m WHERE {} ORDER BY m.id", administers(scope, "m.id")
    )
    return tuple(dict.fromkeys(rank for row in rows for rank in decode_settings(row.settings).committee_ranks))
