"""The memo as a PDF, and as text to paste into another program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.dates import UNKNOWN, short_date
from app.inquiries.content import Memo, MemoAnswer, read_memo
from app.reports.content import sha256
from app.reports.pdf import styles
from app.reports.pdf.blocks import bullets, filled, heading, labelled, paragraph, small
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.flowables import RoleParagraph
from app.reports.pdf.text import local_time, markup, one_line

HEADING = "Svar på 10-dages forespørgsel"
_DRAFT = "Udkast"


def render_memo(canonical: bytes, memo_hash: str) -> bytes:
    """The PDF of a memo: the same bytes from the same content, in any process, at any time.

    One without a number is a draft and marked so on every page. Raises ``ValueError`` where `memo_hash` is not that of
    `canonical`, ``msgspec.ValidationError`` where that is no memo.
    """
    if sha256(canonical) != memo_hash:
        raise ValueError("the memo does not match its hash")
    memo = read_memo(canonical)
    mark = "" if memo.no else f"{_DRAFT} · "
    fingerprint = f"SHA-256 {memo_hash}" if memo.no else "intet er låst"
    number = f"Notat nr. {memo.no}" if memo.no else _DRAFT
    document = StructuredDocument(
        title=f"{HEADING}: {one_line(memo.title)}"[:400],
        author=f"{one_line(memo.answered_by or memo.unit)}, {one_line(memo.municipality)}".strip(", ")[:400],
        subject=f"Pr. {short_date(memo.as_of)}, {number.lower()}"[:400],
        made_at=memo.created_at,
        header_left=f"{mark}{HEADING} · {one_line(memo.title)}",
        header_right=f"pr. dato {short_date(memo.as_of)}",
        footer_left=f"{number} · {fingerprint[:20]} · lavet {local_time(memo.created_at)}",
    )
    return document.build(list(_story(memo, fingerprint)))


def _story(memo: Memo, fingerprint: str) -> Iterator[Any]:
    yield paragraph(f"{memo.municipality} · {memo.answered_by or memo.unit}", "overline")
    title = HEADING if memo.no else f"{HEADING} – {_DRAFT.lower()}"
    yield RoleParagraph.make(markup(title), styles.paragraph_styles()["H1"], "H1")
    yield paragraph(memo.title, "subtitle")
    yield from (labelled(label, text) for label, text in _facts(memo))
    yield from heading("Indhold", "H2")
    yield from bullets(f"Spørgsmål {each.no}: {_short(each.question)}" for each in memo.answers)
    for answer in memo.answers:
        yield from _answer(answer)
    yield from heading("Om notatet", "H2")
    yield paragraph("Oplysninger med en kilde er sat ind derfra, som de stod på den dag, der er skrevet ved dem.")
    yield from filled(("Fingeraftryk", small(fingerprint)))


def _answer(answer: MemoAnswer) -> Iterator[Any]:
    yield from heading(f"Spørgsmål {answer.no}", "H2")
    yield paragraph(answer.question)
    yield from heading("Svar", "H3")
    for part in answer.answer.split("\n\n") if answer.answer else ():
        yield paragraph(part)
    for source, facts in _sourced(answer):
        yield paragraph(source)
        yield from bullets(facts)
    if answer.not_held:
        yield labelled("Det, kommunen ikke har", answer.not_held)


def _sourced(answer: MemoAnswer) -> Iterator[tuple[str, list[str]]]:
    """The facts in their order, under what they were taken from and when, which is named once."""
    found: dict[str, list[str]] = {}
    for fact in answer.facts:
        found.setdefault(f"{fact.source}, pr. {short_date(fact.as_of)}:", []).append(fact.text)
    yield from found.items()


def _facts(memo: Memo) -> Iterator[tuple[str, str]]:
    """What stands at the head of a memo; what nobody knows is said to be unknown."""
    yield "Stillet af", memo.asked_by or UNKNOWN
    yield "Modtaget", short_date(memo.received_on) if memo.received_on else UNKNOWN
    yield "Frist", short_date(memo.due_on) if memo.due_on else UNKNOWN
    yield "Dato", short_date(memo.as_of)
    yield "Sagsnummer", memo.esdh_case_no or UNKNOWN
    yield "Dokumentnummer", memo.document_no or UNKNOWN
    yield "Sagsbehandlere", memo.case_workers or UNKNOWN


def _short(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def memo_text(memo: Memo) -> str:
    """The same words without any form, to be pasted anywhere."""
    lines = [HEADING if memo.no else f"{HEADING} – {_DRAFT.lower()}", memo.title, ""]
    lines += [f"{label}: {text}" for label, text in _facts(memo)]
    for answer in memo.answers:
        lines += ["", f"Spørgsmål {answer.no}", answer.question, "", "Svar"]
        lines += [answer.answer] if answer.answer else []
        for source, facts in _sourced(answer):
            lines += [source, *(f"- {each}" for each in facts)]
        lines += [f"Det, kommunen ikke har: {answer.not_held}"] if answer.not_held else []
    return "\n".join(lines) + "\n"
