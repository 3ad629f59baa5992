"""The addresses of meetings and their agendas."""

from app.meetings.views import acts, items, meetings, outcomes, participants, planning, year

routes = [
    *meetings.routes,
    *planning.routes,
    *year.routes,
    *participants.routes,
    *items.routes,
    *acts.routes,
    *outcomes.routes,
]
