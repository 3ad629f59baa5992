from datetime import date
from typing import Annotated

from app.audit.enums import AuditAction, EntityKind
from app.web.forms import Choice, Day, Form, Text


class LogForm(Form, frozen=True):
    """What to look for in the log; it is sent as a query, so that an address can be kept and shared."""

    person: Annotated[str, Text("Person")] = ""
    sag: Annotated[str, Text("Sagsnummer", most=40)] = ""
    fra: Annotated[date | None, Day("Fra")] = None
    til: Annotated[date | None, Day("Til")] = None
    slags: Annotated[EntityKind | None, Choice("Hvad det handler om")] = None
    handling: Annotated[AuditAction | None, Choice("Hvad der skete")] = None
