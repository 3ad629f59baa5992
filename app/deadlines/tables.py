from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Person


class Deadline(Table, tablename="deadlines"):
    """One date of a case and what it is now; every value it has had is a DeadlineVersion."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk("Case")
    ruling = c.fk("Ruling", null=True)
    kind = c.word()
    state = c.word()
    on_date = c.day(null=True, index=True)
    source = c.word()
    is_confirmed = c.flag()  # False: a computed default nobody has confirmed yet (rule 8)
    version = c.version()


class DeadlineVersion(Table, tablename="deadline_versions"):
    id = c.key()
    deadline = c.fk(Deadline)
    no = c.number()
    on_date = c.day(null=True)
    state = c.word()
    source = c.word()
    is_confirmed = c.flag()
    reason = c.prose()
    by = c.fk(Person, null=True)  # None: computed by the system
    at = c.instant()
