"""IBM Plex Sans (SIL Open Font License), shipped unmodified and embedded in every report."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "PlexSans"
STRONG = "PlexSans-SemiBold"
ITALIC = "PlexSans-Italic"

_FILES = {
    REGULAR: "IBMPlexSans-Regular.ttf",
    STRONG: "IBMPlexSans-SemiBold.ttf",
    ITALIC: "IBMPlexSans-Italic.ttf",
}


@cache
def register() -> None:
    """Make the fonts known to ReportLab; parsing them takes some 50 ms, so it is done once a process."""
    for name, file_name in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(Path(__file__).with_name(file_name))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG, italic=ITALIC, boldItalic=STRONG)


@cache
def glyphs() -> frozenset[int]:
    """The code points that all three cuts can draw and that mean something to everybody."""
    register()
    drawn = frozenset.intersection(*(frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES))
    return frozenset(code for code in drawn if not unicodedata.category(chr(code)).startswith("C"))


def width(text: str, font: str, size: float) -> float:
    """How wide `text` is in points on one line."""
    register()
    return float(pdfmetrics.stringWidth(text, font, size))
