from piccolo.table import Table

from app.db import columns as c


class RoleGrant(Table, tablename="role_grants"):
    """A role on a unit and everything below it, or on one case: exactly one of the two.

    Roles in committees are not here: they follow from `committee_members`.
    """

    id = c.key()
    public_id = c.public_id()
    person = c.fk("Person")
    role = c.word()
    unit = c.fk("Unit", null=True)
    case = c.fk("Case", null=True)
    valid_from = c.day()
    valid_to = c.day(null=True)  # exclusive
    source = c.line(40)  # "manual" or "import"


class NamedReader(Table, tablename="named_readers"):
    """Who may read a restricted row. Exactly one of the rows is named."""

    id = c.key()
    person = c.fk("Person")
    item = c.fk("ActionItem", null=True)
    item_update = c.fk("ItemUpdate", null=True)
    document = c.fk("Document", null=True)
    evidence = c.fk("Evidence", null=True)
    paper = c.fk("Paper", null=True)
    round_unit = c.fk("RoundUnit", null=True)  # the answers in words of a survey's unit
