"""A report with its files as one ZIP (decision 0024): what goes into it, its index and manifest, and its bytes."""

from app.reports.package.archive import PackageBroken, not_kept, zipped
from app.reports.package.contents import FileState, Listed, Package, Paper, packed
from app.reports.package.names import file_name_of, report_file_name
from app.reports.package.papers import papers

__all__ = [
    "FileState",
    "Listed",
    "Package",
    "PackageBroken",
    "Paper",
    "file_name_of",
    "not_kept",
    "packed",
    "papers",
    "report_file_name",
    "zipped",
]
