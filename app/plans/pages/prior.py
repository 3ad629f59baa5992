"""The forms of a measure from before the order."""

from typing import ClassVar

from app.cases.pages import CaseHeader
from app.plans.enums import Judgement
from app.plans.labels import JUDGEMENT
from app.plans.queries import ItemRow, PriorMeasureRow
from app.web.forms import FormState, seen_version
from app.web.pages import Option, Page, options


class PriorMeasurePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/prior_measure.html"
    case: CaseHeader
    form: FormState
    action: str
    judgements: tuple[Option, ...]
    items: tuple[Option, ...]  # none where the one that is chosen may not be read
    own: tuple[Option, ...]
    version: int | None  # None: a new one
    is_judged: bool  # a judgement is written already


def prior_measure_page(
    case: CaseHeader,
    items: list[ItemRow],
    own: list[PriorMeasureRow],
    form: FormState,
    row: PriorMeasureRow | None = None,
) -> PriorMeasurePage:
    """`own`: the listed items of own plans; `row`: the measure that is corrected."""
    tied = [Option(row.tied_item, _own_text(row))] if row and row.tied_item else []
    return PriorMeasurePage(
        title="Ret tidligere tiltag" if row else "Tilføj tidligere tiltag",
        case=case,
        form=form,
        action=f"{case.href}/tidligere-tiltag/" + (f"{row.public_id}/ret" if row else "nyt"),
        judgements=options(JUDGEMENT),
        items=()
        if row and row.hides_item
        else tuple(Option(each.public_id, f"{each.no}. {each.title}") for each in items),
        own=() if row and row.hides_own else (*tied, *(Option(each.own_item, _own_text(each)) for each in own)),
        version=seen_version(form, row.version) if row else None,
        is_judged=row is not None and row.judgement is not Judgement.NOT_JUDGED,
    )


def _own_text(row: PriorMeasureRow) -> str:
    return f"{row.own_title} ({row.own_label})"


class RemovePriorPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/prior_remove.html"
    case: CaseHeader
    form: FormState
    measure: PriorMeasureRow
    judgement: str
    action: str
    version: int


def remove_prior_page(case: CaseHeader, row: PriorMeasureRow, form: FormState) -> RemovePriorPage:
    return RemovePriorPage(
        title="Fjern tidligere tiltag",
        case=case,
        form=form,
        measure=row,
        judgement=JUDGEMENT[row.judgement],
        action=f"{case.href}/tidligere-tiltag/{row.public_id}/fjern",
        version=seen_version(form, row.version),
    )
