"""Which encoding a text file is in. Only those that Danish suppliers and spreadsheets write are looked for."""

import codecs
import hashlib
import re
from pathlib import Path

import msgspec

from app.surveys.files.places import MOST_BYTES, FileRefused

UTF8, UTF8_BOM, UTF16, CP1252, DOS, MAC = "utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"
ENCODINGS = {
    UTF8: "UTF-8",
    UTF8_BOM: "UTF-8 med mærke (BOM)",
    UTF16: "UTF-16",
    "utf-16-le": "UTF-16 uden mærke",
    "utf-16-be": "UTF-16 uden mærke (omvendt)",
    CP1252: "Windows (cp1252)",
    DOS: "DOS (cp850)",
    MAC: "Mac (Mac Roman)",
}
_CHUNK = 256 * 1024
_LETTERS = "æøåÆØÅéü"
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # cp1252 has no letters there
_SAMPLE = 200_000
_ODD_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
# æ, ø, å read as cp1252 although they were UTF-8: somebody did that before the file came here.
_TWICE = re.compile("Ã[¦¸¥†˜…]")


class TextFacts(msgspec.Struct, frozen=True):
    """`is_twice` says that æøå were spoilt before: they stand as `Ã¸` in the file itself."""

    encoding: str
    sha256: str
    is_twice: bool = False


def detect_encoding(path: Path) -> TextFacts:
    """Encoding and hash of the whole file, read once. Raises `FileRefused` for what is no text, or too large."""
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused(_too_large())
    digest = hashlib.sha256()
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    high = bytearray()  # bytes past ASCII: what tells the old encodings apart
    start = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            start = start or chunk
            if decoder and not _decodes(decoder, chunk, is_last=False):
                decoder = None
            if len(high) < _SAMPLE:
                high += chunk.translate(None, bytes(range(128)))
    if decoder and not _decodes(decoder, b"", is_last=True):
        decoder = None
    encoding = _name(start, is_utf8=decoder is not None, high=bytes(high[:_SAMPLE]))
    text = start.decode(encoding, errors="replace")
    if odd := _ODD_CONTROL.search(text):
        row = text.count("\n", 0, odd.start()) + 1
        raise FileRefused(
            f"Filen er ikke en tekstfil: række {row} har tegn, der ikke er tekst. "
            "Gem arket som CSV eller .xlsx, og vælg den nye fil."
        )
    return TextFacts(encoding, digest.hexdigest(), bool(_TWICE.search(text)))


def _too_large() -> str:
    return (
        f"Filen er større end {MOST_BYTES // 1_000_000} MB. "
        "Slet kolonner, der ikke skal bruges, eller del filen op efter enhed."
    )


def require_size(size: int) -> None:
    """Raises `FileRefused` for more bytes than are read at all: before the first of them is."""
    if size > MOST_BYTES:
        raise FileRefused(_too_large())
    if size == 0:
        raise FileRefused("Filen er tom.")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, is_last: bool) -> bool:
    try:
        decoder.decode(chunk, is_last)
    except UnicodeDecodeError:
        return False
    return True


def _name(start: bytes, *, is_utf8: bool, high: bytes) -> str:
    if start.startswith(codecs.BOM_UTF8) and is_utf8:
        return UTF8_BOM
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    if half := _utf16_half(start[:4_000]):
        return half
    return UTF8 if is_utf8 else _old_encoding(high)


def _utf16_half(start: bytes) -> str:
    """Every other byte of Danish UTF-16 is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _old_encoding(high: bytes) -> str:
    """The one in which most of the letters are Danish; Windows where nothing speaks against it."""
    found = {
        name: sum(high.decode(name, "replace").count(letter) for letter in _LETTERS) for name in (CP1252, DOS, MAC)
    }
    best = max(found, key=lambda name: found[name])
    is_clear = found[best] > 2 * found[CP1252] or any(byte in _UNDEFINED for byte in high)
    return best if is_clear and found[best] > found[CP1252] else CP1252
