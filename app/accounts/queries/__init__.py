"""Who is behind a cookie, what people may see, and why."""

from app.accounts.queries.people import (
    PersonDetail,
    PersonRole,
    get_person,
    list_access,
    list_administrators,
)
from app.accounts.queries.sessions import CARRIED_LIMIT, Carried, SessionData, SessionInfo, find_session

__all__ = [
    "CARRIED_LIMIT",
    "Carried",
    "PersonDetail",
    "PersonRole",
    "SessionData",
    "SessionInfo",
    "find_session",
    "get_person",
    "list_access",
    "list_administrators",
]
