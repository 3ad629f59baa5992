"""The pages of reports, report-backs and the end of a case."""

from app.reports.views import exchange, lifecycle, snapshots

routes = [*snapshots.routes, *exchange.routes, *lifecycle.routes]
