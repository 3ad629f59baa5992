"""What is answered about evidence, and what a program sends when it adds some."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from app.access.enums import Tier
from app.api.v1.common import Day, Id, Instant, Label
from app.documents.enums import ScanState
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.forms import EvidenceForm
from app.web.forms import Text


class FileBody(msgspec.Struct, frozen=True, kw_only=True):
    """A file. `href` gives its bytes; null where nobody gets them, and `scan` says why. `sha256` is their
    fingerprint."""

    name: str
    media_type: str
    size: int
    sha256: str
    scan: ScanState
    scan_label: Label
    href: str | None


class EvidenceVersionBody(msgspec.Struct, frozen=True, kw_only=True):
    """One version: a file, or a place in the ESDH system. It never changes."""

    no: int
    at: Instant
    by_role: str
    file: FileBody | None
    esdh_reference: str


class LinkedTo(msgspec.Struct, frozen=True, kw_only=True):
    """What the evidence proves something about, as far as you see it."""

    kind: LinkKind
    kind_label: Label
    id: Id
    title: str


class EvidenceSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence with its latest version."""

    id: Id
    kind: EvidenceKind
    kind_label: Label
    title: str
    dated_on: Day
    is_withdrawn: bool
    withdrawn_reason: str
    latest: EvidenceVersionBody
    linked_to: tuple[LinkedTo, ...]


class EvidenceBody(EvidenceSummary, frozen=True, kw_only=True):
    """A piece of evidence with all its versions, the newest first."""

    versions: tuple[EvidenceVersionBody, ...]


class EvidenceListBody(msgspec.Struct, frozen=True):
    items: tuple[EvidenceSummary, ...]


class EvidenceFields(EvidenceForm, frozen=True):
    """The page's form, and one focus point of the case."""

    focus_point: Annotated[str, Text("Fokuspunkt")] = ""


@dataclass
class UploadOperation(Operation):
    """The body of an upload, for the document: the handler reads it itself, once it knows that the caller may."""

    def __post_init__(self) -> None:
        fields: dict[str, Reference | Schema] = {
            "kind": Schema(
                type=OpenAPIType.STRING, enum=[each.value for each in EvidenceKind], description="Slags. Skal med."
            ),
            "tier": Schema(
                type=OpenAPIType.STRING,
                enum=[each.value for each in Tier],
                description="Hvem kan se det? Kun det, nøglens ejer selv kan se. Uden værdi er det åbent (standard).",
            ),
            "title": Schema(type=OpenAPIType.STRING, max_length=200, description="Titel. Ellers filens navn."),
            "dated_on": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE, description="Datoen på det."),
            "esdh_reference": Schema(
                type=OpenAPIType.STRING, max_length=200, description="Hvor det ligger i ESDH. I stedet for en fil."
            ),
            "focus_point": Schema(
                type=OpenAPIType.STRING, max_length=200, description="Id på et af sagens fokuspunkter. Kun på en sag."
            ),
            "files": Schema(
                type=OpenAPIType.ARRAY,
                items=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY),
                max_items=10,
                description="Filerne. I stedet for esdh_reference. Alle bliver gemt, eller ingen.",
            ),
            "cpr_ok": Schema(
                type=OpenAPIType.STRING, enum=["1"], description="Det, der ligner et CPR-nummer, er et andet nummer."
            ),
            "again_ok": Schema(
                type=OpenAPIType.STRING, enum=["1"], description="Gem en fil igen, hvis indhold er slettet tidligere."
            ),
        }
        schema = Schema(type=OpenAPIType.OBJECT, properties=fields, required=["kind"])
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=schema)}, required=True)
