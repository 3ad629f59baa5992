"""One action item, and everything that has happened to it."""

from datetime import date, datetime

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import ancestors_of, case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, fetch_value
from app.plans.enums import ActionType, EffectResult, ItemStatus, PreventionLevel
from app.plans.policy import Standing
from app.plans.queries.visible import item_in_scope, update_in_scope, update_withheld
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


class Update(msgspec.Struct, frozen=True):
    """One line of the trail: who said what, and when."""

    public_id: str
    at: datetime
    by_name: str
    old_status: ItemStatus
    new_status: ItemStatus
    tier: Tier
    note: str
    is_withheld: bool  # there is a note, and the reader may know that there is one


class Move(msgspec.Struct, frozen=True):
    """One change of the due date."""

    old_on: date | None
    new_on: date | None
    reason: str
    by_name: str
    at: datetime


class Helper(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str


class ItemFocus(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    position: int
    title: str


class Evaluation(msgspec.Struct, frozen=True):
    """One judgement of the effect, of an item or a focus point."""

    public_id: str
    item: int | None
    focus_point: int | None
    evaluator: int
    evaluator_name: str
    criterion: str
    result: EffectResult
    basis: str
    evaluated_on: date
    at: datetime
    follow_up_public_id: str | None


class ItemLink(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    no: int
    title: str


class ItemDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One item with its trail. `standing` is what the policy asks for; `slipped_days` is known dates only."""

    item: ItemRow
    standing: Standing
    helpers: tuple[Helper, ...]
    focus_points: tuple[ItemFocus, ...]
    updates: tuple[Update, ...]
    moves: tuple[Move, ...]
    evaluations: tuple[Evaluation, ...]
    follows: ItemLink | None
    followed_by: tuple[ItemLink, ...]

    @property
    def times_moved(self) -> int:
        """How often a known date was moved."""
        return sum(1 for move in self.moves if move.old_on and move.new_on)

    @property
    def slipped_days(self) -> int:
        """Days from the first known due date to the present one; negative when it came nearer."""
        first = next((move.old_on for move in self.moves if move.old_on), None)
        return (self.item.due_on - first).days if first and self.item.due_on else 0


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


async def get_item(scope: Scope, public_id: str) -> ItemDetail:
    """One item with its whole trail, newest first; `NotFound` outside the scope."""
    item = await get_item_row_by_public_id(scope, public_id)
    links = await _links(scope, item)
    helpers = await list_helpers(scope, item.id)
    return ItemDetail(
        item=item,
        standing=Standing(
            await ancestors_of(scope, (item.unit,), case=item.case_id),
            scope.person in (item.owner, *(each.id for each in helpers)),
            is_owner=scope.person == item.owner,
            has_handed_on=scope.person is not None and scope.person == item.handed_on_by,
        ),
        helpers=tuple(helpers),
        focus_points=tuple(await list_item_focus_points(scope, item.id)),
        updates=tuple(await _updates(scope, item.id)),
        moves=tuple(await _moves(item.id)),
        evaluations=tuple(await list_evaluations(scope, item_id=item.id)),
        follows=next((each for each in links if each.id == item.follow_up_of), None),
        followed_by=tuple(each for each in links if each.id != item.follow_up_of),
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


async def _updates(scope: Scope, item_id: int) -> list[Update]:
    """The trail; of an update above the reader's tier the note stays away, what happened to the item does not."""
    return await fetch_all(
        Update,
        "SELECT x.public_id, x.at, p.name AS by_name, x.old_status, x.new_status, x.tier, "
        "CASE WHEN {} THEN x.note ELSE '' END AS note, CASE WHEN {} THEN 1 ELSE 0 END AS is_withheld "
        'FROM item_updates x JOIN action_items i ON i.id = x.item JOIN persons p ON p.id = x."by" '
        "WHERE x.item = {} AND (x.old_status <> x.new_status OR {} OR {}) ORDER BY x.id DESC",
        update_in_scope(scope, "x"),
        update_withheld(scope, "x"),
        item_id,
        update_in_scope(scope, "x"),
        update_withheld(scope, "x"),
    )


async def _moves(item_id: int) -> list[Move]:
    return await fetch_all(
        Move,
        "SELECT m.old_on, m.new_on, m.reason, p.name AS by_name, m.at FROM date_moves m "
        'JOIN persons p ON p.id = m."by" WHERE m.item = {} ORDER BY m.id',
        item_id,
    )


async def _links(scope: Scope, item: ItemRow) -> list[ItemLink]:
    return await fetch_all(
        ItemLink,
        "SELECT i.id, i.public_id, i.no, i.title FROM action_items i "
        "WHERE (i.id = {} OR i.follow_up_of = {}) AND {} ORDER BY i.no",
        item.follow_up_of or 0,
        item.id,
        item_in_scope(scope),
    )


async def list_evaluations(scope: Scope, *, item_id: int = 0, case_id: int = 0) -> list[Evaluation]:
    """Judgements of the effect, newest first: of one item, or of a case's items and focus points.

    The caller has resolved the item or the case in the scope; items outside it are left out.
    """
    return await fetch_all(
        Evaluation,
        "SELECT e.public_id, e.item, e.focus_point, e.evaluator, p.name AS evaluator_name, e.criterion, e.result, "
        "e.basis, e.evaluated_on, e.at, n.public_id AS follow_up_public_id "
        "FROM effect_evaluations e JOIN persons p ON p.id = e.evaluator "
        "LEFT JOIN action_items i ON i.id = e.item LEFT JOIN focus_points f ON f.id = e.focus_point "
        "LEFT JOIN action_items n ON n.id = e.follow_up_item AND {} "
        'WHERE (e.item = {} OR i."case" = {} OR f."case" = {}) AND (e.item IS NULL OR {}) '
        "ORDER BY e.evaluated_on DESC, e.id DESC",
        item_in_scope(scope, "n"),
        item_id,
        case_id,
        case_id,
        item_in_scope(scope),
    )


async def find_last_note(scope: Scope, item_id: int) -> str:
    """The note of the latest update that the reader may read, of an item the caller has resolved; "" without one."""
    found = await fetch_value(
        str,
        "SELECT x.note FROM item_updates x JOIN action_items i ON i.id = x.item WHERE x.item = {} AND {} "
        "ORDER BY x.id DESC LIMIT 1",
        item_id,
        update_in_scope(scope, "x"),
    )
    return found or ""
