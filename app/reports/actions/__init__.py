"""Writing reports, what is exchanged with the authority, and the end of a case."""

from app.reports.actions.exchange import ReportBackRecorded, record_report_back
from app.reports.actions.frozen import Snapshot
from app.reports.actions.information import inform_of_report
from app.reports.actions.leaving import build_report_file, record_export, record_preview
from app.reports.actions.lifecycle import close_case, reopen_case
from app.reports.actions.overviews import (
    create_overview,
    preview_overview,
    record_overview_export,
    withdraw_overview,
)
from app.reports.actions.package import find_released, open_package
from app.reports.actions.replies import SECOND_PERSON, ReplyRecorded, link_new_case, record_authority_reply
from app.reports.actions.snapshots import (
    create_snapshot,
    preview_report,
    release_snapshot,
    replace_snapshot,
    withdraw_snapshot,
)

__all__ = [
    "SECOND_PERSON",
    "ReplyRecorded",
    "ReportBackRecorded",
    "Snapshot",
    "build_report_file",
    "close_case",
    "create_overview",
    "create_snapshot",
    "find_released",
    "inform_of_report",
    "link_new_case",
    "open_package",
    "preview_overview",
    "preview_report",
    "record_authority_reply",
    "record_export",
    "record_overview_export",
    "record_preview",
    "record_report_back",
    "release_snapshot",
    "reopen_case",
    "replace_snapshot",
    "withdraw_overview",
    "withdraw_snapshot",
]
