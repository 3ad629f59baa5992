"""The form of a measure from before the order."""

from typing import ClassVar

from app.cases.pages import CaseHeader
from app.plans.labels import JUDGEMENT
from app.plans.queries import ItemRow
from app.web.forms import FormState
from app.web.pages import Option, Page, options


class PriorMeasurePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/prior_measure.html"
    case: CaseHeader
    form: FormState
    judgements: tuple[Option, ...]
    items: tuple[Option, ...]


def prior_measure_page(case: CaseHeader, items: list[ItemRow], form: FormState) -> PriorMeasurePage:
    return PriorMeasurePage(
        title="Tilføj tidligere tiltag",
        case=case,
        form=form,
        judgements=options(JUDGEMENT),
        items=tuple(Option(item.public_id, f"{item.no}. {item.title}") for item in items),
    )
