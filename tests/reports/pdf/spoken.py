"""Reads a PDF as a screen reader does: the structure tree in its order, and the text that each element marks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Dictionary

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


class Said(NamedTuple):
    """What is said of an element that holds text of its own; `path` has the roles above and of it."""

    path: tuple[str, ...]
    text: str

    @property
    def role(self) -> str:
        return self.path[-1]


def read_aloud(content: bytes) -> list[Said]:
    """All that a screen reader says, in its order; a figure is its alternative text.

    Raises ``AssertionError`` where the tree names a mark twice or one that is not there, or leaves one out.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        marks = {
            (number, mark): text for number, page in enumerate(pdf.pages) for mark, text in _marks(page.obj).items()
        }
        read: set[tuple[int, int]] = set()
        said = list(_element(pdf.Root.StructTreeRoot.K, (), pages, marks, read))
    assert read == marks.keys()
    return said


def _element(
    node: Any, above: tuple[str, ...], pages: dict[Any, int], marks: dict[tuple[int, int], str], read: set[Any]
) -> Iterator[Said]:
    path = (*above, str(node.S)[1:])
    kids = node.get("/K", pikepdf.Array([]))
    said = ""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            if said:
                yield Said(path, said)
                said = ""
            yield from _element(kid, path, pages, marks, read)
        elif not isinstance(kid, Dictionary) or kid.get("/Type") == "/MCR":
            page, number = (kid.Pg, kid.MCID) if isinstance(kid, Dictionary) else (node.Pg, kid)
            mark = (pages[page.objgen], int(number))
            assert mark not in read
            read.add(mark)
            said += marks[mark]
    if "/Alt" in node:
        said = str(node.Alt)
    if said:
        yield Said(path, said)


def _marks(page: Any) -> dict[int, str]:
    """The text of each numbered mark of a page."""
    fonts = {name: _glyphs(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    font: dict[int, str] = {}
    opened: list[int | None] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                number = operands[1].get("/MCID") if isinstance(operands[1], Dictionary) else None
                opened.append(None if number is None else int(number))
                if number is not None:
                    assert int(number) not in found
                    found[int(number)] = ""
            case "BMC":
                opened.append(None)
            case "EMC":
                opened.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" if opened and opened[-1] is not None:
                found[opened[-1]] += "".join(font[code] for code in bytes(operands[0]))
    assert opened == []
    return found


def _glyphs(font: Any) -> dict[int, str]:
    """What each code of a font means: its ToUnicode table."""
    table = font.ToUnicode.read_bytes()
    (ranges,) = re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S) or [b""]
    found: dict[int, str] = {}
    for low, high, first in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", ranges):
        for step in range(int(high, 16) - int(low, 16) + 1):
            found[int(low, 16) + step] = chr(int(first, 16) + step)
    for low, _, listed in re.findall(rb"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", ranges, re.S):
        for step, code in enumerate(re.findall(rb"<(\w+)>", listed)):
            found[int(low, 16) + step] = chr(int(code, 16))
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        found |= {int(code, 16): chr(int(sign, 16)) for code, sign in _PAIR.findall(block)}
    return found
