"""The building blocks of a report; each knows its structural role and draws only inside it."""

from __future__ import annotations

from copy import copy
from itertools import accumulate
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from app.core import shapes
from app.reports.pdf import styles
from app.reports.pdf.facts import MOST_IN_STRING
from app.reports.pdf.structure import ARTIFACT
from app.reports.pdf.text import one_line


class RoleParagraph(Paragraph):  # type: ignore[misc] # ReportLab is untyped
    """Text of one role; one element even when it runs over several pages.

    `role` ``None`` is text inside something that has the role, such as a table cell. `bookmark` puts a
    heading into the outline at that level.
    """

    role: str | None = None
    bookmark: int | None = None
    bullet: str = ""
    key: object = None
    # Of a part of a paragraph: its lines that end inside a word, and whether the paragraph goes on after it.
    inside_words: frozenset[int] | None = None
    goes_on = False
    _size = (0.0, 0.0)

    @classmethod
    def make(
        cls,
        markup: str,
        style: ParagraphStyle,
        role: str | None,
        *,
        bookmark: int | None = None,
        bullet: str = "",
    ) -> RoleParagraph:
        paragraph = cls(markup, style)
        paragraph.role, paragraph.bookmark, paragraph.bullet, paragraph.key = role, bookmark, bullet, object()
        return paragraph

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Whatever holds it asks several times; breaking into lines is most of the work of a report.
        if self.inside_words is None and (not hasattr(self, "blPara") or self._size[0] != available_width):
            self._size = super().wrap(available_width, available_height)
        return self._size

    def split(self, available_width: float, available_height: float) -> list[RoleParagraph]:
        """Not ReportLab's own, which breaks all that is left into lines anew at the end of each page."""
        if not hasattr(self, "blPara"):
            self.wrap(available_width, available_height)
        # As it was wrapped: a table asks with the width of the column, padding and all.
        count, fit = len(self.blPara.lines), int(available_height / self.style.leading)
        if fit >= count:
            return [self]
        # No line stands alone, neither here nor on the next page.
        fit -= fit == count - 1
        return [self._part(0, fit), self._part(fit, count)] if fit > 1 else []

    def _part(self, start: int, stop: int) -> RoleParagraph:
        lines, part = self.blPara.lines, copy(self)
        part.__dict__.pop("_postponed", None)  # ReportLab's note on what it has put off once
        part.inside_words = frozenset(no - start for no in self._lines_inside_words() if start <= no < stop)
        part.goes_on = self.goes_on or stop < len(lines)
        part.blPara = self.blPara.clone(lines=lines[start:stop])
        part.height = (stop - start) * self.style.leading
        part._size = (self._size[0], part.height)
        if start:
            part.bookmark, part.bullet = None, ""
        return part

    def draw(self) -> None:
        if self.role is None:
            super().draw()
        elif self.role == "LI":
            with self.canv.list_item(self.key, "Disc" if self.bullet else None):
                if self.bullet:
                    self._draw_bullet()
                with self.canv.element("LBody", key=(self.key, "body")):
                    super().draw()
        else:
            with self.canv.element(self.role, key=self.key):
                super().draw()
        if self.bookmark is not None:
            self.canv.add_bookmark(self.getPlainText()[:MOST_IN_STRING], self.bookmark, self.height + 6)

    def _draw_bullet(self) -> None:
        """ReportLab draws a bullet as a part of the text; a list item's label is an element of its own."""
        style = self.style
        with self.canv.element("Lbl"):
            self.canv.setFont(style.bulletFontName, style.bulletFontSize)
            self.canv.setFillColor(style.textColor)
            self.canv.drawString(style.bulletIndent, self.height - style.fontSize, self.bullet)

    def beginText(self, x: float, y: float) -> Any:  # ReportLab's name
        unspaced = self._lines_inside_words()
        if not self.goes_on:
            unspaced |= {len(self.blPara.lines) - 1}
        return self.canv.beginText(x, y, unspaced=unspaced)

    def _lines_inside_words(self) -> frozenset[int]:
        """The lines that end inside a word, one that is longer than a line."""
        if self.inside_words is not None:
            return self.inside_words
        lines, words = self.blPara.lines, self.getPlainText().split()
        # No letter is wider than it is high, so most paragraphs have no word that could be too long.
        if len(lines) < 2 or max(map(len, words), default=0) * self.style.fontSize < self.width:
            return frozenset()
        # How many letters have been written when a word ends.
        ends = set(accumulate(map(len, words)))
        written = accumulate(sum(map(len, _line_text(line).split())) for line in lines)
        return frozenset(
            number
            for number, (line, letters) in enumerate(zip(lines, written, strict=True))
            if letters not in ends and not getattr(line, "lineBreak", False)
        )


def _line_text(line: Any) -> str:
    """The text of a line of a paragraph: a tuple of words where it has one look, fragments where it has several."""
    return " ".join(line[1]) if isinstance(line, tuple) else "".join(getattr(part, "text", "") for part in line.words)


