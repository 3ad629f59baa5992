"""The pages of plans and items."""

from app.plans.views import focus_points, items, plan, prior, progress, tiers

routes = [*plan.routes, *prior.routes, *items.routes, *progress.routes, *focus_points.routes, *tiers.routes]
