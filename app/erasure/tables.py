from piccolo.table import Table

from app.db import columns as c
from app.documents.tables import Document
from app.evidence.tables import Evidence
from app.organisation.tables import Person
from app.reports.tables import ReportSnapshot


class Erasure(Table, tablename="erasures"):
    """Somebody asks that the content of evidence or of a letter (exactly one) is erased; another one decides.

    `follows` is the erasure elsewhere of the same bytes by which this one came up: then nobody here has asked.
    """

    id = c.key()
    public_id = c.public_id()
    evidence = c.fk(Evidence, null=True)
    document = c.fk(Document, null=True)
    follows = c.fk("Erasure", null=True)
    state = c.word()
    reason = c.prose()
    hides_name = c.flag()  # title and file name tell something, too
    asked_by = c.fk(Person, null=True)
    asked_at = c.instant()
    decided_by = c.fk(Person, null=True)
    decided_at = c.instant(null=True)
    note = c.prose()  # why it was declined, or why something is kept


class ErasureSnapshot(Table, tablename="erasure_snapshots"):
    """A frozen report that names what was erased, and what the second person decided about it."""

    id = c.key()
    erasure = c.fk(Erasure)
    snapshot = c.fk(ReportSnapshot)
    is_kept = c.flag()
