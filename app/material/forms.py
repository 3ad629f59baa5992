from datetime import date
from typing import Annotated

from app.material.enums import AnswerKind
from app.web.forms import Choice, Day, Form, Text, Tick


class MaterialForm(Form, frozen=True, kw_only=True):
    title: Annotated[str, Text("Titel", required=True)]
    description: Annotated[str, Text("Hvad det er", lines=True, most=4000)] = ""
    esdh_reference: Annotated[str, Text("ESDH-henvisning")] = ""
    sent_on: Annotated[date | None, Day("Sendt")] = None
    round: Annotated[str, Choice("Måling")] = ""
    units: Annotated[tuple[str, ...], Choice("Enheder", required=True)] = ()
    below: Annotated[bool, Tick("Også enhederne under")] = False
    files: Annotated[str, Text("Filer")] = ""  # holds no text: it is there so that its message has a place


class FilesForm(Form, frozen=True, kw_only=True):
    files: Annotated[str, Text("Filer")] = ""


class AnswerForm(Form, frozen=True, kw_only=True):
    kind: Annotated[AnswerKind, Choice("Svar", required=True)]
    part: Annotated[str, Text("Gælder kun for")] = ""
    on_date: Annotated[date | None, Day("Dato")] = None
    text: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""