class LabelledText(Flowable):  # type: ignore[misc] # ReportLab is untyped
    """A label in a narrow column and its text beside it; the text runs on over pages without a limit."""

    def __init__(self, label: RoleParagraph | None, text: RoleParagraph, space_after: float = 3, key: object = None):
        super().__init__()
        self.label, self.text = label, text
        self.spaceAfter = space_after
        self.key = key or object()

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        _, self._text_height = self.text.wrap(available_width - styles.LABEL_WIDTH, available_height)
        self._label_height = 0.0
        if self.label:
            _, self._label_height = self.label.wrap(styles.LABEL_WIDTH - 8, available_height)
        self.width, self.height = available_width, max(self._text_height, self._label_height)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        if self._label_height > available_height:
            return []
        parts = self.text.split(available_width - styles.LABEL_WIDTH, available_height)
        if len(parts) < 2:
            return parts and [self]
        first = LabelledText(self.label, parts[0], 0, self.key)
        return [first, LabelledText(None, parts[1], self.spaceAfter, self.key)]

    def draw(self) -> None:
        with self.canv.list_item(self.key, None):
            if self.label:
                with self.canv.element("Lbl"):
                    self.label.drawOn(self.canv, 0, self.height - self._label_height)
            with self.canv.element("LBody", key=(self.key, "body")):
                self.text.drawOn(self.canv, styles.LABEL_WIDTH, self.height - self._text_height)


class Callout(Flowable):  # type: ignore[misc] # ReportLab is untyped
    """A short paragraph on a tinted ground with a bar at its left; it must fit on a page."""

    _PAD = 8

    def __init__(self, text: RoleParagraph, bar: str = styles.ACCENT, ground: str = styles.TINT):
        super().__init__()
        self.text, self.bar, self.ground = text, bar, ground
        self.spaceBefore, self.spaceAfter = 4, 12

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        _, height = self.text.wrap(available_width - 3 * self._PAD, available_height)
        # Leading lies below the letters, so equal padding would look high.
        self.width, self.height = available_width, height + 2 * self._PAD - 2
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.element(ARTIFACT):
            self.canv.setFillColor(styles.colour(self.ground))
            self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
            self.canv.setFillColor(styles.colour(self.bar))
            self.canv.rect(0, 0, 3, self.height, stroke=0, fill=1)
        self.text.drawOn(self.canv, 1.8 * self._PAD, self._PAD - 2.5)


class HairLine(Flowable):  # type: ignore[misc] # ReportLab is untyped
    """A thin line across the page that says nothing to a screen reader; not drawn at the top of a page."""

    def __init__(self, space_before: float = 8, space_after: float = 0):
        super().__init__()
        self.spaceBefore, self.spaceAfter = space_before, space_after

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width = available_width
        return available_width, 1

    def draw(self) -> None:
        top_of_text = styles.PAGE_HEIGHT - styles.MARGIN_TOP
        if self.canv.absolutePosition(0, 0)[1] > top_of_text - 10:
            return
        with self.canv.element(ARTIFACT):
            self.canv.setStrokeColor(styles.colour(styles.HAIRLINE))
            self.canv.setLineWidth(0.6)
            self.canv.line(0, 0.5, self.width, 0.5)


class ShapeFigure(Flowable):  # type: ignore[misc] # ReportLab is untyped
    """Draws a list of shapes as one figure with its alternative text."""

    def __init__(self, figure: shapes.Figure):
        super().__init__()
        self.figure = figure
        self.width, self.height = figure.width, figure.height
        self.spaceBefore, self.spaceAfter = 4, 2

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        told = one_line(f"{self.figure.title}. {self.figure.description}")[:MOST_IN_STRING]
        with self.canv.element("Figure", alt=told, box=(x, y, x + self.width, y + self.height)):
            for shape in self.figure.shapes:
                self._draw_shape(shape)

    def _draw_shape(self, shape: shapes.Shape) -> None:
        canvas, look = self.canv, styles.SHAPE_STYLES[shape.style]
        if look.fill:
            canvas.setFillColor(styles.colour(look.fill))
        if look.stroke:
            canvas.setStrokeColor(styles.colour(look.stroke))
            canvas.setLineWidth(look.stroke_width)
            canvas.setDash(*look.dash) if look.dash else canvas.setDash()
        paint = {"stroke": int(look.stroke is not None), "fill": int(look.fill is not None)}
        match shape:
            case shapes.Rect():
                canvas.rect(shape.x, self.height - shape.y - shape.height, shape.width, shape.height, **paint)
            case shapes.Line():
                canvas.line(shape.x1, self.height - shape.y1, shape.x2, self.height - shape.y2)
            case shapes.Polygon():
                path = canvas.beginPath()
                (x, y), *rest = shape.points
                path.moveTo(x, self.height - y)
                for x, y in rest:
                    path.lineTo(x, self.height - y)
                path.close()
                canvas.drawPath(path, **paint)
            case shapes.Text():
                canvas.setFont(look.font, look.size)
                write = {"middle": canvas.drawCentredString, "end": canvas.drawRightString}
                write.get(shape.anchor, canvas.drawString)(shape.x, self.height - shape.y, shape.text)
