from piccolo.table import Table

from app.cases.tables import Case
from app.db import columns as c
from app.indicators.tables import Indicator
from app.organisation.tables import Municipality, Person, Unit
from app.requests.tables import CommitteeRequest


class Inquiry(Table, tablename="inquiries"):
    """Questions of a council member that the municipality answers in a memo by a day."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    unit = c.fk(Unit)  # the part of the municipality that answers
    title = c.line()
    asked_by = c.line()  # who asked, as the memo is to say it
    received_on = c.day(null=True)  # None: unknown
    due_on = c.day(null=True)  # None: unknown
    is_due_default = c.flag()  # counted from the day it came, by the municipality's custom
    answered_by = c.line()  # the office that the memo is from
    case_workers = c.line()
    esdh_case_no = c.line(100)
    document_no = c.line(100)
    state = c.word()
    withdrawn_reason = c.prose()
    by = c.fk(Person, null=True)  # None: made by the command line
    at = c.instant()
    version = c.version()


class InquiryQuestion(Table, tablename="inquiry_questions"):
    """One of the questions, with its answer and what the municipality does not hold."""

    id = c.key()
    public_id = c.public_id()
    inquiry = c.fk(Inquiry)
    no = c.number()
    text = c.prose()
    owner = c.fk(Person, null=True)
    answer = c.prose()
    not_held = c.prose()
    state = c.word()
    answered_by = c.fk(Person, null=True)  # who wrote last: another one approves
    approved_by = c.fk(Person, null=True)
    approved_at = c.instant(null=True)
    version = c.version()


class InquiryFact(Table, tablename="inquiry_facts"):
    """A sentence taken from what it names as it stood on a day. `key` finds it there again."""

    id = c.key()
    public_id = c.public_id()
    question = c.fk(InquiryQuestion)
    position = c.number()
    case = c.fk(Case, null=True)  # what it is from: one of the three
    request = c.fk(CommitteeRequest, null=True)
    indicator = c.fk(Indicator, null=True)
    source = c.line()  # what the memo calls it: "Sag AA-2025-0001"
    key = c.line(100)
    text = c.prose()
    as_of = c.day()
    by = c.fk(Person)
    at = c.instant()


class InquiryMemo(Table, tablename="inquiry_memos"):
    """The answer as it was given, frozen. The database lets nothing of it change."""

    id = c.key()
    public_id = c.public_id()
    inquiry = c.fk(Inquiry)
    no = c.number()
    content = c.prose()  # canonical JSON
    hash = c.line(64)
    by = c.fk(Person)
    at = c.instant()
