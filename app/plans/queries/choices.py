"""What an item of a case may be placed on: its units and its focus points."""

import msgspec

from app.access.policy import Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all
from app.plans.enums import ItemStatus


class UnitChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    depth: int  # below the case's own unit, 0 for the unit itself


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


class _Answers(msgspec.Struct, frozen=True):
    focus_point: int
    owner: int | None
    handed_on_by: int | None


async def list_answerable(scope: Scope, case_id: int) -> dict[int, frozenset[int]]:
    """Who may not judge each focus point of a case the caller has resolved in the scope: who owns, or gave away, items
    under it that were not given up; where there are none, who is accountable for the case. An item given up once it had
    begun counts, too: nobody gets out of it by giving up their own.
    """
    rows = await fetch_all(
        _Answers,
        "SELECT f.id AS focus_point, CASE WHEN i.id IS NULL THEN c.owner ELSE i.owner END AS owner, "
        "CASE WHEN i.id IS NULL THEN c.handed_on_by ELSE i.handed_on_by END AS handed_on_by "
        'FROM focus_points f JOIN cases c ON c.id = f."case" '
        "LEFT JOIN (SELECT x.focus_point, a.id, a.owner, a.handed_on_by FROM item_focus_points x "
        "JOIN action_items a ON a.id = x.item AND a.status <> {}) i ON i.focus_point = f.id "
        'WHERE f."case" = {} '
        "UNION ALL SELECT x.focus_point, a.owner, a.handed_on_by FROM item_focus_points x "
        "JOIN focus_points f ON f.id = x.focus_point JOIN action_items a ON a.id = x.item "
        'WHERE f."case" = {} AND a.status = {} AND EXISTS (SELECT 1 FROM item_updates u WHERE u.item = a.id '
        "AND u.old_status <> u.new_status AND u.old_status NOT IN ({}, {}))",
        ItemStatus.CANCELLED,
        case_id,
        case_id,
        ItemStatus.CANCELLED,
        ItemStatus.PLANNED,
        ItemStatus.CANCELLED,
    )
    found: dict[int, frozenset[int]] = {}
    for row in rows:
        people = {each for each in (row.owner, row.handed_on_by) if each is not None}
        found[row.focus_point] = found.get(row.focus_point, frozenset()) | people
    return found


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
