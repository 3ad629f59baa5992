"""Reading for reports: the facts behind the gates, the report itself, and its snapshots."""

from app.reports.queries.awaited import AwaitedReply, list_awaited_replies
from app.reports.queries.compared import Compared, find_compared, with_news
from app.reports.queries.confidential import count_confidential
from app.reports.queries.facts import as_known, collect_facts, complete_facts, sees_whole_case
from app.reports.queries.left_out import list_left_out, list_left_out_of_unit
from app.reports.queries.material import (
    Material,
    ReplyRow,
    ReportBackRow,
    list_replies,
    list_report_backs,
    load_material,
)
from app.reports.queries.overview import overview_of, sees_whole_tree
from app.reports.queries.package import list_files_today
from app.reports.queries.snapshots import (
    ReportableCase,
    SnapshotDetail,
    SnapshotRow,
    get_overview,
    get_snapshot,
    list_overviews,
    list_reportable_cases,
    list_snapshots,
)
from app.reports.queries.standing import read_standing
from app.reports.queries.status_report import WholeReport

__all__ = [
    "AwaitedReply",
    "Compared",
    "Material",
    "ReplyRow",
    "ReportBackRow",
    "ReportableCase",
    "SnapshotDetail",
    "SnapshotRow",
    "WholeReport",
    "as_known",
    "collect_facts",
    "complete_facts",
    "count_confidential",
    "find_compared",
    "get_overview",
    "get_snapshot",
    "list_awaited_replies",
    "list_files_today",
    "list_left_out",
    "list_left_out_of_unit",
    "list_overviews",
    "list_replies",
    "list_report_backs",
    "list_reportable_cases",
    "list_snapshots",
    "load_material",
    "overview_of",
    "read_standing",
    "sees_whole_case",
    "sees_whole_tree",
    "with_news",
]
