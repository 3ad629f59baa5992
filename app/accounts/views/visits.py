"""What the views of logins share: where a request comes from, typed secrets, and answers that ask to wait."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec
from litestar import Request, Response

from app.accounts.actions import Opened, Visit
from app.accounts.queries import CARRIED_LIMIT, Carried
from app.core.ids import token_digest
from app.web.client import address_of, device_of
from app.web.forms import Submission
from app.web.pages import Page, local_path, render, settings_of
from app.web.sessions import browser_cookie, browser_cookie_name, cookie_name, session_cookie

Req = Request[Any, Any, Any]


def visit_of(request: Req) -> Visit:
    settings = settings_of(request)
    old = request.cookies.get(cookie_name(settings), "")
    return Visit(
        address=address_of(request.scope, settings),
        device=device_of(request.scope),
        browser=request.cookies.get(browser_cookie_name(settings), "")[:500],
        old_digest=token_digest(old) if old else "",
    )


def admit(request: Req, response: Response[Any], opened: Opened) -> None:
    """Gives the browser the cookies of its new session."""
    settings = settings_of(request)
    response.set_cookie(session_cookie(settings, opened.secret))
    if opened.browser:
        response.set_cookie(browser_cookie(settings, opened.browser))


def taken(submission: Submission[Any], *names: str) -> dict[str, str]:
    """Typed secrets exactly as typed, taken out of what is drawn again."""
    return {name: (submission.raw.pop(name, None) or [""])[-1] for name in names}


def sent(submission: Submission[Any], name: str) -> str:
    """A hidden field that belongs to no form."""
    return (submission.raw.get(name) or [""])[-1]


def drawn(request: Req, page: Page, submission: Submission[Any] | None, status: int = 200) -> Response[str]:
    """The page with the submission's status, and when to come back after too many tries."""
    if submission is None:
        return render(request, page, status)
    response = render(request, page, submission.status)
    if submission.wait is not None:
        response.headers["Retry-After"] = str(submission.wait)
    return response


def encode_carried(carried: Carried | None) -> str:
    return urlsafe_b64encode(msgspec.json.encode(carried)).decode() if carried else ""


def decode_carried(text: str) -> Carried | None:
    """What `encode_carried` made; None for anything else. It lies in the hands of the browser until it is sent."""
    if not text or len(text) > 2 * CARRIED_LIMIT:
        return None
    try:
        carried = msgspec.json.decode(urlsafe_b64decode(text), type=Carried)
    except (ValueError, RecursionError):
        return None
    return msgspec.structs.replace(carried, path=local_path(carried.path))
