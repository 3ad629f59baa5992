from enum import StrEnum


class NoticeKind(StrEnum):
    IMPROVEMENT = "improvement"
    IMMEDIATE = "immediate"
    INVESTIGATION = "investigation"
    REPRIMAND = "reprimand"
    AGREEMENT = "agreement"
    GUIDANCE = "guidance"
    PROHIBITION = "prohibition"
    COMPETENCE = "competence"
    NO_DUTY_TO_ACT = "no_duty_to_act"
    OWN_PLAN = "own_plan"  # nobody's order: the workplace's own plan, often after a survey


class CasePhase(StrEnum):
    """What is stored; the finer states (informed, plan, ready, suspended …) are computed from dated facts."""

    HEARING = "hearing"
    OPEN = "open"
    REPORTED = "reported"
    CLOSED = "closed"


class CaseState(StrEnum):
    """What the reader sees; computed by cases.rules."""

    HEARING = "hearing"
    RECEIVED = "received"
    INFORMED = "informed"
    PLANNING = "planning"
    IN_PROGRESS = "in_progress"
    READY_TO_REPORT = "ready_to_report"
    SUSPENDED = "suspended"
    REPORTED = "reported"
    COMPLIED = "complied"  # so the authority has said; not closed yet
    CLOSED = "closed"


class CaseOutcome(StrEnum):
    COMPLIED = "complied"
    NOT_COMPLIED = "not_complied"
    REVOKED = "revoked"
    REPLACED = "replaced"
    NO_RULING = "no_ruling"
    CONCLUDED = "concluded"
    AGREEMENT_COMPLETED = "agreement_completed"
    AGREEMENT_DECLINED = "agreement_declined"
    AGREEMENT_EXPIRED = "agreement_expired"
    AGREEMENT_TERMINATED = "agreement_terminated"
    PLAN_ENDED = "plan_ended"


class Topic(StrEnum):
    """BEK 1406/2020 chapter 3, and what falls under its § 5."""

    WORKLOAD = "workload"
    UNCLEAR_DEMANDS = "unclear_demands"
    EMOTIONAL_DEMANDS = "emotional_demands"
    OFFENSIVE_BEHAVIOUR = "offensive_behaviour"
    VIOLENCE = "violence"
    OTHER = "other"


class RulingKind(StrEnum):
    ORIGINAL = "original"
    EXTENSION = "extension"
    CHANGED = "changed"
    APPEAL = "appeal"
    NEW_DATE = "new_date"  # the authority asks for more, with a new date; nothing to complain about


class FindingKind(StrEnum):
    DEMAND = "demand"
    CONCLUSION = "conclusion"


class FocusPointState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class FocusPointClosure(StrEnum):
    EFFECT = "effect"
    REASONED = "reasoned"


class ComplaintState(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ExtensionState(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ContactChannel(StrEnum):
    """How the workplace and the authority were in contact."""

    PHONE = "phone"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    SELF_SERVICE = "self_service"
