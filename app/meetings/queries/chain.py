"""Where an item came from and where it went on: shown both ways, and what was answered comes back."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.committees.enums import CommitteeKind
from app.committees.queries import is_read
from app.db.sql import fetch_all, in_list
from app.involvement.enums import InvolvementKind
from app.meetings.enums import AgendaState
from app.meetings.policy import Forum
from app.meetings.rules import Seat, nearest_above, nearest_below


class Step(msgspec.Struct, frozen=True):
    """Another item of the same matter. `public_id` None: the reader does not read that meeting; then of what came
    before they are told who sent it and when, and of what came after what was answered."""

    public_id: str | None
    forum_name: str
    held_on: date | None
    state: AgendaState
    note: str
    outcome: InvolvementKind | None
    decision: str
    remark: str
    is_before: bool
    same_forum: bool


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    is_read: bool
    forum_name: str
    held_on: date | None
    state: AgendaState
    note: str
    outcome: InvolvementKind | None
    decision: str
    remark: str
    is_before: bool
    same_forum: bool


async def list_steps(scope: Scope, item: int) -> list[Step]:
    """In the order in which it happened. The caller has resolved the item in the scope."""
    rows = await fetch_all(
        _Row,
        "WITH RECURSIVE up(id, origin) AS (SELECT x.id, x.origin FROM agenda_items x WHERE x.id = {} "
        "UNION SELECT x.id, x.origin FROM agenda_items x JOIN up ON x.id = up.origin), "
        "down(id) AS (SELECT x.id FROM agenda_items x WHERE x.origin = {} "
        "UNION SELECT x.id FROM agenda_items x JOIN down ON x.origin = down.id) "
        "SELECT a.id, a.public_id, CASE WHEN {} THEN 1 ELSE 0 END AS is_read, "
        "COALESCE(k.name, v.name) AS forum_name, m.held_on, a.state, a.note, a.outcome, a.decision, a.remark, "
        "CASE WHEN a.id IN (SELECT id FROM up) THEN 1 ELSE 0 END AS is_before, "
        "CASE WHEN COALESCE(a.committee, 0) = COALESCE(o.committee, 0) AND COALESCE(a.unit, 0) = COALESCE(o.unit, 0) "
        "THEN 1 ELSE 0 END AS same_forum FROM agenda_items a JOIN agenda_items o ON o.id = {} "
        "LEFT JOIN committees k ON k.id = a.committee "
        "LEFT JOIN unit_versions v ON v.unit = a.unit AND v.valid_to IS NULL LEFT JOIN meetings m ON m.id = a.meeting "
        "WHERE a.id <> {} AND (a.id IN (SELECT id FROM up) OR a.id IN (SELECT id FROM down)) ORDER BY a.id",
        item,
        item,
        is_read(scope, "a"),
        item,
        item,
    )
    return [_step(row) for row in rows]


def _step(row: _Row) -> Step:
    answers = row.is_read or (not row.is_before and row.state is AgendaState.TREATED)
    return Step(
        public_id=row.public_id if row.is_read else None,
        forum_name=row.forum_name,
        held_on=row.held_on,
        state=row.state,
        note=row.note if row.is_read else "",
        outcome=row.outcome if answers else None,
        decision=row.decision if answers else "",
        remark=row.remark if answers else "",
        is_before=row.is_before,
        same_forum=row.same_forum,
    )


class Target(msgspec.Struct, frozen=True):
    """A committee that an item can be sent to."""

    id: int
    public_id: str
    name: str
    rank: str
    is_above: bool


class _Seat(msgspec.Struct, frozen=True):
    committee: int
    unit: int
    public_id: str
    name: str
    rank: str


class _Pair(msgspec.Struct, frozen=True):
    descendant: int
    ancestor: int


async def list_targets(scope: Scope, forum: Forum) -> list[Target]:
    """The open committees of the same kind next above and below by units; none for a unit. Two queries."""
    if forum.kind is None:
        return []
    seats = await fetch_all(
        _Seat,
        "SELECT cu.committee, cu.unit, c.public_id, c.name, c.rank FROM committee_units cu "
        "JOIN committees c ON c.id = cu.committee WHERE c.municipality = {} AND c.kind = {} AND c.closed_on IS NULL "
        "ORDER BY c.sort_key, c.id",
        forum.municipality,
        CommitteeKind(forum.kind),
    )
    pairs = await fetch_all(
        _Pair,
        "SELECT descendant, ancestor FROM unit_closure WHERE depth > 0 AND descendant IN {}",
        in_list(sorted({each.unit for each in seats})),
    )
    above: dict[int, set[int]] = {}
    for pair in pairs:
        above.setdefault(pair.descendant, set()).add(pair.ancestor)
    fixed = {unit: frozenset(each) for unit, each in above.items()}
    own = [each.unit for each in seats if each.committee == forum.id]
    others = [Seat(each.committee, each.unit) for each in seats if each.committee != forum.id]
    names = {each.committee: each for each in seats}
    found = [(key, True) for key in nearest_above(own, others, fixed)]
    found += [(key, False) for key in nearest_below(own, others, fixed) if (key, True) not in found]
    return [Target(key, names[key].public_id, names[key].name, names[key].rank, up) for key, up in found]
