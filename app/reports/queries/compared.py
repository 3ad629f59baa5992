"""Two reports of a case to compare, and what a new report says is new since the last."""

import msgspec
from msgspec.structs import replace

from app.access.enums import Tier
from app.access.policy import Scope
from app.cases.queries import CaseRef
from app.core.errors import NotFound
from app.reports.changes import news_since
from app.reports.content import PROFILES, StatusReport, decode
from app.reports.enums import Profile, SnapshotState
from app.reports.queries.facts import sees_whole_case
from app.reports.queries.snapshots import SnapshotDetail, SnapshotRow, get_snapshot, list_snapshots


async def with_news(scope: Scope, case: CaseRef, profile: Profile, report: StatusReport) -> StatusReport:
    """`report` with what is new since the last one that was released for `profile`; as it is where none was, or where
    they do not get that section."""
    if "news" not in PROFILES[profile].sections:
        return report
    released = [
        row.no
        for row in await list_snapshots(scope, case.id)
        if row.profile is profile and row.state is SnapshotState.RELEASED
    ]
    if not released:
        return report
    found = await get_snapshot(scope, case.id, max(released))
    return replace(report, news=news_since(decode(found.canonical), report))


class Compared(msgspec.Struct, frozen=True):
    """The reports of a case, and the two of them to compare; None where there are no two."""

    rows: tuple[SnapshotRow, ...]
    old: SnapshotDetail | None
    new: SnapshotDetail | None

    @property
    def has_one_receiver(self) -> bool:
        """Whether both are for the same: others cannot be compared."""
        return self.old is not None and self.new is not None and self.old.profile is self.new.profile


async def find_compared(scope: Scope, case_id: int, old: int | None, new: int | None) -> Compared:
    """The reports numbered `old` and `new`; where one is not asked for, the one of what is compared first.

    The caller has resolved the case. Raises `NotFound` for a number that the reader may not read, and for who does not
    see the whole case.
    """
    if not await sees_whole_case(scope, case_id, frozenset({Tier.OPEN})):
        raise NotFound
    rows = await list_snapshots(scope, case_id)
    first, last = _usual_pair(rows)
    found = [await get_snapshot(scope, case_id, no) if no else None for no in (old or first, new or last)]
    return Compared(tuple(rows), found[0], found[1])


def _usual_pair(rows: list[SnapshotRow]) -> tuple[int | None, int | None]:
    """What one compares first: the newest report, and the last one released before it to the same receiver, or else
    the one before it. None where no receiver has two."""
    for newest in sorted(rows, key=lambda row: row.at, reverse=True):
        before = [row for row in rows if row.profile is newest.profile and row.no < newest.no]
        released = [row for row in before if row.state is SnapshotState.RELEASED]
        if before:
            return max(row.no for row in released or before), newest.no
    return None, None
