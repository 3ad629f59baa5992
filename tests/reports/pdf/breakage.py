"""Copies of a good file that are broken in one way each: what cannot fail proves nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name


def elements(pdf: pikepdf.Pdf, role: str = "") -> Iterator[Any]:
    """The structure elements of `role`, or all, in reading order."""
    ahead = [pdf.Root.StructTreeRoot]
    while ahead:
        node = ahead.pop(0)
        if not role or node.get("/S") == f"/{role}":
            yield node
        kids = node.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        ahead[:0] = [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def _in_content(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    assert old in content
    page.Contents = pdf.make_stream(content.replace(old, new, 1))


def _in_metadata(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    content = pdf.Root.Metadata.read_bytes()
    assert old in content
    pdf.Root.Metadata.write(content.replace(old, new))


def _first(pdf: pikepdf.Pdf, role: str) -> Any:
    return next(elements(pdf, role))


def _delete(holder: Any, *names: str) -> None:
    for name in names:
        del holder[name]


def _link(pdf: pikepdf.Pdf) -> Any:
    return pdf.pages[0].Annots[0]


# How a file is broken, and the clause of which standard must then fail (the last digit is veraPDF's own number).
BREAKAGES: dict[str, tuple[Callable[[pikepdf.Pdf], Any], str, str]] = {
    "no structure": (lambda pdf: _delete(pdf.Root, "/StructTreeRoot"), "ua1", "7.1-11"),
    "not said to be tagged": (lambda pdf: _delete(pdf.Root, "/MarkInfo"), "2a", "6.7.2.2-1"),
    "no language": (lambda pdf: _delete(pdf.Root, "/Lang"), "ua1", "7.2-34"),
    "title not shown": (lambda pdf: _delete(pdf.Root, "/ViewerPreferences"), "ua1", "7.1-10"),
    "text outside the structure": (lambda pdf: _in_content(pdf, b"/P <</MCID 0>> BDC", b"q"), "ua1", "7.1-3"),
    "a figure without words": (lambda pdf: _delete(_first(pdf, "Figure"), "/Alt"), "ua1", "7.3-1"),
    "headers of nothing": (lambda pdf: [_delete(cell, "/A") for cell in elements(pdf, "TH")], "ua1", "7.5-1"),
    "a heading level skipped": (lambda pdf: _first(pdf, "H2").update({"/S": Name.H4}), "ua1", "7.4.2-1"),
    "a row outside a table": (lambda pdf: _first(pdf, "Table").update({"/S": Name.Div}), "ua1", "7.2-5"),
    "a list item outside a list": (lambda pdf: _first(pdf, "L").update({"/S": Name.Div}), "ua1", "7.2-17"),
    "a link without words": (lambda pdf: _delete(_link(pdf), "/Contents"), "ua1", "7.18.5-2"),
    "a link outside the structure": (lambda pdf: _delete(_link(pdf), "/StructParent"), "ua1", "7.18.5-1"),
    "tabs in any order": (lambda pdf: _delete(pdf.pages[0], "/Tabs"), "ua1", "7.18.3-1"),
    "not said to be PDF/UA": (lambda pdf: _in_metadata(pdf, b"pdfuaid:part>1", b"pdfuaid:part>9"), "ua1", "5-2"),
    "not said to be PDF/A": (lambda pdf: _in_metadata(pdf, b"conformance>A", b"conformance>Q"), "2a", "6.6.4-3"),
    "no meaning of colours": (lambda pdf: _delete(pdf.Root, "/OutputIntents"), "2a", "6.2.4.3-2"),
    "a font left out": (
        lambda pdf: _delete(next(iter(pdf.pages[0].Resources.Font.values())).FontDescriptor, "/FontFile2"),
        "2a",
        "6.2.11.4.1-1",
    ),
    "an attachment of no kind": (lambda pdf: _delete(pdf.Root.AF[0], "/AFRelationship"), "3a", "6.8-3"),
}


def broken(good: bytes, breakage: Callable[[pikepdf.Pdf], Any]) -> bytes:
    with pikepdf.open(io.BytesIO(good)) as pdf:
        breakage(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()
