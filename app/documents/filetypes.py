"""What a file on disk is, told from its content and never from what the browser said."""

import codecs
import re
import struct
import zipfile
from pathlib import Path

import filetype

from app.documents.rules import (
    DOCX,
    HEIC,
    JPEG,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    TEXT,
    WEBP,
    XLSX,
    FileFamily,
    FileType,
    Refused,
)

_HEAD = 8192
_CHUNK = 256 * 1024
_BY_SIGNATURE = {known.media_type: known for known in (PDF, JPEG, PNG, WEBP, HEIC)} | {"image/apng": PNG}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_ODF = {known.media_type: known for known in (ODT, ODS, ODP)}
# Of Microsoft's formats, and of OpenDocument: its modules, but not the lists of them, which are there without any.
_MACRO = re.compile(r"vbaproject\.bin$|/macrosheets/|^basic/.+/(?!script-l[bc]\.xml$)[^/]+$|^scripts/.")
_MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script")
# A zip file's list of contents is read into memory: an honest office file has some hundred entries.
_MOST_ENTRIES = 20_000
# What an office file may unpack to: programs that open it need room for all of that. A default of ours.
_MOST_UNPACKED = 1_000_000_000
_MOST_GROWTH = 200  # times its size: text of sheets packs to a fiftieth
_END_RECORD = struct.Struct("<4s4H2LH")


def detect(path: Path, claimed: FileType, name: str) -> FileType | None:
    """The accepted type that the content has, or None. `claimed` says where to look; it decides nothing.

    Raises `Refused` (with `name` in its message) for macros and for files locked with a password.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if claimed.family is FileFamily.OFFICE and head.startswith(_OLE):
        raise Refused(
            f"»{name}« er låst med en adgangskode eller gemt i et gammelt format. "
            "Gem den uden adgangskode i det nye format eller som PDF."
        )
    if claimed.family is FileFamily.TEXT:
        return TEXT if _is_text(path) else None
    if head.startswith(b"PK\x03\x04"):
        return _office_type(path, name)
    guess = filetype.guess(head)
    return _BY_SIGNATURE.get(guess.mime) if guess else None


def _office_type(path: Path, name: str) -> FileType | None:
    if not 0 < _entry_count(path) <= _MOST_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.casefold() for entry in archive.namelist()}
            _require_honest_size(archive, path.stat().st_size, name)
            if any(_MACRO.search(entry) for entry in names):
                raise Refused(f"»{name}« indeholder makroer. Gem filen uden makroer, eller gem den som PDF.")
            if "mimetype" in names:
                return _ODF.get(_start_of(archive, "mimetype"))
            found = [kind for part, kind in _OOXML_PARTS.items() if part in names]
    except (zipfile.BadZipFile, OSError, RuntimeError, KeyError):
        return None
    return found[0] if "[content_types].xml" in names and len(found) == 1 else None


def _require_honest_size(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Refuses a small file that swells in the program that opens it."""
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _MOST_UNPACKED or unpacked > max(10_000_000, _MOST_GROWTH * packed):
        raise Refused(f"»{name}« pakker ud til mere, end et dokument fylder. Gem den som PDF.")


def _start_of(archive: zipfile.ZipFile, entry: str) -> str:
    with archive.open(entry) as part:
        return part.read(100).decode("ascii", "replace").strip()


def _entry_count(path: Path) -> int:
    """How many entries the zip file says it has; 0 when it is none, or one of the huge kind (zip64)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD.size or b"PK\x06\x07" in tail:
        return 0
    _, _, _, _, entries, directory_size, _, _ = _END_RECORD.unpack_from(tail, at)
    return int(entries) if directory_size <= 400 * _MOST_ENTRIES else 0


def _is_text(path: Path) -> bool:
    """UTF-8 or the older Danish encoding, without control characters, and not a web page under another name."""
    with path.open("rb") as file:
        is_marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8  # and is then nothing but UTF-8
    return _decodes(path, "utf-8-sig") or (not is_marked and _decodes(path, "cp1252"))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    is_start = True
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if is_start and text.lstrip().casefold().startswith(_MARKUP):
                    return False
                is_start = False
                if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in set(text)):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
