"""Single sign-on in the browser: to the provider, back from it, and out of it."""

from typing import Any

import structlog
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.policy import Actor
from app.accounts.actions import sso
from app.accounts.forms import LinkForm
from app.accounts.oidc import Answer, Purpose
from app.accounts.passes import make_pass
from app.accounts.queries import Carried, SessionInfo
from app.accounts.queries.logins import get_own_login
from app.accounts.queries.sso import find_administrators_of, get_connection
from app.accounts.sso_pages import OwnConnectionPage, SsoOnwardsPage, SsoRefusedPage
from app.accounts.views.login import led_on
from app.accounts.views.visits import Req, decode_carried, sent, visit_of
from app.core.errors import AppError, Busy, Denied, NotFound, RuleViolation, TooMany
from app.db.transaction import reading
from app.web.forms import blank, read_form
from app.web.pages import local_path, redirect, render, settings_of
from app.web.sessions import attempt_cookie, attempt_cookie_name, pass_cookie

log = structlog.get_logger("sso")
_HERE = "/log-ind/kommune"
_OWN = "/min-konto/kommune"
_ONWARDS = "Du bliver sendt videre til kommunens login. Sker det ikke af sig selv, så brug knappen."
_NO_ROLE = {"sso.no_role", "sso.same_email", "sso.has_account", "sso.closed", "sso.left_out", "sso.elsewhere"}


def _session(request: Req) -> SessionInfo | None:
    session: SessionInfo | None = request.scope["state"]["session"]
    return session


async def _sent_on(
    request: Req,
    actor: Actor,
    purpose: Purpose,
    *,
    by_page: bool,
    to: str = "/",
    carried: Carried | None = None,
    invitation: str = "",
    anew: bool = False,
    two_steps: bool = False,
) -> Response[Any]:
    """To the provider: at once, or by a page where a form was sent. A calm page when it cannot be asked."""
    settings, session = settings_of(request), _session(request)
    try:
        going = await sso.begin(
            actor,
            settings,
            visit_of(request),
            purpose,
            to=local_path(carried.path if carried else to),
            session=session.public_id if session else "",
            invitation=invitation,
            carried=carried,
            anew=anew,
            two_steps=two_steps,
        )
    except (Busy, Denied) as error:
        return await _refused(request, actor, error)
    response: Response[Any]
    if by_page:
        page = SsoOnwardsPage(
            title="Videre til kommunens login",
            text=_ONWARDS,
            button="Fortsæt til kommunens login",
            address=going.address,
        )
        response = render(request, page)
    else:
        response = Response(None, status_code=303, headers={"Location": going.address})
    response.set_cookie(attempt_cookie(settings, going.cookie))
    return response


