"""The look of a report: one type family, ink and a few quiet colours (text at least 4.5:1 on white)."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from app.reports.content import Tone
from app.reports.pdf import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN_X = 21 * mm
MARGIN_TOP = 25 * mm
MARGIN_BOTTOM = 22 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN_X
LABEL_WIDTH = 43 * mm

INK = "#1A1A1A"
MUTED = "#555555"
ACCENT = "#0B4A7A"
HAIRLINE = "#C9CFD6"
TINT = "#EEF3F8"


class Mark(NamedTuple):
    """What stands beside a status word: a sign and a colour, so that neither is needed to read it."""

    sign: str
    colour: str


MARKS: dict[Tone, Mark] = {
    "neutral": Mark("•", MUTED),
    "good": Mark("✓", "#1B6338"),
    "attention": Mark("!", "#8A4B00"),
    "bad": Mark("×", "#A3161A"),
    "unknown": Mark("?", "#6B3FA0"),
}


class ShapeStyle(NamedTuple):
    """How a named shape of `app.core.shapes` looks on paper."""

    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0.6
    dash: tuple[float, float] | None = None
    font: str = fonts.REGULAR
    size: float = 8


SHAPE_STYLES: dict[str, ShapeStyle] = {
    "grid": ShapeStyle(stroke="#DDE2E7", stroke_width=0.5),
    "guide": ShapeStyle(stroke="#C9CFD6", stroke_width=0.5, dash=(1, 2)),
    "today": ShapeStyle(stroke=INK, stroke_width=1),
    "moved": ShapeStyle(stroke=MUTED, stroke_width=1, dash=(3, 2)),
    "tick": ShapeStyle(fill=MUTED, size=7.5),
    "tick-strong": ShapeStyle(fill=INK, font=fonts.STRONG, size=7.5),
    "label": ShapeStyle(fill=INK, size=8.5),
    "label-strong": ShapeStyle(fill=INK, font=fonts.STRONG, size=8.5),
    "date": ShapeStyle(fill=INK, size=8.5),
    "unknown": ShapeStyle(fill=MARKS["unknown"].colour, font=fonts.ITALIC, size=8.5),
    "dark": ShapeStyle(fill="#000000"),
    "event": ShapeStyle(fill="#FFFFFF", stroke=ACCENT, stroke_width=1.4),
    "original": ShapeStyle(fill="#FFFFFF", stroke=MUTED, stroke_width=1),
    **{f"clock-{tone}": ShapeStyle(fill=mark.colour) for tone, mark in MARKS.items()},
}


@cache
def colour(code: str) -> Any:
    return HexColor(code)


@cache
def paragraph_styles() -> dict[str, ParagraphStyle]:
    """The paragraph styles by name; registers the fonts they need."""
    fonts.register()
    body = ParagraphStyle(
        "body",
        fontName=fonts.REGULAR,
        bulletFontName=fonts.REGULAR,  # the default is a font that is not embedded
        bulletFontSize=9.5,
        fontSize=9.5,
        leading=13.5,
        textColor=colour(INK),
        spaceAfter=5,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )

    def style(name: str, parent: ParagraphStyle = body, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=parent, **changes)

    def heading(name: str, size: float, leading: float, before: float, after: float) -> ParagraphStyle:
        return style(
            name,
            fontName=fonts.STRONG,
            fontSize=size,
            leading=leading,
            spaceBefore=before,
            spaceAfter=after,
            textColor=colour(ACCENT),
        )

    cell = style("cell", fontSize=8.5, leading=11.5, spaceAfter=0)
    made = [
        body,
        style("overline", fontName=fonts.STRONG, fontSize=9, textColor=colour(ACCENT), spaceAfter=3),
        heading("H1", 21, 26, 0, 3),
        heading("H2", 14, 18, 16, 6),
        heading("H3", 11.5, 15, 12, 4),
        style("H4", fontName=fonts.STRONG, fontSize=10, leading=13.5, spaceBefore=10, spaceAfter=2),
        style("subtitle", fontSize=11, leading=15, textColor=colour(MUTED), spaceAfter=9),
        style("notice", fontName=fonts.STRONG, spaceAfter=0),
        style("meta", fontSize=9, leading=13, spaceAfter=4),
        style("label", fontSize=8.5, leading=13.5, textColor=colour(MUTED), spaceAfter=0),
        style("value", spaceAfter=0),
        style("bullet", leftIndent=12, bulletIndent=0, spaceAfter=3),
        style("caption", fontSize=8.5, leading=11.5, textColor=colour(MUTED), spaceBefore=3, spaceAfter=8),
        style("small", fontSize=8, leading=11, textColor=colour(MUTED)),
        cell,
        style("cell-head", parent=cell, fontName=fonts.STRONG, textColor=colour(INK)),
        style("figure", fontName=fonts.STRONG, fontSize=18, leading=22, spaceAfter=0),
    ]
    return {made_style.name: made_style for made_style in made}
