"""The forms of evidence. A field named after a file input holds no text: its message has a place there."""

from datetime import date
from typing import Annotated

from app.access.enums import Tier
from app.evidence.actions import Link
from app.evidence.enums import EvidenceKind, LinkKind, RequestAct
from app.plans.forms import UpdateForm
from app.web.forms import Choice, Day, Form, Text


class EvidenceForm(Form, frozen=True):
    kind: Annotated[EvidenceKind | None, Choice("Slags")] = None  # None: as the file tells
    title: Annotated[str, Text("Titel")] = ""
    dated_on: Annotated[date | None, Day("Dato")] = None
    files: Annotated[str, Text("Filer")] = ""
    esdh_reference: Annotated[str, Text("ESDH-henvisning")] = ""
    tier: Annotated[Tier | None, Choice("Hvem kan se det?")] = None  # None: everybody


class VersionForm(Form, frozen=True):
    files: Annotated[str, Text("Fil")] = ""
    esdh_reference: Annotated[str, Text("ESDH-henvisning")] = ""


class WithdrawForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, most=1000, lines=True)] = ""


class StrandedForm(Form, frozen=True):
    """`row` is a kind and a public id: "evidence:abc"; `reader` a person's."""

    row: Annotated[str, Text("Hvad", required=True)] = ""
    reader: Annotated[str, Text("Ny læser", required=True)] = ""
    reason: Annotated[str, Text("Begrundelse", required=True, most=2000, lines=True)] = ""


class LinkForm(Form, frozen=True):
    """`targets` are a kind and a public id each: "item:abc"."""

    targets: Annotated[tuple[str, ...], Choice("Knyt også til", required=True)] = ()


class ItemUpdateForm(UpdateForm, frozen=True):
    """What a phone sends about an action item: status and note, and photos or files with it."""

    photo: Annotated[str, Text("Foto")] = ""
    files: Annotated[str, Text("Filer")] = ""


class RequestForm(Form, frozen=True):
    title: Annotated[str, Text("Hvad beder du om?", required=True)] = ""
    asked_of: Annotated[str, Choice("Hvem", required=True)] = ""
    due_on: Annotated[date | None, Day("Senest", required=True)] = None


class RequestAnswerForm(Form, frozen=True):
    """What either side says about a request; `chosen` is evidence that is there already."""

    act: Annotated[RequestAct, Choice("Svar", required=True)]
    comment: Annotated[str, Text("Bemærkning", most=2000, lines=True)] = ""
    files: Annotated[str, Text("Filer")] = ""
    esdh_reference: Annotated[str, Text("ESDH-henvisning")] = ""
    chosen: Annotated[tuple[str, ...], Choice("Dokumentation, der er der i forvejen")] = ()
    tier: Annotated[Tier | None, Choice("Hvem kan se det?")] = None  # None: everybody


def as_link(value: str) -> Link | None:
    """The link that `LinkForm.targets` names; None for what the page never offered."""
    kind, _, public_id = value.partition(":")
    return Link(LinkKind(kind), public_id) if kind in set(LinkKind) and public_id else None
