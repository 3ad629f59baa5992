"""The parts of a workbook's ZIP: opened within limits, and read as they stream by. No entity is ever expanded."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

import msgspec

from app.surveys.files.places import FileRefused

MOST_UNPACKED = 1_000_000_000  # bytes of one sheet; a default of ours
_MOST_SMALL = 30_000_000  # bytes of each part but sheets and texts
_MOST_TEXT = 60_000_000  # characters of all texts together: they are the one thing that is kept
_MOST_STRINGS = 3_000_000
_MOST_TAG = 4_000_000  # bytes the parser may hold without having understood them
_MOST_ENTRIES = 5_000
_CHUNK = 256 * 1024
_BROKEN = "Filen er i stykker eller kun hentet delvist. Åbn den i Excel, gem den igen, og vælg den nye fil."
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Numbers of formats that every workbook knows: days and times, and percent.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')

Start = Callable[[str, dict[str, str]], None]
Characters = Callable[[str], None]


class Sheet(msgspec.Struct, frozen=True):
    """A sheet by its name; `part` is where in the ZIP it lies."""

    name: str
    part: str
    is_hidden: bool = False


class Book(msgspec.Struct, frozen=True):
    sheets: tuple[Sheet, ...]
    strings: str  # the part with the texts, "" for none
    styles: str
    counts_from_1904: bool


class Styles(msgspec.Struct, frozen=True):
    """The styles, by their number as text, that show a number as a day or as percent."""

    dates: frozenset[str] = frozenset()
    percents: frozenset[str] = frozenset()


class Parts:
    """An open workbook's ZIP. Raises `FileRefused` for what is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
            raise FileRefused(_BROKEN) from error
        # Some programs write parts under names of other case than those they refer to them by.
        self._by_name = {name.casefold(): info for name, info in self._archive.NameToInfo.items()}
        if len(self._by_name) > _MOST_ENTRIES:
            self.close()
            raise FileRefused("Filen er pakket af flere dele, end et regneark har. Gem den igen i Excel.")

    def close(self) -> None:
        self._archive.close()

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._by_name

    def size(self, part: str) -> int:
        """Bytes of the part unpacked, as the file says; reading stops there, whatever follows."""
        return self._by_name[part.casefold()].file_size if part in self else 0

    def open(self, part: str, most: int = MOST_UNPACKED) -> IO[bytes]:
        info = self._by_name.get(part.casefold())
        if info is None:
            raise FileRefused(_BROKEN)
        if info.flag_bits & 1:
            raise FileRefused("Filen er låst med en adgangskode. Gem den uden adgangskode, og vælg den igen.")
        if info.file_size > most:
            raise FileRefused(
                "Filen pakker ud til mere, end et regneark med svar fylder. Gem den som CSV, og prøv igen."
            )
        try:
            return self._archive.open(info)
        except (zipfile.BadZipFile, RuntimeError, OSError) as error:
            raise FileRefused(_BROKEN) from error


def local_name(tag: str) -> str:
    """`x:row` and `row` are the same element."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def events(stream: IO[bytes], start: Start, characters: Characters | None = None) -> Iterator[int]:
    """Hands every element and text to the callbacks; yields after each piece how many bytes were read.

    Raises `FileRefused` for XML that is broken, cut off, or declares entities.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if characters:
        parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    try:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            parser.Parse(chunk, False)
            if read - parser.CurrentByteIndex > _MOST_TAG:
                raise FileRefused(_BROKEN)
            yield read
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise FileRefused(_BROKEN) from error
    yield read


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(_BROKEN)


def _each(parts: Parts, part: str, start: Start) -> None:
    with parts.open(part, _MOST_SMALL) as stream:
        for _ in events(stream, start):
            pass


