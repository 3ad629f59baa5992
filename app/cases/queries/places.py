"""The units of a case, and who is on them."""

from collections.abc import Sequence

import msgspec

from app.access.policy import Scope
from app.access.queries import in_scope
from app.cases.enums import CasePhase
from app.cases.queries.refs import CaseRef
from app.db.sql import fetch_all, fetch_rows, in_list


class UnitOfCase(msgspec.Struct, frozen=True):
    """A unit of a case, called what it was called then. `is_mine`: inside the reader's scope."""

    id: int
    public_id: str
    name: str
    is_mine: bool


async def list_units_of_case(scope: Scope, case_id: int) -> list[UnitOfCase]:
    """The units of a case in the order they were given. The caller has resolved `case_id` inside the scope."""
    return await fetch_all(
        UnitOfCase,
        "SELECT u.id, u.public_id, v.name, CASE WHEN {} THEN 1 ELSE 0 END AS is_mine FROM case_units cu "
        'JOIN units u ON u.id = cu.unit JOIN unit_versions v ON v.id = cu.unit_version WHERE cu."case" = {} '
        "ORDER BY cu.id",
        in_scope(scope, "u.id"),
        case_id,
    )


async def units_with_items(scope: Scope, case_id: int, units: Sequence[int], *, beside: Sequence[int]) -> set[int]:
    """Which of `units` have items of the case on them or below, that none of the units `beside` covers as well.

    Whatever the reader may see of the items: they must not get lost. The caller has resolved `case_id` inside the
    scope.
    """
    rows = await fetch_rows(
        "SELECT DISTINCT uc.ancestor AS unit FROM action_items i JOIN unit_closure uc ON uc.descendant = i.unit "
        'WHERE i."case" = {} AND uc.ancestor IN {} AND NOT EXISTS (SELECT 1 FROM unit_closure oc '
        "WHERE oc.descendant = i.unit AND oc.ancestor IN {})",
        case_id,
        in_list(units),
        in_list(beside),
    )
    return {int(row["unit"]) for row in rows}


async def has_begun(scope: Scope, case: CaseRef) -> bool:
    """Whether anything is planned or reported in a case the caller has resolved in the scope; until then choosing who
    is accountable for it is part of registering."""
    items = await fetch_rows('SELECT 1 AS n FROM action_items WHERE "case" = {} LIMIT 1', case.id)
    return bool(items) or case.phase is CasePhase.REPORTED