async def _refused(request: Req, actor: Actor, error: AppError) -> Response[Any]:
    """Why somebody did not get in, with whom to ask where only an administrator can help."""
    log.info("sso not finished", code=error.code)
    settings = settings_of(request)
    names: tuple[str, ...] = ()
    if error.code in _NO_ROLE and settings.oidc is not None:
        async with reading():
            names = await find_administrators_of(actor.scope, settings.oidc.municipality)
    way, button = "", "Prøv igen med kommunens login"
    if error.code == "sso.two_steps":
        way, button = "?to_trin=1", "Log ind i to trin"
    elif error.code in _NO_ROLE:
        way, button = "?anden=1", "Log ind som en anden"
    page = SsoRefusedPage(
        title="Du er ikke logget ind" if actor.person is None else "Det lykkedes ikke",
        message=error.message,
        administrators=names,
        again=f"{_HERE}{way}",
        button=button,
    )
    response = render(request, page, error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    response.set_cookie(attempt_cookie(settings, ""))
    return response


@get(_HERE, name="sso.begin", opt={"public": True})
async def begin(
    request: Req,
    actor: NamedDependency[Actor],
    naeste: FromQuery[str] = "/",
    anden: FromQuery[str] = "",
    to_trin: FromQuery[str] = "",
) -> Response[Any]:
    if actor.person is not None:
        return redirect(request, naeste)
    return await _sent_on(
        request, actor, Purpose.LOG_IN, by_page=False, to=naeste, anew=bool(anden), two_steps=bool(to_trin)
    )


@get(f"{_HERE}/laes", name="sso.read", opt={"public": True})
async def begin_reading(
    request: Req, actor: NamedDependency[Actor], naeste: FromQuery[str] = "/opslag"
) -> Response[Any]:
    """To the provider and back to a page for all employees: with a pass for it, and no session, account or person."""
    to = naeste if naeste.startswith("/opslag/enhed/") else "/opslag"
    return await _sent_on(request, actor, Purpose.READ, by_page=False, to=to)


@post(_HERE, name="sso.begin_late", opt={"public": True})
async def begin_late(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    """With a form that came too late, which is kept over the login."""
    submission = await read_form(request, LinkForm)
    carried = decode_carried(sent(submission, "carried"))
    to = sent(submission, "to") or "/"
    return await _sent_on(request, actor, Purpose.LOG_IN, by_page=True, to=to, carried=carried)


@get(f"{_HERE}/svar", name="sso.answer", opt={"public": True})
async def answer(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    settings = settings_of(request)
    told = Answer(
        state=_one(request, "state"),
        code=_one(request, "code"),
        error=_one(request, "error"),
        issuer=_one(request, "iss"),
    )
    cookie = request.cookies.get(attempt_cookie_name(settings), "")
    try:
        done = await sso.finish(actor, settings, visit_of(request), cookie, told, _session(request))
    except (Busy, Denied, NotFound, RuleViolation, TooMany) as error:
        if settings.oidc is None:
            raise
        return await _refused(request, actor, error)
    if done.opened is not None:
        response = led_on(request, done.opened, done.to)
    elif done.purpose is Purpose.READ:
        response = redirect(request, done.to)
        response.set_cookie(pass_cookie(settings, make_pass(settings, actor.now)))
    elif done.purpose is Purpose.PROVE:
        response = redirect(request, done.to, flash="Tak. Nu kan du fortsætte.", kind="info")
    else:
        response = redirect(request, _OWN, flash="Din bruger er forbundet med kommunens login.")
    response.set_cookie(attempt_cookie(settings, ""))
    return response


def _one(request: Req, name: str) -> str:
    """A parameter of the address; "" for one that is missing or there twice."""
    values = request.query_params.getall(name, [])
    return str(values[0]) if len(values) == 1 else ""


@get("/bekraeft/kommune", name="sso.ask_prove", opt={"login_only": True})
async def show_prove(request: Req) -> Response[Any]:
    return redirect(request, "/bekraeft")


@post("/bekraeft/kommune", name="sso.prove", opt={"login_only": True})
async def prove(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LinkForm)
    carried = decode_carried(sent(submission, "carried"))
    to = sent(submission, "to") or "/"
    return await _sent_on(request, actor, Purpose.PROVE, by_page=True, to=to, carried=carried)


@get(_OWN, name="sso.own", opt={"login_only": True})
async def show_own(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if settings_of(request).oidc is None:
        raise NotFound
    async with reading():
        login = await get_own_login(actor.scope)
        connection = await get_connection(actor.scope, login.account) if login else None
    return render(request, OwnConnectionPage(title="Kommunens login", form=blank(LinkForm), connection=connection))


@post(_OWN, name="sso.connect", opt={"login_only": True, "recent_login": True})
async def connect(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    await read_form(request, LinkForm)
    return await _sent_on(request, actor, Purpose.LINK, by_page=True, to=_OWN)


@get("/adgang/{token:str}/kommune", name="sso.ask_link", opt={"public": True})
async def show_link(request: Req, token: FromPath[str]) -> Response[Any]:
    return redirect(request, f"/adgang/{token}")


@post("/adgang/{token:str}/kommune", name="sso.link", opt={"public": True})
async def link(request: Req, actor: NamedDependency[Actor], token: FromPath[str]) -> Response[Any]:
    """The holder of an invitation connects the account with single sign-on instead of choosing a password."""
    await read_form(request, LinkForm)
    return await _sent_on(request, actor, Purpose.LINK, by_page=True, invitation=token[:100])


@post("/log-ud/kommune", name="sso.logged_out", opt={"public": True, "without_origin": True})
async def logged_out(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    """The provider says that somebody has logged out there (back-channel). It proves itself by its signature."""
    submission = await read_form(request, LinkForm)
    token = sent(submission, "logout_token")
    try:
        await sso.end_by_provider(actor, settings_of(request), token, visit_of(request).address)
    except Denied:
        return Response({"error": "invalid_request"}, status_code=400)
    return Response(None, status_code=200)


routes = [begin, begin_reading, begin_late, answer, show_prove, prove, show_own, connect, show_link, link, logged_out]
