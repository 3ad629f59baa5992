"""What the pages on reports, report-backs and the end of a case show."""

from app.reports.pages.common import Check, cpr_checks, file_name, report_href
from app.reports.pages.index import ReplyLine, ReportBackLine, ReportIndex, TextBlock, index_page
from app.reports.pages.lifecycle import (
    CaseClose,
    CaseReopen,
    ReplyNew,
    ReportBackNew,
    outcome_options,
    outcome_text,
)
from app.reports.pages.preview import (
    ReportPreview,
    SnapshotNew,
    SnapshotReplace,
    new_page,
    preview_page,
    replace_page,
)
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
    "ReplyLine",
    "ReplyNew",
    "ReportBackLine",
    "ReportBackNew",
    "ReportIndex",
    "ReportPreview",
    "ReportTextsPage",
    "SnapshotNew",
    "SnapshotRelease",
    "SnapshotReplace",
    "SnapshotShow",
    "SnapshotWithdraw",
    "TextBlock",
    "cpr_checks",
    "file_name",
    "index_page",
    "new_page",
    "outcome_options",
    "outcome_text",
    "preview_page",
    "replace_page",
    "report_href",
    "snapshot_options",
    "snapshot_page",
    "text_blocks",
    "texts_page",
]
