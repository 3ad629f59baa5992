"""What the actions of this slice share: the committee under change, who may, and nothing for oneself."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Above, Actor, may
from app.committees.enums import CommitteeKind
from app.committees.policy import require_open
from app.committees.queries import lasting_grants
from app.core.errors import Denied, NotFound
from app.db.sql import fetch_all, fetch_one, in_list

_OWN = "Det ville give dig selv adgang til flere sager. Bed en anden administrator om det."


class Current(msgspec.Struct, frozen=True):
    """A committee as it stands."""

    id: int
    municipality: int
    settings: str
    name: str
    kind: CommitteeKind
    rank: str
    is_work_environment: bool
    closed_on: date | None
    version: int
    units: tuple[int, ...] = ()


class _Unit(msgspec.Struct, frozen=True):
    unit: int


class _Above(msgspec.Struct, frozen=True):
    descendant: int
    ancestor: int


async def own_committee(actor: Actor, committee: int) -> Current:
    """The committee, for who administers all its units; one change of it at a time.

    Raises `NotFound`, `Denied`, or `RuleViolation` for a closed one.
    """
    found = await fetch_one(
        Current,
        "SELECT c.id, c.municipality, m.settings, c.name, c.kind, c.rank, c.is_work_environment, "
        "c.closed_on, c.version FROM committees c JOIN municipalities m ON m.id = c.municipality WHERE c.id = {}",
        committee,
    )
    if found is None or not (actor.is_system or found.municipality in actor.scope.municipalities):
        raise NotFound
    units = await fetch_all(_Unit, "SELECT unit FROM committee_units WHERE committee = {} ORDER BY id", committee)
    found = msgspec.structs.replace(found, units=tuple(row.unit for row in units))
    await require_administrator(actor, found.units)
    require_open(found.closed_on)
    return found


async def require_administrator(actor: Actor, units: Iterable[int]) -> None:
    """Raises `Denied` unless the actor administers every one of `units`, themselves or from above."""
    wanted = set(units)
    rows = await fetch_all(
        _Above, "SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}", in_list(wanted)
    )
    ancestors: dict[int, set[int]] = {unit: set() for unit in wanted}
    for row in rows:
        ancestors[row.descendant].add(row.ancestor)
    for above in ancestors.values():
        may(actor, Permission.COMMITTEE_WRITE, Above((frozenset(above),))).require()


@contextlib.asynccontextmanager
async def nothing_for_oneself(actor: Actor) -> AsyncIterator[None]:
    """Around a change: raises `Denied` where it lets the actor read more than before (nobody grants themselves)."""
    before = await _reach(actor)
    yield
    if not await _reach(actor) <= before:
        raise Denied("committee.own", _OWN)


async def _reach(actor: Actor) -> frozenset[tuple[str, int]]:
    """The units the actor reads through committees, with the role, now and when coming terms begin."""
    grants = await lasting_grants(actor.scope, actor.person) if actor.person is not None else ()
    named = {unit for grant in grants for unit in (grant.unit, *grant.but) if unit is not None}
    rows = await fetch_all(_Above, "SELECT descendant, ancestor FROM unit_closure WHERE ancestor IN {}", in_list(named))
    below: dict[int | None, set[int]] = {}
    for row in rows:
        below.setdefault(row.ancestor, set()).add(row.descendant)
    return frozenset(
        (grant.role.value, unit)
        for grant in grants
        for unit in below.get(grant.unit, set()).difference(*(below.get(but, set()) for but in grant.but))
    )
