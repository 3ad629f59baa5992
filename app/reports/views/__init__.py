"""The pages of reports, report-backs and the end of a case."""

from app.reports.views import compared, exchange, lifecycle, minutes, overviews, preview, replies, road, snapshots

routes = [
    *road.routes,
    *compared.routes,
    *snapshots.routes,
    *preview.routes,
    *overviews.routes,
    *exchange.routes,
    *replies.routes,
    *lifecycle.routes,
    *minutes.routes,
]
