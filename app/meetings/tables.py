from piccolo.table import Table

from app.cases.tables import Case, FocusPoint
from app.committees.tables import Committee
from app.db import columns as c
from app.involvement.tables import Involvement
from app.organisation.tables import Municipality, Person, Unit
from app.surveys.tables import SurveyRound


class Meeting(Table, tablename="meetings"):
    """A meeting of a committee, or of a unit: one of the two is set."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    committee = c.fk(Committee, null=True)
    unit = c.fk(Unit, null=True)
    kind = c.word()
    title = c.line()
    held_on = c.day(index=True)
    starts = c.line(5)  # "13.00", in Danish time; "" where nobody said
    ends = c.line(5)
    place = c.line()
    state = c.word()
    cancelled_reason = c.prose()
    minutes_reference = c.line()  # where the minutes lie in the ESDH system
    version = c.version()


class MeetingParticipant(Table, tablename="meeting_participants"):
    """Somebody who was to be there, with function and side as they were that day."""

    id = c.key()
    meeting = c.fk(Meeting)
    person = c.fk(Person)
    function = c.word(null=True)  # of enums.CommitteeFunction; None: a guest, or somebody of the unit
    side = c.word(null=True)
    presence = c.word(null=True)
    stands_in_for = c.fk(Person, null=True)


class AgendaItem(Table, tablename="agenda_items"):
    """An item of an agenda. Without a meeting it waits for the next one of its committee or unit."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    committee = c.fk(Committee, null=True)  # one of committee and unit is set, as the meeting's
    unit = c.fk(Unit, null=True)
    meeting = c.fk(Meeting, null=True)
    position = c.number()
    title = c.line()
    text = c.prose()
    state = c.word()
    proposed_by = c.fk(Person)
    proposed_at = c.instant()
    origin = c.fk("AgendaItem", null=True)  # that it goes on from: moved here, or sent by another committee
    note = c.prose()  # why it was moved, sent or taken off
    outcome = c.word(null=True)  # of InvolvementKind; None while nothing was recorded
    decision = c.prose()
    remark = c.prose()  # a dissent, or what else was to be kept, word for word
    outcome_by = c.fk(Person, null=True)
    outcome_at = c.instant(null=True)
    outcome_withdrawn = c.prose()  # why an outcome that stood here was taken back
    version = c.version()


class AgendaLink(Table, tablename="agenda_links"):
    """What an item is about: a case, one of its focus points (with the case), or a survey."""

    id = c.key()
    item = c.fk(AgendaItem)
    case = c.fk(Case, null=True)
    focus_point = c.fk(FocusPoint, null=True)
    round = c.fk(SurveyRound, null=True)
    is_told = c.flag()  # it came with an item that another committee sent: its readers are told of the case in short
    involvement = c.fk(Involvement, null=True)  # the record on the case that the outcome wrote
