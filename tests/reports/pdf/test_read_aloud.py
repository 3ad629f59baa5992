"""What a screen reader says of a report: all of it, once, in order (rule 39)."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

import msgspec
import pikepdf
import pytest

from app.reports.content import StatusReport
from app.reports.pdf.blocks import table
from app.reports.pdf.facts import Attachment
from tests.reports.pdf import specimens
from tests.reports.pdf.breakage import elements
from tests.reports.pdf.samples import make_report, render
from tests.reports.pdf.spoken import Said, read_aloud

# Not printed in the body, or read by the program instead of printed.
NOT_TEXT = {"tone", "status_tone", "sections"}


def numbered(report: StatusReport) -> tuple[StatusReport, list[str]]:
    """`report` with a word of its own in place of each text, and these words in the order of the content."""
    numbers, words = count(1), []

    def replaced(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            names = [name for name in value.__struct_fields__ if name not in NOT_TEXT]
            return msgspec.structs.replace(value, **{name: replaced(getattr(value, name)) for name in names})
        if isinstance(value, tuple):
            return tuple(map(replaced, value))
        if not isinstance(value, str) or not value:
            return value
        words.append(f"ord{next(numbers):04}x")
        return words[-1]

    return replaced(report), words


def body(said: list[Said]) -> str:
    """All that is said; the timeline says what its two tables say as well."""
    return "\n".join(each.text for each in said if each.role != "Figure")


def test_every_text_of_a_report_is_read_once_and_in_order() -> None:
    report, words = numbered(make_report())
    said = read_aloud(render(report))
    text = body(said)

    assert {word: text.count(word) for word in words if text.count(word) != 1} == {}
    focus = [title for point in report.focus_points for title in (point.title, *(item.title for item in point.items))]
    for part in (
        [report.title, report.status, report.order_summary, focus[0], report.evidence[0].title],
        focus,
        report.warnings,
        [clock.label for clock in report.clocks],
        [finding.text for finding in report.findings],
        [record.remark or record.forum for record in report.involvement],
        [work.item for work in report.remaining],
        [entry.title for entry in report.evidence],
    ):
        assert sorted(part, key=text.index) == list(part)
    # A label is said right before its text, a header before its column, and a heading before what it announces.
    item = report.focus_points[0].items[0]
    at = next(number for number, each in enumerate(said) if each.text.endswith(item.title))
    assert [each.role for each in said[at : at + 4]] == ["H4", "P", "Lbl", "LBody"]
    assert [each.text for each in said[at + 2 : at + 6]] == ["Problem", item.problem, "Årsag", item.cause]


def test_a_cell_over_pages_and_a_word_over_lines_are_read_as_one() -> None:
    said = read_aloud(render(specimens.make_tall_report()))
    remark = " ".join(f"Bemærkning nummer {number}" for number in range(150))
    cells = [each.text for each in said if each.path[-2:] == ("TR", "TD")]
    assert remark in cells
    assert [each.text for each in said if each.path[-1] == "LBody" and each.text == remark] == [remark]
    # The title, a warning, the title and problem of an item, and a cell: over lines and pages.
    assert len([each for each in said if specimens.LONG_WORD in each.text]) == 5


def test_a_row_cut_by_the_end_of_a_page_is_one_row() -> None:
    with pikepdf.open(io.BytesIO(render(specimens.make_tall_report()))) as pdf:
        rows = [len(row.K) for row in elements(pdf, "TR")]
    assert rows == [4, 4, 4]  # the header and the two records


def test_a_link_is_read_inside_its_sentence_and_says_where_it_leads() -> None:
    content = specimens.make_specimen()
    sentence = [(each.role, each.text) for each in read_aloud(content) if each.path[1] == "P"][2:10]
    assert sentence == [
        ("P", "Læs "),
        ("Link", "vejledningen om arbejdsmængde og tidspres"),
        ("P", ", og så meget mere, at linjen er for kort til det, se "),
        ("Link", "bilag 1"),
        ("P", " "),
        ("Link", "og 2"),
        ("P", "."),
        ("Link", "Alt er et link"),
    ]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        notes = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
        told = [str(note.Contents) for note in notes]
        addresses = [str(note.A.URI) for note in notes if "/A" in note]
    assert set(told) == {text for role, text in sentence if role == "Link"}
    assert set(addresses) == {"https://example.org/vejledning", "https://example.org/alt"}


def test_spans_are_told() -> None:
    with pikepdf.open(io.BytesIO(specimens.make_specimen())) as pdf:
        told = [
            {name: cell.A.get(f"/{name}") for name in ("Scope", "ColSpan", "RowSpan")}
            for cell in elements(pdf)
            if cell.get("/S") in ("/TH", "/TD") and "/A" in cell and ("/ColSpan" in cell.A or "/RowSpan" in cell.A)
        ]
    assert told == [
        {"Scope": "/Column", "ColSpan": 2, "RowSpan": None},
        {"Scope": None, "ColSpan": None, "RowSpan": 2},
    ]


@pytest.mark.parametrize("name", ["text.txt", "æøå.csv"])
def test_an_attachment_is_inside_as_it_was(name: str) -> None:
    attachment = Attachment(name=name, content=b"\x00\xff1;2", media_type="text/csv", description="Tal")
    content = specimens.make_specimen(attachments=(attachment,))
    assert content == specimens.make_specimen(attachments=(attachment,))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (inside,) = pdf.attachments.values()
        assert (inside.filename, inside.get_file().read_bytes(), inside.description) == (name, b"\x00\xff1;2", "Tal")
        (listed,) = pdf.Root.AF
        assert listed.AFRelationship == "/Supplement"


@pytest.mark.parametrize("tall", [0, 49, 50, 119])
def test_a_table_of_many_rows_is_one_table(tall: int) -> None:
    """However many rows are laid out at a time, and wherever one is taller than a page."""
    texts = [f"række {number}" for number in range(120)]
    texts[tall] = "\n".join(f"linje {number}" for number in range(100))
    content = specimens.make_document().build(
        [table([("Nr.", 1), ("Tekst", 3)], list(zip("x" * 120, texts, strict=True)))]
    )
    said = read_aloud(content)
    assert [each.text for each in said if each.role == "TH"] == ["Nr.", "Tekst"]
    cells = [each.text for each in said if each.role == "TD"]
    assert cells[::2] == ["x"] * 120
    assert cells[1::2] == [text.replace("\n", " ") for text in texts]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert [len(list(elements(pdf, role))) for role in ("Table", "THead", "TBody", "TR")] == [1, 1, 1, 121]
