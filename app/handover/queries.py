"""What somebody stands for, as owner or helper of items and as accountable for cases, and whose work waits for
somebody new (rule 26)."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import case_in_scope
from app.cases.enums import CaseOutcome, CasePhase
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, fetch_value, in_list, sql
from app.evidence.queries.requests import request_in_scope, request_waits
from app.plans.enums import EffectResult, ItemStatus
from app.plans.queries import OPEN
from app.plans.queries.visible import item_in_scope, item_withheld

MOST = 300  # items on one page, and in one transaction
MOST_CASES = 100  # the same for cases

# Nobody waits for what is done, or for anything in a closed case.
_WAITS = "i.status IN ('planned', 'in_progress') AND (c.id IS NULL OR c.phase <> 'closed')"
_CASE_WAITS = "c.phase <> 'closed' AND c.owner IN (SELECT g.id FROM persons g WHERE NOT g.is_active)"
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


class HeldCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is not closed and that the holder is accountable for; `ancestors` as for `HeldItem`."""

    id: int
    public_id: str
    version: int
    reference: str
    title: str
    phase: CasePhase
    outcome: CaseOutcome | None
    units: tuple[int, ...] = ()
    unit_names: tuple[str, ...] = ()
    ancestors: Above = Above(())


class Gone(msgspec.Struct, frozen=True):
    """Somebody who has left and still stands as the owner of open items, or as accountable for open cases."""

    public_id: str
    name: str
    left_on: date | None
    items: int
    cases: int
    requests: int


def _held_by(person: int) -> QueryString:
    return sql(
        "i.id IN (SELECT o.id FROM action_items o WHERE o.owner = {} "
        "UNION SELECT h.item FROM item_helpers h WHERE h.person = {})",
        person,
        person,
    )


