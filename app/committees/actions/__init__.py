"""Changing committees and who sits in them. Each function is one whole change in one transaction."""

from app.committees.actions.committees import change_committee, close_committee, create_committee
from app.committees.actions.importing import import_committees
from app.committees.actions.members import add_member, end_member

__all__ = [
    "add_member",
    "change_committee",
    "close_committee",
    "create_committee",
    "end_member",
    "import_committees",
]
