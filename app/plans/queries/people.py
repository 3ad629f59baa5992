"""Who may own an item and where it may lie."""

from collections.abc import Collection
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all, in_list, joined, sql
from app.organisation.queries.visible import administers

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


# Where a person belongs: a role, or a place in a committee, that has not ended.
_PLACES = (
    "SELECT 1 FROM role_grants g JOIN unit_closure k ON {} "
    "WHERE g.person = p.id AND (g.valid_to IS NULL OR g.valid_to > {})",
    "SELECT 1 FROM committee_members m JOIN committees o ON o.id = m.committee AND o.closed_on IS NULL "
    "JOIN committee_units g ON g.committee = o.id JOIN unit_closure k ON {} "
    "WHERE m.person = p.id AND (m.valid_to IS NULL OR m.valid_to > {})",
)


def _near(units: tuple[int, ...], today: date) -> QueryString:
    """People who belong at, above or below one of the units."""
    chosen = in_list(units)
    there = sql(
        "(k.descendant = g.unit AND k.ancestor IN {}) OR (k.ancestor = g.unit AND k.descendant IN {})", *2 * [chosen]
    )
    return sql("(EXISTS ({}) OR EXISTS ({}))", *(sql(place, there, today) for place in _PLACES))


def _offered(scope: Scope, municipality: int) -> QueryString:
    """The active people of the municipality whom the reader shares a unit or a committee with.

    To an administrator all of them: who has no role anywhere yet is theirs to place.
    """
    near = sql("1 = 1") if scope.sees_all else _near(scope.units, scope.today)
    return sql(
        "p.municipality = {} AND p.is_active AND ({} OR {})", municipality, near, administers(scope, "p.municipality")
    )


async def _choices(condition: QueryString, *, order: str = "p.id", limit: int) -> list[PersonChoice]:
    return await fetch_all(
        PersonChoice,
        f"SELECT p.id, p.public_id, p.name, p.job_title FROM persons p WHERE {{}} ORDER BY {order} LIMIT {{}}",
        condition,
        limit,
    )


async def pick_people(
    scope: Scope, query: str = "", *, municipality: int, units: tuple[int, ...] = (), limit: int = PEOPLE
) -> list[PersonChoice]:
    """Active people of the municipality whom the reader shares a unit or a committee with, by Danish name.

    At most `limit`. `query` keeps names that hold every word of it. `units` keeps people who belong at, above or
    below one of them: the ones that are near.
    """
    conditions = [_offered(scope, municipality)]
    conditions += [sql("p.search_key LIKE {}", f"%{_plain(word)}%") for word in search_key(query).split()]
    if units:
        conditions.append(_near(units, scope.today))
    return await _choices(joined(conditions, " AND "), order="p.sort_key, p.id", limit=limit)


def _plain(word: str) -> str:
    """Without the wildcards of LIKE."""
    return word.replace("%", "").replace("_", "")


async def find_person(
    scope: Scope, municipality: int, *, person_id: int = 0, public_id: str = ""
) -> PersonChoice | None:
    """One of the people that `pick_people` offers, by either id; None for anybody else."""
    chosen = sql("(p.id = {} OR p.public_id = {}) AND {}", person_id, public_id, _offered(scope, municipality))
    return next(iter(await _choices(chosen, limit=1)), None)


async def find_people(scope: Scope, municipality: int, public_ids: Collection[str]) -> list[PersonChoice]:
    """Those of the people that `pick_people` offers who have one of these ids."""
    condition = sql("p.public_id IN {} AND {}", in_list(public_ids), _offered(scope, municipality))
    return await _choices(condition, limit=len(public_ids)) if public_ids else []


async def find_people_named(scope: Scope, municipality: int, name: str) -> list[PersonChoice]:
    """The people of `pick_people` with exactly this name, whatever its case: at most three."""
    return await _choices(sql("p.search_key = {} AND {}", search_key(name), _offered(scope, municipality)), limit=3)


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
