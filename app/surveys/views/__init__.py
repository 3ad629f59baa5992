from app.surveys.views import (
    changes,
    effects,
    figures,
    files,
    instruments,
    links,
    papers,
    plan,
    rounds,
    scales,
    thresholds,
    told,
)

routes = [
    *rounds.routes,
    *changes.routes,
    *figures.routes,
    *files.routes,
    *links.routes,
    *plan.routes,
    *effects.routes,
    *instruments.routes,
    *scales.routes,
    *thresholds.routes,
    *papers.routes,
    *told.routes,
]
