"""The pages of visits and cases. The case's own first page joins later slices and lives in the dashboard."""

from typing import Any

from app.cases.views import (
    advisers,
    case,
    complaints,
    contacts,
    correspondence,
    dates,
    letters,
    listing,
    owner,
    places,
    points,
    register,
    rulings,
)

routes: list[Any] = [
    *listing.routes,
    *register.routes,
    *case.routes,
    *advisers.routes,
    *owner.routes,
    *places.routes,
    *letters.routes,
    *dates.routes,
    *rulings.routes,
    *complaints.routes,
    *correspondence.routes,
    *contacts.routes,
    *points.routes,
]
