from app.organisation.views import changes, settings, units

routes = [*units.routes, *changes.routes, *settings.routes]
