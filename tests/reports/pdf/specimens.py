"""The files that are checked against PDF/UA-1 and PDF/A: every kind of PDF we make, over ugly contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from reportlab.platypus import Flowable

from app.core.shapes import Figure, Rect, Text
from app.reports.changes import GROUPS
from app.reports.content import Involvement, Item, News, NewsEntry, StatusReport, limited
from app.reports.content.notice import Notice
from app.reports.content.profiles import PROFILES
from app.reports.enums import SnapshotState
from app.reports.pdf.blocks import Markup, bullets, heading, labelled, paragraph, table
from app.reports.pdf.document import StructuredDocument
from app.reports.pdf.facts import Attachment
from app.reports.pdf.flowables import Callout, HairLine, ShapeFigure
from app.reports.pdf.render import render_notice
from app.reports.pdf.tabular import role_table
from tests.inquiries.memos import memos
from tests.packs.samples import packs
from tests.reports.pdf.minutes import make_minutes, render_made
from tests.reports.pdf.overviews import make_overview, render_any
from tests.reports.pdf.samples import (
    make_empty_report,
    make_focus_point,
    make_item,
    make_report,
    make_scenario_report,
    render,
    with_text,
)

# Emoji, signs without a glyph, control characters, right to left, private use, markup, joined and combined letters.
HOSTILE = (
    "Godt 😀👩‍👧 ● ☐ før\x00\x07\x1b\x85\u202e שלום ﷺ \ue000\uf8ff\ufffd\ufffe <b>&amp;]]> a\u030a \u2011 æøå\r\n\r\n x"
)
LONG_WORD = "Arbejdsmiljørepræsentantskabsmøde" * 152  # some 5,000 letters
SURROGATE = "før \ud83d efter \udfff"
MADE_AT = datetime(2025, 9, 12, 11, 5, tzinfo=UTC)


def make_document(**overrides: Any) -> StructuredDocument:
    words = {"title": "Titel", "author": "Forfatter", "subject": "Emne"}
    furniture = {"header_left": "venstre", "header_right": "højre", "footer_left": "nederst"}
    return StructuredDocument(**{**words, **furniture, "made_at": MADE_AT, **overrides})


def everything(text: str = "Tekst med æøå og mere til.", rows: int = 60) -> Iterator[Flowable]:
    """All that the document class can draw; `text` stands wherever a user's text may. 60 rows go over pages."""
    yield paragraph("Over", "overline")
    yield paragraph(text, "H1", "H1")
    yield Callout(paragraph(text, "notice"))
    yield from heading(f"Links og lister {text}", "H2")
    yield paragraph(
        Markup(
            'Læs <a href="https://example.org/vejledning">vejledningen om arbejdsmængde og tidspres</a>, '
            "og så meget mere, at linjen er for kort til det, "
            'se <a href="#bilag">bilag 1</a> <a href="#bilag">og 2</a>.'
        )
    )
    yield paragraph(Markup('<a href="https://example.org/alt">Alt er et link</a>'))
    yield from bullets([text, "andet punkt"])
    yield labelled("Mærkat", text)
    yield HairLine()
    yield from heading("Figur", "H3")
    shapes = (Rect(x=0, y=0, width=40, height=12, style="event"), Text(x=50, y=10, text=text, style="label"))
    yield ShapeFigure(Figure(width=200, height=20, title="Figur", description=text, shapes=shapes))
    yield from heading("Tabeller", "H2")
    cells = [(Markup('<a name="bilag"/>1'), text, "x"), *((str(number), "", "y") for number in range(2, rows + 1))]
    yield table([("Nr.", 1), ("Tekst", 6), ("Mere", 2)], cells, row_headers=True)
    yield role_table(
        ["Hoved", "", "C"],
        [["a", "b", "c"], ["", "d", "e"]],
        [60, 60, 60],
        commands=[("SPAN", (0, 0), (1, 0)), ("SPAN", (0, 1), (0, 2)), ("FONT", (0, 0), (-1, -1), "PlexSans")],
    )
    yield paragraph("")


def make_many_items(count: int) -> StatusReport:
    """A report of `count` items of which little is known."""
    items = tuple(Item(no=f"1.{number}", title=f"Tiltag {number}", status="Planlagt") for number in range(1, count + 1))
    return make_empty_report(focus_points=(make_focus_point(items=items),))


