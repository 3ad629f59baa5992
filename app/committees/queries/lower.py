"""The committees below one: how many cases they follow, and no more."""

import msgspec

from app.access.policy import Scope
from app.committees.enums import CommitteeKind
from app.committees.queries.committees import CommitteeDetail, is_seen
from app.db.sql import fetch_all, in_list

MOST_LOWER = 200


class LowerCommittee(msgspec.Struct, frozen=True):
    """A committee below, with how many cases it follows: no titles, no numbers, no names (rule 41)."""

    public_id: str | None  # None: the reader may not open it
    name: str
    rank: str
    open_cases: int
    overdue_cases: int
    unknown_cases: int  # open ones whose next date nobody has entered


class _Lower(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    rank: str
    is_seen: bool


class _Count(msgspec.Struct, frozen=True):
    committee: int
    open_cases: int
    overdue_cases: int
    unknown_cases: int


async def list_lower(scope: Scope, committee: CommitteeDetail) -> tuple[LowerCommittee, ...]:
    """The open committees of the same kind with a unit below those whose cases the reader reads here. Two queries.

    A case counts for the committee that covers it most closely. Empty for whoever reads no case of the committee's.
    """
    if not committee.is_reader_of or committee.closed_on is not None:
        return ()
    rows = await fetch_all(
        _Lower,
        "SELECT c.id, c.public_id, c.name, c.rank, CASE WHEN {} THEN 1 ELSE 0 END AS is_seen FROM committees c "
        "WHERE c.kind = {} AND c.closed_on IS NULL AND c.id <> {} AND EXISTS (SELECT 1 FROM committee_units lu "
        "JOIN unit_closure k ON k.descendant = lu.unit AND k.depth > 0 "
        "WHERE lu.committee = c.id AND k.ancestor IN {}) ORDER BY c.sort_key, c.id LIMIT {}",
        is_seen(scope, "c"),
        committee.kind,
        committee.id,
        in_list(sorted(committee.is_reader_of)),
        MOST_LOWER,
    )
    counts = await _counts(scope, committee.kind, [row.id for row in rows])
    order = {rank.casefold(): position for position, rank in enumerate(committee.ranks)}
    none = _Count(0, 0, 0, 0)
    return tuple(
        LowerCommittee(
            row.public_id if row.is_seen else None,
            row.name,
            row.rank,
            count.open_cases,
            count.overdue_cases,
            count.unknown_cases,
        )
        for row in sorted(rows, key=lambda row: order.get(row.rank.casefold(), len(order)))
        for count in [counts.get(row.id, none)]
    )


# A passed duty counts also where a later date is unknown (rules 11, 13): the list of cases says the same.
_STANDING = ("compliance", "report_back", "investigation_account")


async def _counts(scope: Scope, kind: CommitteeKind, committees: list[int]) -> dict[int, _Count]:
    if not committees:
        return {}
    today = scope.today.isoformat()
    rows = await fetch_all(
        _Count,
        "SELECT own.committee, COUNT(*) AS open_cases, SUM(own.is_late) AS overdue_cases, "
        "SUM(own.is_unknown) AS unknown_cases FROM ("
        "SELECT DISTINCT cu.committee, c.id, CASE WHEN (c.next_due_key <> '' AND c.next_due_key < {}) "
        "OR (c.next_due_key = '' AND c.phase = 'open' AND NOT EXISTS (SELECT 1 FROM complaints q "
        "WHERE q.\"case\" = c.id AND q.state = 'filed') AND EXISTS (SELECT 1 FROM deadlines d "
        "WHERE d.\"case\" = c.id AND d.state = 'set' AND d.kind IN {} AND d.on_date < {})) "
        "THEN 1 ELSE 0 END AS is_late, CASE WHEN c.next_due_key = '' THEN 1 ELSE 0 END AS is_unknown "
        "FROM committee_units cu JOIN unit_closure k ON k.ancestor = cu.unit "
        "JOIN case_units cs ON cs.unit = k.descendant JOIN cases c ON c.id = cs.\"case\" AND c.phase <> 'closed' "
        "WHERE cu.committee IN {} AND NOT EXISTS (SELECT 1 FROM unit_closure nk "
        "JOIN committee_units nu ON nu.unit = nk.ancestor JOIN committees nc ON nc.id = nu.committee "
        "AND nc.kind = {} AND nc.closed_on IS NULL "
        "JOIN unit_closure between_ ON between_.descendant = nu.unit AND between_.ancestor = cu.unit "
        "AND between_.depth > 0 WHERE nk.descendant = cs.unit)) own GROUP BY own.committee",
        today,
        in_list(_STANDING),
        scope.today,
        in_list(committees),
        kind,
    )
    return {row.committee: row for row in rows}
