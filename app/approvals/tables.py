from piccolo.table import Table

from app.cases.tables import Case
from app.committees.tables import Committee
from app.db import columns as c
from app.meetings.tables import Meeting
from app.organisation.tables import Person
from app.plans.tables import PlanVersion
from app.reports.tables import ReportSnapshot


class Approval(Table, tablename="approvals"):
    """A committee is asked whether its two sides agree with a plan or a report. What it is asked about is always the
    version that stands now: a later one asks again by itself."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    committee = c.fk(Committee)
    target = c.word()
    text = c.prose()  # what the committee is told
    asked_on = c.day()
    due_on = c.day(null=True)  # of the first version; None: at a meeting
    by = c.fk(Person)
    at = c.instant()
    withdrawn_at = c.instant(null=True)
    withdrawn_reason = c.prose()
    withdrawn_by = c.fk(Person, null=True)
    version = c.version()


class ApprovalAnswer(Table, tablename="approval_answers"):
    """What a side answered, and to exactly which version. It is never changed and never removed."""

    id = c.key()
    approval = c.fk(Approval)
    plan_version = c.fk(PlanVersion, null=True)
    snapshot = c.fk(ReportSnapshot, null=True)
    no = c.number()  # of the version, as it was called
    hash = c.line(64)
    side = c.word()
    reply = c.word()
    remark = c.prose()  # word for word
    person = c.fk(Person)  # who answered, or at a meeting who wrote it down
    meeting = c.fk(Meeting, null=True)
    on_date = c.day()
    at = c.instant()