def make_tall_report() -> StatusReport:
    """Cells that are taller than a page, and words that are longer than a line."""
    remark = "\n".join(f"Bemærkning nummer {number}" for number in range(150))
    records = tuple(Involvement(on=None, kind="Hørt", forum="AMG", remark=text) for text in (remark, LONG_WORD))
    item = make_item(title=LONG_WORD, problem=LONG_WORD, measure=remark)
    return make_empty_report(
        title=LONG_WORD, warnings=(LONG_WORD,), involvement=records, focus_points=(make_focus_point(items=(item,)),)
    )


def make_news(count: int = 40) -> News:
    """So many in each group, with all there can be to one."""
    words = {"label": "Frist", "before": "1. maj 2025", "after": "1. juni 2025", "reason": "Vikaren er syg."}
    entries = (
        NewsEntry(group=group, subject=f"Tiltag {no}: Sparring", **(words if no % 2 else {}))
        for group in GROUPS
        for no in range(count)
    )
    return News(since_no="1", since_on=date(2025, 5, 1), entries=tuple(entries))


def _status_reports() -> dict[str, bytes]:
    reports = {
        "empty": make_empty_report(visited_on=date(1, 1, 1), as_of=date(9999, 12, 31)),
        "scenario": make_scenario_report(),
        "300 items": make_many_items(300),
        "hostile": with_text(make_report(), HOSTILE),
        "nothing": with_text(make_report(), ""),
        "tall": make_tall_report(),
        "news": with_text(make_report(news=make_news()), HOSTILE),
        "nothing new": make_report(news=make_news(0)),
        "plan": limited(make_report(heading="Handleplan", is_attachment=False), ("table", "plan")),
    }
    parts = {rule.sections: f"for {profile}" for profile, rule in PROFILES.items()}
    reports |= {name: limited(make_report(), sections) for sections, name in parts.items()}
    states = {"empty": None, "scenario": SnapshotState.DRAFT, "nothing": SnapshotState.WITHDRAWN}
    return {name: render(report, states.get(name, SnapshotState.RELEASED)) for name, report in reports.items()}


def _overviews() -> dict[str, bytes]:
    overviews = {"empty": make_overview(0), "300 cases": make_overview(300), "hostile": make_overview(2, HOSTILE)}
    return {
        name: render_any(report, None if name == "empty" else SnapshotState.RELEASED)
        for name, report in overviews.items()
    }


def _notices() -> dict[str, bytes]:
    """A paper to hang up, of a unit with an ugly name and a long address."""
    facts = {"municipality": "Eksempel & <b>", "unit": "Ågruppen ☐ 😀 " * 9, "place": "Tavlen\nved døren" * 20}
    address = f"https://handlepligt.eksempel.dk/opslag/link/{'aB3-_' * 9}"
    return {"notice": render_notice(Notice(**facts, address=address, until_on=date(2026, 8, 1), made_at=MADE_AT))}


def _minutes() -> dict[str, bytes]:
    return {
        "empty": render_made(make_minutes(0)),
        "long": render_made(make_minutes(40), "Der mangler et bilag"),
        "hostile": render_made(make_minutes(2, HOSTILE), HOSTILE),
    }


# By the function of app/reports/pdf/render.py that makes them: PDF/UA-1 and PDF/A-2a.
SPECIMENS: dict[str, Callable[[], dict[str, bytes]]] = {
    "render_status_report": _status_reports,
    "render_overview": _overviews,
    "render_notice": _notices,
    "render_minutes": _minutes,
    "render_memo": lambda: memos(HOSTILE),
    "render_pack": lambda: packs(HOSTILE),
}


def make_specimen(rows: int = 60, **overrides: Any) -> bytes:
    """One small file with all that the document class can draw."""
    return make_document(**overrides).build(list(everything(rows=rows)))


def make_surrogates() -> bytes:
    """Text that no database of ours can hold, everywhere."""
    words = dict.fromkeys(("title", "author", "subject", "header_left", "header_right", "footer_left"), SURROGATE)
    return make_document(**words).build(list(everything(SURROGATE)))


def make_attached() -> bytes:
    """A file with two others inside: PDF/A-3a."""
    text = Attachment(name="æøå 1.txt", content="æøå".encode(), media_type="text/plain", description="En tekst")
    data = Attachment(
        name="tal.csv", content=b"a;b\r\n1;2\r\n", media_type="text/csv", description="Tallene", relationship="Data"
    )
    return make_specimen(attachments=(text, data))
