"""User text on its way into a PDF: nothing is lost silently, nothing breaks the page.

A character the embedded font lacks would be drawn as an empty box and break the archive standards,
so it is written as its code point instead: ``[U+1F600]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from app.core import calendar, dates
from app.core.clock import COPENHAGEN
from app.core.dates import UNKNOWN
from app.reports.pdf.fonts import glyphs

# The same sign to a reader; everything else that is missing is shown by its code point.
_ALIKE = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u25cf": "\u2022",
        "\u2714": "\u2713",
        **dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
        "\t": " ",
        **{chr(code): "\u00a0" for code in (0x2007, 0x202F)},
        **{chr(code): " " for code in (*range(0x2000, 0x2007), *range(0x2008, 0x200B), 0x205F, 0x3000)},
    }
)
# Signs that draw nothing: control, direction and joining characters, variation selectors.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


@cache
def _missing() -> re.Pattern[str]:
    known = "".join(re.escape(chr(code)) for code in sorted(glyphs()))
    return re.compile(f"[^\n{known}]+")


def _code_points(match: re.Match[str]) -> str:
    runs = ((sign, sum(1 for _ in same)) for sign, same in groupby(match.group()))
    return "[" + " ".join(f"U+{ord(sign):04X}" + (f" ×{n}" if n > 1 else "") for sign, n in runs) + "]"


def first_missing(texts: Iterable[str]) -> str:
    """How the first sign that the font lacks stands in the report, as `[U+1F600]`; "" where it lacks none."""
    for text in texts:
        found = None if text.isascii() else _missing().search(_drawn(text))
        if found:
            return _code_points(found)
    return ""


def _drawn(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ALIKE)
    return _INVISIBLE.sub("", text)


def drawable(text: str) -> str:
    """`text` with every sign that the font lacks written as its code point: the last net before the page."""
    return text if text.isascii() and text.isprintable() else _missing().sub(_code_points, text)


def plain(text: str) -> str:
    """`text` with only characters that the font can draw; line breaks are kept as \\n.

    Control, direction and joining characters are dropped, missing characters become their code
    points, and runs of blank lines become one.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _missing().sub(_code_points, _drawn(text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """As `plain`, with every line break turned into a space."""
    return " ".join(plain(text).split())


def markup(text: str) -> str:
    """As `plain`, escaped for a paragraph, with line breaks as break tags."""
    return escape(plain(text)).replace("\n", "<br/>")


def short_date(day: date | None) -> str:
    """10.04.2025, for tables; an unknown date says so."""
    return UNKNOWN if day is None else dates.short_date(day)


def long_date(day: date | None) -> str:
    """10. april 2025, for running text; an unknown date says so."""
    return UNKNOWN if day is None else calendar.long_date(day)


def local_time(instant: datetime) -> str:
    """10. april 2025 kl. 14.05, in Danish time."""
    local = instant.astimezone(COPENHAGEN)
    return f"{long_date(local.date())} kl. {local.hour:02}.{local.minute:02}"
