from piccolo.table import Table

from app.db import columns as c
from app.documents.tables import Paper
from app.meetings.tables import AgendaItem, Meeting
from app.organisation.tables import Person


class Minutes(Table, tablename="minutes"):
    """Minutes of a meeting, written here. What is sent is frozen until both sides have answered."""

    id = c.key()
    meeting = c.fk(Meeting, unique=True)
    state = c.word()
    text = c.prose()  # what belongs to no item of the agenda
    written_by = c.fk(Person)
    content = c.prose()  # canonical JSON of what was sent; "" while it is a draft
    hash = c.line(64)
    sent_by = c.fk(Person, null=True)
    sent_at = c.instant(null=True)
    version = c.version()


class MinutesText(Table, tablename="minutes_texts"):
    """What the minutes say of an item of the agenda."""

    id = c.key()
    minutes = c.fk(Minutes)
    item = c.fk(AgendaItem)
    text = c.prose()


class MinutesAnswer(Table, tablename="minutes_answers"):
    """What somebody answered, and to exactly which text. It is never changed and never removed."""

    id = c.key()
    minutes = c.fk(Minutes)
    hash = c.line(64)
    side = c.word()
    person = c.fk(Person)
    reply = c.word()
    remark = c.prose()  # word for word
    at = c.instant()


class MinutesSnapshot(Table, tablename="minutes_snapshots"):
    """Minutes that both sides approved. They are never changed and never removed."""

    id = c.key()
    minutes = c.fk(Minutes, unique=True)
    content = c.prose()  # canonical JSON
    hash = c.line(64)
    at = c.instant()


class MinutesAddendum(Table, tablename="minutes_addenda"):
    """A correction of approved minutes, beside them. It is never changed and never removed."""

    id = c.key()
    minutes = c.fk(Minutes)
    text = c.prose()
    by = c.fk(Person)
    at = c.instant()


class MinutesFile(Table, tablename="minutes_files"):
    """Minutes written elsewhere, kept as a file. `approved_on` is what somebody states: nothing here shows it."""

    id = c.key()
    paper = c.fk(Paper, unique=True)
    approved_on = c.day(null=True)
    by = c.fk(Person)
    at = c.instant()
