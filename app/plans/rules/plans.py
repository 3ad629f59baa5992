"""The plan as a whole: its steps, what stands in their way, and what makes it weak."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.core.errors import Blocker
from app.plans.enums import ItemStatus, PlanState, PreventionLevel
from app.plans.rules.items import OPEN, ItemFacts, item_missing, late_item

# What a plan version freezes. Progress is not part of it; changing one of these opens the next draft.
PLANNED_FIELDS = (
    "title",
    "problem",
    "cause",
    "severity",
    "measure",
    "action_type",
    "prevention_level",
    "is_individual",
    "unit",
    "owner",
    "helpers",
    "focus_points",
    "starts_on",
    "due_on",
    "late_reason",
    "ongoing_interval_months",
    "effect_criterion",
    "effect_check_on",
)


def plan_approve_blockers(
    items: Sequence[ItemFacts], *, state: PlanState, compliance_on: date | None = None
) -> list[Blocker]:
    """What stands in the way of approving the plan (rules 18, 23). Cancelled items need nothing.

    A draft, also one that revises an approved plan, is discussed first.
    """
    planned = [item for item in items if item.status is not ItemStatus.CANCELLED]
    found = list(plan_step_blockers(state, PlanState.APPROVED))
    if not planned:
        found.append(Blocker("plan.empty", "Tilføj mindst ét tiltag."))
    for item in planned:
        late = late_item(item.due_on, compliance_on, item.late_reason)
        missing = [*item_missing(item), *([late] if late else [])]
        found += [Blocker(each.code, f"Tiltag {item.no}: {each.text}", item.href) for each in missing]
    return found


_PLAN_STEPS = {
    PlanState.DRAFT: {PlanState.DISCUSSED},
    PlanState.DISCUSSED: {PlanState.DRAFT, PlanState.APPROVED},
    PlanState.APPROVED: {PlanState.REVISED},
    PlanState.REVISED: {PlanState.DISCUSSED},
}


def standing_state(last: PlanState, *, is_changed: bool) -> PlanState:
    """How a plan stands after the step `last`: what was approved or discussed stands no more once something planned
    has changed."""
    after = {PlanState.APPROVED: PlanState.REVISED, PlanState.DISCUSSED: PlanState.DRAFT}
    return after.get(last, last) if is_changed else last


def plan_step_blockers(old: PlanState, new: PlanState) -> list[Blocker]:
    """Whether a plan may go from `old` to `new`: draft, discussed, approved, revised, discussed …"""
    if new in _PLAN_STEPS[old]:
        return []
    if new is PlanState.APPROVED and old is not PlanState.APPROVED:
        return [Blocker("plan.not_discussed", "Drøft planen med AMO, og registrér drøftelsen, før den godkendes.")]
    return [Blocker("plan.step_not_permitted", "Planen kan ikke gå til det trin nu.")]


def plan_warnings(items: Sequence[ItemFacts]) -> list[Blocker]:
    """What makes a plan weak (rules 25, 26, 27). None of it blocks."""
    planned = [item for item in items if item.status is not ItemStatus.CANCELLED]
    if not planned:
        return []
    found = []
    if all(item.prevention_level == PreventionLevel.INSTRUCT for item in planned):
        text = "Alle tiltag er instruktion og oplæring (niveau 9). Overvej også at ændre selve arbejdet."
        found.append(Blocker("plan.only_instruction", text))
    if all(item.is_individual for item in planned):
        text = "Alle tiltag retter sig mod enkeltpersoner. Overvej også tiltag for hele arbejdspladsen."
        found.append(Blocker("plan.only_individual", text))
    for item in planned:
        if item.has_owner and not item.is_owner_active and item.status in OPEN:
            text = f"Tiltag {item.no}: den ansvarlige er fratrådt. Vælg en ny."
            found.append(Blocker("item.owner_inactive", text, item.href))
    return found


def planned_fields_changed(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Whether `new`, which may hold some fields only, changes what a plan version freezes."""
    return any(name in new and new[name] != old.get(name) for name in PLANNED_FIELDS)
