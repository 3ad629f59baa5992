"""Action items, plans and effects: what is missing, what is weak, what is late.

Done is not solved (rule 24), and no count of items says that an order is complied with (rule 21).
"""

from app.plans.rules.answering import Answerable, Link, who_answers
from app.plans.rules.items import (
    ItemFacts,
    effect_blockers,
    first_review,
    item_is_overdue,
    item_missing,
    item_search_text,
    item_transition_blockers,
    items_breaking_date,
    late_item,
    needs_effect_check,
    needs_review,
    next_review,
    suggested_due,
)
from app.plans.rules.plans import (
    PLANNED_FIELDS,
    plan_approve_blockers,
    plan_step_blockers,
    plan_warnings,
    planned_fields_changed,
    standing_state,
)
from app.plans.rules.progress import (
    Progress,
    progress,
)

__all__ = [
    "PLANNED_FIELDS",
    "Answerable",
    "ItemFacts",
    "Link",
    "Progress",
    "effect_blockers",
    "first_review",
    "item_is_overdue",
    "item_missing",
    "item_search_text",
    "item_transition_blockers",
    "items_breaking_date",
    "late_item",
    "needs_effect_check",
    "needs_review",
    "next_review",
    "plan_approve_blockers",
    "plan_step_blockers",
    "plan_warnings",
    "planned_fields_changed",
    "progress",
    "standing_state",
    "suggested_due",
    "who_answers",
]
