"""Changing cases: each function is one whole change of state in one transaction."""

from app.cases.actions.advisers import end_share, share_case
from app.cases.actions.complaints import correct_complaint, decide_complaint, file_complaint
from app.cases.actions.contacts import add_contact, correct_contact
from app.cases.actions.correspondence import answer_extension, request_extension
from app.cases.actions.dates import set_date
from app.cases.actions.edit import edit_case
from app.cases.actions.findings import add_finding, edit_finding, move_finding_up, remove_finding
from app.cases.actions.focus_points import (
    add_focus_point,
    close_focus_point,
    edit_focus_point,
    reopen_focus_point,
)
from app.cases.actions.letters import file_letter
from app.cases.actions.owner import change_owner
from app.cases.actions.places import change_places, edit_visit
from app.cases.actions.register import CreatedCase, register_case, register_visit
from app.cases.actions.rulings import register_ruling
from app.cases.actions.steps import refresh_next_due
from app.organisation.actions import Created

__all__ = [
    "Created",
    "CreatedCase",
    "add_contact",
    "add_finding",
    "add_focus_point",
    "answer_extension",
    "change_owner",
    "change_places",
    "close_focus_point",
    "correct_complaint",
    "correct_contact",
    "decide_complaint",
    "edit_case",
    "edit_finding",
    "edit_focus_point",
    "edit_visit",
    "end_share",
    "file_complaint",
    "file_letter",
    "move_finding_up",
    "refresh_next_due",
    "register_case",
    "register_ruling",
    "register_visit",
    "remove_finding",
    "reopen_focus_point",
    "request_extension",
    "set_date",
    "share_case",
]
