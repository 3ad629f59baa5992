"""The public deadline calculator: an address that can be linked to, without login and without JavaScript."""

from collections.abc import Callable
from datetime import date
from typing import Any

from litestar import Request, Response, get

from app.core.calendar import LAST_YEAR
from app.deadlines.enums import DeadlineKind
from app.deadlines.forms import CalculatorForm
from app.deadlines.pages import CalculatorPage, explain
from app.deadlines.rules import (
    Calculation,
    agreement_acceptance,
    authority_date,
    complaint_deadline,
    hearing_deadline,
    working_days_after,
)
from app.web.forms import blank, parse
from app.web.pages import Option, render

_WORKING_DAYS = 7
_COUNT: dict[str, tuple[str, Callable[[date, int], Calculation]]] = {
    "klagefrist": ("Klagefrist", lambda day, _: complaint_deadline(day)),
    "hoeringsfrist": ("Høringsfrist", lambda day, _: hearing_deadline(day)),
    "aftaleforloeb": ("Svar på tilbud om aftaleforløb", lambda day, _: agreement_acceptance(day)),
    "arbejdsdage": ("Arbejdsdage", working_days_after),
    "arbejdstilsynet": ("Frist i Arbejdstilsynets brev", lambda day, _: authority_date(DeadlineKind.COMPLIANCE, day)),
}
_HINTS = {
    "klagefrist": "Datoen er den dag, brevet var tilgængeligt i Digital Post.",
    "hoeringsfrist": "Datoen er den dag, høringen er sendt.",
    "aftaleforloeb": "Datoen er den dag, I fik tilbuddet.",
    "arbejdsdage": "Datoen er den dag, der tælles fra. Den tæller ikke selv med.",
    "arbejdstilsynet": "Datoen er fristen, som den står i brevet. Den bliver aldrig flyttet.",
}


@get("/fristberegner", name="deadlines.calculator", opt={"public": True}, sync_to_thread=False)
def show_calculator(request: Request[Any, Any, Any]) -> Response[str]:
    """The form, and the answer where a date is given. Municipalities' own closed days do not count here."""
    sent = {name: request.query_params.getall(name) for name in request.query_params}
    if not sent.get("dato") and "slags" not in sent:
        form = blank(CalculatorForm, slags="klagefrist", dage=_WORKING_DAYS)
        return render(request, _page(form, "", None))
    kind = (sent.get("slags") or [""])[-1]
    asked = sent if kind == "arbejdsdage" else {name: sent[name] for name in sent if name != "dage"}
    submission = parse(CalculatorForm, asked)
    submission.raw = sent  # what was typed stays, be it of no use here
    chosen = _COUNT.get(kind)
    if chosen is None:
        submission.refuse("slags", "Vælg, hvad du vil regne ud.")
    result = None
    if submission.ok and chosen and submission.value and submission.value.dato:
        result = chosen[1](submission.value.dato, submission.value.dage or _WORKING_DAYS)
        if result.due.year > LAST_YEAR:
            submission.refuse("dato", f"Vi kender kun helligdage til og med {LAST_YEAR}. Skriv en tidligere dato.")
            result = None
    return render(request, _page(submission.state(), chosen[0] if chosen else "", result), submission.status)


def _page(form: Any, label: str, result: Calculation | None) -> CalculatorPage:
    return CalculatorPage(
        title="Fristberegner",
        form=form,
        kinds=tuple(Option(slug, name, _HINTS[slug]) for slug, (name, _) in _COUNT.items()),
        result_label=label,
        result=explain(result) if result else None,
    )


routes = [show_calculator]
