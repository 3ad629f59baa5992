"""Logging in and out."""

import base64
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.policy import Actor
from app.accounts import actions
from app.accounts.forms import LoginForm
from app.accounts.pages import DemoLogin, LoginPage
from app.accounts.queries import CARRIED_LIMIT, Carried, SessionInfo
from app.core.ids import token_digest
from app.web.forms import Submission, blank, read_form
from app.web.pages import local_path, redirect, render, settings_of
from app.web.sessions import cookie_name, no_session_cookie, session_cookie


def login_page(
    request: Request[Any, Any, Any],
    *,
    to: str = "/",
    carried: Carried | None = None,
    session_ended: bool = False,
    submission: Submission[LoginForm] | None = None,
    status: int = 200,
) -> Response[str]:
    """The login page; what was typed in a form that came too late rides along, hidden."""
    text = base64.urlsafe_b64encode(msgspec.json.encode(carried)).decode() if carried else ""
    if submission is not None:
        submission.raw.pop("password", None)
    page = LoginPage(
        title="Log ind",
        form=submission.state() if submission else blank(LoginForm),
        to=local_path(to),
        carried=text,
        session_ended=session_ended,
        lost_files=request.headers.get("content-type", "").startswith("multipart/form-data") and session_ended,
        demo_logins=tuple(DemoLogin(*login) for login in request.app.state.demo_logins),
    )
    return render(request, page, status)


@get("/log-ind", name="accounts.login", opt={"public": True})
async def show_login(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], naeste: FromQuery[str] = "/"
) -> Response[Any]:
    if actor.person is not None:
        return redirect(request, naeste)
    return login_page(request, to=naeste)


@post("/log-ind", name="accounts.log_in", opt={"public": True})
async def log_in(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    settings = settings_of(request)
    submission = await read_form(request, LoginForm)
    to = (submission.raw.get("to") or ["/"])[-1]
    carried = _decode_carried((submission.raw.get("carried") or [""])[-1])
    old = request.cookies.get(cookie_name(settings), "")
    opened: actions.Opened | None = await submission.run(
        lambda form: actions.log_in(
            actor,
            username=form.username,
            password=(submission.raw.get("password") or [""])[-1],
            hours=settings.session_hours,
            carried=carried,
            old_digest=token_digest(old) if old else "",
        )
    )
    if opened is None:
        return login_page(request, to=to, carried=carried, submission=submission, status=422)
    kept = opened.carried
    flash = "Du er logget ind igen. Se det igennem, og gem." if kept else None
    response = redirect(request, kept.path if kept else to, flash=flash, kind="info")
    response.set_cookie(session_cookie(settings, opened.secret))
    return response


def _decode_carried(text: str) -> Carried | None:
    """What `login_page` put there; None for anything else. It lies in the hands of the browser until it is sent."""
    if not text or len(text) > 2 * CARRIED_LIMIT:
        return None
    try:
        carried = msgspec.json.decode(base64.urlsafe_b64decode(text), type=Carried)
    except (ValueError, RecursionError):
        return None
    return msgspec.structs.replace(carried, path=local_path(carried.path))


@post("/log-ud", name="accounts.log_out", opt={"public": True})
async def log_out(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    """Public, because somebody whose session has ended is logged out already and need not be told otherwise."""
    session: SessionInfo | None = request.scope["state"]["session"]
    if session is not None:
        await actions.log_out(actor, session.id)
    response = redirect(request, "/log-ind", flash="Du er logget ud.", kind="info")
    response.set_cookie(no_session_cookie(settings_of(request)))
    return response


routes = [show_login, log_in, log_out]
