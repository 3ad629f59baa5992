from piccolo.table import Table

from app.db import columns as c


class Municipality(Table, tablename="municipalities"):
    id = c.key()
    public_id = c.public_id()
    code = c.line(20, unique=True)  # prefix of every case reference; never reused
    name = c.line()
    settings = c.prose()  # JSON of organisation.rules.MunicipalitySettings


class Unit(Table, tablename="units"):
    """A unit lives on while its name, place and numbers change: those are UnitVersions."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    external_id = c.line(100)  # unique per municipality; "" is not allowed: made up when unknown
    closed_on = c.day(null=True)  # its last version stays the present one: what it was called when it closed
    version = c.version()


class UnitVersion(Table, tablename="unit_versions"):
    """What a unit was called and where it stood from `valid_from` (inclusive) to `valid_to` (exclusive)."""

    id = c.key()
    unit = c.fk(Unit)
    parent = c.fk(Unit, null=True)
    name = c.line()
    kind = c.word()
    cvr_no = c.line(8, null=True)
    production_unit_no = c.line(10, null=True)
    valid_from = c.day()
    valid_to = c.day(null=True)
    search_key = c.line(250)
    sort_key = c.line(250)


class UnitClosure(Table, tablename="unit_closure"):
    """Every ancestor of every unit as the tree stands now, the unit itself at depth 0."""

    id = c.key()
    ancestor = c.fk(Unit)
    descendant = c.fk(Unit)
    depth = c.number()


class Person(Table, tablename="persons"):
    """Not an account: an owner of an action need not log in."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    external_id = c.line(100, null=True)
    name = c.line()
    email = c.line(254, null=True)
    job_title = c.line(200)
    is_active = c.flag()
    left_on = c.day(null=True)
    search_key = c.line(250)
    sort_key = c.line(250)
    version = c.version()
