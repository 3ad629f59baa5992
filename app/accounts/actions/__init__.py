"""Logging in and out, accounts, roles, and a file of people."""

from app.accounts.actions.accounts import change_own_password, create_account, reset_password
from app.accounts.actions.importing import PeopleImport, import_people
from app.accounts.actions.roles import end_role, grant_role
from app.accounts.actions.sessions import EXPIRED_KEPT, Opened, drop_carried, log_in, log_out, touch_session

__all__ = [
    "EXPIRED_KEPT",
    "Opened",
    "PeopleImport",
    "change_own_password",
    "create_account",
    "drop_carried",
    "end_role",
    "grant_role",
    "import_people",
    "log_in",
    "log_out",
    "reset_password",
    "touch_session",
]
