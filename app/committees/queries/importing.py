"""What an import compares a file of committees with."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.committees.enums import CommitteeKind
from app.committees.rules.committees_file import KnownCommittee, KnownMember
from app.db.sql import fetch_all


class _Committee(msgspec.Struct, frozen=True):
    id: int
    version: int
    external_id: str | None
    name: str
    kind: CommitteeKind
    rank: str
    closed_on: date | None


class _Unit(msgspec.Struct, frozen=True):
    committee: int
    external_id: str


class _Member(KnownMember, frozen=True, kw_only=True):
    committee: int


async def list_known_committees(scope: Scope, municipality: int) -> tuple[KnownCommittee, ...]:
    """Every committee of the municipality with units and places, closed ones too; nothing without a role there."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return ()
    rows = await fetch_all(
        _Committee,
        "SELECT id, version, external_id, name, kind, rank, closed_on FROM committees WHERE municipality = {} "
        "ORDER BY sort_key, id",
        municipality,
    )
    units = await fetch_all(
        _Unit,
        "SELECT cu.committee, u.external_id FROM committee_units cu JOIN units u ON u.id = cu.unit "
        "WHERE u.municipality = {} ORDER BY u.external_id",
        municipality,
    )
    members = await fetch_all(
        _Member,
        "SELECT m.committee, m.id, COALESCE(p.external_id, '') AS person, m.side, m.function, m.valid_from, m.valid_to "
        "FROM committee_members m JOIN persons p ON p.id = m.person WHERE p.municipality = {} ORDER BY m.id",
        municipality,
    )
    held: dict[int, list[KnownMember]] = {}
    for each in members:
        held.setdefault(each.committee, []).append(each)
    covered: dict[int, list[str]] = {}
    for unit in units:
        covered.setdefault(unit.committee, []).append(unit.external_id)
    return tuple(
        KnownCommittee(
            **msgspec.structs.asdict(row),
            units=tuple(covered.get(row.id, ())),
            members=tuple(held.get(row.id, ())),
        )
        for row in rows
    )


class KnownPerson(msgspec.Struct, frozen=True):
    id: int
    external_id: str
    name: str


async def list_known_people(scope: Scope, municipality: int) -> dict[str, KnownPerson]:
    """The active people of the municipality by external id; nothing without a role there."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return {}
    rows = await fetch_all(
        KnownPerson,
        "SELECT id, external_id, name FROM persons "
        "WHERE municipality = {} AND is_active AND external_id IS NOT NULL ORDER BY id",
        municipality,
    )
    return {row.external_id: row for row in rows}
