"""The minutes of a meeting, from content to pages; what was added later comes after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from app.core.dates import UNKNOWN
from app.minutes.content import Addendum, MinutesContent, Point
from app.reports.pdf import styles
from app.reports.pdf.blocks import bullets, filled, heading, labelled, paragraph, small, table
from app.reports.pdf.flowables import RoleParagraph
from app.reports.pdf.text import local_time, long_date, markup, one_line


def minutes_story(content: MinutesContent, addenda: Sequence[Addendum], fingerprint: str) -> Iterator[Flowable]:
    """The whole document in reading order."""
    yield paragraph(f"{content.municipality} · Referat", "overline")
    yield RoleParagraph.make(markup(content.forum) or UNKNOWN, styles.paragraph_styles()["H1"], "H1")
    yield paragraph(f"{content.title} · {long_date(content.held_on)}", "subtitle")
    times = "–".join(filter(None, (content.starts, content.ends)))
    yield labelled("Godkendt", "Af begge sider. Referatet er låst.")
    yield from filled(("Tid", f"kl. {times}" if times else ""), ("Sted", content.place))
    yield from heading("Deltagere", "H2")
    if content.attendants:
        rows = [
            (each.name, each.function, each.side, _presence(each.presence, each.stands_in_for))
            for each in content.attendants
        ]
        yield table([("Navn", 54), ("Funktion", 48), ("Side", 30), ("Til stede", 36)], rows)
    else:
        yield paragraph(f"Deltagerne er {UNKNOWN}.")
    yield from heading("Punkter", "H2")
    if not content.points:
        yield paragraph("Der var ingen punkter på dagsordenen.")
    for point in content.points:
        yield from _point(point)
    if content.text:
        yield from heading("I øvrigt", "H2")
        yield paragraph(content.text)
    yield from heading("Godkendelser", "H2")
    for each in content.approvals:
        yield labelled(each.side, f"{each.name}, {local_time(each.at)}")
        yield from filled(("Bemærkning, ordret", each.remark))
    if addenda:
        yield from heading("Tillæg, skrevet efter godkendelsen", "H2")
        for added in addenda:
            yield labelled(f"{local_time(added.at)}, {added.name}", added.text)
    yield from heading("Om referatet", "H2")
    yield from bullets(
        [
            f"Sendt til godkendelse af {one_line(content.sent_by)}, {local_time(content.sent_at)}.",
            "Referatet ændrer sig ikke efter godkendelsen. Rettelser står som tillæg, og de er ikke en del af "
            "fingeraftrykket.",
        ]
    )
    yield labelled("Fingeraftryk", small(fingerprint))


def _presence(presence: str, instead_of: str) -> str:
    return f"{presence}, i stedet for {instead_of}" if instead_of else presence


def _point(point: Point) -> Iterator[Flowable]:
    yield from heading(f"{point.no}. {point.title}", "H3")
    if point.text:
        yield paragraph(point.text)
    yield from filled(
        ("Status", f"{point.state}: {point.note}" if point.note else point.state),
        ("Udfald", point.outcome),
        ("Referat", point.minutes),
        ("Beslutning", point.decision),
        ("Bemærkning, ordret", point.remark),
    )
