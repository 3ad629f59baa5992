from piccolo.table import Table

from app.cases.tables import Case
from app.db import columns as c
from app.material.tables import Material
from app.organisation.tables import Person, Unit


class CaseMaterial(Table, tablename="case_materials"):
    """A material by which the people of a case's units are told of it; what the units answer proves it."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    material = c.fk(Material)
    by = c.fk(Person)
    at = c.instant()
    removed_at = c.instant(null=True)
    removed_reason = c.prose()
    removed_by = c.fk(Person, null=True)


class NoticeLink(Table, tablename="notice_links"):
    """A link, often as a QR code on a wall, that opens the page for all employees of a unit. Its secret is kept
    nowhere."""

    id = c.key()
    public_id = c.public_id()
    digest = c.line(64, unique=True)
    unit = c.fk(Unit)
    place = c.line()  # where it hangs, in words: which one to close when that wall is gone
    by = c.fk(Person)
    at = c.instant()
    until_on = c.day()
    closed_at = c.instant(null=True)
    closed_by = c.fk(Person, null=True)


class NoticeReads(Table, tablename="notice_reads"):
    """How often a link was opened on a day: a number, and nothing about who."""

    id = c.key()
    link = c.fk(NoticeLink)
    on_day = c.day()
    reads = c.number()
