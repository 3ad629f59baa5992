"""What a plan version freezes: the planned fields, never the progress."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.audit.rules import canonical
from app.core.errors import Blocker
from app.db.sql import fetch_all, fetch_rows
from app.plans.enums import ActionType, PreventionLevel
from app.plans.queries.items import SELECT_ITEM, ItemRow
from app.plans.queries.plans import PlanDetail
from app.plans.queries.visible import item_known
from app.plans.rules import ItemFacts, item_missing, late_item, plan_approve_blockers


class ItemContent(msgspec.Struct, frozen=True, kw_only=True):
    """One item as planned, with the names that units and people had then."""

    public_id: str
    no: int
    title: str
    problem: str
    cause: str
    severity: str
    measure: str
    action_type: ActionType
    prevention_level: PreventionLevel | None
    is_individual: bool
    unit: str  # public id
    unit_name: str
    owner: str  # public id
    owner_name: str
    helpers: tuple[str, ...]
    focus_points: tuple[str, ...]  # titles
    starts_on: date | None
    due_on: date | None
    late_reason: str
    ongoing_interval_months: int | None
    effect_criterion: str
    effect_check_on: date | None


class PlanContent(msgspec.Struct, frozen=True, kw_only=True):
    """All items of a plan but the cancelled ones, by number."""

    items: tuple[ItemContent, ...]
    schema_version: int = 1

    def encode(self) -> str:
        """Canonical JSON: equal contents give equal text, and so equal hashes."""
        return canonical(self).decode()


class _Named(msgspec.Struct, frozen=True):
    item: int
    name: str


async def read_plan_content(scope: Scope, plan_id: int) -> tuple[list[ItemRow], PlanContent]:
    """Every item of a plan the caller has resolved, of all its units, and what a version of it would freeze."""
    rows = await fetch_all(
        ItemRow, SELECT_ITEM + "WHERE i.plan = {} AND i.status <> 'cancelled' ORDER BY i.no", plan_id
    )
    helpers = await fetch_all(
        _Named,
        "SELECT h.item, p.name FROM item_helpers h JOIN action_items i ON i.id = h.item "
        "JOIN persons p ON p.id = h.person WHERE i.plan = {} ORDER BY p.sort_key, p.id",
        plan_id,
    )
    points = await fetch_all(
        _Named,
        "SELECT x.item, f.title AS name FROM item_focus_points x JOIN action_items i ON i.id = x.item "
        "JOIN focus_points f ON f.id = x.focus_point WHERE i.plan = {} ORDER BY f.position",
        plan_id,
    )
    return rows, PlanContent(
        items=tuple(
            ItemContent(
                public_id=row.public_id,
                no=row.no,
                title=row.title,
                problem=row.problem,
                cause=row.cause,
                severity=row.severity,
                measure=row.measure,
                action_type=row.action_type,
                prevention_level=row.prevention_level,
                is_individual=row.is_individual,
                unit=row.unit_public_id,
                unit_name=row.unit_name,
                owner=row.owner_public_id,
                owner_name=row.owner_name,
                helpers=_names(helpers, row.id),
                focus_points=_names(points, row.id),
                starts_on=row.starts_on,
                due_on=row.due_on,
                late_reason=row.late_reason,
                ongoing_interval_months=row.ongoing_interval_months,
                effect_criterion=row.effect_criterion,
                effect_check_on=row.effect_check_on,
            )
            for row in rows
        )
    )


def _names(rows: list[_Named], item_id: int) -> tuple[str, ...]:
    return tuple(row.name for row in rows if row.item == item_id)


async def list_approval_blockers(
    scope: Scope, detail: PlanDetail, case_public_id: str, *, whole: bool = False
) -> list[Blocker]:
    """What stands in the way of approving the plan, each with the page where it is done (rules 18, 23).

    Items that the reader may not see count, too, but are not named; those they may not know of only where it is about
    the `whole` plan, for the gate.
    """
    hidden: list[ItemFacts] = []
    if detail.plan and detail.unseen_items:
        visible = {item.id for item in detail.items}
        rows, _ = await read_plan_content(scope, detail.plan.id)
        told = {row.id for row in rows} if whole else await _known(scope, detail.plan.id)
        hidden = [row.facts for row in rows if row.id in told - visible]
    seen = [item.facts for item in detail.items]
    blockers = [
        _with_page(each, case_public_id)
        for each in plan_approve_blockers(seen, state=detail.state, compliance_on=detail.compliance_on)
        if each.code != "plan.empty" or not hidden
    ]
    incomplete = sum(
        bool(item_missing(item) or late_item(item.due_on, detail.compliance_on, item.late_reason)) for item in hidden
    )
    if incomplete:
        text = f"{incomplete} tiltag, som du ikke kan se, mangler oplysninger. Tal med lederen i enheden."
        blockers.append(Blocker("plan.hidden_items", text))
    return blockers


async def _known(scope: Scope, plan_id: int) -> set[int]:
    rows = await fetch_rows("SELECT i.id FROM action_items i WHERE i.plan = {} AND {}", plan_id, item_known(scope))
    return {int(row["id"]) for row in rows}


_PAGES = {"plan.not_discussed": "droeft", "plan.empty": "nyt-tiltag"}


def _with_page(blocker: Blocker, case_public_id: str) -> Blocker:
    page = _PAGES.get(blocker.code)
    return msgspec.structs.replace(blocker, href=f"/sager/{case_public_id}/handleplan/{page}") if page else blocker
