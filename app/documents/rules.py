"""Which files are taken in, and what they are called: pure, without a disk."""

import re
from enum import StrEnum
from urllib.parse import quote

import msgspec

from app.core.errors import Invalid, NotFound
from app.core.text import clean_line
from app.documents.enums import ScanState

MOST_FILES = 10
MOST_NAME = 150
_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
_OF_WINDOWS = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)  # names of its devices, whatever the ending
_FALLBACK = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


class FileFamily(StrEnum):
    """What a file is, as told from its content."""

    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"
    TEXT = "text"


class FileType(msgspec.Struct, frozen=True):
    """One kind of file that is accepted: what it is called in Danish, and as what it is served."""

    family: FileFamily
    media_type: str
    label: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
JPEG = FileType(FileFamily.PICTURE, "image/jpeg", "et JPEG-billede")
PNG = FileType(FileFamily.PICTURE, "image/png", "et PNG-billede")
WEBP = FileType(FileFamily.PICTURE, "image/webp", "et WebP-billede")
HEIC = FileType(FileFamily.PICTURE, "image/heic", "et HEIC-billede")
PDF = FileType(FileFamily.PDF, "application/pdf", "en PDF-fil")
TEXT = FileType(FileFamily.TEXT, "text/plain", "en tekstfil")
DOCX = FileType(FileFamily.OFFICE, _OOXML + "wordprocessingml.document", "et Word-dokument")
XLSX = FileType(FileFamily.OFFICE, _OOXML + "spreadsheetml.sheet", "et Excel-ark")
PPTX = FileType(FileFamily.OFFICE, _OOXML + "presentationml.presentation", "en PowerPoint-fil")
ODT = FileType(FileFamily.OFFICE, _ODF + "text", "et OpenDocument-dokument")
ODS = FileType(FileFamily.OFFICE, _ODF + "spreadsheet", "et OpenDocument-regneark")
ODP = FileType(FileFamily.OFFICE, _ODF + "presentation", "en OpenDocument-præsentation")

ACCEPTED: dict[str, FileType] = {
    "pdf": PDF,
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": PNG,
    "webp": WEBP,
    "heic": HEIC,
    "heif": HEIC,
    "docx": DOCX,
    "xlsx": XLSX,
    "pptx": PPTX,
    "odt": ODT,
    "ods": ODS,
    "odp": ODP,
    "txt": TEXT,
    "csv": TEXT,
}
_PICTURE_ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic"}
ACCEPTED_TEXT = (
    "PDF, billeder (JPEG, PNG, WebP, HEIC), Word, Excel, PowerPoint (.docx, .xlsx, .pptx), "
    "OpenDocument (.odt, .ods, .odp), tekst og CSV"
)
ACCEPT_ATTRIBUTE = ",".join(f".{ending}" for ending in ACCEPTED)

# What people often have instead, and what to do with it.
_INSTEAD = {
    **dict.fromkeys(("doc", "dot", "rtf"), "Gem dokumentet som .docx eller PDF, og vælg den nye fil."),
    **dict.fromkeys(("xls", "ppt"), "Gem filen i det nye format (.xlsx eller .pptx) eller som PDF."),
    **dict.fromkeys(("docm", "xlsm", "pptm"), "Filer med makroer tager vi ikke imod. Gem filen uden makroer."),
    **dict.fromkeys(("msg", "eml"), "Gem mailen som PDF, og vælg PDF-filen."),
    **dict.fromkeys(("zip", "7z", "rar"), "Pak filerne ud, og vælg dem enkeltvis."),
    **dict.fromkeys(("mov", "mp4", "avi"), "Video tager vi ikke imod. Tag et foto, eller henvis til ESDH."),
}


class Refused(ValueError):
    """A file that is not taken in; the message is Danish, names the file and says what to do."""


