"""Everything that has happened to one action item."""

from datetime import date, datetime

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import ancestors_of
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value
from app.plans.enums import EffectResult, ItemStatus
from app.plans.policy import Standing
from app.plans.queries.items import (
    Helper,
    ItemFocus,
    ItemRow,
    get_item_row_by_public_id,
    list_helpers,
    list_item_focus_points,
)
from app.plans.queries.visible import item_in_scope, update_in_scope, update_withheld


class Update(msgspec.Struct, frozen=True):
    """One line of the trail: who said what, and when."""

    public_id: str
    at: datetime
    by: int
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


async def _updates(scope: Scope, item_id: int) -> list[Update]:
    """The trail; of an update above the reader's tier the note stays away, what happened to the item does not."""
    return await fetch_all(
        Update,
        'SELECT x.public_id, x.at, x."by", p.name AS by_name, x.old_status, x.new_status, x.tier, '
        "CASE WHEN {} THEN x.note ELSE '' END AS note, CASE WHEN {} THEN 1 ELSE 0 END AS is_withheld "
        'FROM item_updates x JOIN action_items i ON i.id = x.item JOIN persons p ON p.id = x."by" '
        "WHERE x.item = {} AND (x.old_status <> x.new_status OR {} OR {}) ORDER BY x.id DESC",
        update_in_scope(scope, "x"),
        update_withheld(scope, "x"),
        item_id,
        update_in_scope(scope, "x"),
        update_withheld(scope, "x"),
    )


class Note(msgspec.Struct, frozen=True):
    """A note on an item, as far as who reads it goes."""

    id: int
    public_id: str
    item_public_id: str
    at: datetime
    by: int
    by_name: str
    tier: Tier


async def get_note(scope: Scope, public_id: str) -> Note:
    """The note of an update that the reader may read. Raises `NotFound` for any other, and where nothing is said."""
    found = await fetch_one(
        Note,
        'SELECT x.id, x.public_id, i.public_id AS item_public_id, x.at, x."by", p.name AS by_name, x.tier '
        'FROM item_updates x JOIN action_items i ON i.id = x.item JOIN persons p ON p.id = x."by" '
        "WHERE x.public_id = {} AND x.note <> '' AND {}",
        public_id,
        update_in_scope(scope, "x"),
    )
    if found is None:
        raise NotFound
    return found


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
