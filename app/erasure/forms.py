"""The forms of erasing content."""

from typing import Annotated

from app.web.forms import Choice, Form, Text, Tick


class AskForm(Form, frozen=True):
    """Asking; with an `answer` it is the no of the second person, or of who takes it back."""

    reason: Annotated[str, Text("Begrundelse", required=True, most=1000, lines=True)] = ""
    hides_name: Annotated[bool, Tick("Titel og filnavn")] = False
    answer: Annotated[str, Text("Svar")] = ""


class ApproveForm(Form, frozen=True):
    """Uses and reports by their keys; `shown` are all that the page listed."""

    shown: Annotated[tuple[str, ...], Choice("Vist på siden")] = ()
    also: Annotated[tuple[str, ...], Choice("Slet også her")] = ()
    withdraw: Annotated[tuple[str, ...], Choice("Træk tilbage")] = ()
    kept_reason: Annotated[str, Text("Hvorfor noget bliver stående", most=1000, lines=True)] = ""
    hides_name: Annotated[bool, Tick("Titel og filnavn")] = False
