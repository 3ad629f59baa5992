"""Asking for a new password without being logged in. The answer is the same whoever asks, and comes as fast."""

from typing import Any

from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency

from app.access.policy import Actor, system_actor
from app.accounts import actions
from app.accounts.forms import ForgottenForm
from app.accounts.pages import ForgottenPage
from app.accounts.views.visits import Req, drawn, visit_of
from app.web.forms import Submission, blank, read_form
from app.web.pages import redirect, settings_of

_SENT = (
    "Findes brugeren, og står der en e-mail på den, har vi sendt et link. Det virker i en time. "
    "Kommer der ingen mail, så bed en administrator i din kommune om et link."
)


@get("/glemt-adgangskode", name="accounts.forgotten", opt={"public": True})
async def show(request: Req) -> Response[Any]:
    return _page(request, None)


@post("/glemt-adgangskode", name="accounts.ask_for_link", opt={"public": True})
async def ask(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    settings = settings_of(request)
    if settings.smtp is None:
        return _page(request, None)
    submission = await read_form(request, ForgottenForm)
    address = visit_of(request).address
    await submission.run(lambda form: actions.ask_for_link(actor, username=form.username, address=address))
    if submission.value is None or not submission.ok:
        return _page(request, submission)
    response = redirect(request, "/log-ind", flash=_SENT, kind="info")
    system = system_actor(actor.now, actor.request_id)
    # After the answer: what it takes to find somebody and to send a mail tells the asker nothing.
    response.background = BackgroundTask(actions.answer_by_mail, system, settings, username=submission.value.username)
    return response


def _page(request: Req, submission: Submission[ForgottenForm] | None) -> Response[Any]:
    page = ForgottenPage(
        title="Glemt adgangskode",
        form=submission.state() if submission else blank(ForgottenForm),
        sends=settings_of(request).smtp is not None,
        has_sso=settings_of(request).oidc is not None,
    )
    return drawn(request, page, submission)


routes = [show, ask]
