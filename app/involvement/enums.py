from enum import StrEnum


class InvolvementKind(StrEnum):
    INFORMED = "informed"
    HEARD = "heard"
    DISCUSSED = "discussed"
    AGREED = "agreed"
    DISSENTED = "dissented"


class Party(StrEnum):
    """Who was involved. AMO, AMR and, where there is no AMO, an employee representative open the gate of rule 19."""

    AMO = "amo"
    HEALTH_SAFETY_REP = "health_safety_rep"
    UNION_REP = "union_rep"
    MED = "med"
    EMPLOYEE_REP = "employee_rep"
    EMPLOYEES = "employees"


class Channel(StrEnum):
    MEETING = "meeting"
    EMAIL = "email"
    CONVERSATION = "conversation"
    NOTICE = "notice"
    OTHER = "other"
