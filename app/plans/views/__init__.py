"""The pages of plans and items."""

from app.plans.views import items, plan, progress

routes = [*plan.routes, *items.routes, *progress.routes]
