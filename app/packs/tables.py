from piccolo.table import Table

from app.db import columns as c
from app.meetings.tables import Meeting
from app.organisation.tables import Person


class MeetingPack(Table, tablename="meeting_packs"):
    """The pack of a meeting as it was kept: what the forum had before it. It is never changed and never removed."""

    id = c.key()
    public_id = c.public_id()
    meeting = c.fk(Meeting)
    no = c.number()  # of the meeting
    content = c.prose()  # canonical JSON
    hash = c.line(64)
    by = c.fk(Person)
    at = c.instant()
