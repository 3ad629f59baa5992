"""One's own login: password, second factor, and where one is logged in."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from app.access.labels import ROLE
from app.access.policy import Actor
from app.accounts import actions
from app.accounts.forms import CodeForm, LinkForm, LogOutForm, OwnPasswordForm
from app.accounts.pages import (
    CodesShownPage,
    OwnFactorPage,
    OwnPage,
    OwnPasswordPage,
    OwnQuestionPage,
    OwnSessionsPage,
)
from app.accounts.queries import OwnLogin, SessionInfo, get_own_login, list_sessions
from app.accounts.queries.sso import get_connection
from app.accounts.rules import MIN_PASSWORD, Demand, is_required
from app.accounts.views.login import setup_page
from app.accounts.views.visits import Req, drawn, taken
from app.core.errors import NotFound
from app.db.transaction import reading
from app.web.forms import Submission, blank, read_form
from app.web.pages import redirect, render, settings_of

OWN = {"login_only": True}
PROVED = {"login_only": True, "recent_login": True}
_FACTOR = "/min-konto/to-trin"


def _session(request: Req) -> SessionInfo:
    session: SessionInfo = request.scope["state"]["session"]
    return session


async def _login(actor: Actor) -> OwnLogin:
    login = await get_own_login(actor.scope)
    if login is None:
        raise NotFound
    return login


def _is_required(request: Req, actor: Actor) -> bool:
    return is_required(Demand(settings_of(request).second_factor), {grant.role for grant in actor.grants})


@get("/min-konto", name="own.show", opt=OWN)
async def show(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        login = await _login(actor)
        sessions = await list_sessions(actor.scope, actor.now)
        connection = await get_connection(actor.scope, login.account)
    page = OwnPage(
        title="Min konto",
        login=login,
        roles=", ".join(dict.fromkeys(ROLE[grant.role] for grant in actor.grants)),
        sessions=len(sessions),
        has_sso=settings_of(request).oidc is not None,
        connection=connection,
    )
    return render(request, page)


@get("/min-konto/adgangskode", name="own.password", opt=OWN)
async def show_password(request: Req) -> Response[Any]:
    return _password_page(request, None)


@post("/min-konto/adgangskode", name="own.change_password", opt=OWN)
async def change_password(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, OwnPasswordForm)
    typed = taken(submission, "old", "new", "again")
    await submission.run(lambda _: actions.change_own_password(actor, _session(request), **typed))
    if not submission.ok:
        return _password_page(request, submission)
    return redirect(request, "/min-konto", flash="Din adgangskode er skiftet. Du er logget ud alle andre steder.")


def _password_page(request: Req, submission: Submission[OwnPasswordForm] | None) -> Response[Any]:
    form = submission.state() if submission else blank(OwnPasswordForm)
    return drawn(request, OwnPasswordPage(title="Skift adgangskode", form=form, least=MIN_PASSWORD), submission)


@get(_FACTOR, name="own.factor", opt=OWN)
async def show_factor(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        login = await _login(actor)
    page = OwnFactorPage(
        title="Log ind i to trin",
        since=login.factor_since,
        codes_left=login.codes_left,
        is_required=_is_required(request, actor),
    )
    return render(request, page)


@post(_FACTOR, name="own.begin_factor", opt=PROVED)
async def begin_factor(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LinkForm)
    login = await _login(actor)
    await submission.run(lambda _: actions.begin_setup(actor, settings_of(request), login.account))
    return redirect(request, f"{_FACTOR}/app" if submission.ok else _FACTOR)


@get(f"{_FACTOR}/app", name="own.setup", opt=PROVED)
async def show_setup(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _setup_page(request, actor, None)


@post(f"{_FACTOR}/app", name="own.confirm_setup", opt=PROVED)
async def confirm_setup(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, CodeForm)
    account = _session(request).account
    codes = await submission.run(lambda form: actions.confirm_setup(actor, settings_of(request), account, form.code))
    if not submission.ok:
        return await _setup_page(request, actor, submission)
    return render(request, CodesShownPage(title="Gem dine nødkoder", codes=codes, back=_FACTOR))


async def _setup_page(request: Req, actor: Actor, submission: Submission[CodeForm] | None) -> Response[Any]:
    async with reading():
        login = await _login(actor)
    page = await setup_page(
        request,
        actor,
        login.account,
        to=_FACTOR,
        action=f"{_FACTOR}/app",
        is_login=False,
        submission=submission,
    )
    return drawn(request, page, submission)


def _question(
    request: Req, title: str, action: str, text: str, button: str, submission: Submission[LinkForm] | None
) -> Response[Any]:
    form = submission.state() if submission else blank(LinkForm)
    page = OwnQuestionPage(title=title, form=form, action=action, text=text, button=button, back=_FACTOR)
    return drawn(request, page, submission)


def _remove_page(request: Req, submission: Submission[LinkForm] | None = None) -> Response[Any]:
    return _question(
        request,
        "Fjern login i to trin",
        f"{_FACTOR}/fjern",
        "Bagefter logger du ind med adgangskoden alene. Dine nødkoder virker ikke mere.",
        "Fjern login i to trin",
        submission,
    )


@get(f"{_FACTOR}/fjern", name="own.ask_remove_factor", opt=OWN)
async def show_remove(request: Req) -> Response[Any]:
    return _remove_page(request)


@post(f"{_FACTOR}/fjern", name="own.remove_factor", opt=PROVED)
async def remove(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LinkForm)
    await submission.run(lambda _: actions.remove_own_factor(actor, is_required=_is_required(request, actor)))
    if not submission.ok:
        return _remove_page(request, submission)
    return redirect(request, _FACTOR, flash="Du logger nu ind med adgangskoden alene.")


def _codes_page(request: Req, submission: Submission[LinkForm] | None = None) -> Response[Any]:
    return _question(
        request,
        "Lav nye nødkoder",
        f"{_FACTOR}/noedkoder",
        "Du får ti nye koder. De gamle virker ikke mere.",
        "Lav nye nødkoder",
        submission,
    )


@get(f"{_FACTOR}/noedkoder", name="own.ask_codes", opt=OWN)
async def show_codes(request: Req) -> Response[Any]:
    return _codes_page(request)


@post(f"{_FACTOR}/noedkoder", name="own.renew_codes", opt=PROVED)
async def renew_codes(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LinkForm)
    codes = await submission.run(lambda _: actions.renew_codes(actor, settings_of(request)))
    if not submission.ok:
        return _codes_page(request, submission)
    return render(request, CodesShownPage(title="Gem dine nødkoder", codes=codes, back=_FACTOR))


@get("/min-konto/steder", name="own.sessions", opt=OWN)
async def show_sessions(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        sessions = await list_sessions(actor.scope, actor.now)
    page = OwnSessionsPage(title="Her er du logget ind", here=_session(request).id, sessions=tuple(sessions))
    return render(request, page)


@post("/min-konto/steder", name="own.log_out_elsewhere", opt=OWN)
async def log_out_elsewhere(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LogOutForm)
    here = _session(request).id
    await submission.run(lambda form: actions.log_out_elsewhere(actor, here, form.session))
    one = submission.value is not None and submission.value.session
    return redirect(
        request, "/min-konto/steder", flash="Du er logget ud der." if one else "Du er logget ud alle andre steder."
    )


routes = [
    show,
    show_password,
    change_password,
    show_factor,
    begin_factor,
    show_setup,
    confirm_setup,
    show_remove,
    remove,
    show_codes,
    renew_codes,
    show_sessions,
    log_out_elsewhere,
]
