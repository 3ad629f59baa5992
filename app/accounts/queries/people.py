"""One person with roles and login, and why somebody sees what they see."""

from datetime import date, datetime

import msgspec

from app.access.enums import Role
from app.access.policy import Above, Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, in_list
from app.organisation.queries.visible import administers


class PersonRole(msgspec.Struct, frozen=True):
    """A role past, present or to come. `path` names the units above, the highest first."""

    id: int
    public_id: str
    role: Role
    unit: int
    unit_name: str
    path: tuple[str, ...]
    ancestors: Above
    unit_count: int  # the unit and all below it
    valid_from: date
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class PersonDetail(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    municipality: int
    municipality_name: str
    external_id: str | None
    name: str
    email: str | None
    job_title: str
    is_active: bool
    left_on: date | None
    version: int
    username: str | None
    last_login_at: datetime | None
    account_open: bool | None
    roles: tuple[PersonRole, ...] = ()


async def get_person(scope: Scope, public_id: str) -> PersonDetail:
    """A person of a municipality the reader administers; three queries. Raises `NotFound` for anybody else."""
    person = await fetch_one(
        PersonDetail,
        "SELECT p.id, p.public_id, p.municipality, m.name AS municipality_name, p.external_id, p.name, p.email, "
        "p.job_title, p.is_active, p.left_on, p.version, a.username, a.last_login_at, a.is_active AS account_open "
        "FROM persons p JOIN municipalities m ON m.id = p.municipality LEFT JOIN accounts a ON a.person = p.id "
        "WHERE p.public_id = {} AND {}",
        public_id,
        administers(scope, "p.municipality"),
    )
    if person is None:
        raise NotFound
    return msgspec.structs.replace(person, roles=await list_access(scope, person.id))


class _Role(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    role: Role
    unit: int
    unit_count: int
    valid_from: date
    valid_to: date | None
    source: str


class _Above(msgspec.Struct, frozen=True):
    descendant: int
    ancestor: int
    name: str


async def list_access(scope: Scope, person: int) -> tuple[PersonRole, ...]:
    """Every role of a person, the newest first; two queries. The caller has resolved `person`, or it is the reader."""
    roles = await fetch_all(
        _Role,
        "SELECT g.id, g.public_id, g.role, g.unit, g.valid_from, g.valid_to, g.source, "
        "(SELECT COUNT(*) FROM unit_closure uc WHERE uc.ancestor = g.unit) AS unit_count "
        "FROM role_grants g WHERE g.person = {} AND g.unit IS NOT NULL ORDER BY g.valid_from DESC, g.id DESC",
        person,
    )
    above = await fetch_all(
        _Above,
        "SELECT uc.descendant, uc.ancestor, v.name FROM unit_closure uc "
        "JOIN unit_versions v ON v.unit = uc.ancestor AND v.valid_to IS NULL "
        "WHERE uc.descendant IN {} ORDER BY uc.descendant, uc.depth DESC",
        in_list({role.unit for role in roles}),
    )
    names: dict[int, list[str]] = {}
    ancestors: dict[int, set[int]] = {}
    for row in above:
        names.setdefault(row.descendant, []).append(row.name)
        ancestors.setdefault(row.descendant, set()).add(row.ancestor)
    return tuple(
        PersonRole(
            **msgspec.structs.asdict(role),
            unit_name=names[role.unit][-1],
            path=tuple(names[role.unit][:-1]),
            ancestors=Above((frozenset(ancestors[role.unit]),)),
        )
        for role in roles
    )


async def list_administrators(scope: Scope) -> tuple[str, ...]:
    """The names of those who administer the whole of the reader's municipality: whom to ask for access."""
    rows = await fetch_rows(
        "SELECT DISTINCT p.name, p.sort_key FROM persons p JOIN persons me ON me.municipality = p.municipality "
        "JOIN role_grants g ON g.person = p.id AND g.role = {} "
        "JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL AND v.parent IS NULL "
        "WHERE me.id = {} AND p.is_active AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "ORDER BY p.sort_key",
        Role.ADMINISTRATOR,
        scope.person,
        scope.today,
        scope.today,
    )
    return tuple(str(row["name"]) for row in rows)
