"""Which files of a frozen report go into its package, and why others do not. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec

from app.reports.content import EvidenceEntry, StatusReport
from app.reports.package.names import file_name_of


class FileState(Enum):
    """How a file of the case stands today, for whom the report is for. One that is not for them has no state."""

    KEPT = "kept"
    ERASED = "erased"


class Paper(msgspec.Struct, frozen=True):
    """A file of the package that is made for it."""

    name: str
    content: bytes


class Listed(msgspec.Struct, frozen=True):
    """A piece of evidence of the report. `name` is that of its file in the package; "": there is none, and `why`."""

    entry: EvidenceEntry
    name: str = ""
    why: str = ""


class Package(msgspec.Struct, frozen=True):
    """What a package holds, before its first byte. `made_at` is when the report was frozen: the date of every file."""

    papers: tuple[Paper, ...]
    evidence: tuple[Listed, ...]
    made_at: datetime

    @property
    def pdf_name(self) -> str:
        return next(paper.name for paper in self.papers if paper.name.endswith(".pdf"))

    @property
    def files(self) -> tuple[Listed, ...]:
        return tuple(each for each in self.evidence if each.name)


def packed(report: StatusReport, states: Mapping[str, FileState]) -> tuple[Listed, ...]:
    """The evidence of `report`, in its order and with its numbers.

    `states` is by SHA-256. What the report does not name is never in a package, and nothing of it that the case has
    got since; a file goes in the version that the report names.
    """
    taken: set[str] = set()
    return tuple(_listed(entry, states, taken) for entry in report.evidence)


def _listed(entry: EvidenceEntry, states: Mapping[str, FileState], taken: set[str]) -> Listed:
    if entry.is_withdrawn:
        return Listed(entry, why=entry.note or "Trukket tilbage.")
    if not entry.sha256:
        return Listed(entry, why=f"Ligger i ESDH: {entry.esdh_ref}" if entry.esdh_ref else "Der er ingen fil.")
    state = states.get(entry.sha256)
    if state is FileState.ERASED:
        return Listed(entry, why="Filens indhold er slettet. Kun fingeraftrykket er tilbage.")
    if state is None:
        return Listed(entry, why="Filen er ikke i pakken.")
    return Listed(entry, file_name_of(entry.no, entry.file_name, taken))
