"""Forms that were sent after the session had ended, and are drawn again, filled, after login."""

from typing import Any

from litestar import Request

from app.accounts.queries import SessionInfo


def carried_for(request: Request[Any, Any, Any]) -> dict[str, list[str]] | None:
    """What was typed into the form at this path before the login, or None."""
    session: SessionInfo | None = request.scope["state"]["session"]
    if session is None or session.data.carried is None or session.data.carried.path != request.scope["path"]:
        return None
    return session.data.carried.fields
