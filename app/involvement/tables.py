from piccolo.table import Table

from app.cases.tables import Case
from app.db import columns as c
from app.evidence.tables import Evidence
from app.organisation.tables import Person
from app.plans.tables import PlanVersion


class Involvement(Table, tablename="involvements"):
    """Who was told, heard or asked, when, and what they said. The remark is kept word for word."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    kind = c.word()
    party = c.word()
    channel = c.word()
    on_date = c.day()
    until_on = c.day(null=True)  # how long a notice hung; None: unknown, or nothing that hangs
    forum_text = c.line()
    participants = c.line(500)  # by role
    minutes_reference = c.line()
    subject = c.prose()  # about what
    remark = c.prose()
    plan_version = c.fk(PlanVersion, null=True)
    snapshot = c.fk("ReportSnapshot", null=True)  # the draft that they were informed of, as it was called and read
    snapshot_no = c.number(null=True)
    snapshot_hash = c.line(64)
    meeting = c.fk("Meeting", null=True)  # whose outcome wrote the record
    approval = c.fk("ApprovalAnswer", null=True)  # whose words the record holds
    evidence = c.fk(Evidence, null=True)  # what shows it: the photo of a notice
    is_withdrawn = c.flag()
    withdrawn_reason = c.prose()
    by = c.fk(Person)
    at = c.instant()


class InformWaiver(Table, tablename="inform_waivers"):
    """Why somebody need not be told of the rulings of a case: there is no union representative here."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    party = c.word()
    reason = c.prose()
    by = c.fk(Person)
    at = c.instant()
    ended_at = c.instant(null=True)
    ended_reason = c.prose()
    ended_by = c.fk(Person, null=True)
