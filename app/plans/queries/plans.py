"""The plan of a case: its items under their focus points, its versions, and what it adds up to."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import in_scope
from app.cases.enums import FocusPointState
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value, sql
from app.plans.enums import EffectResult, PlanState
from app.plans.queries.facts import COMPLIANCE_OF_C
from app.plans.queries.items import SELECT_ITEM, ItemRow
from app.plans.queries.prior import PriorMeasureRow, list_own_measures, list_prior_measures
from app.plans.queries.trail import Evaluation, list_evaluations
from app.plans.queries.visible import item_in_scope, item_known, item_withheld
from app.plans.rules import standing_state


class PlanRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    case_id: int
    state: PlanState
    version: int


class PlanVersionRow(msgspec.Struct, frozen=True):
    """One frozen copy: which step made it, by whom and when."""

    id: int
    no: int
    state: PlanState
    hash: str
    by_name: str
    at: datetime
    note: str


class PlanVersionDetail(PlanVersionRow, frozen=True):
    content: str  # canonical JSON of app.plans.queries.PlanContent


class PlanFocusPoint(msgspec.Struct, frozen=True):
    """A focus point, the ids of its items, and the latest judgement of its effect as a whole."""

    id: int
    public_id: str
    position: int
    title: str
    description: str
    is_closed: bool
    remeasure_on: date | None
    item_ids: tuple[int, ...] = ()
    effect_result: EffectResult | None = None


class PlanDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of a case as this reader may see it; `plan` is None before the first item.

    `items` holds every visible item once, by number; focus points name theirs by id. `hidden_items` counts
    what lies in units the reader may not see: the plan is not whole without saying so. `withheld_items` counts the
    confidential ones that the reader may know of, and `unseen_items` all that are not shown: for gates, never for
    a page.
    """

    plan: PlanRow | None
    versions: tuple[PlanVersionRow, ...]
    focus_points: tuple[PlanFocusPoint, ...]
    items: tuple[ItemRow, ...]
    evaluations: tuple[Evaluation, ...]
    prior_measures: tuple[PriorMeasureRow, ...]
    hidden_items: int
    withheld_items: int
    unseen_items: int
    compliance_on: date | None

    @property
    def state(self) -> PlanState:
        return self.plan.state if self.plan else PlanState.DRAFT

    @property
    def items_without_focus_point(self) -> tuple[ItemRow, ...]:
        placed = {item_id for point in self.focus_points for item_id in point.item_ids}
        return tuple(item for item in self.items if item.id not in placed)


