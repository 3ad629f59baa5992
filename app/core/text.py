"""Text as people write it: cleaned at the border, with keys for Danish search and sorting."""

import functools
import re
import unicodedata

import snowballstemmer

# Every way to end a line: PowerPoint and Outlook write \x0b for the break inside a paragraph.
_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# 31 signs in a row that are neither letters, digits, blanks nor ASCII. Python sorts combining marks in quadratic time:
# a million of them stop the whole process for minutes. Unicode's own limit for a letter is 30 (UAX 15, stream-safe).
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_WORD = re.compile(r"\w+")
_DANISH_ORDER = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_stemmer = snowballstemmer.stemmer("danish")


def nfc(text: str) -> str:
    """The text in Unicode's composed form; a letter keeps no marks at all when it carries more than thirty."""
    return unicodedata.normalize("NFC", _MARKS.sub(_without_marks, text))


def _without_marks(run: re.Match[str]) -> str:
    return "".join(sign for sign in run[0] if not unicodedata.combining(sign))


def clean_line(text: str) -> str:
    """NFC, no control or direction characters, white space folded to single spaces, trimmed."""
    return " ".join(_without_control(nfc(text)).split())


def clean_text(text: str) -> str:
    """As `clean_line`, but line breaks are kept (as \\n) and trailing blanks removed."""
    lines = _without_control(nfc(text)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def verbatim_text(text: str) -> str:
    """What somebody said, unaltered: control and direction characters go, line breaks become \\n, all else stays."""
    return _without_control(text)


def _without_control(text: str) -> str:
    """Words that only a break keeps apart stay apart."""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def search_key(text: str) -> str:
    """Casefolded NFC: the same on both engines, since SQLite folds ASCII only."""
    return clean_line(text).casefold()


def sort_key(text: str) -> str:
    """A key that sorts in Danish: æ, ø, å last, and aa as å; at most 240 characters.

    Hexadecimal digits, two for a character: their order is the same in every collation of PostgreSQL, while
    anything but digits and letters is not. Letters outside the Danish alphabet come after it.
    """
    letters = search_key(text).replace("aa", "å").translate(_DANISH_ORDER)
    return "".join(f"{min(ord(letter), 0x7F):02x}" for letter in letters[:120])


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def search_words(text: str) -> list[str]:
    """The Danish stems of the words in `text`, in order."""
    return [_stem(word) for word in _WORD.findall(search_key(text).replace("_", " "))]


def search_text(*parts: str) -> str:
    """What the full-text index of either engine is built over."""
    return " ".join(word for part in parts for word in search_words(part))
