"""Changing the organisation. Each function is one whole change in one transaction."""

from app.organisation.actions.administrators import keep_an_administrator, require_administrator
from app.organisation.actions.closing import close_unit
from app.organisation.actions.common import Created
from app.organisation.actions.importing import import_units
from app.organisation.actions.municipalities import (
    change_settings,
    choose_settings,
    create_municipality,
    limit_report_texts,
)
from app.organisation.actions.persons import (
    change_person,
    create_person,
    deactivate_person,
    reactivate_person,
)
from app.organisation.actions.sessions import end_sessions
from app.organisation.actions.units import change_unit, create_unit, move_unit

__all__ = [
    "Created",
    "change_person",
    "change_settings",
    "change_unit",
    "choose_settings",
    "close_unit",
    "create_municipality",
    "create_person",
    "create_unit",
    "deactivate_person",
    "end_sessions",
    "import_units",
    "keep_an_administrator",
    "limit_report_texts",
    "move_unit",
    "reactivate_person",
    "require_administrator",
]
