from datetime import date
from typing import Annotated

from app.requests.enums import StepKind
from app.web.forms import Choice, Day, Form, Text


class RequestForm(Form, frozen=True, kw_only=True):
    text: Annotated[str, Text("Hvad beder udvalget om", lines=True, most=4000, required=True)]
    asked_on: Annotated[date, Day("Bedt om den", required=True)]
    item: Annotated[str, Choice("Punkt på dagsordenen")] = ""
    minutes_reference: Annotated[str, Text("Referat")] = ""
    owner: Annotated[str, Choice("Hvem skal svare")] = ""
    due_on: Annotated[date | None, Day("Frist")] = None


class AnswerForm(Form, frozen=True, kw_only=True):
    kind: Annotated[StepKind, Choice("Slags svar", required=True)]
    text: Annotated[str, Text("Svar", lines=True, most=20_000, required=True)]
    caveat: Annotated[str, Text("Forbehold", lines=True, most=4000)] = ""
    indicator: Annotated[str, Choice("Indikator")] = ""
    document_no: Annotated[str, Text("Dokumentnummer", most=100)] = ""


class MoveForm(Form, frozen=True, kw_only=True):
    owner: Annotated[str, Choice("Hvem skal svare")] = ""
    due_on: Annotated[date | None, Day("Frist")] = None
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000, required=True)]


class ReasonForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000, required=True)]
