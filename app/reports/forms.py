from datetime import date
from typing import Annotated

from app.cases.enums import CaseOutcome
from app.reports.enums import Profile, ReplyOutcome
from app.web.forms import Choice, Day, Form, Text, Tick, Whole

NOTE_MOST = 20_000


class SnapshotForm(Form, frozen=True):
    profile: Annotated[Profile | None, Choice("Modtager")] = None
    show_names: Annotated[bool, Tick("Vis navne")] = False


class OverviewForm(Form, frozen=True):
    profile: Annotated[Profile | None, Choice("Modtager")] = None


class WithdrawOverviewForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4_000)]
    is_replaced: Annotated[bool, Tick("Frys en ny i stedet")] = False


class ReplaceForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4_000)]
    show_names: Annotated[bool, Tick("Vis navne")] = False


class ReleaseForm(Form, frozen=True):
    reason: Annotated[str, Text("Hvad er rettet", lines=True, most=4_000)] = ""


class ReasonForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4_000)]


class ReportBackForm(Form, frozen=True):
    """`file` holds no text: it is there so that its message has a place. The same below."""

    sent_on: Annotated[date, Day("Sendt den", required=True)]
    receipt: Annotated[str, Text("Kvittering")] = ""
    snapshot: Annotated[int | None, Whole("Rapport", low=1)] = None
    note: Annotated[str, Text("Note", lines=True, most=NOTE_MOST)] = ""
    file: Annotated[str, Text("Kvitteringen som fil")] = ""


class ReplyForm(Form, frozen=True):
    outcome: Annotated[ReplyOutcome, Choice("Svar", required=True)]
    replied_on: Annotated[date, Day("Brevets dato", required=True)]
    file: Annotated[str, Text("Brevet")] = ""
    letter_title: Annotated[str, Text("Brevets titel")] = ""
    esdh_document_no: Annotated[str, Text("ESDH-dokumentnummer", most=100)] = ""
    new_report_back_on: Annotated[date | None, Day("Ny tilbagemeldingsfrist")] = None
    new_compliance_on: Annotated[date | None, Day("Ny efterkommelsesfrist")] = None
    control_visit_on: Annotated[date | None, Day("Kontrolbesøgets dato")] = None
    new_case: Annotated[str, Text("Den nye sags nummer", most=40)] = ""
    note: Annotated[str, Text("Note", lines=True, most=NOTE_MOST)] = ""


class NewCaseForm(Form, frozen=True):
    new_case: Annotated[str, Text("Den nye sags nummer", required=True, most=40)]


class CloseForm(Form, frozen=True):
    outcome: Annotated[CaseOutcome, Choice("Resultat", required=True)]
    closed_on: Annotated[date, Day("Lukket den", required=True)]
    reason: Annotated[str, Text("Begrundelse", lines=True, most=4_000)] = ""
    document: Annotated[str, Choice("Dokument")] = ""
    file: Annotated[str, Text("Nyt dokument")] = ""


class ReopenForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4_000)]
