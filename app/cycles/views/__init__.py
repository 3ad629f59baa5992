"""The addresses of workplace assessments and annual discussions."""

from app.cycles.views import changes, reading

routes = [*reading.routes, *changes.routes]
