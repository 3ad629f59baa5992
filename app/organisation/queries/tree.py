"""The tree of units as a reader may see it, and choices made of it."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.access.queries import in_scope
from app.db.sql import fetch_all, in_list, sql
from app.organisation.enums import UnitKind
from app.organisation.queries.visible import is_visible, roots


class UnitNode(msgspec.Struct, frozen=True):
    """A unit with those below it. `public_id` is None where the reader sees only that it is on the way down.

    `open_cases` counts the cases of the unit and all below that the reader may see; None: no access to cases here.
    """

    id: int
    public_id: str | None
    name: str
    kind: UnitKind
    path: tuple[str, ...]
    closed_on: date | None
    open_cases: int | None
    children: tuple["UnitNode", ...] = ()


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    kind: UnitKind
    parent: int | None
    closed_on: date | None
    is_visible: bool
    is_readable: bool


class _Count(msgspec.Struct, frozen=True):
    unit: int
    number: int


async def list_units(scope: Scope) -> tuple[UnitNode, ...]:
    """The reader's part of the tree, closed units among it, with the units above as names only. Two queries."""
    rows = await _rows(scope)
    counts = await fetch_all(
        _Count,
        'SELECT up.ancestor AS unit, COUNT(DISTINCT cu."case") AS number FROM case_units cu '
        'JOIN cases c ON c.id = cu."case" JOIN unit_closure up ON up.descendant = cu.unit '
        "WHERE c.phase <> 'closed' AND {} GROUP BY up.ancestor",
        in_scope(scope, "cu.unit"),
    )
    return _tree(rows, {count.unit: count.number for count in counts})


async def _rows(scope: Scope) -> list[_Unit]:
    above = (
        sql("1 = 1")
        if scope.sees_all
        else sql("u.id IN (SELECT ancestor FROM unit_closure WHERE descendant IN {})", in_list(roots(scope)))
    )
    return await fetch_all(
        _Unit,
        "SELECT u.id, u.public_id, v.name, v.kind, v.parent, u.closed_on, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_visible, CASE WHEN {} THEN 1 ELSE 0 END AS is_readable "
        "FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE {} OR {} ORDER BY v.sort_key, u.id",
        is_visible(scope, "u.id"),
        in_scope(scope, "u.id"),
        is_visible(scope, "u.id"),
        above,
    )


def _tree(rows: list[_Unit], counts: dict[int, int]) -> tuple[UnitNode, ...]:
    below: dict[int | None, list[_Unit]] = {}
    present = {row.id for row in rows}
    for row in rows:
        below.setdefault(row.parent if row.parent in present else None, []).append(row)

    def nodes(parent: int | None, path: tuple[str, ...]) -> tuple[UnitNode, ...]:
        return tuple(
            UnitNode(
                id=row.id,
                public_id=row.public_id if row.is_visible else None,
                name=row.name,
                kind=row.kind,
                path=path,
                closed_on=row.closed_on,
                open_cases=counts.get(row.id, 0) if row.is_readable else None,
                children=nodes(row.id, (*path, row.name)),
            )
            for row in below.get(parent, ())
        )

    return nodes(None, ())


class UnitChoice(msgspec.Struct, frozen=True):
    """A unit to choose. `path` names the units above it, the highest first."""

    id: int
    public_id: str
    name: str
    path: tuple[str, ...]


async def list_admin_units(scope: Scope) -> list[UnitChoice]:
    """Every open unit the reader administers, in the tree's order: where to put a unit, or give a role."""
    allowed = msgspec.structs.replace(scope, reaches={}, log_units=(), other_units=())
    return [
        UnitChoice(node.id, node.public_id, node.name, node.path)
        for node in _flat(_tree(await _rows(allowed), {}))
        if node.public_id is not None and node.closed_on is None
    ]


def _flat(nodes: tuple[UnitNode, ...]) -> list[UnitNode]:
    return [found for node in nodes for found in (node, *_flat(node.children))]
