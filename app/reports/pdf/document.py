"""The document class of every PDF we make: Danish, titled, with header, footer, outline and fixed bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.reports.pdf import fonts, styles
from app.reports.pdf.canvas import StructuredCanvas
from app.reports.pdf.facts import CREATOR, LANGUAGE, Attachment, Facts
from app.reports.pdf.structure import ARTIFACT
from app.reports.pdf.text import one_line

_FURNITURE_SIZE = 8


def cut(text: str, width: float, font: str, size: float) -> str:
    """`text` if it fits on one line of `width` points, else its beginning and an ellipsis."""
    text = one_line(text)
    if fonts.width(text[:400], font, size) <= width and len(text) <= 400:
        return text
    text = text[:400]
    while text and fonts.width(text + "…", font, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


class StructuredDocument:
    """One A4 document, PDF/UA-1 and PDF/A-2a; PDF/A-3a where it has `attachments`.

    `build` gives the same bytes for the same story, whenever and wherever it runs. After `build`,
    `structure` is the tree of elements. An element drawn without a role raises `MissingRole`; a sign that
    the fonts lack is written as its code point. A figure needs its alternative text and its box, see
    `ShapeFigure`; text may hold links (`<a href="…">`), a table spans (`role_table`).
    """

    def __init__(
        self,
        *,
        title: str,
        author: str,
        subject: str,
        made_at: datetime,
        header_left: str,
        header_right: str,
        footer_left: str,
        attachments: Sequence[Attachment] = (),
    ) -> None:
        self._facts = Facts(title=one_line(title), author=one_line(author), subject=one_line(subject), made_at=made_at)
        self._header_left, self._header_right, self._footer_left = header_left, header_right, footer_left
        self._attachments = attachments

    def build(self, story: Sequence[Flowable]) -> bytes:
        """Lay the story out and return the file. `story` is consumed: its flowables cannot be used again."""
        from app.reports.pdf.standards import conform  # its library is loaded by what draws, not by the server

        fonts.register()
        buffer = io.BytesIO()
        template = BaseDocTemplate(
            buffer,
            pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT),
            title=self._facts.title,
            author=self._facts.author,
            subject=self._facts.subject,
            creator=CREATOR,
            lang=LANGUAGE,
            invariant=1,
            pageCompression=0,  # the second pass does it
            initialFontName=fonts.REGULAR,
        )
        frame = Frame(
            styles.MARGIN_X,
            styles.MARGIN_BOTTOM,
            styles.TEXT_WIDTH,
            styles.PAGE_HEIGHT - styles.MARGIN_TOP - styles.MARGIN_BOTTOM,
            *(0, 0, 0, 0),
        )
        template.addPageTemplates(PageTemplate(frames=[frame], onPage=self._furniture))
        template.build(list(story), canvasmaker=self._make_canvas)
        return conform(buffer.getvalue(), self.structure, self._canvas.owners, self._facts, self._attachments)

    def _make_canvas(self, *args: Any, **kwargs: Any) -> StructuredCanvas:
        self._canvas = StructuredCanvas(*args, made_at=self._facts.made_at, page_label=self._page_label, **kwargs)
        self.structure = self._canvas.structure
        self._canvas.showOutline()
        return self._canvas

    def _furniture(self, canvas: StructuredCanvas, _template: Any) -> None:
        """Header and footer: the same on each page, so an artifact."""
        left, right = styles.MARGIN_X, styles.PAGE_WIDTH - styles.MARGIN_X
        head, foot = styles.PAGE_HEIGHT - 14 * mm, 12 * mm
        room = styles.TEXT_WIDTH - fonts.width(self._header_right, fonts.REGULAR, _FURNITURE_SIZE) - 20
        with canvas.element(ARTIFACT):
            canvas.saveState()
            canvas.setFont(fonts.REGULAR, _FURNITURE_SIZE)
            canvas.setFillColor(styles.colour(styles.MUTED))
            canvas.drawString(left, head, cut(self._header_left, room, fonts.REGULAR, _FURNITURE_SIZE))
            canvas.drawRightString(right, head, self._header_right)
            footer = cut(self._footer_left, 130 * mm, fonts.REGULAR, _FURNITURE_SIZE)
            canvas.drawString(left, foot, footer)
            canvas.setStrokeColor(styles.colour(styles.HAIRLINE))
            canvas.setLineWidth(0.6)
            canvas.line(left, head - 5, right, head - 5)
            canvas.line(left, foot + 11, right, foot + 11)
            canvas.place_page_label()
            canvas.restoreState()

    def _page_label(self, number: int, total: int) -> None:
        canvas = self._canvas
        canvas.setFont(fonts.REGULAR, _FURNITURE_SIZE)
        canvas.setFillColor(styles.colour(styles.MUTED))
        canvas.drawRightString(styles.PAGE_WIDTH - styles.MARGIN_X, 12 * mm, f"Side {number} af {total}")
