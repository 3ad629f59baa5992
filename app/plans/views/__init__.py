"""The pages of plans and items."""

from app.plans.views import effects, focus_points, items, plan, progress, tiers

routes = [*plan.routes, *items.routes, *progress.routes, *effects.routes, *focus_points.routes, *tiers.routes]
