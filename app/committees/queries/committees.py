"""Committees as a reader may see them: the list, and one of them."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all, fetch_one, in_list, joined, sql
from app.organisation.queries.visible import is_visible, roots
from app.organisation.rules.settings import committee_rank, decode_settings

MOST = 500  # a municipality has some hundred


class CoveredUnit(msgspec.Struct, frozen=True):
    """A unit a committee covers. `public_id` is None where the reader may not open it."""

    id: int
    public_id: str | None
    name: str
    is_closed: bool


class CommitteeRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    kind: CommitteeKind
    rank: str
    closed_on: date | None
    members: int
    is_mine: bool
    units: tuple[CoveredUnit, ...] = ()  # those whose names the reader may know
    more_units: int = 0


class CommitteesPage(msgspec.Struct, frozen=True):
    """Committees by rank, the highest first, then by name; `is_whole` False: there are more than shown."""

    rows: tuple[CommitteeRow, ...]
    is_whole: bool


class Member(msgspec.Struct, frozen=True):
    """A place in the committee past, present or to come."""

    id: int
    public_id: str
    person: int
    person_public_id: str
    name: str
    job_title: str
    is_active: bool
    side: CommitteeSide
    function: CommitteeFunction
    valid_from: date
    valid_to: date | None
    stands_in_for: int | None = None  # the place that somebody else has
    stands_in_for_name: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the term lasts that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def is_over(self, day: date) -> bool:
        """Whether the term has ended."""
        return self.valid_to is not None and self.valid_to <= day


class CommitteeDetail(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    municipality_name: str
    ranks: tuple[str, ...]  # the municipality's own, the highest first
    external_id: str | None
    name: str
    kind: CommitteeKind
    rank: str
    is_work_environment: bool
    closed_on: date | None
    version: int
    units: tuple[CoveredUnit, ...]
    more_units: int  # covered units whose names the reader may not know
    ancestors: tuple[Above, ...]  # of each covered unit: who administers them all may change the committee
    members: tuple[Member, ...]
    is_reader_of: frozenset[int]  # covered units whose cases the reader may read, or some below


def is_seen(scope: Scope, alias: str) -> QueryString:
    """True for committees the reader may know of: their own, those of their units, those above, and below."""
    if scope.sees_all:
        return sql("1 = 1")
    below = sql(
        f"EXISTS (SELECT 1 FROM committee_units su WHERE su.committee = {alias}.id AND {{}})",
        is_visible(scope, "su.unit"),
    )
    above = sql(
        f"EXISTS (SELECT 1 FROM committee_units su JOIN unit_closure sk ON sk.ancestor = su.unit "
        f"WHERE su.committee = {alias}.id AND sk.descendant IN {{}})",
        in_list(roots(scope)),
    )
    mine = sql(
        f"EXISTS (SELECT 1 FROM committee_members sm WHERE sm.committee = {alias}.id AND sm.person = {{}} "
        "AND sm.valid_from <= {} AND (sm.valid_to IS NULL OR sm.valid_to > {}))",
        scope.person,
        scope.today,
        scope.today,
    )
    return sql("({})", joined((below, above, mine), " OR "))


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    kind: CommitteeKind
    rank: str
    closed_on: date | None
    settings: str
    members: int
    is_mine: bool


async def list_committees(scope: Scope, text: str = "") -> CommitteesPage:
    """The committees the reader may know of, by the municipality's ranks, the highest first. Two queries.

    Every word of `text` must stand in the name, the rank, or the name of a covered unit the reader may know.
    """
    rows = await fetch_all(
        _Row,
        "SELECT c.id, c.public_id, c.name, c.kind, c.rank, c.closed_on, m.settings, "
        "(SELECT COUNT(DISTINCT cm.person) FROM committee_members cm WHERE cm.committee = c.id "
        "AND cm.valid_from <= {} AND (cm.valid_to IS NULL OR cm.valid_to > {})) AS members, "
        "CASE WHEN EXISTS (SELECT 1 FROM committee_members mm WHERE mm.committee = c.id AND mm.person = {} "
        "AND mm.valid_from <= {} AND (mm.valid_to IS NULL OR mm.valid_to > {})) THEN 1 ELSE 0 END AS is_mine "
        "FROM committees c JOIN municipalities m ON m.id = c.municipality WHERE {} "
        "ORDER BY m.name, c.sort_key, c.id",
        scope.today,
        scope.today,
        scope.person or 0,
        scope.today,
        scope.today,
        is_seen(scope, "c"),
    )
    units = await _units(scope, [row.id for row in rows])
    found = [_committee_row(row, units.get(row.id, [])) for row in rows]
    words = search_key(text).split()
    matching = [row for row in found if _holds(row, words)]
    ranks = {row.id: committee_rank(row.rank, decode_settings(row.settings)) for row in rows}
    last = len(ranks) + 100
    ordered = sorted(matching, key=lambda row: last if (rank := ranks[row.id]) is None else rank)
    return CommitteesPage(tuple(ordered[:MOST]), len(ordered) <= MOST)


def _holds(row: CommitteeRow, words: list[str]) -> bool:
    text = search_key(" ".join((row.name, row.rank, *(unit.name for unit in row.units))))
    return all(word in text for word in words)


def _committee_row(row: _Row, units: list["_Unit"]) -> CommitteeRow:
    return CommitteeRow(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        kind=row.kind,
        rank=row.rank,
        closed_on=row.closed_on,
        members=row.members,
        is_mine=row.is_mine,
        units=_known(units),
        more_units=sum(not unit.is_known for unit in units),
    )


class _Unit(msgspec.Struct, frozen=True):
    committee: int
    id: int
    public_id: str
    name: str
    closed_on: date | None
    is_open: bool  # to the reader
    is_known: bool  # by name: also those above the reader's own


async def _units(scope: Scope, committees: list[int]) -> dict[int, list[_Unit]]:
    rows = await fetch_all(
        _Unit,
        "SELECT cu.committee, u.id, u.public_id, v.name, u.closed_on, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_open, CASE WHEN {} OR {} THEN 1 ELSE 0 END AS is_known "
        "FROM committee_units cu JOIN units u ON u.id = cu.unit "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE cu.committee IN {} ORDER BY v.sort_key, u.id",
        is_visible(scope, "u.id"),
        is_visible(scope, "u.id"),
        sql("u.id IN (SELECT ancestor FROM unit_closure WHERE descendant IN {})", in_list(roots(scope))),
        in_list(committees),
    )
    found: dict[int, list[_Unit]] = {}
    for row in rows:
        found.setdefault(row.committee, []).append(row)
    return found


def _known(units: list[_Unit]) -> tuple[CoveredUnit, ...]:
    return tuple(
        CoveredUnit(unit.id, unit.public_id if unit.is_open else None, unit.name, unit.closed_on is not None)
        for unit in units
        if unit.is_known
    )


class _Committee(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    municipality_name: str
    settings: str
    external_id: str | None
    name: str
    kind: CommitteeKind
    rank: str
    is_work_environment: bool
    closed_on: date | None
    version: int


class _Above(msgspec.Struct, frozen=True):
    descendant: int
    ancestor: int


async def get_committee(scope: Scope, public_id: str) -> CommitteeDetail:
    """The committee with its units and everybody who has, had or will have a place in it; four queries.

    Raises `NotFound` for one the reader may not know of.
    """
    row = await fetch_one(
        _Committee,
        "SELECT c.id, c.public_id, c.municipality, m.name AS municipality_name, m.settings, c.external_id, c.name, "
        "c.kind, c.rank, c.is_work_environment, c.closed_on, c.version "
        "FROM committees c JOIN municipalities m ON m.id = c.municipality "
        "WHERE c.public_id = {} AND {}",
        public_id,
        is_seen(scope, "c"),
    )
    if row is None:
        raise NotFound
    units = (await _units(scope, [row.id])).get(row.id, [])
    above = await fetch_all(
        _Above,
        "SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}",
        in_list(unit.id for unit in units),
    )
    ancestors: dict[int, set[int]] = {}
    for each in above:
        ancestors.setdefault(each.descendant, set()).add(each.ancestor)
    readable = set(scope.units)
    return CommitteeDetail(
        id=row.id,
        public_id=row.public_id,
        municipality=row.municipality,
        municipality_name=row.municipality_name,
        ranks=decode_settings(row.settings).committee_ranks,
        external_id=row.external_id,
        name=row.name,
        kind=row.kind,
        rank=row.rank,
        is_work_environment=row.is_work_environment,
        closed_on=row.closed_on,
        version=row.version,
        units=_known(units),
        more_units=sum(not unit.is_known for unit in units),
        ancestors=tuple(Above((frozenset(ancestors[unit.id]),)) for unit in units),
        members=tuple(await _members(row.id)),
        is_reader_of=frozenset(unit.id for unit in units if scope.sees_all or readable & ancestors[unit.id]),
    )


async def _members(committee: int) -> list[Member]:
    return await fetch_all(
        Member,
        "SELECT m.id, m.public_id, m.person, p.public_id AS person_public_id, p.name, p.job_title, p.is_active, "
        "m.side, m.function, m.valid_from, m.valid_to, m.stands_in_for, sp.name AS stands_in_for_name "
        "FROM committee_members m JOIN persons p ON p.id = m.person "
        "LEFT JOIN committee_members sm ON sm.id = m.stands_in_for LEFT JOIN persons sp ON sp.id = sm.person "
        "WHERE m.committee = {} ORDER BY p.sort_key, m.valid_from, m.id",
        committee,
    )
