from piccolo.table import Table

from app.committees.tables import Committee
from app.db import columns as c
from app.organisation.tables import Municipality, Unit
from app.surveys.tables import SurveyRound


class CyclicRecord(Table, tablename="cyclic_records"):
    """A workplace assessment (APV) or an annual discussion of a unit. Of those who took part the function alone."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    unit = c.fk(Unit)
    kind = c.word()
    covers_below = c.flag()  # it holds for the units below, too
    held_on = c.day(null=True)  # the day of the mapping, or of the discussion; None: unknown
    held_text = c.line(100)  # "foråret 2024", where the day is not known
    participants = c.line(200)  # members of enums.Participant, with commas between
    committee = c.fk(Committee, null=True)
    round = c.fk(SurveyRound, null=True)  # the survey that an assessment rests on
    kept_at = c.line()  # where it lies: a reference to the ESDH system
    readable_at = c.line()  # where the employees can read it
    changed_on = c.day(null=True)  # when the work changed so that it is to be done again
    changed_text = c.prose()
    note = c.prose()
    withdrawn_on = c.day(null=True)  # entered by mistake: it counts no more
    withdrawn_reason = c.prose()
    version = c.version()


class CycleAnswer(Table, tablename="cycle_answers"):
    """What was said of an element of the law. No row: unknown."""

    id = c.key()
    record = c.fk(CyclicRecord)
    element = c.word()
    state = c.word()
    on_date = c.day(null=True)
    text = c.line(500)  # where it is written, or a reference


class DiscussionGoal(Table, tablename="discussion_goals"):
    """A goal that an annual discussion set, and what the next one found of it."""

    id = c.key()
    public_id = c.public_id()
    record = c.fk(CyclicRecord)
    position = c.number()
    text = c.line(300)
    outcome = c.word(null=True)
    outcome_note = c.line(500)
    evaluated_in = c.fk(CyclicRecord, null=True)
