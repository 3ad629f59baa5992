"""Reading the organisation: the tree, the people, and what lists of choices are made of."""

from app.organisation.queries.lookups import (
    MunicipalityRow,
    PersonMatch,
    find_persons,
    find_top_unit,
    find_unit_by_external_id,
    get_municipality,
    get_settings,
    holds_made_up,
    list_administered,
    list_municipalities,
    list_wholly_administered,
)
from app.organisation.queries.people import PersonRow, PersonsPage, list_persons
from app.organisation.queries.tree import UnitChoice, UnitNode, list_admin_units, list_units
from app.organisation.queries.units import (
    UnitDetail,
    UnitPerson,
    UnitVersionRow,
    get_unit,
    get_unit_id,
)

__all__ = [
    "MunicipalityRow",
    "PersonMatch",
    "PersonRow",
    "PersonsPage",
    "UnitChoice",
    "UnitDetail",
    "UnitNode",
    "UnitPerson",
    "UnitVersionRow",
    "find_persons",
    "find_top_unit",
    "find_unit_by_external_id",
    "get_municipality",
    "get_settings",
    "get_unit",
    "get_unit_id",
    "holds_made_up",
    "list_admin_units",
    "list_administered",
    "list_municipalities",
    "list_persons",
    "list_units",
    "list_wholly_administered",
]
