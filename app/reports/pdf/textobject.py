"""Text on its way into a page: words stay apart, every sign has a glyph, links are known as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.textobject import PDFTextObject

from app.reports.pdf.structure import Element
from app.reports.pdf.text import drawable


class StructuredText(PDFTextObject):  # type: ignore[misc] # ReportLab is untyped
    """Lines of text that are drawn at once; the canvas makes one for each paragraph.

    A line that ends softly ends with a space, or its last word and the next one's first are read as one.
    The lines numbered in `unspaced` end inside a word, or end it all, and get none.
    """

    def __init__(self, *args: Any, unspaced: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code: list[str]
        self.said: list[str] = []
        self._unspaced = unspaced
        self._line = 0
        # From which operator on the text belongs to which link, or to none.
        self._turns: list[tuple[int, Element | None]] = []
        self._links: dict[object, Element] = {}
        self._open: Element | None = None

    def _textOut(self, text: str, TStar: int = 0) -> None:  # ReportLab's names
        if TStar:
            # The last piece of a line may be empty: a line break, an anchor.
            written = text or (self.said[-1] if self.said else "")
            if written and not written.endswith(" ") and self._line not in self._unspaced:
                text += " "
            self._line += 1
        self.said.append(text)
        if self._open:
            self._open.attributes["contents"] += text
        super()._textOut(text, TStar)

    def _formatText(self, text: str) -> str:
        formatted: str = super()._formatText(drawable(text))
        return formatted

    def _linkRecord(self, link: tuple[int, str], what: str) -> None:
        """ReportLab's hook: called at the end of a link on a line, and just after the first text of one."""
        if what == "end":
            self._open = None
            self._turns.append((len(self._code), None))
            return
        self._open = self._links.setdefault(link, Element("Link", contents=""))
        self._open.attributes["contents"] += self.said[-1]
        self._turns.append((len(self._code) - 1, self._open))
        self._canvas.links.append(self._open)

    @property
    def has_links(self) -> bool:
        return bool(self._turns)

    def belongs_to(self, link: Element) -> None:
        """The whole text is `link`: for a paragraph that is nothing else, ReportLab does not call its hook."""
        link.attributes["contents"] = "".join(self.said)
        self._turns.append((1, link))

    def mark(self, owner: Element, new_mark: Callable[[Element], str]) -> None:
        """Writes the marks of the links and of the text between them, which is `owner`'s."""
        code, start, link = self._code[:1], 1, None
        for stop, following in [*self._turns, (len(self._code), None)]:
            run = self._code[start:stop]
            if any(operator.endswith(("Tj", "T*")) for operator in run):
                if link and not any(link is part for part in owner.parts):
                    owner.parts.append(link)
                code += [new_mark(link or owner), *run, "EMC"]
            else:
                code += run
            start, link = stop, following
        self._code = code
