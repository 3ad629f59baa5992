"""The document class: nothing is drawn without a structural role; the glyph filter; the timeline."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from reportlab.platypus import Flowable, Paragraph

from app.core.dates import file_size
from app.core.shapes import Figure, Line, Rect, Text
from app.reports.content import Clock, Event
from app.reports.pdf.blocks import heading, labelled, paragraph, table
from app.reports.pdf.document import StructuredDocument, cut
from app.reports.pdf.flowables import ShapeFigure
from app.reports.pdf.status_report import story
from app.reports.pdf.structure import Element, MissingRole
from app.reports.pdf.styles import MARKS, paragraph_styles
from app.reports.pdf.text import local_time, long_date, markup, plain, short_date
from app.reports.pdf.timeline import timeline, timeline_rows
from tests.reports.pdf.samples import make_report


def build(flowables: list[Flowable]) -> Element:
    document = StructuredDocument(
        title="t",
        author="a",
        subject="s",
        made_at=datetime(2025, 1, 1, tzinfo=UTC),
        header_left="l",
        header_right="r",
        footer_left="f",
    )
    assert document.build(flowables).startswith(b"%PDF-")
    return document.structure


def shape(element: Element) -> list[object]:
    return [element.role, *(shape(child) for child in element.children)]


def test_a_paragraph_without_a_role_is_refused() -> None:
    with pytest.raises(MissingRole, match="drawText outside any element"):
        build([Paragraph("tekst", paragraph_styles()["body"])])


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(MissingRole, match="Quote"):
        build([paragraph("tekst", role="Quote")])


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    structure = build([paragraph("ord " * 2000)])
    assert shape(structure) == ["Document", ["P"]]
    assert structure.children[0].pages == [1, 2]


def test_no_string_of_the_file_is_longer_than_the_standard_takes() -> None:
    """PDF/A-2, 6.1.13: what a figure is called; the tables below it have it whole."""
    structure = build(
        [
            ShapeFigure(
                Figure(
                    width=9,
                    height=9,
                    title="Figur",
                    description="Ω" * 40_000,
                    shapes=(Rect(x=0, y=0, width=1, height=1, style="event"),),
                )
            )
        ]
    )
    assert structure.children[0].attributes["alt"] == f"Figur. {'Ω' * 15_993}"


def test_the_end_of_a_page_breaks_no_line_anew() -> None:
    """A table asks with its padding, and what is left after 80 pages of a text would be broken 80 times."""
    whole = paragraph("ord <br/>" * 9 + "arbejdsmiljø" * 40)
    whole.wrap(200, 9999)
    lines = whole.blPara.lines
    first, rest = whole.split(210, 3.5 * whole.style.leading)
    second, last = rest.split(210, rest.height - 1)
    assert [*first.blPara.lines, *second.blPara.lines, *last.blPara.lines] == lines
    assert len(first.blPara.lines) == 3
    assert len(last.blPara.lines) == 2  # no line stands alone
    assert last.wrap(210, 9999) == (200, 2 * whole.style.leading)


def test_a_repeated_table_header_is_in_the_structure_once() -> None:
    structure = build([table([("A", 1), ("B", 1)], [("x", "y")] * 60)])
    (found,) = structure.children
    assert found.pages == [1, 2]
    head, body = found.children
    assert shape(head) == ["THead", ["TR", ["TH"], ["TH"]]]
    assert [shape(row) for row in body.children] == [["TR", ["TD"], ["TD"]]] * 60


@pytest.mark.parametrize(("rows", "kept"), [(4, 2), (3, 2), (9, 7)])
def test_the_last_row_of_a_table_takes_one_along_to_the_next_page(rows: int, kept: int) -> None:
    """With three rows the page before would keep one alone, so the last row goes by itself."""
    whole = table([("A", 1), ("B", 1)], [("x", "y")] * rows)
    _, height = whole.wrap(476, 2000)
    first, rest = whole.split(476, height - 1)
    assert (len(first._rowHeights) - 1, len(rest._rowHeights) - 1) == (kept, rows - kept)


def test_neighbouring_labelled_texts_are_one_list() -> None:
    item = ["LI", ["Lbl"], ["LBody"]]
    assert shape(build([labelled("a", "x"), labelled("b", "y"), paragraph("p"), labelled("c", "z")])) == [
        "Document",
        ["L", item, item],
        ["P"],
        ["L", item],
    ]


def test_a_report_has_one_title_and_no_heading_level_is_skipped() -> None:
    structure = build(list(story(make_report(), "0" * 64)))
    levels = [int(e.role[1]) for e in structure.walk() if e.role[0] == "H" and e.role[1:].isdigit()]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    (figure,) = [element for element in structure.walk() if element.role == "Figure"]
    assert "03.11.2025: Efterkommelsesfrist, Løber" in figure.attributes["alt"]
    assert "ukendt: Tilbagemeldingsfrist" in figure.attributes["alt"]


def test_a_heading_moves_on_with_what_it_announces() -> None:
    filler = [paragraph("linje") for _ in range(36)]
    structure = build([*filler, *heading("Overskrift", "H2"), paragraph("Det, den handler om.")])
    *_, title, announced = structure.children
    assert (title.role, title.pages, announced.pages) == ("H2", [2], [2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  rød grød \r\n\r\n\r\n med fløde ", "rød grød \n\nmed fløde"),
        ("😀😀😀a😁", "[U+1F600 ×3]a[U+1F601]"),
        ("\u202eabc\u0000", "abc"),
        ("1\u202f000", "1\u00a0000"),
        ("et\x0bto\x0ctre\x85fire\u2028fem", "et\nto\ntre\nfire\nfem"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_markup_is_escaped_and_keeps_line_breaks() -> None:
    assert markup("<b> & \n</b>") == "&lt;b&gt; &amp; <br/>&lt;/b&gt;"


def test_dates_and_sizes() -> None:
    assert [short_date(None), short_date(date(2025, 4, 1)), long_date(None), long_date(date(2024, 2, 29))] == [
        "ukendt",
        "01.04.2025",
        "ukendt",
        "29. februar 2024",
    ]
    # The hour that exists twice: 02.30 summer time is 00.30 UTC, 02.30 winter time 01.30 UTC.
    assert local_time(datetime(2025, 10, 26, 0, 30, tzinfo=UTC)) == "26. oktober 2025 kl. 02.30"
    assert local_time(datetime(2025, 10, 26, 1, 30, tzinfo=UTC)) == "26. oktober 2025 kl. 02.30"
    assert [file_size(0), file_size(999), file_size(45_400), file_size(1_240_000)] == [
        "0 byte",
        "999 byte",
        "45,4 kB",
        "1,2 MB",
    ]


def test_a_text_is_cut_to_its_width_and_a_short_one_is_not() -> None:
    assert cut("kort", 100, "PlexSans", 8) == "kort"
    assert cut("x" * 20_000, 40, "PlexSans", 8).endswith("x…")


def test_unknown_dates_come_first_on_the_timeline() -> None:
    """Rule 13: unknown is never sorted as last."""
    rows = timeline_rows(
        (Clock(label="Klagefrist", on=None, state="Ukendt"), Clock(label="Frist", on=date(2025, 5, 1), state="Løber")),
        (Event(label="Besøg", on=date(2025, 4, 10)),),
    )
    assert [row.label for row in rows] == ["Klagefrist", "Besøg", "Frist"]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2025, 9, 12), date(9999, 12, 31)])
def test_a_timeline_holds_any_date_and_stays_inside_its_width(day: date) -> None:
    rows = timeline_rows((Clock(label="F", on=day, state="s", original_on=date(2025, 2, 28)),), ())
    figure = timeline(
        rows, date(2025, 9, 12), width=476, day_text=short_date, label_width=len, cut=lambda text, _: text
    )
    drawn = [shape for shape in figure.shapes if not isinstance(shape, Text)]
    assert {shape.style for shape in drawn} >= {"clock-neutral", "original", "today"}
    xs = [x for shape in drawn for x in _xs(shape)]
    assert min(xs) >= 0
    assert max(xs) <= 476


def test_the_longest_usual_label_of_the_timeline_is_not_cut() -> None:
    late = Clock(label="Tilbagemeldingsfrist", on=date(2025, 5, 1), state="Opfyldt efter fristen", tone="attention")
    offer = Clock(label="Frist for at tage imod aftaleforløb", on=date(2025, 6, 1), state="Bortfaldet")
    report = make_report(clocks=(late, offer))
    (figure,) = [each for each in story(report, "0") if isinstance(each, ShapeFigure)]
    drawn = {shape.text for shape in figure.figure.shapes if isinstance(shape, Text)}
    assert {
        "Tilbagemeldingsfrist (Opfyldt efter fristen)",
        "Frist for at tage imod aftaleforløb (Bortfaldet)",
    } <= drawn


def test_no_month_is_struck_through_by_the_day_of_the_report() -> None:
    rows = timeline_rows((Clock(label="F", on=date(2025, 1, 5), state="s"),), ())
    for day in range(1, 29):
        figure = timeline(
            rows, date(2025, 9, day), width=476, day_text=short_date, label_width=len, cut=lambda text, _: text
        )
        (line,) = [shape.x1 for shape in figure.shapes if isinstance(shape, Line) and shape.style == "today"]
        ticks = [shape.x for shape in figure.shapes if isinstance(shape, Text) and shape.style == "tick"]
        assert not [x for x in ticks if x - 3 < line < x + 26]
        assert max(ticks) + 28 <= 478  # no month hangs out over the edge


def _xs(shape: object) -> list[float]:
    points = getattr(shape, "points", None)
    if points:
        return [x for x, _ in points]
    return [getattr(shape, name) for name in ("x", "x1", "x2") if hasattr(shape, name)]


@pytest.mark.parametrize("mark", MARKS.values())
def test_text_colours_have_contrast_enough(mark: object) -> None:
    """WCAG 1.4.3: at least 4.5:1 on white."""
    channels = [int(mark.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
