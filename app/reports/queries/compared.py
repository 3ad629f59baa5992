"""What a new report says is new since the last."""

from msgspec.structs import replace

from app.access.policy import Scope
from app.cases.queries import CaseRef
from app.reports.changes import news_since
from app.reports.content import PROFILES, StatusReport, decode
from app.reports.enums import Profile, SnapshotState
from app.reports.queries.snapshots import get_snapshot, list_snapshots


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
