"""Closing a focus point and opening it again."""

from typing import ClassVar

from app.cases.labels import FOCUS_POINT_CLOSURE
from app.cases.pages import CaseHeader
from app.plans.queries import FocusChoice
from app.web.forms import FormState, seen_version
from app.web.pages import Option, Page, options


class PointStatePage(Page, frozen=True, kw_only=True):
    """`is_closing` False: the page opens a closed focus point again."""

    template: ClassVar[str] = "plans/point_state.html"
    case: CaseHeader
    form: FormState
    action: str
    version: int
    point_title: str
    is_closing: bool
    effect_text: str
    closures: tuple[Option, ...]


_EFFECT = {
    True: "Effekten er vurderet tilstrækkelig.",
    False: "Effekten er vurderet som ikke tilstrækkelig.",
    None: "Effekten er ikke vurderet endnu.",
}


def point_state_page(
    case: CaseHeader, form: FormState, point: FocusChoice, path: str, *, is_closing: bool, is_sufficient: bool | None
) -> PointStatePage:
    return PointStatePage(
        title="Luk fokuspunktet" if is_closing else "Åbn fokuspunktet igen",
        case=case,
        form=form,
        action=path,
        version=seen_version(form, point.version),
        point_title=f"{point.position}. {point.title}",
        is_closing=is_closing,
        effect_text=_EFFECT[is_sufficient],
        closures=options(FOCUS_POINT_CLOSURE),
    )
