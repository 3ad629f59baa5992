"""A report with its files as one ZIP (decision 0024): what goes into it, its index and manifest, and its bytes."""

from app.reports.package.archive import PackageBroken, not_kept, zipped
from app.reports.package.contents import (
    CopyFile,
    FileToday,
    Form,
    Listed,
    Package,
    Paper,
    has_photos,
    packed,
    photos_without_copy,
)
from app.reports.package.names import file_name_of, package_file_name, report_file_name
from app.reports.package.papers import papers

__all__ = [
    "CopyFile",
    "FileToday",
    "Form",
    "Listed",
    "Package",
    "PackageBroken",
    "Paper",
    "file_name_of",
    "has_photos",
    "not_kept",
    "package_file_name",
    "packed",
    "papers",
    "photos_without_copy",
    "report_file_name",
    "zipped",
]
