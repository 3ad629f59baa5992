"""The pages of reports, report-backs and the end of a case."""

from app.reports.views import exchange, lifecycle, preview, snapshots

routes = [*snapshots.routes, *preview.routes, *exchange.routes, *lifecycle.routes]
