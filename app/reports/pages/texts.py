"""The texts of rule 22, to paste into the authority's self-service: from one frozen report, never from the case."""

from datetime import date
from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader, case_header
from app.cases.queries import CaseRef
from app.cases.rules import NOT_FROM_HERE
from app.core.calendar import long_date
from app.involvement.labels import INVOLVEMENT_KIND, PARTY
from app.involvement.queries import InvolvementRow
from app.reports.content import StatusReport
from app.reports.labels import SNAPSHOT_STATE
from app.reports.pages.common import report_href
from app.reports.queries import SnapshotDetail
from app.reports.receivers import fitted
from app.reports.rules import report_texts
from app.web.pages import Page


class TextBlock(msgspec.Struct, frozen=True, kw_only=True):
    """One text. `over` is what a field of the municipality's highest length has no room for."""

    heading: str
    text: str
    over: str
    length: int
    too_many: int

    @property
    def whole(self) -> str:
        return self.text + self.over


class ReportTextsPage(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/texts.html"
    case: CaseHeader
    notice: str
    no: int
    state: str
    as_of: date
    hash: str
    blocks: tuple[TextBlock, ...]
    most: int | None
    back_href: str


def told_line(row: InvolvementRow) -> str:
    """Who was informed of the report itself: it was frozen before that, so it cannot say so."""
    how = f" ({row.participants})" if row.participants else ""
    remark = f" Bemærkning: {row.remark}" if row.remark else ""
    where = f", {row.forum_text}" if row.forum_text else ""
    about = f"Om rapport nr. {row.snapshot_no}."
    return f"- {long_date(row.on_date)}: {INVOLVEMENT_KIND[row.kind]}: {PARTY[row.party]}{where}{how}. {about}{remark}"


def text_blocks(
    report: StatusReport, most: int | None = None, told: tuple[InvolvementRow, ...] = ()
) -> tuple[TextBlock, ...]:
    """The four texts in the order of rule 22, each against `most` characters (None: any length), with who was `told`
    of the report itself."""
    texts = report_texts(report)
    informed = "\n".join(text for text in (texts.informed, *(told_line(row) for row in told)) if text)
    found = []
    for heading, text in (
        ("Hvad er gjort", texts.done),
        ("Sådan løser det problemet", texts.solves),
        ("Hvem er orienteret", informed),
        ("Dokumentation", texts.evidence),
    ):
        fit = fitted(text, most)
        found.append(TextBlock(heading=heading, text=fit.text, over=fit.over, length=fit.length, too_many=fit.too_many))
    return tuple(found)


def texts_page(
    case: CaseRef, row: SnapshotDetail, report: StatusReport, most: int | None, told: tuple[InvolvementRow, ...]
) -> ReportTextsPage:
    title = f"Tekster til selvbetjeningen, rapport nr. {row.no}"
    return ReportTextsPage(
        title=title,
        case=case_header(case, "report", title),
        notice=NOT_FROM_HERE,
        no=row.no,
        state=SNAPSHOT_STATE[row.state],
        as_of=report.as_of,
        hash=row.hash,
        blocks=text_blocks(report, most, told),
        most=most,
        back_href=report_href(case, row.no),
    )
