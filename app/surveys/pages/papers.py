"""The pages of files beside the figures of a round."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from app.access.enums import Tier
from app.documents.pages import PaperLine, UploadField, paper_line
from app.documents.queries import PaperRow
from app.surveys.pages.rounds import address_of
from app.surveys.queries import RoundRow
from app.web.pages import FormPage, Option

ROWS_READERS = "HR for hele målingen"
# Who reads a file of a round; narrowest first, and that is the default.
PAPER_READERS = {
    Tier.RESTRICTED: "Kun dem, du vælger ved navn",
    Tier.MANAGEMENT: "Ledelsen og HR",
    Tier.AMO: "Arbejdsmiljøorganisationen (AMO), ledelsen og HR",
    Tier.OPEN: "Alle, der kan se målingen",
}
PAPER_TIER_HELP = {
    Tier.RESTRICTED: "Kun dem, der står ved navn.",
    Tier.MANAGEMENT: "Leder, arbejdsmiljøkonsulent, revisor og HR, der kan se en enhed i målingen.",
    Tier.AMO: "Også AMR, TR og MED-udvalg, der kan se en enhed i målingen.",
    Tier.OPEN: "Alle, der kan se mindst én enhed i målingen.",
}


class ReportPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/report.html"
    upload: UploadField
    tiers: tuple[Option, ...]


def tier_options() -> tuple[Option, ...]:
    """Who may read a new report: the narrowest first, which is the default and says so."""
    labels = list(PAPER_READERS.items())
    return tuple(
        Option(tier.value, f"{label} (standard)" if index == 0 else label) for index, (tier, label) in enumerate(labels)
    )


def paper_lines(row: RoundRow, papers: Sequence[PaperRow], *, can_write: bool) -> tuple[PaperLine, ...]:
    """The round's files; `can_write`: for who keeps it."""
    return tuple(_line(row, each, can_write=can_write) for each in papers)


def _line(row: RoundRow, paper: PaperRow, *, can_write: bool) -> PaperLine:
    line = paper_line(
        paper,
        address_of(row),
        tier=_tier_text(paper),
        may_set_tier=can_write and paper.kept_until is None,
        may_withdraw=can_write,
    )
    # What few may read is opened on purpose, which is logged, and not by looking at the round.
    return msgspec.structs.replace(line, preview_href=None) if paper.tier is Tier.RESTRICTED else line


def _tier_text(paper: PaperRow) -> str:
    if paper.kept_until is not None:
        return ROWS_READERS
    return "Kun navngivne" if paper.tier is Tier.RESTRICTED else PAPER_READERS[paper.tier]


def closed_text(count: int) -> str:
    """That the round has files which its keeper may not open; "" for none."""
    if not count:
        return ""
    if count == 1:
        return "Målingen har også 1 fil, som du ikke selv kan åbne. Den, der har lagt den ind, kan give dig adgang."
    return f"Målingen har også {count} filer, som du ikke selv kan åbne. De, der lagde dem ind, kan give dig adgang."
