"""What content there is to erase, what else uses the same bytes, and how far an erasure is."""

from app.erasure.queries.content import ErasedFile, File, Subject, Uses, get_subject, list_erased_files, list_uses
from app.erasure.queries.course import (
    ErasureRow,
    Waiting,
    count_asked_elsewhere,
    files_to_erase,
    find_erasure,
    list_waiting,
)
from app.erasure.queries.reports import NamingReport, list_decided_reports, list_reports_naming

__all__ = [
    "ErasedFile",
    "ErasureRow",
    "File",
    "NamingReport",
    "Subject",
    "Uses",
    "Waiting",
    "count_asked_elsewhere",
    "files_to_erase",
    "find_erasure",
    "get_subject",
    "list_decided_reports",
    "list_erased_files",
    "list_reports_naming",
    "list_uses",
    "list_waiting",
]
