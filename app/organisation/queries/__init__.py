"""Reading the organisation: the tree, the people, and what lists of choices are made of."""

from app.organisation.queries.lookups import (
    MunicipalityRow,
    PersonMatch,
    find_persons,
    find_top_unit,
    find_unit_by_external_id,
    get_municipality,
    list_municipalities,
)

__all__ = [
    "MunicipalityRow",
    "PersonMatch",
    "find_persons",
    "find_top_unit",
    "find_unit_by_external_id",
    "get_municipality",
    "list_municipalities",
]
