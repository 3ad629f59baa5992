from enum import StrEnum


class CycleKind(StrEnum):
    """What an employer does again and again by law."""

    WORKPLACE_ASSESSMENT = "workplace_assessment"
    ANNUAL_DISCUSSION = "annual_discussion"


class CycleElement(StrEnum):
    """What the executive order asks of it; `rules.ELEMENTS` and `rules.DEMANDS` say of which."""

    RISK_ASSESSMENT = "risk_assessment"
    SICKNESS_ABSENCE = "sickness_absence"
    ACTION_PLAN = "action_plan"
    FOLLOW_UP = "follow_up"
    COMING_YEAR = "coming_year"
    COOPERATION = "cooperation"
    LAST_GOALS = "last_goals"
    NEW_GOALS = "new_goals"
    COMPETENCE = "competence"
    AMO_TOOK_PART = "amo_took_part"
    WRITTEN = "written"


class ElementState(StrEnum):
    """What was said of an element; nothing stored: unknown."""

    DONE = "done"
    NOT_YET = "not_yet"


class Participant(StrEnum):
    """On whose behalf somebody took part: a function, never a name."""

    MANAGEMENT = "management"
    HEALTH_SAFETY_REP = "health_safety_rep"
    UNION_REP = "union_rep"
    AMO = "amo_group"
    MED = "med_committee"
    EMPLOYEES = "employees"
    ADVISER = "adviser"


class GoalOutcome(StrEnum):
    REACHED = "reached"
    PARTLY = "partly_reached"
    MISSED = "not_reached"


class Standing(StrEnum):
    """How a unit stands today; computed, never stored. The worst first."""

    LATE = "late"
    CHANGED = "work_has_changed"
    UNFINISHED = "unfinished"
    SOON = "soon"
    UNKNOWN = "unknown"
    FINE = "fine"
