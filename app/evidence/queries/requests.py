"""Requests for evidence: seen by who reads the item or the case they are about."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Actor, Scope
from app.access.queries import case_in_scope
from app.accounts.queries.grants import HELD, HOLDS, Held, grants_of
from app.core.errors import NotFound
from app.db.sql import fetch_all, in_list, sql
from app.documents.enums import ScanState
from app.documents.labels import SCAN_STATE
from app.documents.rules import KEPT_BACK
from app.evidence.enums import LinkKind, RequestAct, RequestState
from app.evidence.policy import acts_on
from app.evidence.queries.evidence import LATEST, evidence_in_scope
from app.evidence.rules import OPEN_REQUEST, WAITS_FOR_ASKED
from app.plans.queries.visible import item_in_scope

_MOST = 200


class RequestRow(msgspec.Struct, frozen=True, kw_only=True):
    """One request. The case is None where it lies outside the scope; the item is None where it is about the case."""

    id: int
    public_id: str
    version: int
    state: RequestState
    title: str
    due_on: date
    asked_by: int
    asked_by_name: str
    asked_of: int
    asked_of_name: str
    asked_at: datetime
    delivered_by: int | None  # who delivered last
    case_id: int | None
    case_public_id: str | None
    case_reference: str | None
    item_id: int | None
    item_public_id: str | None
    item_title: str | None
    tier: Tier  # of what it is about

    @property
    def href(self) -> str:
        return f"/anmodninger/{self.public_id}"

    @property
    def about(self) -> tuple[LinkKind, str]:
        """What it is about, by the id in its address."""
        if self.item_public_id is not None:
            return LinkKind.ITEM, self.item_public_id
        return LinkKind.CASE, self.case_public_id or ""

    def acts(self, actor: Actor) -> frozenset[RequestAct]:
        """What `actor` may do about it."""
        return acts_on(
            actor, self.state, asked_by=self.asked_by, asked_of=self.asked_of, delivered_by=self.delivered_by
        )

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUEST


_SELECT = (
    "SELECT r.id, r.public_id, r.version, r.state, r.title, r.due_on, r.asked_by, a.name AS asked_by_name, r.asked_of, "
    'o.name AS asked_of_name, r.asked_at, (SELECT s."by" FROM evidence_request_steps s WHERE s.request = r.id '
    "AND s.state = 'delivered' ORDER BY s.id DESC LIMIT 1) AS delivered_by, "
    'r."case" AS case_id, c.public_id AS case_public_id, c.reference AS case_reference, r.item AS item_id, '
    "i.public_id AS item_public_id, i.title AS item_title, COALESCE(i.tier, 'open') AS tier FROM evidence_requests r "
    "JOIN persons a ON a.id = r.asked_by JOIN persons o ON o.id = r.asked_of "
    'LEFT JOIN action_items i ON i.id = r.item LEFT JOIN cases c ON c.id = r."case" AND {} WHERE {} AND {} '
    "ORDER BY r.due_on, r.id LIMIT {}"
)


def request_in_scope(scope: Scope) -> QueryString:
    """True for requests `r` (with their item as `i`) about what the reader reads."""
    return sql(
        "CASE WHEN r.item IS NOT NULL THEN {} ELSE {} END", item_in_scope(scope, "i"), case_in_scope(scope, 'r."case"')
    )


def request_waits(scope: Scope) -> QueryString:
    """True for requests `r` that somebody still waits for: in a closed case nobody does."""
    return sql(
        "(r.state IN {} AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.id = r.\"case\" AND k.phase = 'closed'))",
        in_list(OPEN_REQUEST),
    )


async def _list(scope: Scope, condition: QueryString, limit: int = _MOST) -> list[RequestRow]:
    return await fetch_all(RequestRow, _SELECT, case_in_scope(scope, "c.id"), condition, request_in_scope(scope), limit)


async def list_item_requests(scope: Scope, item_id: int) -> list[RequestRow]:
    """What somebody was asked for about one item, in every state, by its day."""
    return await _list(scope, sql("r.item = {}", item_id))


async def list_case_requests(scope: Scope, case_id: int) -> list[RequestRow]:
    """The same about the case and all its items that the reader reads."""
    return await _list(scope, sql('r."case" = {}', case_id))


async def get_request(scope: Scope, public_id: str) -> RequestRow:
    """One request. Raises `NotFound` for who does not read what it is about."""
    found = await _list(scope, sql("r.public_id = {}", public_id))
    if not found:
        raise NotFound
    return found[0]


async def list_requests_waiting(scope: Scope, *, limit: int = _MOST) -> list[RequestRow]:
    """What waits for the reader: what they were asked for and have not delivered, and what they should judge."""
    condition = sql(
        "((r.asked_of = {} AND r.state IN {}) OR (r.asked_by = {} AND r.state = {})) AND {}",
        scope.person or 0,
        in_list(WAITS_FOR_ASKED),
        scope.person or 0,
        RequestState.DELIVERED,
        request_waits(scope),
    )
    return await _list(scope, condition, limit)


async def list_requests_of(scope: Scope, person: int) -> list[RequestRow]:
    """The open requests that `person` asked or was asked for, as far as the reader reads them."""
    condition = sql("(r.asked_of = {} OR r.asked_by = {}) AND {}", person, person, request_waits(scope))
    return await _list(scope, condition)


class StepRow(msgspec.Struct, frozen=True):
    id: int
    state: RequestState
    comment: str
    by_name: str
    at: datetime


async def list_request_steps(scope: Scope, request_id: int) -> list[StepRow]:
    """What was done about a request that the caller has resolved in the scope, the oldest first."""
    return await fetch_all(
        StepRow,
        "SELECT s.id, s.state, s.comment, p.name AS by_name, s.at FROM evidence_request_steps s "
        'JOIN persons p ON p.id = s."by" WHERE s.request = {} ORDER BY s.id',
        request_id,
    )


class DeliveredRow(msgspec.Struct, frozen=True):
    """A delivered piece of evidence as it stands now, where the reader reads it."""

    step: int
    id: int
    public_id: str
    title: str
    is_withdrawn: bool
    scan: ScanState | None

    @property
    def kept_back(self) -> str:
        """Why nobody gets its file, in words; "" where they do."""
        return SCAN_STATE[self.scan] if self.scan in KEPT_BACK else ""


async def list_deliveries(scope: Scope, steps: Iterable[int]) -> list[DeliveredRow]:
    """What was delivered with steps that the caller has resolved in the scope."""
    return await fetch_all(
        DeliveredRow,
        "SELECT d.step, e.id, e.public_id, e.title, b.scan, "
        "CASE WHEN e.withdrawn_at IS NULL THEN 0 ELSE 1 END AS is_withdrawn "
        "FROM evidence_deliveries d JOIN evidence e ON e.id = d.evidence "
        f"JOIN evidence_versions v ON v.evidence = e.id AND {LATEST} LEFT JOIN blobs b ON b.id = v.blob "
        "WHERE d.step IN {} AND {} ORDER BY d.id",
        in_list(steps),
        evidence_in_scope(scope),
    )


async def find_other(scope: Scope, person: int, now: datetime) -> Actor | None:
    """Somebody else as they stand now, to ask what they read and may; None for who is not active."""
    held = await fetch_all(
        Held, f"SELECT {HELD} FROM persons p {HOLDS}WHERE p.id = {{}} AND p.is_active", scope.today, scope.today, person
    )
    if not held:
        return None
    grants = await grants_of(scope, held, scope.today)
    return Actor(person=person, name=held[0].name, grants=grants, now=now, request_id="")
