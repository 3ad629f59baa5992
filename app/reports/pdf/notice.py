"""The paper to hang up: what it is about, and the QR code that opens the page for all employees."""

from collections.abc import Iterator

from reportlab.platypus import Flowable

from app.core.qr import Qr, qr_of
from app.core.shapes import Figure, Rect
from app.reports.content.notice import Notice
from app.reports.pdf import styles
from app.reports.pdf.blocks import heading, paragraph
from app.reports.pdf.flowables import RoleParagraph, ShapeFigure
from app.reports.pdf.text import long_date, markup, one_line

_WIDTH = 260  # points: read from a metre away


def notice_story(notice: Notice) -> Iterator[Flowable]:
    """The whole paper in reading order."""
    yield paragraph(one_line(notice.municipality), "overline")
    yield RoleParagraph.make(f"Påbud fra Arbejdstilsynet: {markup(notice.unit)}", styles.paragraph_styles()["H1"], "H1")
    yield paragraph("Læs, hvad Arbejdstilsynet har afgjort, hvad vi gør, og hvornår.", "subtitle")
    yield from heading("Sådan læser du det", "H2")
    yield paragraph("Åbn kameraet på din telefon, og hold det hen over koden. Du skal ikke logge ind.")
    yield ShapeFigure(figure_of(qr_of(notice.address), notice.unit))
    yield paragraph("Eller skriv adressen i en browser:")
    yield paragraph(notice.address)
    yield from heading("Spørgsmål?", "H2")
    yield paragraph("Tal med din arbejdsmiljørepræsentant, din tillidsrepræsentant eller din leder.")
    yield paragraph(f"Koden virker til og med {long_date(notice.until_on)}. Der står ingen navne på siden.")


def figure_of(qr: Qr, unit: str) -> Figure:
    """The code as a drawing: neighbouring dark squares of a row are one rectangle."""
    side = _WIDTH / qr.size
    shapes = [
        Rect(x=start * side, y=y * side, width=(end - start) * side, height=side, style="dark")
        for y, row in enumerate(qr.rows)
        for start, end in _runs(row)
    ]
    return Figure(
        width=_WIDTH,
        height=_WIDTH,
        title="QR-kode",
        description=f"Åbner siden om påbud for {unit}. Adressen står også som tekst",
        shapes=tuple(shapes),
    )


def _runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for x, is_dark in enumerate((*row, False)):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x
            start = None
