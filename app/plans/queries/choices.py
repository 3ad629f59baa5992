"""What an item of a case may be placed on: its units and its focus points."""

from typing import Literal

import msgspec

from app.access.policy import Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows
from app.plans.rules import Answerable, Link, who_answers


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


# The item `a` has begun, now or once: planning it again, or giving it up, undoes nothing.
BEGUN = (
    "(a.status NOT IN ('planned', 'cancelled') OR EXISTS (SELECT 1 FROM item_updates u WHERE u.item = a.id "
    "AND u.old_status <> u.new_status "
    "AND (u.old_status NOT IN ('planned', 'cancelled') OR u.new_status NOT IN ('planned', 'cancelled'))))"
)


async def item_has_begun(scope: Scope, item_id: int) -> bool:
    """Whether an item the caller has resolved in the scope is, or once was, more than planned."""
    return bool(await fetch_rows(f"SELECT 1 AS n FROM action_items a WHERE a.id = {{}} AND {BEGUN}", item_id))


class _Answers(msgspec.Struct, frozen=True):
    focus_point: int
    way: Literal["item", "left", "case"]
    person: int | None
    giver: int | None
    is_given_up: bool
    has_begun: bool


async def list_answerable(scope: Scope, case_id: int) -> dict[int, Answerable]:
    """Who may not judge each focus point of a case the caller has resolved in the scope, whatever the reader sees."""
    rows = await fetch_all(
        _Answers,
        "SELECT x.focus_point, 'item' AS way, a.owner AS person, a.handed_on_by AS giver, "
        "CASE WHEN a.status = 'cancelled' THEN 1 ELSE 0 END AS is_given_up, "
        f"CASE WHEN {BEGUN} THEN 1 ELSE 0 END AS has_begun FROM item_focus_points x "
        'JOIN action_items a ON a.id = x.item WHERE a."case" = {} '
        "UNION ALL SELECT l.focus_point, 'left', l.person, l.person, 0, 1 FROM left_focus_points l "
        'JOIN action_items a ON a.id = l.item WHERE a."case" = {} '
        "UNION ALL SELECT f.id, 'case', c.owner, c.handed_on_by, 0, 0 FROM focus_points f "
        'JOIN cases c ON c.id = f."case" WHERE c.id = {} '
        "UNION ALL SELECT f.id, 'case', c.given_by, c.given_by, 0, 0 FROM focus_points f "
        'JOIN cases c ON c.id = f."case" WHERE c.id = {}',
        case_id,
        case_id,
        case_id,
        case_id,
    )
    by_point: dict[int, list[_Answers]] = {}
    for row in rows:
        by_point.setdefault(row.focus_point, []).append(row)
    return {point: _answerable(found) for point, found in by_point.items()}


def _answerable(rows: list[_Answers]) -> Answerable:
    return who_answers(
        (
            Link(row.person, row.giver, row.is_given_up, row.has_begun)
            for row in rows
            if row.way == "item" and row.person is not None
        ),
        {row.person for row in rows if row.way == "left" and row.person is not None},
        {person for row in rows if row.way == "case" for person in (row.person, row.giver)},
    )


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
