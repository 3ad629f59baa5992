"""Two reports of one case beside each other: what one of them says that the other does not."""

from datetime import date
from typing import ClassVar

from app.cases.pages import CaseHeader, case_header
from app.cases.queries import CaseRef
from app.reports.changes import changes
from app.reports.content import decode
from app.reports.labels import PROFILE, SNAPSHOT_STATE
from app.reports.pages.common import report_href
from app.reports.pages.differences import ChangeGroup, change_groups
from app.reports.queries import Compared, SnapshotRow
from app.web.pages import Option, Page


class SnapshotCompare(Page, kw_only=True, frozen=True):
    """`old` and `new` are the numbers compared, None where there are no two; `has_one_receiver` whether both are for
    the same: others cannot be compared."""

    template: ClassVar[str] = "reports/compare.html"
    case: CaseHeader
    action: str
    back_href: str
    snapshots: tuple[Option, ...]
    old: int | None
    new: int | None
    old_on: date | None
    new_on: date | None
    has_one_receiver: bool
    changes: tuple[ChangeGroup, ...]


def compare_page(case: CaseRef, compared: Compared) -> SnapshotCompare:
    old, new = compared.old, compared.new
    before, after = (decode(row.canonical) if row else None for row in (old, new))
    found = changes(before, after) if before and after and compared.has_one_receiver else ()
    return SnapshotCompare(
        title="Sammenlign rapporter",
        case=case_header(case, "report", "Sammenlign rapporter"),
        action=report_href(case, "sammenlign"),
        back_href=report_href(case),
        snapshots=tuple(Option(str(row.no), _name(row)) for row in compared.rows),
        old=old.no if old else None,
        new=new.no if new else None,
        old_on=before.as_of if before else None,
        new_on=after.as_of if after else None,
        has_one_receiver=compared.has_one_receiver,
        changes=change_groups(found),
    )


def _name(row: SnapshotRow) -> str:
    return f"Nr. {row.no} · {PROFILE[row.profile]} · {SNAPSHOT_STATE[row.state].lower()}"
