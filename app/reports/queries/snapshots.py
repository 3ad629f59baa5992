"""Frozen reports, and the cases that one can be made of."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import at_case_in, case_in_scope
from app.cases.queries import get_case_ref_by_id
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, in_list, joined, sql
from app.reports.content import PROFILES
from app.reports.enums import Profile, ReportType, SnapshotState
from app.reports.queries.facts import sees_whole_case
from app.reports.queries.overview import sees_whole_tree, tree_in


class SnapshotRow(msgspec.Struct, frozen=True, kw_only=True):
    """One frozen report of a case, without its content. `by_name` None: made by the command line."""

    id: int
    public_id: str
    no: int
    type: ReportType
    profile: Profile
    state: SnapshotState
    hash: str
    by_name: str | None
    at: datetime
    released_at: datetime | None
    released_by: str | None
    release_reason: str
    withdrawn_reason: str
    replaces_no: int | None
    replaced_by_no: int | None


class SnapshotDetail(SnapshotRow, frozen=True, kw_only=True):
    content: str

    @property
    def canonical(self) -> bytes:
        return self.content.encode()


_MOST = 2**31 - 1  # what the column holds
_SELECT = (
    "SELECT s.id, s.public_id, s.no, s.type, s.profile, s.state, s.hash, p.name AS by_name, s.at, s.released_at, "
    "r.name AS released_by, s.release_reason, s.withdrawn_reason, o.no AS replaces_no, "
    "(SELECT MAX(n.no) FROM report_snapshots n WHERE n.replaces = s.id OR (s.state = 'released' "
    'AND n.state = \'released\' AND n."case" = s."case" AND n.type = s.type AND n.profile = s.profile '
    "AND n.no > s.no)) AS replaced_by_no"
)
_FROM = (
    ' FROM report_snapshots s LEFT JOIN persons p ON p.id = s."by" LEFT JOIN persons r ON r.id = s.released_by '
    "LEFT JOIN report_snapshots o ON o.id = s.replaces "
    "WHERE "
)
_OF_CASE = 's."case" = {} '
_OF_UNIT = 's."case" IS NULL AND s.unit = {} '


def snapshot_in_scope(scope: Scope, alias: str = "s") -> QueryString:
    """True for reports of cases in scope that are made for somebody who reads no more than the reader does there.

    `alias` is the name of `report_snapshots` in the query.
    """
    return _for_readers(alias, lambda tiers: at_case_in(scope, tiers, f'{alias}."case"'))


def overview_in_scope(scope: Scope, alias: str = "s") -> QueryString:
    """True for overviews of units that are made for somebody who reads no more than the reader does in the whole tree.

    `alias` is the name of `report_snapshots` in the query.
    """
    return _for_readers(alias, lambda tiers: tree_in(scope, f"{alias}.unit", tiers))


def report_in_scope(scope: Scope, alias: str = "s") -> QueryString:
    """`snapshot_in_scope` for reports of cases, `overview_in_scope` for those of units."""
    return sql(
        f'CASE WHEN {alias}."case" IS NULL THEN {{}} ELSE {{}} END',
        overview_in_scope(scope, alias),
        snapshot_in_scope(scope, alias),
    )


def _for_readers(alias: str, reads: Callable[[frozenset[Tier]], QueryString]) -> QueryString:
    """True for reports `alias` for somebody whose tiers the reader reads there."""
    readers: dict[frozenset[Tier], list[Profile]] = {}
    for profile, rule in PROFILES.items():
        readers.setdefault(rule.tiers, []).append(profile)
    ways = [
        sql(f"({alias}.profile IN {{}} AND {{}})", in_list(profiles), reads(tiers))
        for tiers, profiles in readers.items()
    ]
    return sql("({})", joined(ways, " OR "))


async def list_snapshots(scope: Scope, case_id: int) -> list[SnapshotRow]:
    """The frozen reports of a case that the reader may know of, the newest first; none for a case outside the scope."""
    return await fetch_all(
        SnapshotRow,
        _SELECT + _FROM + _OF_CASE + "AND {} ORDER BY s.at DESC, s.id DESC",
        case_id,
        snapshot_in_scope(scope),
    )


async def get_snapshot(scope: Scope, case_id: int, no: int) -> SnapshotDetail:
    """One frozen report with its content.

    Raises `NotFound` for an unknown number, a case outside the scope, and a reader who may not see every unit
    that has an action item in the case, and read there what the report was made for: it holds all of that.
    """
    case = await get_case_ref_by_id(scope, case_id)
    if not 0 < no <= _MOST:
        raise NotFound
    found = await fetch_one(SnapshotDetail, _SELECT + ", s.content" + _FROM + _OF_CASE + "AND s.no = {}", case.id, no)
    if found is None or not await sees_whole_case(scope, case.id, PROFILES[found.profile].tiers):
        raise NotFound
    return found


async def list_overviews(scope: Scope, unit: int) -> list[SnapshotRow]:
    """The frozen overviews of a unit that are made for somebody the reader reads as much as, the newest first."""
    return await fetch_all(
        SnapshotRow,
        _SELECT + _FROM + _OF_UNIT + "AND {} ORDER BY s.at DESC, s.id DESC",
        unit,
        overview_in_scope(scope),
    )


async def get_overview(scope: Scope, unit: int, no: int) -> SnapshotDetail:
    """One frozen overview with its content. Raises `NotFound` for an unknown number, and for whoever does not read all
    that it was made for in the whole tree of the unit."""
    if not 0 < no <= _MOST:
        raise NotFound
    found = await fetch_one(SnapshotDetail, _SELECT + ", s.content" + _FROM + _OF_UNIT + "AND s.no = {}", unit, no)
    if found is None or not await sees_whole_tree(scope, unit, PROFILES[found.profile].tiers):
        raise NotFound
    return found


class ReportableCase(msgspec.Struct, frozen=True):
    """A case as the command line lists it."""

    id: int
    reference: str
    title: str
    unit: str


class _Line(msgspec.Struct, frozen=True):
    id: int
    reference: str
    title: str
    unit: str


async def list_reportable_cases(scope: Scope) -> list[ReportableCase]:
    """Every case of the scope by reference; several units stand in one text, as they were called then."""
    rows = await fetch_all(
        _Line,
        "SELECT c.id, c.reference, c.title, v.name AS unit FROM cases c "
        'JOIN case_units u ON u."case" = c.id JOIN unit_versions v ON v.id = u.unit_version '
        "WHERE {} ORDER BY c.reference, u.id",
        case_in_scope(scope, "c.id"),
    )
    units: dict[int, list[str]] = {}
    for row in rows:
        units.setdefault(row.id, []).append(row.unit)
    first = {row.id: row for row in reversed(rows)}
    return [
        ReportableCase(key, first[key].reference, first[key].title, ", ".join(names)) for key, names in units.items()
    ]
