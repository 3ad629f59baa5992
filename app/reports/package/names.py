"""What a report and its files are called: readable, and harmless on every disk."""

import re

from app.documents.rules import ending_of, shown_name
from app.reports.enums import ReportType
from app.reports.labels import REPORT_TYPE

FOLDER = "bilag"
_MOST_BYTES = 180  # of UTF-8: disks take 255, and a path on Windows 260 characters in all
_NUMBER = re.compile(r"[^0-9A-Za-z]")


def report_file_name(reference: str, no: int, kind: ReportType = ReportType.STATUS, ending: str = "pdf") -> str:
    """`statusrapport-AAR2025-0001-nr-2.pdf`; it says nothing of who gets it."""
    return f"{REPORT_TYPE[kind].lower()}-{re.sub(r'[^A-Za-z0-9-]', '', reference)}-nr-{no}.{ending}"


def package_file_name(reference: str, no: int, kind: ReportType, *, originals: bool) -> str:
    """`statusrapport-AAR2025-0001-nr-2.zip`, or with its photos as they came `…-nr-2-originaler.zip`."""
    name = report_file_name(reference, no, kind, "zip")
    return f"{name.removesuffix('.zip')}-originaler.zip" if originals else name


def file_name_of(no: str, file_name: str, taken: set[str]) -> str:
    """`bilag/B1 Referat fra mødet.pdf`: the number of the report, then the name that the file came with.

    Without a path, control characters or anything that Windows refuses; not too long; and another one than all in
    `taken`, which it joins, also where capitals do not count.
    """
    name = f"{_NUMBER.sub('', no)} {shown_name(file_name)}".strip()
    ending = ending_of(name)
    stem, ending = (name[: -len(ending) - 1], f".{ending}") if ending else (name, "")
    count, tail = 1, ""
    while True:
        found = _cut(stem, _MOST_BYTES - len((tail + ending).encode())) + tail + ending
        if found.casefold() not in taken:
            taken.add(found.casefold())
            return f"{FOLDER}/{found}"
        count += 1
        tail = f" ({count})"


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .")
