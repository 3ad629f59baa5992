"""Changing cases: each function is one whole change of state in one transaction."""

from app.cases.actions.dates import set_date
from app.cases.actions.findings import add_finding
from app.cases.actions.focus_points import add_focus_point
from app.cases.actions.register import CreatedCase, register_case, register_visit
from app.organisation.actions import Created

__all__ = ["Created", "CreatedCase", "add_finding", "add_focus_point", "register_case", "register_visit", "set_date"]
