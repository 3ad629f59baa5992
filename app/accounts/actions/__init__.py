"""Logging in and out, accounts, links, second factors, roles, and a file of people."""

from app.accounts.actions.accounts import (
    change_own_password,
    close_account,
    create_account,
    lift_lock,
    open_account,
)
from app.accounts.actions.advisers import Adviser, adviser_for
from app.accounts.actions.forgotten import answer_by_mail, ask_for_link
from app.accounts.actions.importing import OldAddress, import_people
from app.accounts.actions.limits import count_from, count_try, forgive
from app.accounts.actions.links import Issued, choose_password, invite, issue_link, refuse_link
from app.accounts.actions.open_sessions import (
    drop_carried,
    log_out,
    log_out_elsewhere,
    touch_session,
)
from app.accounts.actions.roles import end_role, grant_role
from app.accounts.actions.second_factor import begin_setup, confirm_setup, remove_factor, remove_own_factor, renew_codes
from app.accounts.actions.sessions import (
    EXPIRED_KEPT,
    Opened,
    Visit,
    log_in,
    open_session,
    pass_code,
    pass_setup,
    prove_again,
    provider_of_session,
    renew_proof,
)

__all__ = [
    "EXPIRED_KEPT",
    "Adviser",
    "Issued",
    "OldAddress",
    "Opened",
    "Visit",
    "adviser_for",
    "answer_by_mail",
    "ask_for_link",
    "begin_setup",
    "change_own_password",
    "choose_password",
    "close_account",
    "confirm_setup",
    "count_from",
    "count_try",
    "create_account",
    "drop_carried",
    "end_role",
    "forgive",
    "grant_role",
    "import_people",
    "invite",
    "issue_link",
    "lift_lock",
    "log_in",
    "log_out",
    "log_out_elsewhere",
    "open_account",
    "open_session",
    "pass_code",
    "pass_setup",
    "prove_again",
    "provider_of_session",
    "refuse_link",
    "remove_factor",
    "remove_own_factor",
    "renew_codes",
    "renew_proof",
    "touch_session",
]
