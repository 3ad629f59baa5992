"""What somebody stands for as owner or helper, and whose work waits for somebody new (rule 26)."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, fetch_value, in_list, sql
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries import OPEN
from app.plans.queries.visible import item_in_scope, item_withheld

MOST = 300  # items on one page, and in one transaction

# Nobody waits for what is done, or for anything in a closed case.
_WAITS = "i.status IN ('planned', 'in_progress') AND (c.id IS NULL OR c.phase <> 'closed')"
_FROM = 'FROM action_items i JOIN persons p ON p.id = i.owner LEFT JOIN cases c ON c.id = i."case" '


class Holder(msgspec.Struct, frozen=True):
    """Somebody who stands for work, or did."""

    id: int
    public_id: str
    name: str
    municipality: int
    is_active: bool
    left_on: date | None


class HeldItem(msgspec.Struct, frozen=True, kw_only=True):
    """An open item that the holder owns or helps with. The case is None where it lies outside the scope.

    `ancestors` is what the policy asks for.
    """

    id: int
    public_id: str
    version: int
    no: int
    title: str
    case_public_id: str | None
    case_reference: str | None
    unit: int
    unit_name: str
    is_owner: bool
    status: ItemStatus
    due_on: date | None
    done_on: date | None
    ongoing_interval_months: int | None
    next_review_on: date | None
    effect_check_on: date | None
    effect_result: EffectResult | None
    ancestors: Above = Above(())


class Gone(msgspec.Struct, frozen=True):
    """Somebody who has left and still stands as the owner of open items."""

    public_id: str
    name: str
    left_on: date | None
    items: int


def _held_by(person: int) -> QueryString:
    return sql(
        "i.id IN (SELECT o.id FROM action_items o WHERE o.owner = {} "
        "UNION SELECT h.item FROM item_helpers h WHERE h.person = {})",
        person,
        person,
    )


async def get_holder(scope: Scope, public_id: str) -> Holder:
    """Somebody who owns or helps with an item in the scope, done or not; `NotFound` for anybody else."""
    found = await fetch_one(
        Holder,
        "SELECT p.id, p.public_id, p.name, p.municipality, p.is_active, p.left_on FROM persons p "
        "WHERE p.public_id = {}",
        public_id,
    )
    if found is None or not await fetch_rows(
        "SELECT 1 FROM action_items i WHERE {} AND {} LIMIT 1", _held_by(found.id), item_in_scope(scope)
    ):
        raise NotFound
    return found


async def list_held(scope: Scope, person: int) -> list[HeldItem]:
    """The open items in the scope that `person` owns or helps with, by case and number; at most `MOST`. Two queries."""
    items = await fetch_all(
        HeldItem,
        "SELECT i.id, i.public_id, i.version, i.no, i.title, s.public_id AS case_public_id, "
        "s.reference AS case_reference, i.unit, uv.name AS unit_name, "
        "CASE WHEN i.owner = {} THEN 1 ELSE 0 END AS is_owner, i.status, i.due_on, i.done_on, "
        "i.ongoing_interval_months, i.next_review_on, i.effect_check_on, i.effect_result "
        + _FROM
        + "JOIN unit_versions uv ON uv.unit = i.unit AND uv.valid_to IS NULL "
        "LEFT JOIN cases s ON s.id = c.id AND {} "
        f"WHERE {_WAITS} AND {{}} AND {{}} ORDER BY s.reference, i.no, i.id LIMIT {{}}",
        person,
        case_in_scope(scope, "s.id"),
        _held_by(person),
        item_in_scope(scope),
        MOST,
    )
    above: dict[int, set[int]] = {}
    for row in await fetch_rows(
        "SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}", in_list({item.unit for item in items})
    ):
        above.setdefault(int(row["descendant"]), set()).add(int(row["ancestor"]))
    return [msgspec.structs.replace(item, ancestors=Above((frozenset(above[item.unit]),))) for item in items]


async def count_withheld(scope: Scope, person: int) -> int:
    """How many open items of `person` the reader may know of but not read."""
    found = await fetch_value(
        int, f"SELECT COUNT(*) AS n {_FROM}WHERE {_WAITS} AND {{}} AND {{}}", _held_by(person), item_withheld(scope)
    )
    return found or 0


async def list_gone(scope: Scope, *, limit: int = MOST) -> list[Gone]:
    """Who has left and still stands as the owner of open items in the scope, by name (rule 26). One query."""
    return await fetch_all(
        Gone,
        f"SELECT p.public_id, p.name, p.left_on, COUNT(*) AS items {_FROM}WHERE {_WAITS} AND {{}} "
        "AND i.owner IN (SELECT g.id FROM persons g WHERE NOT g.is_active) "
        "GROUP BY p.id, p.public_id, p.name, p.left_on, p.sort_key ORDER BY p.sort_key, p.id LIMIT {}",
        item_in_scope(scope),
        limit,
    )


class Present(msgspec.Struct, frozen=True):
    """How a chosen item stands now that it is locked."""

    id: int
    public_id: str
    no: int
    title: str
    unit: int
    owner: int
    owner_name: str
    status: ItemStatus
    version: int
    is_helper: bool

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


async def list_present(scope: Scope, person: int, public_ids: list[str]) -> list[Present]:
    """The items in the scope with these ids, by key, and whether `person` helps with them."""
    return await fetch_all(
        Present,
        "SELECT i.id, i.public_id, i.no, i.title, i.unit, i.owner, p.name AS owner_name, i.status, i.version, "
        "CASE WHEN EXISTS (SELECT 1 FROM item_helpers h WHERE h.item = i.id AND h.person = {}) THEN 1 ELSE 0 END "
        "AS is_helper " + _FROM + "WHERE i.public_id IN {} AND {} ORDER BY i.id",
        person,
        in_list(public_ids),
        item_in_scope(scope),
    )
