"""Reading for reports: the facts behind the gates, the report itself, and its snapshots."""

from app.reports.queries.facts import collect_facts, complete_facts, sees_whole_case, state_of_case
from app.reports.queries.material import ReplyRow, ReportBackRow, list_replies, list_report_backs
from app.reports.queries.snapshots import (
    ReportableCase,
    SnapshotDetail,
    SnapshotRow,
    get_snapshot,
    list_reportable_cases,
    list_snapshots,
)
from app.reports.queries.status_report import build_status_report

__all__ = [
    "ReplyRow",
    "ReportBackRow",
    "ReportableCase",
    "SnapshotDetail",
    "SnapshotRow",
    "build_status_report",
    "collect_facts",
    "complete_facts",
    "get_snapshot",
    "list_replies",
    "list_report_backs",
    "list_reportable_cases",
    "list_snapshots",
    "sees_whole_case",
    "state_of_case",
]
