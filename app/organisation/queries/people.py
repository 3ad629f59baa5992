"""The list of people, for administrators."""

import msgspec

from app.access.enums import Role
from app.access.policy import Scope
from app.core.errors import Denied
from app.core.text import search_key
from app.db.sql import fetch_all, in_list
from app.organisation.queries.visible import administers

PAGE = 50


class PersonRole(msgspec.Struct, frozen=True):
    role: Role
    unit_name: str


class PersonRow(msgspec.Struct, frozen=True):
    public_id: str
    name: str
    job_title: str
    is_active: bool
    has_account: bool
    roles: tuple[PersonRole, ...] = ()


class PersonsPage(msgspec.Struct, frozen=True):
    """People in Danish order; `after` is where the next page begins, None at the end."""

    rows: tuple[PersonRow, ...]
    after: str | None


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    job_title: str
    is_active: bool
    has_account: bool


class _Role(msgspec.Struct, frozen=True):
    person: int
    role: Role
    unit_name: str


async def list_persons(scope: Scope, after: str | None = None, text: str = "") -> PersonsPage:
    """The people of the municipalities the reader administers; two queries.

    `text` limits the list to names that hold it; `after` is what the page before gave. Raises `Denied` for others
    than administrators.
    """
    if not (scope.sees_all or scope.admin_units):
        raise Denied("persons.denied", "Listen over personer er for administratorer.")
    rows = await fetch_all(
        _Row,
        "SELECT p.id, p.public_id, p.name, p.job_title, p.is_active, "
        "CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS has_account FROM persons p "
        "LEFT JOIN accounts a ON a.person = p.id AND a.is_active "
        "WHERE {} AND p.search_key LIKE {} AND (p.sort_key, p.public_id) > ("
        "COALESCE((SELECT x.sort_key FROM persons x WHERE x.public_id = {}), ''), {}) "
        "ORDER BY p.sort_key, p.public_id LIMIT {}",
        administers(scope, "p.municipality"),
        f"%{_escaped(search_key(text))}%",
        after or "",
        after or "",
        PAGE + 1,
    )
    roles = await _roles(scope, [row.id for row in rows[:PAGE]])
    return PersonsPage(
        rows=tuple(
            PersonRow(row.public_id, row.name, row.job_title, row.is_active, row.has_account, roles.get(row.id, ()))
            for row in rows[:PAGE]
        ),
        after=rows[PAGE - 1].public_id if len(rows) > PAGE else None,
    )


def _escaped(text: str) -> str:
    """Without the two marks that LIKE reads as "anything"."""
    return text.replace("%", "").replace("_", "")


async def _roles(scope: Scope, people: list[int]) -> dict[int, tuple[PersonRole, ...]]:
    rows = await fetch_all(
        _Role,
        "SELECT g.person, g.role, v.name AS unit_name FROM role_grants g "
        "JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL WHERE g.person IN {} "
        "AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) ORDER BY g.id",
        in_list(people),
        scope.today,
        scope.today,
    )
    found: dict[int, tuple[PersonRole, ...]] = {}
    for row in rows:
        found[row.person] = (*found.get(row.person, ()), PersonRole(row.role, row.unit_name))
    return found
