"""People near a reader: whom they may name, and whom they may ask."""

from collections.abc import Collection
from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Permission, Role
from app.access.policy import ALLOWED, Scope
from app.core.text import search_key
from app.db.sql import fetch_all, in_list, joined, sql
from app.organisation.queries.visible import administers

PEOPLE = 50
ASKED = 3  # so many names in a sentence


class PersonChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    job_title: str


# Where a person belongs: a role, or a place in a committee, that has not ended.
_PLACES = (
    "SELECT 1 FROM role_grants g JOIN unit_closure k ON {} "
    "WHERE g.person = p.id AND (g.valid_to IS NULL OR g.valid_to > {})",
    "SELECT 1 FROM committee_members m JOIN committees o ON o.id = m.committee AND o.closed_on IS NULL "
    "JOIN committee_units g ON g.committee = o.id JOIN unit_closure k ON {} "
    "WHERE m.person = p.id AND (m.valid_to IS NULL OR m.valid_to > {})",
)


# Roles whose holders look after the application, the survey or a case of others, and carry out no measure.
_NO_OWNER = (Role.AUDITOR, Role.ADMINISTRATOR, Role.EXTERNAL_ADVISER, Role.HR_SURVEYS, Role.SECRETARIAT)


def _may_own(today: date) -> QueryString:
    """People with a role that carries out measures, with a place in a committee, or with no role at all (rule 26)."""
    current = "g.person = p.id AND (g.valid_to IS NULL OR g.valid_to > {})"
    return sql(
        f"(NOT EXISTS (SELECT 1 FROM role_grants g WHERE {current}) "
        f"OR EXISTS (SELECT 1 FROM role_grants g WHERE {current} AND g.role NOT IN {{}}) "
        "OR EXISTS (SELECT 1 FROM committee_members m WHERE m.person = p.id "
        "AND (m.valid_to IS NULL OR m.valid_to > {})))",
        today,
        today,
        in_list(_NO_OWNER),
        today,
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
    scope: Scope,
    query: str = "",
    *,
    municipality: int,
    units: tuple[int, ...] = (),
    to_own: bool = False,
    limit: int = PEOPLE,
) -> list[PersonChoice]:
    """Active people of the municipality whom the reader shares a unit or a committee with, by Danish name.

    At most `limit`. `query` keeps names that hold every word of it. `units` keeps people who belong at, above or
    below one of them: the ones that are near. `to_own` leaves out those who have only roles that carry out nothing;
    who has no role may own a measure (rule 26).
    """
    conditions = [_offered(scope, municipality)]
    conditions += [sql("p.search_key LIKE {}", f"%{_plain(word)}%") for word in search_key(query).split()]
    if units:
        conditions.append(_near(units, scope.today))
    if to_own:
        conditions.append(_may_own(scope.today))
    return await _choices(joined(conditions, " AND "), order="p.sort_key, p.id", limit=limit)


def _plain(word: str) -> str:
    """Without the wildcards of LIKE."""
    return word.replace("%", "").replace("_", "")


async def find_person(
    scope: Scope, municipality: int, *, person_id: int = 0, public_id: str = ""
) -> PersonChoice | None:
    """One of the people that `pick_people` offers to own something, by either id; None for anybody else."""
    chosen = sql("(p.id = {} OR p.public_id = {}) AND {}", person_id, public_id, _offered(scope, municipality))
    return next(iter(await _choices(joined([chosen, _may_own(scope.today)], " AND "), limit=1)), None)


async def find_people(scope: Scope, municipality: int, public_ids: Collection[str]) -> list[PersonChoice]:
    """Those of the people that `pick_people` offers who have one of these ids."""
    condition = sql("p.public_id IN {} AND {}", in_list(public_ids), _offered(scope, municipality))
    return await _choices(condition, limit=len(public_ids)) if public_ids else []


async def find_people_named(scope: Scope, municipality: int, name: str) -> list[PersonChoice]:
    """The people of `pick_people` to own something with exactly this name, whatever its case: at most three."""
    named = sql("p.search_key = {} AND {}", search_key(name), _offered(scope, municipality))
    return await _choices(joined([named, _may_own(scope.today)], " AND "), limit=3)


class Holder(msgspec.Struct, frozen=True):
    """Somebody who may do something on a unit, and the role that lets them."""

    name: str
    role: Role


async def list_holders(
    scope: Scope, permission: Permission, units: Collection[int], *, but: Collection[int | None]
) -> list[Holder]:
    """Whom to ask to do what is asked with `permission` on one of `units`: active people with a login and such a role
    there or above, the nearest first, without those of `but`. The caller has resolved the units in the scope.
    """
    return await fetch_all(
        Holder,
        "SELECT p.name, MIN(g.role) AS role FROM role_grants g JOIN unit_closure k ON k.ancestor = g.unit "
        "JOIN persons p ON p.id = g.person AND p.is_active JOIN accounts a ON a.person = p.id AND a.is_active "
        "WHERE k.descendant IN {} AND g.role IN {} AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "AND p.id NOT IN {} GROUP BY p.id, p.name, p.sort_key ORDER BY MIN(k.depth), p.sort_key, p.id LIMIT {}",
        in_list(units),
        in_list(sorted(ALLOWED[permission])),
        scope.today,
        scope.today,
        in_list([0, *(each for each in but if each is not None)]),
        ASKED,
    )


async def list_workers(scope: Scope, above: Collection[int]) -> list[PersonChoice]:
    """Those who work with cases on one of the units `above` a thing, which the caller has resolved in the scope:
    leaders, consultants and representatives with a login, by Danish name, without the reader themselves."""
    return await list_holders_at(scope, above, Permission.PLAN_WRITE)


async def list_holders_at(scope: Scope, above: Collection[int], permission: Permission) -> list[PersonChoice]:
    """As `list_workers`, those whose role on one of the units carries `permission`."""
    works = sql(
        "EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id AND g.unit IN {} AND g.role IN {} "
        "AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}))",
        in_list(sorted(above)),
        in_list(sorted(ALLOWED[permission])),
        scope.today,
        scope.today,
    )
    logs_in = sql("EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.id AND a.is_active)")
    another = sql("p.is_active AND p.id <> {}", scope.person or 0)
    return await _choices(joined([another, works, logs_in], " AND "), order="p.sort_key, p.id", limit=PEOPLE)


async def list_near(scope: Scope, units: tuple[int, ...], public_id: str = "") -> list[PersonChoice]:
    """Active people who belong at, above or below one of the units, by Danish name; with `public_id` that one alone.

    The caller has resolved the units in the scope.
    """
    conditions = [sql("p.is_active"), _near(units, scope.today)]
    if public_id:
        conditions.append(sql("p.public_id = {}", public_id))
    return await _choices(joined(conditions, " AND "), order="p.sort_key, p.id", limit=2 * PEOPLE)
