from enum import StrEnum


class CommitteeKind(StrEnum):
    """Kinds that stand above each other within themselves: a lower MED committee says nothing of an AMU."""

    MED = "med"
    WORK_ENVIRONMENT_COMMITTEE = "work_environment_committee"
    WORK_ENVIRONMENT_GROUP = "work_environment_group"


class CommitteeSide(StrEnum):
    EMPLOYER = "employer"
    EMPLOYEE = "employee"
    NEUTRAL = "neutral"


class CommitteeFunction(StrEnum):
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    MEMBER = "member"
    HEALTH_SAFETY_REP = "health_safety_rep"
    UNION_REP = "union_rep"
    SECRETARY = "secretary"
