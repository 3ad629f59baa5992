"""Short words for what a report is built of: headings, paragraphs, labelled texts, tables with cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable

from app.core.dates import UNKNOWN
from app.reports.content import Tone
from app.reports.pdf import fonts, styles
from app.reports.pdf.flowables import HairLine, LabelledText, RoleParagraph
from app.reports.pdf.tabular import role_table
from app.reports.pdf.text import markup, plain

# What must fit below a heading, or it moves to the next page together with what it announces.
_ROOM = {"H2": 52 * mm, "H3": 44 * mm, "H4": 34 * mm}
_CELL_PAD = 5.0
_CELL_SIZE = 8.5


class Markup(str):
    """Paragraph markup that we wrote ourselves; any other string is user text and is escaped."""


def heading(text: str, role: str, *, room: float | None = None, line: bool = False) -> Iterator[Flowable]:
    """A heading of level `role` with its outline entry, never alone at the foot of a page.

    `room` is what must fit below with it where that is known; `line` draws a hairline above.
    """
    yield CondPageBreak(room or _ROOM[role])
    if line:
        yield HairLine()
    yield RoleParagraph.make(markup(text), styles.paragraph_styles()[role], role, bookmark=int(role[1]) - 2)


def paragraph(text: str, style: str = "body", role: str | None = "P") -> RoleParagraph:
    """`text` as a paragraph; `Markup` is taken as it is, everything else is escaped."""
    source = text if isinstance(text, Markup) else markup(text)
    return RoleParagraph.make(source, styles.paragraph_styles()[style], role)


def bullets(texts: Iterable[str], sign: str = "•") -> Iterator[Flowable]:
    """A list with one item per text."""
    for text in texts:
        source = text if isinstance(text, Markup) else markup(text)
        yield RoleParagraph.make(source, styles.paragraph_styles()["bullet"], "LI", bullet=sign)


def labelled(label: str, text: str) -> LabelledText:
    """A label and its text beside it."""
    return LabelledText(paragraph(label, "label", None), paragraph(text, "value", None))


def filled(*pairs: tuple[str, str]) -> Iterator[Flowable]:
    """A labelled text for each pair whose text is filled in."""
    for label, text in pairs:
        if plain(text):
            yield labelled(label, text)


def status_words(status: str, tone: Tone) -> Markup:
    """A status as words with its sign and colour; the words alone say it."""
    mark = styles.MARKS[tone if plain(status) else "unknown"]
    return Markup(
        f'<font name="{fonts.STRONG}" color="{mark.colour}">{mark.sign}\u00a0{markup(status) or UNKNOWN}</font>'
    )


def strong(text: str) -> Markup:
    """User text in the strong cut."""
    return Markup(f'<font name="{fonts.STRONG}">{markup(text)}</font>')


def lines(*parts: str) -> Markup:
    """The non-empty parts, each on a line of its own."""
    sources = (part if isinstance(part, Markup) else markup(part) for part in parts)
    return Markup("<br/>".join(source for source in sources if source))


def small(text: str, size: float = 7.5) -> Markup:
    """User text, smaller and quieter."""
    source = text if isinstance(text, Markup) else markup(text)
    return Markup(f'<font size="{size}" color="{styles.MUTED}">{source}</font>') if source else Markup("")


def table(
    columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], *, row_headers: bool = False
) -> Flowable:
    """A table of text under `columns` (title, share of the width), in the report's look.

    A column in which no row has anything is left out.
    """
    rows = list(rows)
    used = [not rows or any(row[column] for row in rows) for column in range(len(columns))]
    columns = list(compress(columns, used))
    rows = [list(compress(row, used)) for row in rows]
    total = sum(share for _, share in columns)
    widths = [styles.TEXT_WIDTH * share / total for _, share in columns]
    looks = ["cell-head" if row_headers and column == 0 else "cell" for column in range(len(columns))]
    body = [[_cell(text, width, look) for text, width, look in zip(row, widths, looks, strict=True)] for row in rows]
    header = [_cell(title, width, "cell-head") for (title, _), width in zip(columns, widths, strict=True)]
    hairline, ink = styles.colour(styles.HAIRLINE), styles.colour(styles.INK)
    commands = [
        ("FONT", (0, 0), (-1, -1), fonts.REGULAR, _CELL_SIZE, 11.5),
        ("FONTNAME", (0, 0), (-1, 0), fonts.STRONG),
        *([("FONTNAME", (0, 0), (0, -1), fonts.STRONG)] if row_headers else []),
        ("TEXTCOLOR", (0, 0), (-1, -1), ink),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), _CELL_PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _CELL_PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
        ("BACKGROUND", (0, 0), (-1, 0), styles.colour(styles.TINT)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, styles.colour(styles.ACCENT)),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, hairline),
    ]
    return role_table(header, body, widths, commands=commands, row_headers=row_headers)


def _cell(text: str, width: float, style: str = "cell") -> Any:
    """A plain string where it fits on one line (much faster to lay out), a paragraph where it wraps."""
    if not isinstance(text, Markup):
        text = plain(text)
        font = fonts.STRONG if style == "cell-head" else fonts.REGULAR
        is_short = len(text) < 200 and "\n" not in text
        if is_short and fonts.width(text, font, _CELL_SIZE) <= width - 2 * _CELL_PAD:
            return text
    return paragraph(text, style, None)