def read_workbook(parts: Parts) -> Book:
    """Which sheets there are, and where the other parts lie. Raises `FileRefused` for another kind of ZIP."""
    main = _main_part(parts)
    named: list[tuple[str, str, str]] = []
    flags: set[str] = set()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if local_name(key) == "id" and ":" in key), "")
            named.append((attributes.get("name", ""), relation, attributes.get("state", "visible")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            flags.add("1904")

    _each(parts, main, start)
    folder = str(PurePosixPath(main).parent)
    related = _relations(parts, f"{folder}/_rels/{PurePosixPath(main).name}.rels", folder)
    sheets = tuple(
        Sheet(name, related[relation][1], state != "visible")
        for name, relation, state in named
        if relation in related and related[relation][0] == "worksheet" and related[relation][1] in parts
    )
    if not sheets:
        raise FileRefused("Der er ingen regneark med celler i filen. Gem den igen i Excel, eller gem arket som CSV.")
    by_kind = dict(related.values())
    return Book(sheets, by_kind.get("sharedStrings", ""), by_kind.get("styles", ""), bool(flags))


def _main_part(parts: Parts) -> str:
    related = _relations(parts, "_rels/.rels", "") if "_rels/.rels" in parts else {}
    main = next((part for kind, part in related.values() if kind == "officeDocument"), "xl/workbook.xml")
    if main not in parts:
        raise FileRefused("Filen er ikke et Excel-ark (.xlsx). Gem den som .xlsx eller CSV, og vælg den nye fil.")
    if main.casefold().endswith(".bin"):
        raise FileRefused("Filen er et binært Excel-ark (.xlsb). Gem den som .xlsx eller CSV, og vælg den nye fil.")
    return main


def _relations(parts: Parts, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Kind and part of each relation."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, _without_dots(whole))

    if part in parts:
        _each(parts, part, start)
    return found


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for step in path.split("/"):
        if step == "..":
            kept[-1:] = []
        elif step not in (".", ""):
            kept.append(step)
    return "/".join(kept)


def read_strings(parts: Parts, part: str) -> list[str]:
    """The texts that cells refer to by number."""
    if not part or part not in parts:
        return []
    reader = _Strings()
    with parts.open(part) as stream:
        for _ in events(stream, reader.start, reader.characters):
            if reader.size > _MOST_TEXT or len(reader.texts) > _MOST_STRINGS:
                raise FileRefused(
                    "Der er for meget tekst i filen. Slet kolonner med fritekst, eller gem arket som CSV."
                )
    reader.close()
    return reader.texts


class _Strings:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.size = 0
        self._pieces: list[str] | None = None
        self._is_text = self._is_spoken = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        self._is_text = False
        if name == "si":
            self.close()
            self._pieces = []
        elif name == "rPh":
            self._is_spoken = True
        elif name == "t":
            self._is_text, self._is_spoken = not self._is_spoken, False

    def characters(self, data: str) -> None:
        if self._is_text and self._pieces is not None:
            self._pieces.append(data)
            self.size += len(data)

    def close(self) -> None:
        if self._pieces is not None:
            self.texts.append(unescaped("".join(self._pieces)))
            self.size += 60  # what an empty text costs
        self._pieces = None


def unescaped(text: str) -> str:
    """`_x000D_` is how the format writes signs that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_styles(parts: Parts, part: str) -> Styles:
    """Which styles show days, and which percent."""
    if not part or part not in parts:
        return Styles()
    own: dict[int, str] = {}
    used: list[int] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local_name(tag)
        if name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name
        elif name == "numFmt" and inside != "dxfs" and attributes.get("numFmtId", "").isdecimal():
            own[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            given = attributes.get("numFmtId", "0")
            used.append(int(given) if given.isdecimal() else 0)

    _each(parts, part, start)
    dates = frozenset(str(no) for no, number in enumerate(used) if _is_day(number, own))
    percents = frozenset(str(no) for no, number in enumerate(used) if _is_percent(number, own))
    return Styles(dates, percents)


def _is_day(number: int, own: dict[int, str]) -> bool:
    code = own.get(number)
    if code is None:
        return number in _DATE_FORMATS
    plain = _LITERAL.sub("", code.partition(";")[0]).casefold()
    return any(sign in plain for sign in "dmyhs") and not any(sign in plain for sign in "0#")


def _is_percent(number: int, own: dict[int, str]) -> bool:
    code = own.get(number)
    return number in _PERCENT_FORMATS if code is None else "%" in _LITERAL.sub("", code)
