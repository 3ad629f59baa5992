from piccolo.table import Table

from app.cases.tables import Case, Ruling
from app.db import columns as c
from app.documents.tables import Document
from app.organisation.tables import Person, Unit


class ReportSnapshot(Table, tablename="report_snapshots"):
    """Everything a report says, frozen. Of it the database lets nothing change but how it stands."""

    id = c.key()
    public_id = c.public_id()
    unit = c.fk(Unit)
    case = c.fk(Case, null=True)
    type = c.word()
    profile = c.word()
    state = c.word()
    no = c.number()  # per case, or per unit where there is none; never reused
    content = c.prose()  # canonical JSON
    hash = c.line(64)
    by = c.fk(Person, null=True)  # None: made by the command line
    at = c.instant()
    released_at = c.instant(null=True)
    released_by = c.fk(Person, null=True)
    release_reason = c.prose()  # why what changed since AMO was informed is spelling only
    withdrawn_reason = c.prose()
    replaces = c.fk("ReportSnapshot", null=True)


class ReportBack(Table, tablename="report_backs"):
    """The fact that somebody reported back in the authority's self-service."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    snapshot = c.fk(ReportSnapshot, null=True)
    sent_on = c.day()
    receipt = c.line()
    receipt_document = c.fk(Document, null=True)
    was_body_informed = c.flag()  # False: "uden registreret orientering af AMO" (rule 19)
    note = c.prose()
    by = c.fk(Person)
    at = c.instant()


class AuthorityReply(Table, tablename="authority_replies"):
    """What the authority answered. `new_case`: the case of a reaction that it led to."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    outcome = c.word()
    replied_on = c.day()
    ruling = c.fk(Ruling, null=True)  # the one that holds its new date
    new_case = c.fk(Case, null=True)
    document = c.fk(Document)
    note = c.prose()
    by = c.fk(Person)
    at = c.instant()
