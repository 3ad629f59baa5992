"""Items across cases: mine, and what wants somebody's eye."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.db.sql import fetch_all, in_list, sql
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries.visible import item_in_scope

PAGE = 25
OPEN = (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS)
_FIRST_DAY = date(1, 1, 1)


class ListedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item in a list across cases. `next_on` is its next date: review, due date or effect check.

    The case is None where it lies outside the scope: that of the unit above.
    """

    id: int
    public_id: str
    no: int
    title: str
    case_public_id: str | None
    case_reference: str | None
    case_title: str | None
    unit_name: str
    owner: int
    owner_name: str
    owner_is_active: bool
    status: ItemStatus
    due_on: date | None
    done_on: date | None
    ongoing_interval_months: int | None
    next_review_on: date | None
    effect_check_on: date | None
    effect_result: EffectResult | None
    next_on: date | None
    rank: int

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def needs_owner(self) -> bool:
        """The work is not done and its owner has left (rule 26)."""
        return self.is_open and not self.owner_is_active


# app/db/schema.py has an index over these two, which must say the same to the letter.
# What to look at next: an open item's own date, then the check of its effect. Nothing more afterwards.
_NEXT_ON = (
    "CASE WHEN i.status IN ('planned', 'in_progress') AND i.ongoing_interval_months IS NOT NULL THEN i.next_review_on "
    "WHEN i.status IN ('planned', 'in_progress') THEN i.due_on "
    "WHEN i.status = 'done' THEN i.effect_check_on ELSE i.done_on END"
)
_RANK = f"CASE WHEN i.status NOT IN ('planned', 'in_progress', 'done') THEN 2 WHEN {_NEXT_ON} IS NULL THEN 0 ELSE 1 END"
_SELECT = (
    "SELECT i.id, i.public_id, i.no, i.title, c.id AS case_id, i.created_at, uv.name AS unit_name, i.owner, "
    "p.name AS owner_name, p.is_active AS owner_is_active, "
    "i.status, i.due_on, i.done_on, i.ongoing_interval_months, i.next_review_on, i.effect_check_on, "
    f"i.effect_result, {_NEXT_ON} AS next_on, {_RANK} AS rank "
    "FROM action_items i JOIN unit_versions uv ON uv.unit = i.unit AND uv.valid_to IS NULL "
    'JOIN persons p ON p.id = i.owner LEFT JOIN cases c ON c.id = i."case" '
)


async def _page(scope: Scope, where: QueryString, order: QueryString, limit: int) -> list[ListedItem]:
    """The first `limit` items in this order. Whether the case may be named is asked of those alone."""
    return await fetch_all(
        ListedItem,
        "SELECT i.*, s.public_id AS case_public_id, s.reference AS case_reference, s.title AS case_title FROM ("
        + _SELECT
        + "WHERE {} ORDER BY {}, i.id LIMIT {}) i LEFT JOIN cases s ON s.id = i.case_id AND {} ORDER BY {}, i.id",
        where,
        order,
        limit,
        case_in_scope(scope, "s.id"),
        order,
    )


# In a closed case nothing is due any more; the effect is still checked.
_CASE_IS_OPEN = sql("(c.id IS NULL OR c.phase <> 'closed')")


class Cursor(msgspec.Struct, frozen=True):
    """Where a page of `list_my_items` ended. No key of a row: it would tell how much lies outside the scope."""

    rank: int
    day: date
    item: str  # public id


def _is_own(scope: Scope) -> QueryString:
    """True for items that the reader owns or helps with."""
    return sql(
        "i.id IN (SELECT o.id FROM action_items o WHERE o.owner = {} "
        "UNION SELECT h.item FROM item_helpers h WHERE h.person = {})",
        scope.person or 0,
        scope.person or 0,
    )


class MyItems(msgspec.Struct, frozen=True):
    items: tuple[ListedItem, ...]
    after: Cursor | None  # None: the last page


async def list_my_items(scope: Scope, statuses: tuple[ItemStatus, ...] = OPEN, after: Cursor | None = None) -> MyItems:
    """A page of the items that the reader owns or helps with: unknown dates first, then the oldest date.

    Where only open items are asked for, those of closed cases are left out: nothing is due there any more.
    """
    day = sql(f"COALESCE({_NEXT_ON}, {{}})", _FIRST_DAY)
    begin = sql("1 = 1")
    if after is not None:
        last_key = sql(
            "COALESCE((SELECT l.id FROM action_items l WHERE l.public_id = {} AND {}), 0)",
            after.item,
            item_in_scope(scope, "l"),
        )
        begin = sql(
            f"({_RANK} > {{}} OR ({_RANK} = {{}} AND ({{}} > {{}} OR ({{}} = {{}} AND i.id > {{}}))))",
            after.rank,
            after.rank,
            day,
            after.day,
            day,
            after.day,
            last_key,
        )
    mine = sql(
        "{} AND i.status IN {} AND {} AND {} AND {}",
        _is_own(scope),
        in_list(statuses),
        item_in_scope(scope),
        _CASE_IS_OPEN if statuses == OPEN else sql("1 = 1"),
        begin,
    )
    rows = await _page(scope, mine, sql(f"{_RANK}, {{}}", day), PAGE + 1)
    items = tuple(rows[:PAGE])
    last = items[-1] if len(rows) > PAGE else None
    return MyItems(items, Cursor(last.rank, last.next_on or _FIRST_DAY, last.public_id) if last else None)


async def _listed(scope: Scope, condition: QueryString, order: str, limit: int) -> list[ListedItem]:
    return await _page(scope, sql("{} AND {}", condition, item_in_scope(scope)), sql(order), limit)


async def list_items_of_inactive_owners(scope: Scope, *, limit: int = 50) -> list[ListedItem]:
    """Open items whose owner has left (rule 26); not in closed cases."""
    condition = sql(
        "i.status IN ('planned', 'in_progress') AND {} "
        "AND i.owner IN (SELECT gone.id FROM persons gone WHERE NOT gone.is_active OR gone.left_on <= {})",
        _CASE_IS_OPEN,
        scope.today,
    )
    return await _listed(scope, condition, "i.created_at", limit)


async def list_attention(scope: Scope, until: date, *, limit: int = 50, is_own: bool = False) -> list[ListedItem]:
    """What wants somebody's eye by `until`, in one query: open items without a date first, then by date.

    Open items due or to be reviewed, and done ones whose effect should be judged (those also in closed cases).
    `is_own` leaves those that the reader owns or helps with.
    """
    condition = sql(
        f"i.status IN ('planned', 'in_progress', 'done') AND ({_NEXT_ON} IS NULL OR {_NEXT_ON} <= {{}}) "
        "AND (i.status = 'done' OR {})",
        until,
        _CASE_IS_OPEN,
    )
    if is_own:
        condition = sql("{} AND {}", _is_own(scope), condition)
    return await _listed(scope, condition, f"{_RANK}, {_NEXT_ON}", limit)
