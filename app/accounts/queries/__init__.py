"""Who is behind a cookie, what people may see, and why."""

from app.accounts.queries.logins import (
    LinkInfo,
    OwnLogin,
    SetupSecret,
    find_link,
    find_person_by_username,
    get_login_of,
    get_own_login,
    get_setup,
    link_open_until,
    locked_until,
)
from app.accounts.queries.people import (
    PersonDetail,
    PersonRole,
    get_person,
    list_access,
    list_administrators,
)
from app.accounts.queries.sessions import (
    CARRIED_LIMIT,
    Carried,
    OwnSession,
    SessionData,
    SessionInfo,
    find_session,
    list_sessions,
)

__all__ = [
    "CARRIED_LIMIT",
    "Carried",
    "LinkInfo",
    "OwnLogin",
    "OwnSession",
    "PersonDetail",
    "PersonRole",
    "SessionData",
    "SessionInfo",
    "SetupSecret",
    "find_link",
    "find_person_by_username",
    "find_session",
    "get_login_of",
    "get_own_login",
    "get_person",
    "get_setup",
    "link_open_until",
    "list_access",
    "list_administrators",
    "list_sessions",
    "locked_until",
]
