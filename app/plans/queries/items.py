"""One action item as it stands, who works on it, and what it answers."""

from datetime import date, datetime

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import ancestors_of, case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows
from app.plans.enums import ActionType, EffectResult, ItemStatus, PreventionLevel
from app.plans.policy import Standing
from app.plans.queries.visible import item_in_scope
from app.plans.rules import ItemFacts


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """One action item: everything planned, and how it stands."""

    id: int
    public_id: str
    plan: int
    case_id: int | None
    no: int
    title: str
    unit: int
    unit_public_id: str
    unit_name: str
    problem: str
    cause: str
    severity: str
    measure: str
    solves_how: str
    action_type: ActionType
    prevention_level: PreventionLevel | None
    is_individual: bool
    owner: int
    owner_public_id: str
    owner_name: str
    owner_job_title: str
    owner_is_active: bool
    handed_on_by: int | None
    starts_on: date | None
    due_on: date | None
    late_reason: str
    ongoing_interval_months: int | None
    next_review_on: date | None
    effect_criterion: str
    effect_check_on: date | None
    status: ItemStatus
    done_on: date | None
    effect_result: EffectResult | None
    follow_up_of: int | None
    tier: Tier
    created_at: datetime
    version: int
    follow_ups: int  # how many items follow up on it

    @property
    def needs_owner(self) -> bool:
        """The work is not done and its owner has left (rule 26)."""
        return not self.owner_is_active and self.status in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS)

    @property
    def facts(self) -> ItemFacts:
        """The item as the rules see it; blockers lead to the page where it is edited."""
        return ItemFacts(
            no=self.no,
            href=f"/tiltag/{self.public_id}/ret",
            problem=self.problem,
            cause=self.cause,
            severity=self.severity,
            measure=self.measure,
            solves_how=self.solves_how,
            prevention_level=self.prevention_level,
            is_individual=self.is_individual,
            has_owner=True,
            is_owner_active=self.owner_is_active,
            due_on=self.due_on,
            late_reason=self.late_reason,
            ongoing_interval_months=self.ongoing_interval_months,
            next_review_on=self.next_review_on,
            effect_criterion=self.effect_criterion,
            effect_check_on=self.effect_check_on,
            status=self.status,
            effect_result=self.effect_result,
            has_follow_up=self.follow_ups > 0,
        )


SELECT_ITEM = (
    'SELECT i.id, i.public_id, i.plan, i."case" AS case_id, i.no, i.title, i.unit, u.public_id AS unit_public_id, '
    "uv.name AS unit_name, i.problem, i.cause, i.severity, i.measure, i.solves_how, i.action_type, "
    "i.prevention_level, i.is_individual, i.owner, p.public_id AS owner_public_id, p.name AS owner_name, "
    "p.job_title AS owner_job_title, p.is_active AS owner_is_active, i.handed_on_by, i.starts_on, i.due_on, "
    "i.late_reason, i.ongoing_interval_months, i.next_review_on, i.effect_criterion, i.effect_check_on, "
    "i.status, i.done_on, i.effect_result, i.follow_up_of, i.tier, i.created_at, i.version, "
    "(SELECT COUNT(*) FROM action_items fu WHERE fu.follow_up_of = i.id) AS follow_ups FROM action_items i "
    "JOIN units u ON u.id = i.unit JOIN unit_versions uv ON uv.unit = i.unit AND uv.valid_to IS NULL "
    "JOIN persons p ON p.id = i.owner "
)


class Helper(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str


class ItemFocus(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    title: str


async def get_item_row(scope: Scope, item_id: int) -> ItemRow:
    """One item by its key; `NotFound` outside the scope."""
    return await _row(scope, "i.id", item_id)


async def get_item_row_by_public_id(scope: Scope, public_id: str) -> ItemRow:
    """One item without its trail; `NotFound` outside the scope."""
    return await _row(scope, "i.public_id", public_id)


async def _row(scope: Scope, column: str, value: int | str) -> ItemRow:
    row = await fetch_one(ItemRow, SELECT_ITEM + f"WHERE {column} = {{}} AND {{}}", value, item_in_scope(scope))
    if row is None:
        raise NotFound
    return row


async def find_case_item(scope: Scope, case_id: int, public_id: str) -> ItemRow | None:
    """One item of a case the caller has resolved in the scope; None for another case's and for one out of scope."""
    return await fetch_one(
        ItemRow,
        SELECT_ITEM + 'WHERE i.public_id = {} AND i."case" = {} AND {}',
        public_id,
        case_id,
        item_in_scope(scope),
    )


async def standing_to(scope: Scope, item_id: int, unit: int) -> Standing:
    """How the reader stands to an item that the caller has resolved in the scope: what the policy asks for."""
    me = scope.person or 0
    rows = await fetch_rows(
        'SELECT i.owner, i.handed_on_by, h.person, i."case" FROM action_items i '
        "LEFT JOIN item_helpers h ON h.item = i.id AND h.person = {} WHERE i.id = {}",
        me,
        item_id,
    )
    (row,) = rows
    is_owner = row["owner"] == me
    return Standing(
        await ancestors_of(scope, (unit,), case=row["case"]),
        is_owner or row["person"] is not None,
        is_owner=is_owner,
        has_handed_on=row["handed_on_by"] == me,
    )


async def list_helpers(scope: Scope, item_id: int) -> list[Helper]:
    """Who helps with an item that the caller has resolved in the scope."""
    return await fetch_all(
        Helper,
        "SELECT p.id, p.public_id, p.name FROM item_helpers h JOIN persons p ON p.id = h.person "
        "WHERE h.item = {} ORDER BY p.sort_key, p.id",
        item_id,
    )


async def list_item_focus_points(scope: Scope, item_id: int) -> list[ItemFocus]:
    """The focus points of an item that the caller has resolved in the scope; none where its case lies outside."""
    return await fetch_all(
        ItemFocus,
        "SELECT f.id, f.public_id, f.position, f.title FROM item_focus_points x "
        "JOIN focus_points f ON f.id = x.focus_point WHERE x.item = {} AND {} ORDER BY f.position",
        item_id,
        case_in_scope(scope, 'f."case"'),
    )
