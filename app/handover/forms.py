from typing import Annotated

from app.web.forms import Choice, Form, Text, Tick


class HandOverForm(Form, frozen=True):
    """`items`, `cases` and `requests` are those chosen, `shown`, `shown_cases` and `shown_requests` all on the page,
    each as its public id, a dot and the version that was seen."""

    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]
    to: Annotated[str, Choice("Ny ansvarlig")] = ""
    to_name: Annotated[str, Text("Navn")] = ""
    items: Annotated[tuple[str, ...], Choice("Tiltag")] = ()
    shown: Annotated[tuple[str, ...], Choice("Tiltag på siden")] = ()
    cases: Annotated[tuple[str, ...], Choice("Sager")] = ()
    shown_cases: Annotated[tuple[str, ...], Choice("Sager på siden")] = ()
    requests: Annotated[tuple[str, ...], Choice("Anmodninger")] = ()
    shown_requests: Annotated[tuple[str, ...], Choice("Anmodninger på siden")] = ()
    everything: Annotated[bool, Tick("Alt på siden")] = False
