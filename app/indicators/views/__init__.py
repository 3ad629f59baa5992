from app.indicators.views import definitions, figures, links, plan, reading, rows

routes = [
    *definitions.routes,
    *rows.routes,
    *figures.routes,
    *reading.routes,
    *links.routes,
    *plan.routes,
]
