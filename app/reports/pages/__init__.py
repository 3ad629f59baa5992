"""What the pages on reports, report-backs and the end of a case show."""

from app.reports.pages.common import Check, cpr_checks, file_name, report_href
from app.reports.pages.compared import compare_page
from app.reports.pages.differences import change_groups
from app.reports.pages.index import ReplyLine, ReportBackLine, ReportIndex, index_page
from app.reports.pages.lifecycle import (
    CaseClose,
    CaseReopen,
    ReplyNew,
    ReplyNewCase,
    ReportBackNew,
    outcome_options,
    outcome_text,
)
from app.reports.pages.overviews import (
    OverviewIndex,
    OverviewShow,
    OverviewWithdraw,
    overview_file_name,
    overview_href,
    overview_index,
    overview_show,
    overview_withdraw,
)
from app.reports.pages.preview import (
    ReportPreview,
    SnapshotNew,
    SnapshotReplace,
    new_page,
    preview_page,
    replace_page,
)
from app.reports.pages.road import RoadPage, road_href, road_page, snapshot_of_round, told_of
from app.reports.pages.road_steps import Round
from app.reports.pages.snapshots import (
    SnapshotRelease,
    SnapshotShow,
    SnapshotWithdraw,
    snapshot_options,
    snapshot_page,
)
from app.reports.pages.texts import ReportTextsPage, text_blocks, texts_page

__all__ = [
    "CaseClose",
    "CaseReopen",
    "Check",
    "OverviewIndex",
    "OverviewShow",
    "OverviewWithdraw",
    "ReplyLine",
    "ReplyNew",
    "ReplyNewCase",
    "ReportBackLine",
    "ReportBackNew",
    "ReportIndex",
    "ReportPreview",
    "ReportTextsPage",
    "RoadPage",
    "Round",
    "SnapshotNew",
    "SnapshotRelease",
    "SnapshotReplace",
    "SnapshotShow",
    "SnapshotWithdraw",
    "change_groups",
    "compare_page",
    "cpr_checks",
    "file_name",
    "index_page",
    "new_page",
    "outcome_options",
    "outcome_text",
    "overview_file_name",
    "overview_href",
    "overview_index",
    "overview_show",
    "overview_withdraw",
    "preview_page",
    "replace_page",
    "report_href",
    "road_href",
    "road_page",
    "snapshot_of_round",
    "snapshot_options",
    "snapshot_page",
    "text_blocks",
    "texts_page",
    "told_of",
]
