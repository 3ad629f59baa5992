"""Which files of a frozen report go into its package, and why others do not. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec

from app.documents.rules import stem_of
from app.reports.content import EvidenceEntry, StatusReport
from app.reports.package.names import file_name_of


class CopyFile(msgspec.Struct, frozen=True):
    """The small picture of a photo: it says neither where nor when the photo was taken."""

    sha256: str
    size: int


class FileToday(msgspec.Struct, frozen=True):
    """A file of the case as it is today, for whom the report is for."""

    is_kept: bool = True
    is_photo: bool = False
    copy: CopyFile | None = None


class Form(Enum):
    """As what a file goes out."""

    AS_IT_IS = "as_it_is"
    COPY = "copy"
    ORIGINAL_PHOTO = "original_photo"


class Paper(msgspec.Struct, frozen=True):
    """A file of the package that is made for it."""

    name: str
    content: bytes


class Listed(msgspec.Struct, frozen=True):
    """A piece of evidence of the report. `name` is that of its file in the package; "": there is none, and `why`.

    `sha256` and `size` are of that file: of a copy they are not those that the report names.
    """

    entry: EvidenceEntry
    name: str = ""
    why: str = ""
    sha256: str = ""
    size: int = 0
    form: Form = Form.AS_IT_IS


class Package(msgspec.Struct, frozen=True):
    """What a package holds, before its first byte. `made_at` is when the report was frozen: the date of every file."""

    file_name: str
    papers: tuple[Paper, ...]
    evidence: tuple[Listed, ...]
    made_at: datetime

    @property
    def files(self) -> tuple[Listed, ...]:
        return tuple(each for each in self.evidence if each.name)


NO_COPY = "Der er ingen kopi af billedet uden sted og tid, så det er ikke i pakken."


def packed(report: StatusReport, files: Mapping[str, FileToday], *, originals: bool = False) -> tuple[Listed, ...]:
    """The evidence of `report`, in its order and with its numbers.

    `files` is by SHA-256. What the report does not name is never in a package, and nothing of it that the case has
    got since; a file goes in the version that the report names. A photo goes as its copy, and not at all where there
    is none, unless somebody has chosen the `originals`.
    """
    taken: set[str] = set()
    return tuple(_listed(entry, files, taken, originals=originals) for entry in report.evidence)


def photos_without_copy(report: StatusReport, files: Mapping[str, FileToday]) -> tuple[EvidenceEntry, ...]:
    """Those that only a package with originals holds."""
    return tuple(each.entry for each in packed(report, files) if each.why == NO_COPY)


def has_photos(report: StatusReport, files: Mapping[str, FileToday]) -> bool:
    """Whether it matters to a package of `report` if it holds the originals."""
    return any(each.form is Form.ORIGINAL_PHOTO for each in packed(report, files, originals=True))


def _listed(entry: EvidenceEntry, files: Mapping[str, FileToday], taken: set[str], *, originals: bool) -> Listed:
    if entry.is_withdrawn:
        return Listed(entry, why=entry.note or "Trukket tilbage.")
    if not entry.sha256:
        return Listed(entry, why=f"Ligger i ESDH: {entry.esdh_ref}" if entry.esdh_ref else "Der er ingen fil.")
    file = files.get(entry.sha256)
    if file is None:
        return Listed(entry, why="Filen er ikke i pakken.")
    if not file.is_kept:
        return Listed(entry, why="Filens indhold er slettet. Kun fingeraftrykket er tilbage.")
    if file.is_photo and not originals:
        if file.copy is None:
            return Listed(entry, why=NO_COPY)
        name = file_name_of(entry.no, f"{stem_of(entry.file_name)}.jpg", taken)
        return Listed(entry, name, sha256=file.copy.sha256, size=file.copy.size, form=Form.COPY)
    return Listed(
        entry,
        file_name_of(entry.no, entry.file_name, taken),
        sha256=entry.sha256,
        size=entry.size or 0,
        form=Form.ORIGINAL_PHOTO if file.is_photo else Form.AS_IT_IS,
    )
