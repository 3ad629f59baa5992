"""Reading what the release of a draft depends on."""

from datetime import datetime

from app.access.policy import Scope
from app.cases.queries import CaseRef
from app.core.errors import NotFound
from app.involvement.queries import list_involvements
from app.involvement.rules import AboutReport
from app.reports.content import Author, StatusReport, decode
from app.reports.queries.material import Material, load_material
from app.reports.queries.snapshots import SnapshotDetail, get_snapshot, list_snapshots
from app.reports.queries.status_report import WholeReport
from app.reports.standing import Standing, chosen, compare


def _report_now(material: Material, like: StatusReport, now: datetime) -> StatusReport:
    """What a report made now would say, with names where `like` has them."""
    items = (*(item for point in like.focus_points for item in point.items), *like.other_items)
    show_names = any(item.owner_name for item in items)
    return WholeReport(material).report(author=Author(name="", role=""), show_names=show_names, now=now, number=0)


async def read_standing(
    scope: Scope, case: CaseRef, draft: SnapshotDetail, now: datetime, *, material: Material | None = None
) -> Standing:
    """How `draft`, a report of the case, stands to what AMO or AMR was informed of and to the case now.

    Only what they were told of reports to the same receiver counts, and only while a report has the hash it had then.
    """
    material = material or await load_material(scope, case)
    content = decode(draft.canonical)
    same = {row.id for row in await list_snapshots(scope, case.id) if row.profile is draft.profile}
    rows = [row for row in await list_involvements(scope, case.id) if row.snapshot in same]
    body = case.has_employee_body
    told = chosen(draft.no, [row.about for row in rows if row.about and row.opens_gate(has_employee_body=body)])
    read = await _read(scope, case.id, told, draft) if told else None
    return compare(told if read else None, read, content, _report_now(material, content, now))


async def _read(scope: Scope, case_id: int, told: AboutReport, draft: SnapshotDetail) -> StatusReport | None:
    try:
        found = draft if told.no == draft.no else await get_snapshot(scope, case_id, told.no)
    except NotFound:
        return None
    return decode(found.canonical) if found.hash == told.hash else None
