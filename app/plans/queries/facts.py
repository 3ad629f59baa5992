"""What the rules of a case need to know of its plan: over all its units, whatever the reader sees."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries.trail import list_evaluations
from app.plans.queries.visible import item_known
from app.plans.rules import ItemFacts, items_breaking_date

# The compliance date that binds the case `c`: the one set last that is not void; NULL while it is unknown.
COMPLIANCE_OF_C = (
    "(SELECT d.on_date FROM deadlines d WHERE d.\"case\" = c.id AND d.kind = 'compliance' AND d.state <> 'void' "
    "ORDER BY d.id DESC LIMIT 1)"
)


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of a case need to know of its plan (app.cases.rules.CaseFacts), over all its units."""

    item_count: int = 0
    items_started: int = 0
    items_open: int = 0
    items_done_on: date | None = None
    items_breaking_date: int = 0
    items_without_active_owner: int = 0
    items_without_solution: int = 0


class FocusEffect(msgspec.Struct, frozen=True):
    """Whether a focus point may close on its effect (rule 24)."""

    result: EffectResult | None = None  # of the latest evaluation of the focus point itself
    items: int = 0  # without the cancelled ones
    items_sufficient: int = 0
    items_insufficient: int = 0

    @property
    def is_sufficient(self) -> bool | None:
        """The judgement of the focus point itself; else that of its items, when each has one. None: not judged."""
        if self.result is not None:
            return self.result is EffectResult.SUFFICIENT
        if self.items_insufficient:
            return False
        return True if self.items and self.items_sufficient == self.items else None


class _Fact(msgspec.Struct, frozen=True):
    status: ItemStatus
    done_on: date | None
    due_on: date | None
    late_reason: str
    has_solution: bool
    is_ongoing: bool
    is_owner_active: bool
    is_known: bool
    compliance_on: date | None


async def plan_facts(scope: Scope, case_id: int) -> PlanFacts:
    """The facts of one case the caller has resolved in the scope. They cover the whole case, hidden items too.

    But warnings say numbers: items that break a date or have lost their owner are those the reader may know of.
    """
    rows = await _rows(scope, case_id)
    known = _facts([row for row in rows if row.is_known])
    return msgspec.structs.replace(
        _facts(rows),
        items_breaking_date=known.items_breaking_date,
        items_without_active_owner=known.items_without_active_owner,
    )


async def known_plan_facts(scope: Scope, case_id: int) -> PlanFacts:
    """The same of the items that the reader may know of, for numbers on a page: never for a gate."""
    return _facts([row for row in await _rows(scope, case_id) if row.is_known])


async def _rows(scope: Scope, case_id: int) -> list[_Fact]:
    return await fetch_all(
        _Fact,
        "SELECT i.status, i.done_on, i.due_on, i.late_reason, "
        "i.solves_how <> {} AS has_solution, i.ongoing_interval_months IS NOT NULL AS is_ongoing, "
        "p.is_active AS is_owner_active, CASE WHEN {} THEN 1 ELSE 0 END AS is_known, "
        f"{COMPLIANCE_OF_C} AS compliance_on "
        'FROM action_items i JOIN cases c ON c.id = i."case" JOIN persons p ON p.id = i.owner '
        "WHERE i.\"case\" = {} AND i.status <> 'cancelled'",
        "",
        item_known(scope),
        case_id,
    )


def _facts(rows: list[_Fact]) -> PlanFacts:
    compliance_on = rows[0].compliance_on if rows else None
    carried_out = (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED)
    unfinished = [row for row in rows if row.status not in carried_out]
    breaking = items_breaking_date(
        [ItemFacts(due_on=row.due_on, late_reason=row.late_reason, status=row.status) for row in rows],
        compliance_on,
    )
    return PlanFacts(
        item_count=len(rows),
        items_started=sum(row.status is not ItemStatus.PLANNED for row in rows),
        items_open=sum(not row.is_ongoing for row in unfinished),
        items_done_on=max((row.done_on for row in rows if row.done_on), default=None),
        items_breaking_date=len(breaking),
        items_without_active_owner=sum(not row.is_owner_active for row in unfinished),
        items_without_solution=sum(row.status in carried_out and not row.has_solution for row in rows),
    )


class _Effect(msgspec.Struct, frozen=True):
    focus_point: int
    status: ItemStatus | None
    effect_result: EffectResult | None


async def effects_by_focus_point(scope: Scope, case_id: int) -> dict[int, FocusEffect]:
    """Effects per focus point of a case the caller has resolved, over all units (rule 24)."""
    rows = await fetch_all(
        _Effect,
        "SELECT f.id AS focus_point, i.status, i.effect_result FROM focus_points f "
        "LEFT JOIN item_focus_points x ON x.focus_point = f.id LEFT JOIN action_items i ON i.id = x.item "
        'WHERE f."case" = {}',
        case_id,
    )
    own = {each.focus_point: each.result for each in reversed(await list_evaluations(scope, case_id=case_id))}
    effects: dict[int, FocusEffect] = {}
    for row in rows:
        known = effects.get(row.focus_point) or FocusEffect(own.get(row.focus_point))
        counts = row.status is not None and row.status is not ItemStatus.CANCELLED
        effects[row.focus_point] = FocusEffect(
            known.result,
            known.items + counts,
            known.items_sufficient + (counts and row.effect_result is EffectResult.SUFFICIENT),
            known.items_insufficient + (counts and row.effect_result is EffectResult.INSUFFICIENT),
        )
    return effects