async def get_holder(scope: Scope, public_id: str) -> Holder:
    """Somebody who owns or helps with an item in the scope, done or not, is accountable for a case there, closed or
    not, or asked or was asked for evidence; `NotFound` for anybody else."""
    found = await fetch_one(
        Holder,
        "SELECT p.id, p.public_id, p.name, p.municipality, p.is_active, p.left_on FROM persons p "
        "WHERE p.public_id = {}",
        public_id,
    )
    if found is None or not await fetch_rows(
        "SELECT 1 FROM action_items i WHERE {} AND {} "
        "UNION ALL SELECT 1 FROM cases c WHERE c.owner = {} AND {} "
        "UNION ALL SELECT 1 FROM evidence_requests r LEFT JOIN action_items i ON i.id = r.item "
        "WHERE (r.asked_by = {} OR r.asked_of = {}) AND {} LIMIT 1",
        _held_by(found.id),
        item_in_scope(scope),
        found.id,
        case_in_scope(scope, "c.id"),
        found.id,
        found.id,
        request_in_scope(scope),
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


class _CasePlace(msgspec.Struct, frozen=True):
    case: int
    unit: int
    name: str
    ancestor: int


async def list_held_cases(scope: Scope, person: int) -> list[HeldCase]:
    """The cases in the scope that are not closed and that `person` is accountable for, by reference; at most
    `MOST_CASES`. Two queries."""
    cases = await fetch_all(
        HeldCase,
        "SELECT c.id, c.public_id, c.version, c.reference, c.title, c.phase, c.outcome FROM cases c "
        "WHERE c.owner = {} AND c.phase <> 'closed' AND {} ORDER BY c.reference, c.id LIMIT {}",
        person,
        case_in_scope(scope, "c.id"),
        MOST_CASES,
    )
    places: dict[int, list[_CasePlace]] = {}
    for place in await fetch_all(
        _CasePlace,
        'SELECT cu."case", cu.unit, v.name, uc.ancestor FROM case_units cu '
        "JOIN unit_versions v ON v.id = cu.unit_version JOIN unit_closure uc ON uc.descendant = cu.unit "
        'WHERE cu."case" IN {} ORDER BY cu.id, uc.ancestor',
        in_list({case.id for case in cases}),
    ):
        places.setdefault(place.case, []).append(place)
    return [_placed(case, places[case.id]) for case in cases]


def _placed(case: HeldCase, places: list[_CasePlace]) -> HeldCase:
    units = {place.unit: place.name for place in places}
    return msgspec.structs.replace(
        case,
        units=tuple(units),
        unit_names=tuple(units.values()),
        ancestors=Above.of(((place.unit, place.ancestor) for place in places), case=case.id),
    )


async def count_withheld(scope: Scope, person: int) -> int:
    """How many open items of `person` the reader may know of but not read."""
    found = await fetch_value(
        int, f"SELECT COUNT(*) AS n {_FROM}WHERE {_WAITS} AND {{}} AND {{}}", _held_by(person), item_withheld(scope)
    )
    return found or 0


async def list_gone(scope: Scope, *, limit: int = MOST) -> list[Gone]:
    """Who has left and still stands as the owner of open items, as accountable for open cases or on either side of an
    open request for evidence in the scope, by name (rule 26). One query."""
    return await fetch_all(
        Gone,
        "SELECT q.public_id, q.name, q.left_on, SUM(w.items) AS items, SUM(w.cases) AS cases, "
        "SUM(w.requests) AS requests FROM "
        f"(SELECT i.owner AS person, 1 AS items, 0 AS cases, 0 AS requests {_FROM}"
        f"WHERE {_WAITS} AND NOT p.is_active AND {{}} "
        "UNION ALL SELECT c.owner AS person, 0 AS items, 1 AS cases, 0 AS requests FROM cases c "
        f"WHERE {_CASE_WAITS} AND {{}} "
        "UNION ALL SELECT p.id AS person, 0 AS items, 0 AS cases, 1 AS requests FROM evidence_requests r "
        "JOIN persons p ON p.id IN (r.asked_by, r.asked_of) AND NOT p.is_active "
        "LEFT JOIN action_items i ON i.id = r.item WHERE {} AND {}"
        ") w JOIN persons q ON q.id = w.person "
        "GROUP BY q.id, q.public_id, q.name, q.left_on, q.sort_key ORDER BY q.sort_key, q.id LIMIT {}",
        item_in_scope(scope),
        case_in_scope(scope, "c.id"),
        request_waits(scope),
        request_in_scope(scope),
        limit,
    )


class OrphanCase(msgspec.Struct, frozen=True):
    """An open case whose accountable person has left."""

    public_id: str
    reference: str
    title: str
    owner_name: str


async def list_cases_of_gone(scope: Scope, *, limit: int) -> list[OrphanCase]:
    """The open cases in the scope whose accountable person has left (rule 26), the oldest first. One query."""
    return await fetch_all(
        OrphanCase,
        "SELECT c.public_id, c.reference, c.title, p.name AS owner_name FROM cases c JOIN persons p ON p.id = c.owner "
        f"WHERE {_CASE_WAITS} AND {{}} ORDER BY c.id LIMIT {{}}",
        case_in_scope(scope, "c.id"),
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


class PresentCase(msgspec.Struct, frozen=True):
    """How a chosen case stands now that it is locked."""

    id: int
    public_id: str
    reference: str
    title: str
    phase: CasePhase
    owner: int | None
    owner_name: str | None
    version: int


async def list_present_cases(scope: Scope, public_ids: list[str]) -> list[PresentCase]:
    """The cases in the scope with these ids, by key."""
    return await fetch_all(
        PresentCase,
        "SELECT c.id, c.public_id, c.reference, c.title, c.phase, c.owner, p.name AS owner_name, c.version "
        "FROM cases c LEFT JOIN persons p ON p.id = c.owner WHERE c.public_id IN {} AND {} ORDER BY c.id",
        in_list(public_ids),
        case_in_scope(scope, "c.id"),
    )
