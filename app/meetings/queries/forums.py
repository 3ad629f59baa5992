"""Who meets, as a reader may see it: a committee whose meetings they read, or a unit."""

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import at_unit
from app.committees.enums import CommitteeFunction, CommitteeKind
from app.committees.queries import reads_meetings
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, in_list, sql
from app.meetings.policy import Forum


class _Committee(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    name: str
    kind: CommitteeKind
    is_work_environment: bool
    is_closed: bool


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    name: str
    is_closed: bool


class _Pair(msgspec.Struct, frozen=True):
    descendant: int
    ancestor: int


class _Function(msgspec.Struct, frozen=True):
    function: CommitteeFunction


async def get_committee_forum(scope: Scope, public_id: str) -> Forum:
    """Raises `NotFound` for a committee whose meetings the reader does not read, also where they know of it."""
    return await _committee(scope, sql("c.public_id = {}", public_id))


async def get_unit_forum(scope: Scope, public_id: str) -> Forum:
    """Raises `NotFound` for a unit whose meetings the reader does not read."""
    return await _unit(scope, sql("u.public_id = {}", public_id))


async def get_forum(scope: Scope, committee: int | None, unit: int | None) -> Forum:
    """By the keys of a meeting or an item. Raises `NotFound`."""
    if committee is not None:
        return await _committee(scope, sql("c.id = {}", committee))
    return await _unit(scope, sql("u.id = {}", unit or 0))


async def _committee(scope: Scope, condition: QueryString) -> Forum:
    found = await fetch_one(
        _Committee,
        "SELECT c.id, c.public_id, c.municipality, c.name, c.kind, c.is_work_environment, "
        "CASE WHEN c.closed_on IS NULL THEN 0 ELSE 1 END AS is_closed FROM committees c WHERE {} AND {}",
        condition,
        reads_meetings(scope, "c.id"),
    )
    if found is None:
        raise NotFound
    above = await _above(
        sql("k.descendant IN (SELECT unit FROM committee_units WHERE committee = {})", found.id),
    )
    held = await fetch_all(
        _Function,
        "SELECT DISTINCT m.function FROM committee_members m JOIN committees c ON c.id = m.committee "
        "WHERE m.committee = {} AND c.closed_on IS NULL AND m.person = {} AND m.valid_from <= {} "
        "AND (m.valid_to IS NULL OR m.valid_to > {})",
        found.id,
        scope.person or 0,
        scope.today,
        scope.today,
    )
    return Forum(
        **msgspec.structs.asdict(found), functions=tuple(each.function for each in held), places=_places(above)
    )


async def _unit(scope: Scope, condition: QueryString) -> Forum:
    reach = sql("1 = 1") if scope.sees_all else at_unit(scope.unit_meetings, "u.id", None)
    found = await fetch_one(
        _Unit,
        "SELECT u.id, u.public_id, u.municipality, v.name, CASE WHEN u.closed_on IS NULL THEN 0 ELSE 1 END "
        "AS is_closed FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE {} AND {}",
        condition,
        reach,
    )
    if found is None:
        raise NotFound
    return Forum(
        **msgspec.structs.asdict(found),
        kind=None,
        is_work_environment=False,
        functions=(),
        places=_places(await _above(sql("k.descendant IN {}", in_list([found.id])))),
    )


async def _above(condition: QueryString) -> list[_Pair]:
    return await fetch_all(_Pair, "SELECT k.descendant, k.ancestor FROM unit_closure k WHERE {}", condition)


def _places(pairs: list[_Pair]) -> tuple[Above, ...]:
    every = Above.of((each.descendant, each.ancestor) for each in pairs)
    return tuple(Above((each,)) for each in every.units)