class _FocusPoint(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    title: str
    description: str
    state: FocusPointState
    remeasure_on: date | None
    item: int | None


class _Head(msgspec.Struct, frozen=True):
    """The plan, where there is one, and what is said of the case beside it."""

    id: int | None
    public_id: str | None
    last: PlanState | None
    version: int | None
    is_changed: bool
    item_count: int
    elsewhere: int
    withheld: int
    compliance_on: date | None


async def list_plan(scope: Scope, case_id: int) -> PlanDetail:
    """The plan of a case the caller has resolved in the scope: seven queries, however many items."""
    head = await _head(scope, case_id)
    items = await list_case_items(scope, case_id)
    evaluations = await list_evaluations(scope, case_id=case_id)
    visible = {item.id for item in items}
    plan = None
    if head.id is not None and head.public_id is not None and head.last is not None:
        state = standing_state(head.last, is_changed=head.is_changed)
        plan = PlanRow(head.id, head.public_id, case_id, state, head.version or 1)
    return PlanDetail(
        plan=plan,
        versions=tuple(await list_plan_versions(scope, case_id)),
        focus_points=_grouped(await _focus_points(case_id), visible, evaluations),
        items=tuple(items),
        evaluations=tuple(evaluations),
        prior_measures=(*await list_prior_measures(scope, case_id), *await list_own_measures(scope, case_id)),
        hidden_items=head.elsewhere,
        withheld_items=head.withheld,
        unseen_items=head.item_count - len(items),
        compliance_on=head.compliance_on,
    )


def is_changed(scope: Scope) -> QueryString:
    """1 where something planned in plan `a` has changed since its last step, of what the reader may know of."""
    return sql(
        "CASE WHEN EXISTS (SELECT 1 FROM action_items r WHERE r.plan = a.id AND r.replanned > a.settled AND {}) "
        "THEN 1 ELSE 0 END",
        item_known(scope, "r"),
    )


async def _head(scope: Scope, case_id: int) -> _Head:
    found = await fetch_one(
        _Head,
        "SELECT a.id, a.public_id, a.state AS last, a.version, {} AS is_changed, "
        '(SELECT COUNT(*) FROM action_items i WHERE i."case" = c.id) AS item_count, '
        '(SELECT COUNT(*) FROM action_items i WHERE i."case" = c.id AND NOT {}) AS elsewhere, '
        '(SELECT COUNT(*) FROM action_items i WHERE i."case" = c.id AND {}) AS withheld, '
        f"{COMPLIANCE_OF_C} AS compliance_on "
        'FROM cases c LEFT JOIN action_plans a ON a."case" = c.id WHERE c.id = {}',
        is_changed(scope),
        in_scope(scope, "i.unit", 'i."case"'),
        item_withheld(scope),
        case_id,
    )
    if found is None:
        raise NotFound
    return found


def _grouped(rows: list[_FocusPoint], visible: set[int], evaluations: list[Evaluation]) -> tuple[PlanFocusPoint, ...]:
    latest = {each.focus_point: each.result for each in reversed(evaluations) if each.focus_point}
    points: dict[int, PlanFocusPoint] = {}
    for row in rows:
        known = points.get(row.id) or PlanFocusPoint(
            row.id,
            row.public_id,
            row.position,
            row.title,
            row.description,
            row.state is FocusPointState.CLOSED,
            row.remeasure_on,
            effect_result=latest.get(row.id),
        )
        ids = (*known.item_ids, row.item) if row.item in visible and row.item is not None else known.item_ids
        points[row.id] = msgspec.structs.replace(known, item_ids=ids)
    return tuple(points.values())


async def _focus_points(case_id: int) -> list[_FocusPoint]:
    return await fetch_all(
        _FocusPoint,
        "SELECT f.id, f.public_id, f.position, f.title, f.description, f.state, "
        "f.remeasure_on, i.id AS item FROM focus_points f "
        "LEFT JOIN item_focus_points x ON x.focus_point = f.id LEFT JOIN action_items i ON i.id = x.item "
        'WHERE f."case" = {} ORDER BY f.position, i.no',
        case_id,
    )


class _Plan(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    last: PlanState
    version: int
    is_changed: bool


async def find_plan(scope: Scope, case_id: int) -> PlanRow | None:
    """The plan of a case the caller has resolved in the scope; None before its first item."""
    found = await fetch_one(
        _Plan,
        "SELECT a.id, a.public_id, a.state AS last, a.version, {} AS is_changed FROM action_plans a "
        'WHERE a."case" = {}',
        is_changed(scope),
        case_id,
    )
    if found is None:
        return None
    state = standing_state(found.last, is_changed=found.is_changed)
    return PlanRow(found.id, found.public_id, case_id, state, found.version)


async def list_case_items(scope: Scope, case_id: int) -> list[ItemRow]:
    """The case's items in the units the reader may see, by number, cancelled ones among them."""
    return await fetch_all(
        ItemRow, SELECT_ITEM + 'WHERE i."case" = {} AND {} ORDER BY i.no', case_id, item_in_scope(scope)
    )


async def list_plan_versions(scope: Scope, case_id: int) -> list[PlanVersionRow]:
    """The frozen versions of the plan of a case the caller has resolved in the scope, the newest first."""
    return await fetch_all(
        PlanVersionRow,
        "SELECT v.id, v.no, v.state, v.hash, p.name AS by_name, v.at, v.note FROM plan_versions v "
        'JOIN action_plans a ON a.id = v.plan JOIN persons p ON p.id = v."by" WHERE a."case" = {} ORDER BY v.no DESC',
        case_id,
    )


async def get_plan_version(scope: Scope, case_id: int, no: int) -> PlanVersionDetail:
    """One frozen version of the plan of a case resolved in the scope; `NotFound` for an unknown number.

    The content names every unit's items: show only those that the reader may see (`list_visible_items`).
    """
    found = await fetch_one(
        PlanVersionDetail,
        "SELECT v.id, v.no, v.state, v.hash, p.name AS by_name, v.at, v.note, v.content FROM plan_versions v "
        'JOIN action_plans a ON a.id = v.plan JOIN persons p ON p.id = v."by" WHERE a."case" = {} AND v.no = {}',
        case_id,
        no,
    )
    if found is None:
        raise NotFound
    return found


class VisibleItem(msgspec.Struct, frozen=True):
    public_id: str
    is_visible: bool
    is_here: bool


async def list_visible_items(scope: Scope, case_id: int) -> tuple[VisibleItem, ...]:
    """Every item of a case the caller has resolved: may the reader see it, and lies it in a unit they see."""
    return tuple(
        await fetch_all(
            VisibleItem,
            "SELECT i.public_id, CASE WHEN {} THEN 1 ELSE 0 END AS is_visible, "
            'CASE WHEN {} THEN 1 ELSE 0 END AS is_here FROM action_items i WHERE i."case" = {}',
            item_in_scope(scope),
            in_scope(scope, "i.unit", 'i."case"'),
            case_id,
        )
    )


async def find_compliance_on(scope: Scope, case_id: int) -> date | None:
    """The compliance date that binds: the one set last that is not void. None: unknown, or none applies."""
    return await fetch_value(date, f"SELECT {COMPLIANCE_OF_C} AS on_date FROM cases c WHERE c.id = {{}}", case_id)
