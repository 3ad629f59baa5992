from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Municipality, Person, Unit
from app.surveys.tables import SurveyRound


class Material(Table, tablename="materials"):
    """A guide, slides: sent to units, which say how far they have come with it. Its files are papers, or lie in the
    ESDH system."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    title = c.line()
    description = c.prose()
    esdh_reference = c.line()
    round = c.fk(SurveyRound, null=True)  # the survey that it follows up
    sent_on = c.day(null=True)  # None: unknown
    by = c.fk(Person)
    at = c.instant()


class MaterialUnit(Table, tablename="material_units"):
    """A unit that a material was sent to."""

    id = c.key()
    public_id = c.public_id()
    material = c.fk(Material)
    unit = c.fk(Unit)


class MaterialAnswer(Table, tablename="material_answers"):
    """What a unit, or a part of it, says of a material. Never changed: a further one is another row."""

    id = c.key()
    material_unit = c.fk(MaterialUnit)
    kind = c.word()
    part = c.line()  # whom it holds for, in words; "": the whole unit
    on_date = c.day(null=True)  # None: unknown
    text = c.prose()
    by = c.fk(Person)
    at = c.instant()
