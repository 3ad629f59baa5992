"""A canvas that knows what it draws: every mark on the page belongs to an element or is an artifact.

ReportLab cannot tag a PDF. This class records which element is drawn on which page and refuses to draw
outside one, so tagging later means writing the marked content in `element` and the tree in `save`, and
nothing in the report has to change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

ARTIFACT = "Artifact"
_CONTAINERS = {"Document", "L", "LI", "Table", "THead", "TBody", "TR"}
_LEAVES = {"H1", "H2", "H3", "H4", "P", "Lbl", "LBody", "Caption", "TH", "TD", "Figure", ARTIFACT}


class MissingRole(RuntimeError):
    """Something was drawn that no structural element owns, or an element has a role nobody knows."""


class Element:
    """One node of the document's structure: a role, its attributes, its children and the pages it is on."""

    def __init__(self, role: str, **attributes: Any) -> None:
        self.role = role
        self.attributes = attributes
        self.children: list[Element] = []
        self.pages: list[int] = []

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class StructuredCanvas(Canvas):  # type: ignore[misc] # ReportLab is untyped
    """A ReportLab canvas with a structure tree, a fixed time and page numbers that know the total."""

    def __init__(self, *args: Any, made_at: datetime, page_label: Callable[[int, int], None], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.structure = Element("Document")
        self._stack = [self.structure]
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
        self.setViewerPreference("DisplayDocTitle", "true")

    @contextmanager
    def element(self, role: str, *, key: object = None, **attributes: Any) -> Iterator[Element]:
        """Everything drawn inside belongs to one element of `role`.

        The same `key` continues the same element, e.g. on the next page. Raises `MissingRole` for an
        unknown role and for an element inside a leaf.
        """
        parent = self._stack[-1]
        if role not in _CONTAINERS | _LEAVES or parent.role in _LEAVES:
            raise MissingRole(f"{role} inside {parent.role}")
        element = self._by_key.get(key) if key is not None else None
        if element is None:
            element = Element(role, **attributes)
            if key is not None:
                self._by_key[key] = element
            if role != ARTIFACT:
                parent.children.append(element)
        if self._pageNumber not in element.pages:
            element.pages.append(self._pageNumber)
        self._stack.append(element)
        try:
            yield element
        finally:
            self._stack.pop()

    def current_list(self) -> Element:
        """The list that a further list item joins: the last element if that is a list, else a new one."""
        siblings = self._stack[-1].children
        if not siblings or siblings[-1].role != "L":
            siblings.append(Element("L"))
        return siblings[-1]

    @contextmanager
    def list_item(self, key: object) -> Iterator[None]:
        """A list item of the current list; the same `key` continues the item."""
        owner = self._by_key.get((key, "list")) or self._by_key.setdefault((key, "list"), self.current_list())
        self._stack.append(owner)
        try:
            with self.element("LI", key=key):
                yield
        finally:
            self._stack.pop()

    @property
    def is_drawing_element(self) -> bool:
        """Whether drawing now would belong to an element."""
        return self._stack[-1].role in _LEAVES

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
        for number in self._pages_with_label:
            self.beginForm(f"page-{number}", 0, 0, *self._pagesize)
            with self.element(ARTIFACT):
                self._page_label(number, total)
            self.endForm()
        super().save()


def _only_inside_an_element(name: str) -> Callable[..., Any]:
    inherited = getattr(Canvas, name)

    def draw(self: StructuredCanvas, *args: Any, **kwargs: Any) -> Any:
        if not self.is_drawing_element:
            raise MissingRole(f"{name} outside any element")
        return inherited(self, *args, **kwargs)

    return draw


for _name in (
    *("drawText", "drawPath", "drawImage", "drawInlineImage", "doForm"),
    *("line", "lines", "grid", "rect", "roundRect", "circle", "ellipse", "bezier", "arc", "wedge"),
):
    setattr(StructuredCanvas, _name, _only_inside_an_element(_name))
