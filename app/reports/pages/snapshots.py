"""One frozen report: its page, and the pages that make, release and withdraw it."""

from collections.abc import Mapping
from typing import ClassVar

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import CaseHeader, case_header
from app.cases.queries import CaseRef
from app.cases.rules import NOT_FROM_HERE
from app.core.errors import Blocker
from app.reports.content import PROFILES, StatusReport
from app.reports.enums import SnapshotState
from app.reports.labels import PROFILE, REPORT_TYPE, SNAPSHOT_STATE
from app.reports.package import FileToday, has_photos, package_file_name, photos_without_copy
from app.reports.pages.common import Check, SnapshotLine, cpr_checks, report_href, snapshot_line
from app.reports.pages.differences import ChangeGroup, news_groups
from app.reports.pages.road import road_href
from app.reports.policy import may_withdraw
from app.reports.queries import SnapshotDetail, SnapshotRow
from app.web.forms import FormState
from app.web.pages import Option, Page


class SnapshotShow(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/show.html"
    case: CaseHeader
    notice: str
    receiver: str
    line: SnapshotLine
    report: StatusReport
    news: tuple[ChangeGroup, ...]
    cpr_checks: tuple[Check, ...]
    release_href: str | None
    withdraw_href: str | None
    replace_href: str | None
    texts_href: str | None  # to paste, of what goes to the authority
    originals_href: str | None  # the package with its photos as they came; None where it has none
    without_copy: tuple[str, ...]  # photos that are in that package alone
    road_href: str | None  # on the way to the authority
    compare_href: str | None


def snapshot_page(
    actor: Actor, case: CaseRef, row: SnapshotDetail, report: StatusReport, files: Mapping[str, FileToday]
) -> SnapshotShow:
    """`files` are those of the case that a package may hold today."""
    may_release = may(actor, Permission.REPORT_RELEASE, case.ancestors).ok
    may_take_back = row.state is not SnapshotState.WITHDRAWN and may_withdraw(actor, row.state, case.ancestors).ok
    title = f"{REPORT_TYPE[row.type]} nr. {row.no}"
    is_final = PROFILES[row.profile].is_final
    is_current = row.state is not SnapshotState.WITHDRAWN and row.replaced_by_no is None
    may_create = may(actor, Permission.REPORT_CREATE, case.ancestors).ok
    line = snapshot_line(case, row, sees_whole=True, may_export=may(actor, Permission.REPORT_EXPORT, case.ancestors).ok)
    originals = package_file_name(case.reference, row.no, row.type, originals=True)
    has_choice = line.package_href is not None and has_photos(report, files)
    return SnapshotShow(
        title=title,
        case=case_header(case, "report", title),
        notice=NOT_FROM_HERE if is_final else "",
        receiver=PROFILE[row.profile],
        line=line,
        report=report,
        news=news_groups(report.news),
        cpr_checks=cpr_checks(case, report),
        release_href=report_href(case, row.no, "frigiv") if may_release and row.state is SnapshotState.DRAFT else None,
        withdraw_href=report_href(case, row.no, "traek-tilbage") if may_take_back else None,
        replace_href=report_href(case, row.no, "erstat") if may_take_back and may_create else None,
        texts_href=report_href(case, row.no, "tekster") if is_final else None,
        originals_href=report_href(case, row.no, originals) if has_choice else None,
        without_copy=tuple(f"{each.no} {each.title}" for each in photos_without_copy(report, files)),
        road_href=road_href(case) if is_final and is_current else None,
        compare_href=report_href(case, f"sammenlign?fra={report.news.since_no}&til={row.no}") if report.news else None,
    )


class SnapshotRelease(Page, kw_only=True, frozen=True):
    """`missing` is what stands in the way; `changes` is what differs since they were informed. Where that may be
    spelling only, `asks_reason`: the form asks for it, and for nothing more. `is_behind`: what was put right in the
    case is not in the report; `new_href` makes one with it."""

    template: ClassVar[str] = "reports/release.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    no: int
    is_final: bool
    missing: tuple[Blocker, ...]
    told: str
    changes: tuple[ChangeGroup, ...]
    asks_reason: bool
    inform_href: str
    is_behind: bool
    new_href: str
    cpr_checks: tuple[Check, ...]


class SnapshotWithdraw(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/withdraw.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState


def snapshot_options(rows: list[SnapshotRow]) -> tuple[Option, ...]:
    return tuple(
        Option(str(row.no), f"Nr. {row.no} · {SNAPSHOT_STATE[row.state].lower()}")
        for row in rows
        if row.state is not SnapshotState.WITHDRAWN and PROFILES[row.profile].is_final
    )
