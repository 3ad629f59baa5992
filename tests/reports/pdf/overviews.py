"""Overviews of the cases of a unit to render."""

from __future__ import annotations

from datetime import date

from app.reports.content import Author, Count, Overview, OverviewCase, canonical_json, sha256
from app.reports.enums import SnapshotState
from app.reports.pdf.render import render_overview
from tests.reports.pdf.samples import CREATED_AT


def render_any(report: Overview, state: SnapshotState | None = SnapshotState.RELEASED) -> bytes:
    """The PDF of an overview."""
    canonical = canonical_json(report)
    return render_overview(canonical, sha256(canonical), state)


def make_overview(count: int, text: str = "Arbejdsmængde") -> Overview:
    """An overview of `count` cases, every third of them late and every fourth without a date."""
    cases = tuple(
        OverviewCase(
            reference=f"EKS2025-{no:04}",
            title=f"{text} {no}",
            units=text,
            kind="Påbud med frist",
            status="Åben",
            next_label="Efterkommelsesfrist",
            next_on=None if no % 4 == 0 else date(2025, 10, 1),
            next_text="Frist ukendt" if no % 4 == 0 else "",
            is_overdue=no % 3 == 0,
            items=4,
            items_open=2,
            blocked=("AMO eller AMR er ikke orienteret",) if no % 2 else (),
            remaining="2 af 4 tiltag åbne",
        )
        for no in range(1, count + 1)
    )
    return Overview(
        report_no="2001",
        heading="Oversigt over sager",
        receiver="Ledelsen",
        as_of=date(2025, 9, 12),
        created_at=CREATED_AT,
        author=Author(name="Anne Prøve", role="leder"),
        municipality="Eksempel Kommune",
        unit=text,
        units=3,
        counts=(Count(label="Åbne sager", number=count), Count(label="Sager over frist", number=count // 3, of=count)),
        cases=cases,
    )
