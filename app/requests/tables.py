from piccolo.table import Table

from app.committees.tables import Committee
from app.db import columns as c
from app.indicators.tables import Indicator
from app.meetings.tables import AgendaItem
from app.organisation.tables import Municipality, Person


class CommitteeRequest(Table, tablename="committee_requests"):
    """What a committee has asked for, of whom and by when."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    committee = c.fk(Committee)
    item = c.fk(AgendaItem, null=True)  # under which it was asked for, where that agenda is kept here
    text = c.prose()
    asked_on = c.day()
    minutes_reference = c.line()  # where it stands, for minutes that are kept elsewhere
    owner = c.fk(Person, null=True)  # None: nobody yet
    first_due_on = c.day(null=True)  # as it was asked for; None: no day was set
    due_on = c.day(null=True)
    by = c.fk(Person)
    at = c.instant()
    changed_at = c.instant()
    version = c.version()


class RequestStep(Table, tablename="request_steps"):
    """An answer to a request, or what else has happened to it. It is never changed and never removed."""

    id = c.key()
    request = c.fk(CommitteeRequest)
    kind = c.word()
    text = c.prose()  # the answer, or the reason
    caveat = c.prose()  # how far the answer can be trusted
    indicator = c.fk(Indicator, null=True)
    document_no = c.line(100)  # of the answer in the ESDH system
    due_on = c.day(null=True)  # of a move: the day and the person from then on
    owner = c.fk(Person, null=True)
    by = c.fk(Person)
    at = c.instant()
