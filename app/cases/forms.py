"""What people type about visits and cases."""

from datetime import date
from typing import Annotated

from app.cases.enums import ComplaintState, ContactChannel, ExtensionState, FindingKind, NoticeKind, RulingKind, Topic
from app.deadlines.enums import DateSource
from app.web.forms import Choice, Day, Form, Text, Tick

_LONG = 20_000


class VisitForm(Form, frozen=True):
    unit: Annotated[str, Choice("Enheden", required=True)]
    visited_on: Annotated[date | None, Day("Besøgets dato")] = None
    authority_case_no: Annotated[str, Text("Arbejdstilsynets sagsnummer", most=100)] = ""
    note: Annotated[str, Text("Hvem deltog", lines=True, most=_LONG)] = ""


class CaseForm(Form, frozen=True, kw_only=True):
    """A new case. Dates may be left empty: they show as unknown until somebody knows them."""

    visit: Annotated[str, Text("Besøget", most=20)] = ""
    unit: Annotated[str, Choice("Enheden", required=True)]
    unit_2: Annotated[str, Choice("Enhed 2")] = ""
    unit_3: Annotated[str, Choice("Enhed 3")] = ""
    more_units: Annotated[bool, Tick("Endnu flere enheder")] = False
    kind: Annotated[NoticeKind, Choice("Slags", required=True)]
    in_hearing: Annotated[bool, Tick("Sagen er i høring")] = False
    title: Annotated[str, Text("Titel", required=True)]
    topics: Annotated[tuple[Topic, ...], Choice("Mindst ét emne", required=True)]
    authority_case_no: Annotated[str, Text("Arbejdstilsynets sagsnummer", most=100)] = ""
    esdh_case_no: Annotated[str, Text("ESDH-sagsnummer", most=100)] = ""
    kle: Annotated[str, Text("KLE-nummer", most=40)] = ""
    summary: Annotated[str, Text("Afgørelsen, kort", lines=True, most=_LONG)] = ""
    has_no_employee_body: Annotated[bool, Tick("Her er ingen AMO")] = False
    hearing_sent: Annotated[date | None, Day("Høringen er sendt")] = None
    ruled: Annotated[date | None, Day("Afgørelsens dato")] = None
    available: Annotated[date | None, Day("Tilgængelig i Digital Post")] = None
    compliance: Annotated[date | None, Day("Efterkommelsesfrist")] = None
    report_back: Annotated[date | None, Day("Tilbagemeldingsfrist")] = None
    agreement_offered: Annotated[date | None, Day("Aftaleforløb tilbudt")] = None


class EditCaseForm(Form, frozen=True):
    kind: Annotated[NoticeKind, Choice("Slags", required=True)]
    title: Annotated[str, Text("Titel", required=True)]
    topics: Annotated[tuple[Topic, ...], Choice("Mindst ét emne", required=True)]
    authority_case_no: Annotated[str, Text("Arbejdstilsynets sagsnummer", most=100)] = ""
    esdh_case_no: Annotated[str, Text("ESDH-sagsnummer", most=100)] = ""
    kle: Annotated[str, Text("KLE-nummer", most=40)] = ""
    summary: Annotated[str, Text("Afgørelsen, kort", lines=True, most=_LONG)] = ""
    cvr_no: Annotated[str, Text("CVR-nummer", most=20, digits=True)] = ""
    production_unit_no: Annotated[str, Text("P-nummer", most=20, digits=True)] = ""
    has_no_employee_body: Annotated[bool, Tick("Her er ingen AMO")] = False
    adviser_name: Annotated[str, Text("Rådgiverens navn")] = ""
    adviser_cvr_no: Annotated[str, Text("Rådgiverens CVR-nummer", most=20, digits=True)] = ""


class PlacesForm(Form, frozen=True, kw_only=True):
    """Units to keep, up to three to add, and the visit; no visit is an answer, too."""

    units: Annotated[tuple[str, ...], Choice("Enheder")] = ()
    add_1: Annotated[str, Choice("Enhed")] = ""
    add_2: Annotated[str, Choice("Enhed")] = ""
    add_3: Annotated[str, Choice("Enhed")] = ""
    visit: Annotated[str, Choice("Besøget")] = ""
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4000)]


class ShareForm(Form, frozen=True):
    """An external adviser's access to a case; the address becomes their user name."""

    name: Annotated[str, Text("Navn", required=True)]
    email: Annotated[str, Text("E-mail", required=True)]
    until: Annotated[date, Day("Adgang til og med", required=True)]
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]
    company: Annotated[str, Text("Firma")] = ""


class EndShareForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]


class OwnerForm(Form, frozen=True):
    """`owner` is the public id of a person."""

    owner: Annotated[str, Choice("Ansvarlig", required=True)]
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4000)]


class DateForm(Form, frozen=True, kw_only=True):
    on_date: Annotated[date | None, Day("Datoen")] = None
    source: Annotated[DateSource, Choice("Hvor datoen kommer fra", required=True)]
    reason: Annotated[str, Text("Begrundelse", lines=True, most=4000)] = ""


class RulingForm(Form, frozen=True):
    kind: Annotated[RulingKind, Choice("Slags afgørelse", required=True)]
    ruled: Annotated[date | None, Day("Afgørelsens dato")] = None
    available: Annotated[date | None, Day("Tilgængelig i Digital Post")] = None
    compliance: Annotated[date | None, Day("Efterkommelsesfrist")] = None
    report_back: Annotated[date | None, Day("Tilbagemeldingsfrist")] = None
    note: Annotated[str, Text("Afgørelsen, kort", lines=True, most=_LONG)] = ""
    document: Annotated[str, Choice("Brevet")] = ""


class ComplaintForm(Form, frozen=True, kw_only=True):
    ruling: Annotated[str, Choice("Afgørelsen, I klager over")] = ""
    filed_on: Annotated[date, Day("Dato, klagen er sendt", required=True)]
    note: Annotated[str, Text("Bemærkning", lines=True, most=_LONG)] = ""
    document: Annotated[str, Choice("Dokument")] = ""


class ComplaintDateForm(Form, frozen=True):
    filed_on: Annotated[date, Day("Dato, klagen er sendt", required=True)]
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=_LONG)]


class ComplaintAnswerForm(Form, frozen=True):
    state: Annotated[ComplaintState, Choice("Hvordan klagen endte", required=True)]
    decided_on: Annotated[date, Day("Datoen", required=True)]
    note: Annotated[str, Text("Bemærkning", lines=True, most=_LONG)] = ""


class ExtensionForm(Form, frozen=True):
    requested_on: Annotated[date, Day("Dato, anmodningen er sendt", required=True)]
    wished_compliance_on: Annotated[date, Day("Ønsket efterkommelsesfrist", required=True)]
    wished_report_back_on: Annotated[date | None, Day("Ønsket tilbagemeldingsfrist")] = None
    reason: Annotated[str, Text("Begrundelse", lines=True, most=_LONG)] = ""


class ExtensionAnswerForm(Form, frozen=True):
    state: Annotated[ExtensionState, Choice("Svaret", required=True)]
    answered_on: Annotated[date, Day("Svarets dato", required=True)]
    available_on: Annotated[date | None, Day("Tilgængelig i Digital Post")] = None
    compliance_on: Annotated[date | None, Day("Ny efterkommelsesfrist")] = None
    report_back_on: Annotated[date | None, Day("Ny tilbagemeldingsfrist")] = None
    note: Annotated[str, Text("Bemærkning", lines=True, most=_LONG)] = ""
    document: Annotated[str, Choice("Brevet")] = ""


class FindingForm(Form, frozen=True):
    kind: Annotated[FindingKind, Choice("Krav eller konklusion", required=True)]
    text: Annotated[str, Text("Teksten", required=True, lines=True, most=_LONG)]
    source_text: Annotated[str, Text("Hvor det står")] = ""
    focus_points: Annotated[tuple[str, ...], Choice("Fokuspunkter")] = ()


class FocusPointForm(Form, frozen=True):
    title: Annotated[str, Text("Titel", required=True)]
    description: Annotated[str, Text("Beskrivelse", lines=True, most=_LONG)] = ""
    topics: Annotated[tuple[Topic, ...], Choice("Emner")] = ()
    findings: Annotated[tuple[str, ...], Choice("Krav og konklusioner")] = ()
    remeasure_on: Annotated[date | None, Day("Mål igen senest")] = None


class ContactForm(Form, frozen=True, kw_only=True):
    on_date: Annotated[date, Day("Datoen", required=True)]
    channel: Annotated[ContactChannel, Choice("Hvordan", required=True)]
    role: Annotated[str, Text("Hvem hos Arbejdstilsynet")] = ""
    note: Annotated[str, Text("Hvad I talte om", required=True, lines=True, most=_LONG)]
    document: Annotated[str, Choice("Dokument")] = ""
    is_in_report: Annotated[bool, Tick("Med i rapporten")] = False


class CorrectContactForm(ContactForm, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Hvad var forkert", required=True, lines=True, most=_LONG)]
