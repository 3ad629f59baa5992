"""Two reports of one case, beside each other."""

from msgspec.structs import replace

from app.access.policy import Scope
from app.cases.queries import CaseRef
from app.reports.changes import news_since
from app.reports.content import PROFILES, StatusReport, decode
from app.reports.enums import Profile, SnapshotState
from app.reports.queries.snapshots import SnapshotRow, get_snapshot, list_snapshots


async def with_news(scope: Scope, case: CaseRef, profile: Profile, report: StatusReport) -> StatusReport:
    """`report` with what is new since the last one that was released for `profile`; as it is where none was, or where
    they do not get that section."""
    if "news" not in PROFILES[profile].sections:
        return report
    rows = [row for row in await list_snapshots(scope, case.id) if row.profile is profile]
    last = last_released(rows)
    if last is None:
        return report
    found = await get_snapshot(scope, case.id, last.no)
    return replace(report, news=news_since(decode(found.canonical), report))


def last_released(rows: list[SnapshotRow]) -> SnapshotRow | None:
    """The report that its receiver has: released, and not withdrawn since."""
    released = [row for row in rows if row.state is SnapshotState.RELEASED]
    return max(released, key=lambda row: row.no, default=None)


def usual_pair(rows: list[SnapshotRow]) -> tuple[SnapshotRow, SnapshotRow] | None:
    """What one compares first: the newest report, and the last one released before it to the same receiver, or else
    the one before it. None where no receiver has two."""
    for newest in sorted(rows, key=lambda row: row.at, reverse=True):
        before = [row for row in rows if row.profile is newest.profile and row.no < newest.no]
        if before:
            return last_released(before) or max(before, key=lambda row: row.no), newest
    return None
