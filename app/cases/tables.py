from piccolo.table import Table

from app.db import columns as c
from app.documents.tables import Document
from app.organisation.tables import Municipality, Person, Unit, UnitVersion


class InspectionVisit(Table, tablename="visits"):
    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    unit = c.fk(Unit)  # the smallest unit that holds everything visited: who may see the visit itself
    visited_on = c.day(null=True)
    authority_case_no = c.line(100)
    note = c.prose()  # who was met, as roles
    version = c.version()


class Case(Table, tablename="cases"):
    id = c.key()
    public_id = c.public_id()
    reference = c.line(40, unique=True)  # municipality code + YYYY-NNNN, never reused
    municipality = c.fk(Municipality)
    visit = c.fk(InspectionVisit, null=True)
    kind = c.word()
    phase = c.word()
    outcome = c.word(null=True)
    title = c.line()
    owner = c.fk(Person, null=True)  # who is accountable; None: the application registered it, nobody is chosen yet
    handed_on_by = c.fk(Person, null=True)  # who gave it away themselves, and does not close it either
    given_by = c.fk(Person, null=True)  # the same, also before it had begun: no judge of what nobody has begun since
    cvr_no = c.line(8, null=True)  # the addressee: exactly one legal unit (rule 2); None: unknown
    production_unit_no = c.line(10, null=True)
    authority_case_no = c.line(100)
    esdh_case_no = c.line(100)
    kle = c.line(40)
    summary = c.prose()  # the ruling's text or a summary of it
    has_employee_body = c.flag()  # False: no AMO here, an employee representative is informed instead (rule 19)
    adviser_name = c.line()  # investigation orders only (rule 6)
    adviser_cvr_no = c.line(8, null=True)
    next_due_key = c.line(10)  # sort key of lists, kept by cases.actions: "" unknown, ISO date, or NOTHING_DUE
    next_due_kind = c.word(null=True)
    search_text = c.prose()
    created_at = c.instant()
    closed_on = c.day(null=True)
    version = c.version()


class CaseClosure(Table, tablename="case_closures"):
    """Each time the case was closed: why, and on which document. Reopening leaves the row."""

    id = c.key()
    case = c.fk(Case)
    outcome = c.word()
    closed_on = c.day()
    document = c.fk(Document, null=True)
    reason = c.prose()
    by = c.fk(Person)
    at = c.instant()


class CaseNumber(Table, tablename="case_numbers"):
    """The last number given per municipality and year."""

    id = c.key()
    municipality = c.fk(Municipality)
    year = c.number()
    last_no = c.number()


class CaseUnit(Table, tablename="case_units"):
    id = c.key()
    case = c.fk(Case)
    unit = c.fk(Unit)
    unit_version = c.fk(UnitVersion)  # the unit as it was called then


class CaseTopic(Table, tablename="case_topics"):
    id = c.key()
    case = c.fk(Case)
    topic = c.word()


class Ruling(Table, tablename="rulings"):
    """A decision in the case; its dates are rows of `deadlines` that point here."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    kind = c.word()
    no = c.number()
    note = c.prose()
    document = c.fk(Document, null=True)


class Finding(Table, tablename="findings"):
    """What the authority demanded or concluded, in its order."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    position = c.number()
    kind = c.word()
    text = c.prose()
    source_text = c.line()  # where it stands: "Afgørelsen, side 2"; "" = not stated
    source_document = c.fk(Document, null=True)
    version = c.version()


class FocusPoint(Table, tablename="focus_points"):
    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    position = c.number()
    title = c.line()
    description = c.prose()
    remeasure_on = c.day(null=True)  # when it is planned to measure again, at the latest
    remeasure_set_at = c.instant(null=True)  # when that day was written
    state = c.word()
    closure = c.word(null=True)
    closed_reason = c.prose()
    closed_on = c.day(null=True)
    version = c.version()


class FocusPointTopic(Table, tablename="focus_point_topics"):
    id = c.key()
    focus_point = c.fk(FocusPoint)
    topic = c.word()


class FindingFocusPoint(Table, tablename="finding_focus_points"):
    id = c.key()
    finding = c.fk(Finding)
    focus_point = c.fk(FocusPoint)


class Complaint(Table, tablename="complaints"):
    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    ruling = c.fk(Ruling)
    filed_on = c.day()
    state = c.word()
    decided_on = c.day(null=True)
    note = c.prose()
    document = c.fk(Document, null=True)
    version = c.version()


class ExtensionRequest(Table, tablename="extension_requests"):
    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    requested_on = c.day()
    wished_compliance_on = c.day()
    wished_report_back_on = c.day(null=True)
    reason = c.prose()
    state = c.word()
    answered_on = c.day(null=True)
    answer_ruling = c.fk(Ruling, null=True)
    answer_document = c.fk(Document, null=True)
    answer_note = c.prose()
    version = c.version()


class Contact(Table, tablename="contacts"):
    """A telephone call, letter or meeting with the authority. A row never changes: a correction is another row."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    on_date = c.day()
    channel = c.word()
    role = c.line()  # of the person at the authority, never a name; "" = unknown
    note = c.prose()
    is_in_report = c.flag()
    by = c.fk(Person)
    at = c.instant()
    document = c.fk(Document, null=True)
    corrects = c.fk("Contact", null=True)
    reason = c.prose()  # of the correction
