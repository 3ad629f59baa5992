"""The page behind an invitation or a link for a new password. Looking at it uses nothing up: mail scanners do."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.accounts import actions
from app.accounts.forms import ChosenPasswordForm
from app.accounts.pages import LinkPage
from app.accounts.queries import LinkInfo, find_link
from app.accounts.rules import MIN_PASSWORD
from app.accounts.views.visits import Req, drawn, taken, visit_of
from app.db.transaction import reading
from app.web.forms import Submission, blank, read_form
from app.web.pages import redirect, settings_of
from app.web.sessions import browser_cookie


@get("/adgang/{token:str}", name="links.show", opt={"public": True})
async def show(request: Req, actor: NamedDependency[Actor], token: FromPath[str]) -> Response[Any]:
    return _page(request, token, await _link(request, actor, token))


@post("/adgang/{token:str}", name="links.use", opt={"public": True})
async def use(request: Req, actor: NamedDependency[Actor], token: FromPath[str]) -> Response[Any]:
    link = await _link(request, actor, token)
    submission = await read_form(request, ChosenPasswordForm)
    typed = taken(submission, "new", "again")
    visit = visit_of(request)
    browser = await submission.run(
        lambda _: actions.choose_password(
            actor, settings_of(request), token, address=visit.address, browser=visit.browser, **typed
        )
    )
    if not submission.ok:
        return _page(request, token, link, submission)
    response = redirect(request, "/log-ind", flash="Din adgangskode er gemt. Log ind med den nu.")
    response.set_cookie(browser_cookie(settings_of(request), browser))
    return response


async def _link(request: Req, actor: Actor, token: str) -> LinkInfo:
    async with reading():
        link = await find_link(actor.scope, token, actor.now)
    return link or await actions.refuse_link(actor, visit_of(request).address)


def _page(
    request: Req, token: str, link: LinkInfo, submission: Submission[ChosenPasswordForm] | None = None
) -> Response[Any]:
    page = LinkPage(
        title="Vælg din adgangskode",
        form=submission.state() if submission else blank(ChosenPasswordForm),
        action=f"/adgang/{token}",
        name=link.name,
        username=link.username,
        least=MIN_PASSWORD,
        has_sso=settings_of(request).oidc is not None,
    )
    response = drawn(request, page, submission)
    # The address is the secret: no other page gets to know it, but forms still say which site they come from.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


routes = [show, use]
