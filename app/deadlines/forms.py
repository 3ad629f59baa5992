from datetime import date
from typing import Annotated

from app.web.forms import Choice, Day, Form, Whole


class CalculatorForm(Form, frozen=True):
    slags: Annotated[str, Choice("Hvad vil du regne ud?", required=True)] = ""
    dato: Annotated[date | None, Day("Datoen", required=True)] = None
    dage: Annotated[int | None, Whole("Antal arbejdsdage", low=1, high=365)] = None
