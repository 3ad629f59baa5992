from piccolo.table import Table

from app.cases.tables import Case, FocusPoint
from app.db import columns as c
from app.documents.tables import Blob
from app.organisation.tables import Person
from app.plans.tables import ActionItem


class Evidence(Table, tablename="evidence"):
    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case, null=True)
    kind = c.word()
    title = c.line()
    dated_on = c.day(null=True)
    tier = c.word()
    withdrawn_at = c.instant(null=True)
    withdrawn_reason = c.prose()
    added_by = c.fk(Person)
    added_at = c.instant()


class EvidenceVersion(Table, tablename="evidence_versions"):
    """Immutable, but that its content may be erased. Either a file (blob) or a place in the ESDH system; never both,
    never neither."""

    id = c.key()
    public_id = c.public_id()
    evidence = c.fk(Evidence)
    no = c.number()
    blob = c.fk(Blob, null=True)
    derived_blob = c.fk(Blob, null=True)  # a small JPEG of a photo or of a PDF file's first page: no place, no time
    file_name = c.line(255)
    esdh_reference = c.line()
    by = c.fk(Person)
    at = c.instant()
    erased_at = c.instant(null=True)  # the file is gone; its hash stays


class EvidenceLink(Table, tablename="evidence_links"):
    """To exactly one of case, focus point and item."""

    id = c.key()
    evidence = c.fk(Evidence)
    case = c.fk(Case, null=True)
    focus_point = c.fk(FocusPoint, null=True)
    item = c.fk(ActionItem, null=True)


class EvidenceRequest(Table, tablename="evidence_requests"):
    """Somebody is asked for evidence about an item, or about the case as a whole, by a day."""

    id = c.key()
    public_id = c.public_id()
    version = c.number()
    case = c.fk(Case, null=True)
    item = c.fk(ActionItem, null=True)
    title = c.line()
    due_on = c.day()
    state = c.word()
    asked_by = c.fk(Person)
    asked_of = c.fk(Person)
    asked_at = c.instant()


class EvidenceRequestStep(Table, tablename="evidence_request_steps"):
    """What somebody did about a request, and what they said. Never changed."""

    id = c.key()
    request = c.fk(EvidenceRequest, index=True)
    state = c.word()
    comment = c.prose()
    by = c.fk(Person)
    at = c.instant()


class EvidenceDelivery(Table, tablename="evidence_deliveries"):
    """A piece of evidence that was delivered with a step."""

    id = c.key()
    step = c.fk(EvidenceRequestStep)
    evidence = c.fk(Evidence)
