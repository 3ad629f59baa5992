"""Single sign-on: docs/decisions/0010-single-sign-on.md."""

from app.accounts.actions.sso.begin import Sent, begin
from app.accounts.actions.sso.finish import Finished, finish
from app.accounts.actions.sso.links import disconnect
from app.accounts.actions.sso.logout import end_by_provider, provider_logout
from app.accounts.actions.sso.mappings import create_mapping, remove_mapping

__all__ = [
    "Finished",
    "Sent",
    "begin",
    "create_mapping",
    "disconnect",
    "end_by_provider",
    "finish",
    "provider_logout",
    "remove_mapping",
]
