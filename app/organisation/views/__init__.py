from app.organisation.views import changes, units

routes = [*units.routes, *changes.routes]
