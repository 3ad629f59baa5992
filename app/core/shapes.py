"""Charts as a list of shapes that knows no output format: one writer makes SVG, another draws in the PDF.

Coordinates are points (1/72 inch) or CSS pixels, y grows downwards. ``style`` names a look that each
writer has its own table for, so no colour stands here.
"""

from typing import Literal

import msgspec

Anchor = Literal["start", "middle", "end"]


class Rect(msgspec.Struct, frozen=True, tag="rect"):
    x: float
    y: float
    width: float
    height: float
    style: str


class Line(msgspec.Struct, frozen=True, tag="line"):
    x1: float
    y1: float
    x2: float
    y2: float
    style: str


class Polygon(msgspec.Struct, frozen=True, tag="polygon"):
    points: tuple[tuple[float, float], ...]
    style: str


class Text(msgspec.Struct, frozen=True, tag="text"):
    x: float
    y: float
    text: str
    style: str
    anchor: Anchor = "start"


Shape = Rect | Line | Polygon | Text


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing with the text that stands in for it; its data belong in a table beside it."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]
