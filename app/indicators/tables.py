from piccolo.table import Table

from app.cases.tables import Case, FocusPoint
from app.db import columns as c
from app.organisation.tables import Municipality, Unit


class Indicator(Table, tablename="indicators"):
    """What is followed, and how it is counted. Once it has values, what they mean is not changed: make another."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    kind = c.word()
    name = c.line()
    measured_in = c.line(40)  # "%", "dage pr. ansat"
    better = c.word(null=True)
    covers_people = c.flag()  # the figure is about a group of people: small groups are hidden
    definition = c.prose()
    source = c.line(300)
    sort_key = c.line(250)
    version = c.version()


class IndicatorValue(Table, tablename="indicator_values"):
    """A unit in a period: a number or a direction alone. Corrected by a new row; the old stays. Never a person's."""

    id = c.key()
    public_id = c.public_id()
    indicator = c.fk(Indicator)
    unit = c.fk(Unit)
    period_from = c.day(null=True)
    period_to = c.day(null=True)
    period_text = c.line(100)
    value = c.line(40, null=True)  # a decimal number; None: a direction alone
    trend = c.word(null=True)
    compared_with = c.line(200)  # what the direction is seen against: "tidligere år"
    numerator = c.line(40, null=True)
    denominator = c.line(40, null=True)
    people = c.line(40, null=True)  # how many the figure is about: a decimal number, since averages are
    caveat = c.prose()
    as_of = c.day(null=True)
    source = c.line(300)
    reason = c.prose()  # why this took the place of the one before; "" for the first
    replaced_on = c.day(null=True)
    withdrawn_on = c.day(null=True)
    withdrawn_reason = c.prose()
    version = c.version()


class IndicatorLink(Table, tablename="indicator_links"):
    """A series (an indicator of a unit) by which a case, or one of its focus points, sees whether it works."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    focus_point = c.fk(FocusPoint, null=True)
    indicator = c.fk(Indicator)
    unit = c.fk(Unit)
    note = c.prose()
