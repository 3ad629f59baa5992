from enum import IntEnum, StrEnum


class PlanState(StrEnum):
    DRAFT = "draft"
    DISCUSSED = "discussed"
    APPROVED = "approved"
    REVISED = "revised"


class ItemStatus(StrEnum):
    """`EFFECT_EVALUATED` is a step of its own: done is not the same as solved (rule 24)."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    EFFECT_EVALUATED = "effect_evaluated"
    CANCELLED = "cancelled"


class ActionType(StrEnum):
    IMMEDIATE = "immediate"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class PreventionLevel(IntEnum):
    """The nine general principles, in their order: BEK 65/2024, annex 1."""

    AVOID = 1
    EVALUATE = 2
    AT_SOURCE = 3
    ADAPT_WORK = 4
    TECHNICAL_PROGRESS = 5
    REPLACE = 6
    PLAN_AS_WHOLE = 7
    COLLECTIVE = 8
    INSTRUCT = 9


class EffectResult(StrEnum):
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"


class Judgement(StrEnum):
    """The authority's view of a measure that predates the order."""

    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    NOT_JUDGED = "not_judged"
