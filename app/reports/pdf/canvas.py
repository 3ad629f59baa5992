"""A canvas that knows what it draws: every mark on the page belongs to an element or is an artifact.

ReportLab cannot tag a PDF. This class writes the marks around what is drawn, keeps the tree of elements
they belong to, and refuses to draw outside one. `app.reports.pdf.standards` writes the tree into the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from app.reports.pdf.structure import ARTIFACT, CONTAINERS, LEAVES, Annotation, Element, Mark, MissingRole
from app.reports.pdf.textobject import StructuredText


class StructuredCanvas(Canvas):  # type: ignore[misc] # ReportLab is untyped
    """A ReportLab canvas with a structure tree, a fixed time and page numbers that know the total.

    `structure` is the tree; `owners` has, for each page, the element of each numbered mark.
    """

    def __init__(self, *args: Any, made_at: datetime, page_label: Callable[[int, int], None], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.structure = Element("Document")
        self.owners: list[list[Element]] = [[]]
        self.links: list[Element] = []  # those whose place on the page comes next, in this order
        self._whole_link: Element | None = None
        self._stack = [self.structure]
        self._mark_at = 0
        self._has_drawn = False
        self._by_key: dict[object, Element] = {}
        self._page_label = page_label
        self._pages_with_label: list[int] = []
        self._bookmarks = 0
        # The file's dates come from the snapshot: no clock, no environment.
        stamp = TimeStamp(invariant=1)
        stamp.YMDhms = tuple(made_at.astimezone(UTC).timetuple())[:6]
        self._doc._timeStamp = stamp
        # The file's id is a digest of its content, seeded with a time that the environment can change.
        self._doc.signature = hashlib.md5(usedforsecurity=False)

    @contextmanager
    def element(self, role: str, *, key: object = None, **attributes: Any) -> Iterator[Element]:
        """Everything drawn inside belongs to one element of `role`.

        The same `key` continues the same element, e.g. on the next page. Raises `MissingRole` for an
        unknown role and for an element inside a leaf.
        """
        known = self._by_key.get(key) if key is not None else None
        element = self.resume(known) if known else self.begin(role, **attributes)
        if key is not None:
            self._by_key[key] = element
        try:
            yield element
        finally:
            self.end()

    def begin(self, role: str, **attributes: Any) -> Element:
        """What is drawn from now until `end` belongs to a new element; raises as `element` does."""
        parent = self._stack[-1]
        if role not in CONTAINERS | LEAVES or parent.role in LEAVES:
            raise MissingRole(f"{role} inside {parent.role}")
        element = Element(role, **attributes)
        if role != ARTIFACT:
            parent.parts.append(element)
        return self.resume(element)

    def resume(self, element: Element) -> Element:
        """As `begin`, for more of an element that there is already."""
        self._stack.append(element)
        if element.role in LEAVES:
            self._open_mark(element)
        return element

    def end(self) -> None:
        """Ends the element of the last `begin` or `resume`."""
        element = self._stack.pop()
        if element.role in LEAVES:
            self._close_mark(element)

    def _new_mark(self, element: Element) -> str:
        """The operator that opens a further mark of `element` on this page."""
        if element.role == ARTIFACT:
            return "/Artifact BMC"
        owners = self.owners[-1]
        element.parts.append(Mark(len(self.owners) - 1, len(owners)))
        owners.append(element)
        return f"/{element.role} <</MCID {len(owners) - 1}>> BDC"

    def _open_mark(self, element: Element) -> None:
        self._mark_at, self._has_drawn = len(self._code), False
        self._code.append(self._new_mark(element))

    def _close_mark(self, element: Element) -> None:
        """Ends the open mark, or takes it back where nothing was drawn inside."""
        if self._has_drawn:
            self._code.append("EMC")
            return
        del self._code[self._mark_at]
        if element.role != ARTIFACT:
            element.parts.pop()
            self.owners[-1].pop()

    def _list(self, numbering: str | None) -> Element:
        """The list that a further item joins: the last element if that is a list of the kind, else a new one."""
        parts = self._stack[-1].parts
        last = parts[-1] if parts else None
        if isinstance(last, Element) and last.role == "L" and last.attributes["numbering"] == numbering:
            return last
        new = Element("L", numbering=numbering)
        parts.append(new)
        return new

    @contextmanager
    def list_item(self, key: object, numbering: str | None) -> Iterator[None]:
        """An item of the current list, whose labels are of the kind `numbering`; the same `key` continues the item."""
        owner = self._by_key.get((key, "list")) or self._by_key.setdefault((key, "list"), self._list(numbering))
        self._stack.append(owner)
        try:
            with self.element("LI", key=key):
                yield
        finally:
            self._stack.pop()

    def _require_element(self, what: str) -> None:
        if self._stack[-1].role not in LEAVES:
            raise MissingRole(f"{what} outside any element")

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None, **more: Any) -> StructuredText:
        return StructuredText(self, x, y, direction=direction, **more)

    def drawText(self, text: StructuredText) -> None:
        self._require_element("drawText")
        if self._whole_link:
            text.belongs_to(self._whole_link)
            self._whole_link = None
        if not text.has_links:
            self._has_drawn = True
            super().drawText(text)
            return
        # A mark may not hold a part of a text object, so the text gets its own inside.
        owner = self._stack[-1]
        self._close_mark(owner)
        text.mark(owner, self._new_mark)
        super().drawText(text)
        self._open_mark(owner)

    def _addAnnotation(self, annotation: Any, name: Any = None, addtopage: int = 1) -> None:  # ReportLab's name
        super()._addAnnotation(annotation, name, addtopage)
        if self.links:
            link = self.links.pop(0)
        else:
            link = self._whole_link = self._whole_link or Element("Link")
        link.parts.append(Annotation(len(self.owners) - 1, len(self._annotationrefs) - 1))

    def showPage(self) -> None:
        super().showPage()
        self.owners.append([])

    def add_bookmark(self, title: str, level: int, top: float) -> None:
        """Put a heading into the outline; `top` is relative to the current origin."""
        self._bookmarks += 1
        name = f"heading-{self._bookmarks}"
        self.bookmarkHorizontal(name, 0, top)
        self.addOutlineEntry(title, name, level)

    def place_page_label(self) -> None:
        """Reserve the place of "page x of y", which is filled when the total is known."""
        self._pages_with_label.append(self._pageNumber)
        self.doForm(f"page-{self._pageNumber}")

    def save(self) -> None:
        total = self._pages_with_label[-1] if self._pages_with_label else 0
        # The mark stands on the page, around the label.
        self._stack.append(Element(ARTIFACT))
        for number in self._pages_with_label:
            self.beginForm(f"page-{number}", 0, 0, *self._pagesize)
            self._page_label(number, total)
            self.endForm()
        super().save()


def _only_inside_an_element(name: str) -> Callable[..., Any]:
    inherited = getattr(Canvas, name)

    def draw(self: StructuredCanvas, *args: Any, **kwargs: Any) -> Any:
        self._require_element(name)
        self._has_drawn = True
        return inherited(self, *args, **kwargs)

    return draw


for _name in (
    *("drawPath", "drawImage", "drawInlineImage", "doForm"),
    *("line", "lines", "grid", "rect", "roundRect", "circle", "ellipse", "bezier", "arc", "wedge"),
):
    setattr(StructuredCanvas, _name, _only_inside_an_element(_name))
