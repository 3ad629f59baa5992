"""The pack as a PDF: an appendix to the agenda."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.dates import short_date
from app.core.frozen import sha256
from app.packs.content import NO_CASES, NOTHING_NEW, Asked, Pack, PackCase, PackLine, decode
from app.reports.pdf import styles
from app.reports.pdf.blocks import bullets, heading, labelled, paragraph, small
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.flowables import RoleParagraph
from app.reports.pdf.text import local_time, long_date, markup, one_line


def render_pack(canonical: bytes, pack_hash: str) -> bytes:
    """The PDF of a pack: the same bytes from the same content, in any process, at any time.

    Raises ``ValueError`` where `pack_hash` is not that of `canonical`, ``msgspec.ValidationError`` where that is no
    pack.
    """
    if sha256(canonical) != pack_hash:
        raise ValueError("the pack does not match its hash")
    pack = decode(canonical)
    day = short_date(pack.held_on)
    document = StructuredDocument(
        title=f"Mødepakke {day}, {one_line(pack.forum)}"[:400],
        author=one_line(pack.forum)[:400],
        subject=f"{one_line(pack.title)}, {day}"[:400],
        made_at=pack.until,
        header_left=f"Mødepakke · {one_line(pack.forum)}",
        header_right=day,
        footer_left=f"Til og med {local_time(pack.until)} · SHA-256 {pack_hash[:12]}",
    )
    return document.build(list(_story(pack, f"SHA-256 {pack_hash}")))


def _story(pack: Pack, fingerprint: str) -> Iterator[Any]:
    yield paragraph("Mødepakke", "overline")
    yield RoleParagraph.make(markup(pack.forum), styles.paragraph_styles()["H1"], "H1")
    yield paragraph(f"{pack.title} · {long_date(pack.held_on)}", "subtitle")
    yield paragraph(period_text(pack))
    if pack.requests:
        yield from heading("Udvalgets åbne anmodninger", "H2")
        yield from bullets(request_text(each) for each in pack.requests)
    if not pack.cases:
        yield paragraph(NO_CASES)
    for case in pack.cases:
        yield from _case(case)
    yield from heading("Om mødepakken", "H2")
    yield paragraph("Pakken viser det, som alle på mødet må læse. Den er den samme, uanset hvem der henter den.")
    yield labelled("Fingeraftryk", small(fingerprint))


def _case(case: PackCase) -> Iterator[Any]:
    yield from heading(f"{case.reference} {case.title}", "H2")
    yield paragraph(case.units)
    yield from heading("Siden sidst", "H3")
    if case.changes:
        yield from bullets(line_text(each) for each in case.changes)
    else:
        yield paragraph(NOTHING_NEW)
    late = [f"{each.text}, frist {short_date(each.due_on)}{', ny siden sidst' * each.is_new}" for each in case.late]
    for title, lines in (("Over fristen", late), ("Målinger", case.surveys), ("Indikatorer", case.indicators)):
        if lines:
            yield from heading(title, "H3")
            yield from bullets(lines)


def line_text(line: PackLine) -> str:
    reason = f" Begrundelse: {line.reason}" if line.reason else ""
    stop = "" if line.text.endswith((".", "!", "?")) else "."
    return f"{local_time(line.at)} · {line.kind}: {line.text}{stop}{reason}"


def request_text(asked: Asked) -> str:
    due = f"svar senest {short_date(asked.due_on)}" if asked.due_on else "ingen frist sat"
    late = ", overskredet" if asked.is_late else ""
    said = "".join(f" Delvist svar: {each}" for each in asked.said)
    stop = "" if asked.text.endswith((".", "!", "?")) else "."
    return f"{asked.text}{stop} Bedt om {short_date(asked.asked_on)}, {due}{late}. Hvem svarer: {asked.owner}.{said}"


def period_text(pack: Pack) -> str:
    """From when to when the pack tells, in a sentence."""
    if pack.since is None:
        return f"Det er det første møde, så pakken viser alt til og med {local_time(pack.until)}."
    return f"Pakken viser, hvad der er skrevet, efter at {pack.since_text}, til og med {local_time(pack.until)}."
