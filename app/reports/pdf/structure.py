"""What a document is made of, for whoever hears it instead of seeing it: elements in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

ARTIFACT = "Artifact"
CONTAINERS = {"Document", "L", "LI", "Table", "THead", "TBody", "TR"}
# What is drawn belongs to one of these; `Link` is made by the links inside their text.
LEAVES = {"H1", "H2", "H3", "H4", "P", "Lbl", "LBody", "TH", "TD", "Figure", ARTIFACT}


class MissingRole(RuntimeError):
    """Something was drawn that no structural element owns, or an element has a role nobody knows."""


class Mark(NamedTuple):
    """A stretch of what is drawn on a page (counted from 0) under a number of that page's own."""

    page: int
    number: int


class Annotation(NamedTuple):
    """The `number`-th place on a page (both counted from 0) that leads somewhere when pressed."""

    page: int
    number: int


class Element:
    """One node of the structure: a role, what a reader is told of it, and its parts in reading order."""

    __slots__ = ("attributes", "parts", "role")

    def __init__(self, role: str, **attributes: Any) -> None:
        self.role = role
        self.attributes = attributes
        self.parts: list[Element | Mark | Annotation] = []

    @property
    def children(self) -> list[Element]:
        """The elements right below this one."""
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def pages(self) -> list[int]:
        """The pages, counted from 1, that something of this element is drawn on."""
        marks = (part for element in self.walk() for part in element.parts if isinstance(part, Mark))
        return sorted({mark.page + 1 for mark in marks})

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()
