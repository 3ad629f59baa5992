from piccolo.table import Table

from app.db import columns as c


class RoleGrant(Table, tablename="role_grants"):
    """A role on a unit and everything below it. Committees and single cases come as further nullable targets."""

    id = c.key()
    public_id = c.public_id()
    person = c.fk("Person")
    role = c.word()
    unit = c.fk("Unit", null=True)
    valid_from = c.day()
    valid_to = c.day(null=True)  # exclusive
    source = c.line(40)  # "manual" or "import"
