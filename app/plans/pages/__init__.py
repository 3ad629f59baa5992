"""The pages of plans and items."""

from app.plans.pages.item import ItemPage, item_crumbs, item_href, item_page
from app.plans.pages.item_forms import (
    EffectPage,
    ItemChoices,
    ItemFormPage,
    UpdatePage,
    effect_page,
    item_form_page,
    item_update_page,
    move_due_page,
    review_page,
)
from app.plans.pages.mine import DEFAULT_FILTER, FILTERS, MyItemsPage, my_items_page, parse_cursor
from app.plans.pages.parts import StatusTag, When, next_date, status_tag
from app.plans.pages.plan import PlanPage, plan_page, step_page
from app.plans.pages.prior import prior_measure_page, remove_prior_page
from app.plans.pages.version import version_page

__all__ = [
    "DEFAULT_FILTER",
    "FILTERS",
    "EffectPage",
    "ItemChoices",
    "ItemFormPage",
    "ItemPage",
    "MyItemsPage",
    "PlanPage",
    "StatusTag",
    "UpdatePage",
    "When",
    "effect_page",
    "item_crumbs",
    "item_form_page",
    "item_href",
    "item_page",
    "item_update_page",
    "move_due_page",
    "my_items_page",
    "next_date",
    "parse_cursor",
    "plan_page",
    "prior_measure_page",
    "remove_prior_page",
    "review_page",
    "status_tag",
    "step_page",
    "version_page",
]
