"""The pages of plans and items."""

from app.plans.views import focus_points, items, plan, progress, tiers

routes = [*plan.routes, *items.routes, *progress.routes, *focus_points.routes, *tiers.routes]
