"""Logging in and out, the second step, and showing once more who one is."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.policy import Actor
from app.accounts import actions
from app.accounts.actions import sso
from app.accounts.codes import Vault, setup_of
from app.accounts.enums import SessionStage
from app.accounts.forms import CodeForm, LoginForm, ProofForm
from app.accounts.pages import CodePage, CodesShownPage, DemoLogin, LoginPage, ProofPage, SetupPage
from app.accounts.queries import Carried, SessionInfo, get_own_login, get_setup
from app.accounts.sso_pages import SsoOnwardsPage
from app.accounts.views.visits import Req, admit, decode_carried, drawn, encode_carried, sent, taken, visit_of
from app.core.errors import NotFound
from app.db.transaction import reading
from app.web.forms import Submission, blank, read_form
from app.web.pages import local_path, redirect, render, settings_of
from app.web.sessions import no_session_cookie

_STEPS = {SessionStage.AWAITS_CODE: "/log-ind/kode", SessionStage.AWAITS_SETUP: "/log-ind/to-trin"}
_OUT = "Du er logget ud af Handlepligt og bliver nu logget ud af kommunens login. Sker det ikke, så brug knappen."
_SEE_THROUGH = "Du er logget ind igen. Se det igennem, og gem."


def login_page(
    request: Req,
    *,
    to: str = "/",
    carried: Carried | None = None,
    session_ended: bool = False,
    submission: Submission[LoginForm] | None = None,
    status: int = 200,
) -> Response[str]:
    """The login page; what was typed in a form that came too late rides along, hidden."""
    if submission is not None:
        taken(submission, "password")
    page = LoginPage(
        title="Log ind",
        form=submission.state() if submission else blank(LoginForm),
        to=local_path(to),
        carried=encode_carried(carried),
        session_ended=session_ended,
        lost_files=_has_files(request) and session_ended,
        has_sso=settings_of(request).oidc is not None,
        demo_logins=tuple(DemoLogin(*login) for login in request.app.state.demo_logins),
    )
    return drawn(request, page, submission, status)


def _has_files(request: Req) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


@get("/log-ind", name="accounts.login", opt={"public": True})
async def show_login(request: Req, actor: NamedDependency[Actor], naeste: FromQuery[str] = "/") -> Response[Any]:
    if actor.person is not None:
        return redirect(request, naeste)
    return login_page(request, to=naeste)


@post("/log-ind", name="accounts.log_in", opt={"public": True})
async def log_in(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, LoginForm)
    to = sent(submission, "to") or "/"
    carried = decode_carried(sent(submission, "carried"))
    password = sent(submission, "password")
    opened: actions.Opened | None = await submission.run(
        lambda form: actions.log_in(
            actor,
            settings_of(request),
            visit_of(request),
            username=form.username,
            password=password,
            carried=carried,
        )
    )
    if opened is None:
        return login_page(request, to=to, carried=carried, submission=submission)
    return led_on(request, opened, to)


def led_on(request: Req, opened: actions.Opened, to: str) -> Response[Any]:
    """The answer to a login: to the second step, to the form that came too late, or to where one was going."""
    kept = opened.carried
    if opened.stage is not SessionStage.OPEN:
        response = redirect(request, f"{_STEPS[opened.stage]}?naeste={quote(local_path(to), safe='/')}")
    else:
        response = redirect(request, kept.path if kept else to, flash=_SEE_THROUGH if kept else None, kind="info")
    admit(request, response, opened)
    return response


def _half_way(request: Req, stage: SessionStage) -> SessionInfo | None:
    session: SessionInfo | None = request.scope["state"]["half_way"]
    return session if session is not None and session.stage is stage else None


def _begin_again(request: Req) -> Response[Any]:
    return redirect(request, "/log-ind", flash="Der er gået for lang tid. Log ind igen.", kind="warning")


@get("/log-ind/kode", name="accounts.code", opt={"public": True})
async def show_code(request: Req, naeste: FromQuery[str] = "/") -> Response[Any]:
    if _half_way(request, SessionStage.AWAITS_CODE) is None:
        return redirect(request, "/log-ind")
    return render(request, CodePage(title="Skriv koden fra din app", form=blank(CodeForm), to=local_path(naeste)))


@post("/log-ind/kode", name="accounts.pass_code", opt={"public": True})
async def pass_code(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    session = _half_way(request, SessionStage.AWAITS_CODE)
    submission = await read_form(request, CodeForm)
    if session is None:
        return _begin_again(request)
    to = sent(submission, "to") or "/"
    opened: actions.Opened | None = await submission.run(
        lambda form: actions.pass_code(actor, settings_of(request), visit_of(request), session, code=form.code)
    )
    if opened is None:
        taken(submission, "code")
        page = CodePage(title="Skriv koden fra din app", form=submission.state(), to=local_path(to))
        return drawn(request, page, submission)
    return led_on(request, opened, to)


@get("/log-ind/to-trin", name="accounts.setup", opt={"public": True})
async def show_setup(request: Req, actor: NamedDependency[Actor], naeste: FromQuery[str] = "/") -> Response[Any]:
    session = _half_way(request, SessionStage.AWAITS_SETUP)
    if session is None:
        return redirect(request, "/log-ind")
    page = await setup_page(request, actor, session.account, to=naeste, action="/log-ind/to-trin", is_login=True)
    return render(request, page)


@post("/log-ind/to-trin", name="accounts.pass_setup", opt={"public": True})
async def pass_setup(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    session = _half_way(request, SessionStage.AWAITS_SETUP)
    submission = await read_form(request, CodeForm)
    if session is None:
        return _begin_again(request)
    to = sent(submission, "to") or "/"
    opened: actions.Opened | None = await submission.run(
        lambda form: actions.pass_setup(actor, settings_of(request), visit_of(request), session, code=form.code)
    )
    if opened is None:
        page = await setup_page(
            request, actor, session.account, to=to, action="/log-ind/to-trin", is_login=True, submission=submission
        )
        return drawn(request, page, submission)
    back = opened.carried.path if opened.carried else local_path(to)
    response = render(request, CodesShownPage(title="Gem dine nødkoder", codes=opened.codes, back=back))
    admit(request, response, opened)
    return response


async def setup_page(
    request: Req,
    actor: Actor,
    account: int,
    *,
    to: str,
    action: str,
    is_login: bool,
    submission: Submission[CodeForm] | None = None,
) -> SetupPage:
    """The page with the secret of a second factor that is being set up. Raises `NotFound` when none is."""
    async with reading():
        stored = await get_setup(actor.scope, account)
    if stored is None or stored.confirmed_at is not None:
        raise NotFound
    if submission is not None:
        taken(submission, "code")
    return SetupPage(
        title="Log ind i to trin",
        form=submission.state() if submission else blank(CodeForm),
        setup=setup_of(Vault(settings_of(request).secret_key).open(stored.secret), stored.username),
        action=action,
        to=local_path(to),
        is_login=is_login,
    )


async def proof_page(
    request: Req,
    actor: Actor,
    *,
    to: str,
    carried: Carried | None = None,
    submission: Submission[ProofForm] | None = None,
    status: int = 200,
) -> Response[str]:
    """Asks for the password or a code; what was typed in the form that asked for it rides along, hidden."""
    if submission is not None:
        taken(submission, "password", "code")
    session: SessionInfo | None = request.scope["state"]["session"]
    async with reading():
        login = await get_own_login(actor.scope)
    page = ProofPage(
        title="Bekræft, at det er dig",
        form=submission.state() if submission else blank(ProofForm),
        to=local_path(to),
        carried=encode_carried(carried),
        lost_files=_has_files(request),
        is_sso=bool(session and session.is_sso and settings_of(request).oidc),
        has_password=login is not None and login.has_password,
        has_code=login is not None and login.factor_since is not None,
    )
    return drawn(request, page, submission, status)


@get("/bekraeft", name="accounts.proof", opt={"login_only": True})
async def show_proof(request: Req, actor: NamedDependency[Actor], naeste: FromQuery[str] = "/") -> Response[Any]:
    return await proof_page(request, actor, to=naeste)


@post("/bekraeft", name="accounts.prove", opt={"login_only": True})
async def prove(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, ProofForm)
    to = sent(submission, "to") or "/"
    carried = decode_carried(sent(submission, "carried"))
    session: SessionInfo = request.scope["state"]["session"]
    password, code = sent(submission, "password"), sent(submission, "code").strip()
    await submission.run(
        lambda _: actions.prove_again(
            actor, settings_of(request), session, password=password, code=code, carried=carried
        )
    )
    if not submission.ok:
        return await proof_page(request, actor, to=to, carried=carried, submission=submission)
    if carried is None:
        return redirect(request, to, flash="Tak. Nu kan du fortsætte.", kind="info")
    return redirect(request, carried.path, flash="Tak. Se det igennem, og gem.", kind="info")


@post("/log-ud", name="accounts.log_out", opt={"public": True})
async def log_out(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    """Public, because somebody whose session has ended is logged out already and need not be told otherwise."""
    session: SessionInfo | None = request.scope["state"]["session"]
    away = None
    if session is not None:
        from_provider = await actions.provider_of_session(actor, session.id) if session.is_sso else None
        await actions.log_out(actor, session.id)
        away = await sso.provider_logout(actor, settings_of(request), from_provider) if from_provider else None
    response: Response[Any] = redirect(request, "/log-ind", flash="Du er logget ud.", kind="info")
    if away is not None:
        page = SsoOnwardsPage(title="Du er logget ud", text=_OUT, button="Log også ud hos kommunen", address=away)
        response = render(request, page)
    response.set_cookie(no_session_cookie(settings_of(request)))
    return response


routes = [show_login, log_in, show_code, pass_code, show_setup, pass_setup, show_proof, prove, log_out]
