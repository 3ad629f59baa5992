"""Who may own an item and where it may lie."""

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all, fetch_one, in_list, sql

PEOPLE = 50


class PersonChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    job_title: str


class UnitChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    depth: int  # below the case's own unit, 0 for the unit itself


def _shares_a_unit(scope: Scope) -> QueryString:
    """People with a role at, above or below one of the reader's units, and those with no role anywhere."""
    if scope.sees_all:
        return sql("1 = 1")
    units = in_list(scope.units)
    return sql(
        "(EXISTS (SELECT 1 FROM role_grants g JOIN unit_closure uc ON (uc.descendant = g.unit AND uc.ancestor IN {}) "
        "OR (uc.ancestor = g.unit AND uc.descendant IN {}) WHERE g.person = p.id "
        "AND (g.valid_to IS NULL OR g.valid_to > {})) "
        "OR NOT EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id))",
        units,
        units,
        scope.today,
    )


async def pick_people(
    scope: Scope, query: str = "", *, municipality: int, units: tuple[int, ...] = (), limit: int = PEOPLE
) -> list[PersonChoice]:
    """Active people of the municipality whom the reader shares a unit with, by Danish name; at most `limit`.

    `query` keeps names that hold every word of it. `units` keeps people with a role at, above or below one of
    them: the ones that are near.
    """
    conditions = [sql("p.municipality = {} AND p.is_active AND {}", municipality, _shares_a_unit(scope))]
    conditions += [sql("p.search_key LIKE {}", f"%{_plain(word)}%") for word in search_key(query).split()]
    if units:
        near = in_list(units)
        conditions.append(
            sql(
                "EXISTS (SELECT 1 FROM role_grants n JOIN unit_closure nc ON (nc.descendant = n.unit "
                "AND nc.ancestor IN {}) OR (nc.ancestor = n.unit AND nc.descendant IN {}) WHERE n.person = p.id "
                "AND (n.valid_to IS NULL OR n.valid_to > {}))",
                near,
                near,
                scope.today,
            )
        )
    where = QueryString(" AND ".join("{}" for _ in conditions), *conditions)
    return await fetch_all(
        PersonChoice,
        "SELECT p.id, p.public_id, p.name, p.job_title FROM persons p WHERE {} ORDER BY p.sort_key, p.id LIMIT {}",
        where,
        limit,
    )


def _plain(word: str) -> str:
    """Without the wildcards of LIKE."""
    return word.replace("%", "").replace("_", "")


async def find_person(
    scope: Scope, municipality: int, *, person_id: int = 0, public_id: str = ""
) -> PersonChoice | None:
    """One of the people that `pick_people` offers, by either id; None for anybody else."""
    return await fetch_one(
        PersonChoice,
        "SELECT p.id, p.public_id, p.name, p.job_title FROM persons p "
        "WHERE (p.id = {} OR p.public_id = {}) AND p.municipality = {} AND p.is_active AND {}",
        person_id,
        public_id,
        municipality,
        _shares_a_unit(scope),
    )


async def find_people_named(scope: Scope, municipality: int, name: str) -> list[PersonChoice]:
    """The people of `pick_people` with exactly this name, whatever its case: at most three."""
    return await fetch_all(
        PersonChoice,
        "SELECT p.id, p.public_id, p.name, p.job_title FROM persons p "
        "WHERE p.search_key = {} AND p.municipality = {} AND p.is_active AND {} ORDER BY p.id LIMIT 3",
        search_key(name),
        municipality,
        _shares_a_unit(scope),
    )


async def list_units_for_case(scope: Scope, case_id: int) -> list[UnitChoice]:
    """The units an item of the case may lie in: the case's own and everything below, as far as the reader sees."""
    return await fetch_all(
        UnitChoice,
        "SELECT u.id, u.public_id, v.name, MIN(k.depth) AS depth FROM case_units cu "
        "JOIN unit_closure k ON k.ancestor = cu.unit JOIN units u ON u.id = k.descendant "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        'WHERE cu."case" = {} AND {} GROUP BY u.id, u.public_id, v.name, v.sort_key ORDER BY 4, v.sort_key, u.id',
        case_id,
        in_scope(scope, "u.id"),
    )


class FocusChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    title: str
    version: int


async def list_focus_points_for(scope: Scope, case_id: int) -> list[FocusChoice]:
    """The focus points of a case the caller has resolved in the scope, in their order."""
    return await fetch_all(
        FocusChoice,
        'SELECT id, public_id, position, title, version FROM focus_points WHERE "case" = {} ORDER BY position',
        case_id,
    )


async def get_focus_point(scope: Scope, case_id: int, public_id: str) -> FocusChoice:
    """One focus point of a case the caller has resolved in the scope; `NotFound` for another case's."""
    for point in await list_focus_points_for(scope, case_id):
        if point.public_id == public_id:
            return point
    raise NotFound
