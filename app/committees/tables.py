from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Municipality, Person, Unit


class Committee(Table, tablename="committees"):
    """A MED committee or part of the work-environment organisation. Its rank has a name of the municipality's own."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    external_id = c.line(100, null=True)
    name = c.line()
    kind = c.word()
    rank = c.line(40)  # "HMU"; one of the municipality's ranks (rule 28), or "" for none
    is_work_environment = c.flag()  # a MED committee that is the work-environment committee, too; nobody said so: no
    closed_on = c.day(null=True)
    search_key = c.line(250)
    sort_key = c.line(250)
    version = c.version()


class CommitteeUnit(Table, tablename="committee_units"):
    """A unit the committee covers, with everything below that no lower committee of its kind covers."""

    id = c.key()
    committee = c.fk(Committee)
    unit = c.fk(Unit)


class CommitteeMember(Table, tablename="committee_members"):
    id = c.key()
    public_id = c.public_id()
    committee = c.fk(Committee)
    person = c.fk(Person)
    side = c.word()
    function = c.word()
    valid_from = c.day()
    valid_to = c.day(null=True)  # exclusive
    stands_in_for = c.fk("CommitteeMember", null=True)  # a substitute, with the same access