class Infected(Refused):
    """A file with a virus; `found` is what the scanner calls it."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(f"Der er virus i »{name}« ({found}). Den er ikke gemt. Sig det til jeres it-afdeling.")
        self.found = found


class StoreDown(Invalid):
    """The place where files are kept does not answer, or has no room. `cause` is for the log and the operator.

    With a `field` it happened on the way in: then nothing of the form is saved, and its message stands there.
    """

    status = 503
    title = "Filarkivet kan ikke bruges lige nu"

    def __init__(self, cause: str, *, is_full: bool = False, field: str = "") -> None:
        text = "Filarkivet er fuldt." if is_full else "Filarkivet svarer ikke lige nu."
        text += " Intet er gemt." if field else ""
        text += " Prøv igen om lidt, eller sig det til administratoren."
        super().__init__("files.full" if is_full else "files.down", text, {field: text} if field else None)
        self.cause = cause
        self.is_full = is_full


class NoRoom(Invalid):
    """There may be no more files: in the case, or in all. The message is Danish and says the limit."""

    def __init__(self, message: str) -> None:
        super().__init__("files.no_room", f"{message} Intet er gemt.")


def require_room(size: int, kept: int, most_mb: int) -> None:
    """Raises `NoRoom` where a file of `size` bytes is too much for the installation, beside those it keeps already."""
    if kept + size > most_mb * 1_000_000:
        raise NoRoom(
            f"Alle filer i Handlepligt må højst fylde {size_text(most_mb)} i alt. Sig det til administratoren."
        )


def require_room_in_case(size: int, kept: int, most_mb: int) -> None:
    """Raises `NoRoom` where a file of `size` bytes is too much for its case, beside those it keeps already."""
    if kept + size > most_mb * 1_000_000:
        text = f"Sagens filer må højst fylde {size_text(most_mb)} i alt."
        raise NoRoom(f"{text} Vælg mindre filer, eller skriv, hvor de ligger i ESDH.")


def size_text(megabytes: int) -> str:
    """50 MB, 1,5 GB: units of thousands, as the limits are."""
    if megabytes < 1000:
        return f"{megabytes} MB"
    return f"{megabytes / 1000:.1f}".removesuffix(".0").replace(".", ",") + " GB"


def shown_name(raw: str) -> str:
    """The file name as people see it: NFC, æøå kept, no path, nothing unseen or that turns the writing, not too long.

    Nothing on disk is called this. An empty name becomes "fil".
    """
    name = _INVISIBLE.sub("", clean_line(raw.replace("\\", "/").rsplit("/", 1)[-1]))
    name = _FORBIDDEN.sub("_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip() or len(ending) > 10:
        stem, dot, ending = name, "", ""
    stem = stem[: MOST_NAME - len(ending) - 1].rstrip(" .") or "fil"
    return f"{stem}{'_' if _OF_WINDOWS.fullmatch(stem) else ''}{dot}{ending}"


def ending_of(name: str) -> str:
    """The last ending in lower case, without the dot; "" when there is none."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def stem_of(name: str) -> str:
    """The name without its last ending: what a piece of evidence is called when nobody wrote a title."""
    return name.rpartition(".")[0] or name


def accepted_type(name: str) -> FileType:
    """The type that `name` claims. Raises `Refused` for an ending that is not taken in."""
    ending = ending_of(name)
    if ending in ACCEPTED:
        return ACCEPTED[ending]
    advice = _INSTEAD.get(ending)
    if advice:
        raise Refused(f"»{name}« kan ikke bruges. {advice}")
    raise Refused(f"»{name}« kan ikke bruges. Vi tager imod {ACCEPTED_TEXT}.")


def settled_name(name: str, claimed: FileType, found: FileType | None) -> str:
    """The name a file keeps, after its content was looked at.

    A picture may be of another picture type than its ending says (phones and mail programs do that): the ending is
    put right. Raises `Refused` when content and ending otherwise differ.
    """
    if found == claimed:
        return name
    if found in _PICTURE_ENDINGS and claimed.family is FileFamily.PICTURE:
        return f"{stem_of(name)}.{_PICTURE_ENDINGS[found]}"
    raise Refused(
        f"»{name}« er ikke {claimed.label}, selv om navnet siger det, eller filen er i stykker. "
        "Åbn den, gem den igen, og vælg den nye fil."
    )


KEPT_BACK = frozenset({ScanState.WAITING, ScanState.INFECTED})  # nobody gets such a file


def require_scanned(scan: ScanState | None) -> None:
    """Raises `NotFound`, in words of its own, for a file that nobody may have."""
    if scan is ScanState.WAITING:
        raise NotFound("file.waiting", "Filen venter på virusscanning. Prøv igen om lidt.")
    if scan is ScanState.INFECTED:
        raise NotFound("file.infected", "Der er fundet virus i filen. Den kan ikke hentes.")


def is_photo(media_type: str) -> bool:
    """Whether a file of that type may say where and when it was taken."""
    return media_type.startswith("image/")


def can_have_preview(media_type: str) -> bool:
    """Whether a file of that type is one that a small picture is made of."""
    return media_type == PDF.media_type or is_photo(media_type)


def limit_text(limit_mb: int, case_mb: int | None, all_mb: int) -> str:
    """What stands beside a file field before anybody chooses a file; `case_mb` None: it belongs to no case."""
    of_case = f", {size_text(case_mb)} pr. sag" if case_mb is not None else ""
    return (
        "PDF, billeder, Word, Excel, PowerPoint, OpenDocument, tekst og CSV. "
        f"Højst {size_text(limit_mb)} pr. fil{of_case} og {size_text(all_mb)} i alt."
    )


def content_disposition(name: str, *, inline: bool = False) -> str:
    """RFC 6266: an ASCII name for old programs, and the real one in UTF-8."""
    plain = name.translate(_FALLBACK).encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
