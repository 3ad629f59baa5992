"""The second pass over a file: what makes it PDF/UA-1 and PDF/A, which ReportLab cannot write.

PDF/A-2a without attachments, PDF/A-3a with them; see decision 0022 for what was chosen and why.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from app.reports.pdf.facts import CREATOR, LANGUAGE, Attachment, Facts
from app.reports.pdf.structure import Annotation, Element, Mark

# A cell with nothing in it is a cell; any other element without content would be read as a pause.
_MAY_BE_EMPTY = {"TH", "TD"}


def conform(
    drawn: bytes,
    structure: Element,
    owners: Sequence[Sequence[Element]],
    facts: Facts,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The file `drawn` by ReportLab with its structure, description, colours and attachments, compressed.

    `owners` has the element of each numbered mark of each page. The same input gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        _Tree(pdf, owners).write(structure)
        root = pdf.Root
        root.Lang = String(LANGUAGE)
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _describe(pdf, facts, "3" if attachments else "2")
        _state_colours(pdf)
        _attach(pdf, attachments, facts.made_at)
        out = io.BytesIO()
        pdf.save(
            out,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return out.getvalue()


class _Tree:
    """The structure as objects of the file, and the way back from each mark and annotation to its element."""

    def __init__(self, pdf: pikepdf.Pdf, owners: Sequence[Sequence[Element]]) -> None:
        self._pdf = pdf
        self._owners = owners
        self._pages = [page.obj for page in pdf.pages]
        self._objects: dict[int, Any] = {}
        self._parents: list[Any] = []  # number, element, number, element …
        self._next = len(self._pages)

    def write(self, structure: Element) -> None:
        root = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = self._write(structure, root)
        for number, (page, owners) in enumerate(zip(self._pages, self._owners, strict=False)):
            page.StructParents, page.Tabs = number, Name.S
            self._parents[2 * number : 2 * number] = [
                number,
                self._pdf.make_indirect(Array([self._objects[id(owner)] for owner in owners])),
            ]
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._parents)))
        root.ParentTreeNextKey = self._next
        self._pdf.Root.StructTreeRoot = root

    def _write(self, element: Element, parent: Any) -> Any:
        made = self._pdf.make_indirect(
            Dictionary({"/Type": Name.StructElem, "/S": Name(f"/{element.role}"), "/P": parent, **_told(element)})
        )
        self._objects[id(element)] = made
        parts = [part for part in element.parts if not _is_empty(part)]
        page = next((part.page for part in parts if isinstance(part, Mark)), None)
        if page is not None:
            made.Pg = self._pages[page]
        kids = [self._part(part, element, made, page) for part in parts]
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _part(self, part: Element | Mark | Annotation, element: Element, made: Any, page: int | None) -> Any:
        if isinstance(part, Element):
            return self._write(part, made)
        if isinstance(part, Annotation):
            return self._annotation(part, element, made)
        if part.page == page:
            return part.number
        return Dictionary(Type=Name.MCR, Pg=self._pages[part.page], MCID=part.number)

    def _annotation(self, part: Annotation, element: Element, made: Any) -> Any:
        page = self._pages[part.page]
        annotation = page.Annots[part.number]
        annotation.Contents = String(element.attributes["contents"].strip())
        annotation.StructParent = self._next
        annotation.F = 4  # printed, as PDF/A asks
        self._parents += [self._next, made]
        self._next += 1
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)


def _is_empty(part: Element | Mark | Annotation) -> bool:
    return isinstance(part, Element) and part.role not in _MAY_BE_EMPTY and all(map(_is_empty, part.parts))


def _told(element: Element) -> dict[str, Any]:
    """What is told of an element beside its content."""
    match element.role, element.attributes:
        case "Figure", {"alt": alt, "box": box}:
            place = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([round(side, 2) for side in box]))
            return {"/Alt": String(alt), "/A": place}
        case "L", {"numbering": str(numbering)}:
            return {"/A": Dictionary(O=Name.List, ListNumbering=Name(f"/{numbering}"))}
        case (("TH" | "TD"), attributes) if attributes:
            told: dict[str, Any] = {"/O": Name.Table}
            if "scope" in attributes:
                told["/Scope"] = Name(f"/{attributes['scope']}")
            if "columns" in attributes:
                told["/ColSpan"] = attributes["columns"]
            if "rows" in attributes:
                told["/RowSpan"] = attributes["rows"]
            return {"/A": Dictionary(told)}
    return {}


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{made_at}</xmp:CreateDate>
<xmp:ModifyDate>{made_at}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _describe(pdf: pikepdf.Pdf, facts: Facts, part: str) -> None:
    """What the file is, as the archive standard wants it, in the words that ReportLab wrote into the old place."""
    words = {
        "title": facts.title,
        "author": facts.author,
        "subject": facts.subject,
        "creator": CREATOR,
        "producer": str(pdf.docinfo.Producer),
    }
    text = _XMP.format(
        part=part,
        language=LANGUAGE,
        made_at=facts.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        **{name: escape(word) for name, word in words.items()},
    )
    stream = pdf.make_stream(text.encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


@cache
def _srgb() -> bytes:
    """A file, since a profile made on the spot holds the time it was made at."""
    return (Path(__file__).parent / "profile" / "sRGB.icc").read_bytes()


def _state_colours(pdf: pikepdf.Pdf) -> None:
    """Says which red is meant by red."""
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )


def _attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], made_at: datetime) -> None:
    stamp = f"D:{made_at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    for attached in attachments:
        pdf.attachments[attached.name] = pikepdf.AttachedFileSpec(
            pdf,
            attached.content,
            filename=attached.name,
            description=attached.description,
            mime_type=attached.media_type,
            relationship=Name(f"/{attached.relationship}"),
            creation_date=stamp,
            mod_date=stamp,
        )
    if attachments:
        pdf.Root.AF = Array([pdf.attachments[attached.name].obj for attached in attachments])
