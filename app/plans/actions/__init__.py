"""Changes of plans, items and effects."""

from app.plans.actions.edits import edit_item, move_due, reassign_owner
from app.plans.actions.effects import FollowUp, evaluate_effect, evaluate_focus_point
from app.plans.actions.focus_points import close_focus_point
from app.plans.actions.items import add_case_item, add_item
from app.plans.actions.plans import approve_plan, discuss_plan, ensure_plan
from app.plans.actions.prior import add_prior_measure, edit_prior_measure, remove_prior_measure
from app.plans.actions.progress import add_to_trail, review_ongoing, update_item
from app.plans.actions.tiers import resolve_readers, set_item_tier, set_note_tier

__all__ = [
    "FollowUp",
    "add_case_item",
    "add_item",
    "add_prior_measure",
    "add_to_trail",
    "approve_plan",
    "close_focus_point",
    "discuss_plan",
    "edit_item",
    "edit_prior_measure",
    "ensure_plan",
    "evaluate_effect",
    "evaluate_focus_point",
    "move_due",
    "reassign_owner",
    "remove_prior_measure",
    "resolve_readers",
    "review_ongoing",
    "set_item_tier",
    "set_note_tier",
    "update_item",
]
