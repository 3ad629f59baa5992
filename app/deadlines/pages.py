"""The public calculator, and the explanation of a date that the pages of a case show as well."""

from datetime import date
from typing import ClassVar

import msgspec

from app.core.calendar import ClosedReason, long_date
from app.deadlines.rules import Calculation
from app.web.forms import FormState
from app.web.pages import Option, Page

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_BASIS = {
    "law": ("Lov og praksis", "info"),
    "default": ("Standard, ikke lov", "warning"),
    "setting": ("Indstilling, ikke lov", "warning"),
}
_CLOSED_BY = {
    "holiday": "Helligdag",
    "weekend": "Weekend",
    "analogy": "Standard, ikke lov",
    "setting": "Indstilling, ikke lov",
}


class WhyStep(msgspec.Struct, frozen=True):
    text: str
    basis: str
    basis_kind: str
    source: str


class ClosedStep(msgspec.Struct, frozen=True):
    on: date
    weekday: str
    name: str
    basis: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a date is that date: for `deadlines/_explanation.html`."""

    due: date
    weekday: str
    counted_from: date
    counted: str
    steps: tuple[ClosedStep, ...]
    send_by: date | None
    warning: str
    parts: tuple[WhyStep, ...]


def explain(result: Calculation) -> Explanation:
    """A calculation in words."""
    return Explanation(
        due=result.due,
        weekday=WEEKDAYS[result.due.weekday()],
        counted_from=result.counted_from,
        counted=_counted(result),
        steps=tuple(_closed(day, reason) for day, reason in result.steps),
        send_by=result.send_by,
        warning=result.warning.text if result.warning else "",
        parts=tuple(WhyStep(part.text, *_basis(part.basis, part.source), part.source) for part in result.parts),
    )


def _basis(basis: str, source: str) -> tuple[str, str]:
    is_letter = source == "Arbejdstilsynets afgørelse"
    return ("Står i brevet", "info") if is_letter else _BASIS[basis]


def _counted(result: Calculation) -> str:
    if result.working_days:
        return f"{result.working_days} arbejdsdage efter {long_date(result.counted_from)}"
    if result.days:
        return f"{result.days} kalenderdage efter {long_date(result.counted_from)}"
    return ""


def _closed(day: date, reason: ClosedReason) -> ClosedStep:
    return ClosedStep(day, WEEKDAYS[day.weekday()], reason.name, _CLOSED_BY[reason.basis])


class CalculatorPage(Page, frozen=True):
    template: ClassVar[str] = "deadlines/calculator.html"
    form: FormState
    kinds: tuple[Option, ...]
    result_label: str
    result: Explanation | None
