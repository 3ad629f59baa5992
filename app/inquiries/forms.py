from datetime import date
from typing import Annotated

from app.inquiries.enums import Origin
from app.web.forms import Choice, Day, Form, Text, Whole


class InquiryForm(Form, frozen=True, kw_only=True):
    unit: Annotated[str, Choice("Enhed, der svarer")] = ""
    title: Annotated[str, Text("Emne", required=True)]
    asked_by: Annotated[str, Text("Stillet af")] = ""
    received_on: Annotated[date | None, Day("Modtaget")] = None
    due_on: Annotated[date | None, Day("Frist")] = None
    answered_by: Annotated[str, Text("Besvares af")] = ""
    case_workers: Annotated[str, Text("Sagsbehandlere")] = ""
    esdh_case_no: Annotated[str, Text("Sagsnummer", most=100)] = ""
    document_no: Annotated[str, Text("Dokumentnummer", most=100)] = ""


class WithdrawForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000, required=True)]


class QuestionForm(Form, frozen=True, kw_only=True):
    no: Annotated[int, Whole("Nummer", required=True, low=1, high=999)]
    text: Annotated[str, Text("Spørgsmål", lines=True, most=4000, required=True)]
    owner: Annotated[str, Choice("Hvem svarer")] = ""


class AnswerForm(Form, frozen=True, kw_only=True):
    answer: Annotated[str, Text("Svar", lines=True, most=20_000)] = ""
    not_held: Annotated[str, Text("Det, kommunen ikke har", lines=True, most=4000)] = ""


class FactsForm(Form, frozen=True, kw_only=True):
    case: Annotated[str, Choice("Sag")] = ""
    origin: Annotated[Origin | None, Choice("Kilde")] = None  # None: a case
    keys: Annotated[tuple[str, ...], Choice("Oplysninger")] = ()
