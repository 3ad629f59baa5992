"""Declining the daily mail."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from app.access.policy import Actor
from app.core.errors import NotFound
from app.db.transaction import reading
from app.digest.actions import choose_mails
from app.digest.forms import MailForm
from app.digest.pages import MailPage
from app.digest.queries import get_choice
from app.web.carried import carried_for
from app.web.forms import blank, read_form
from app.web.pages import redirect, render, settings_of

OWN = {"login_only": True}
_HERE = "/min-konto/daglig-mail"
Req = Request[Any, Any, Any]


@get(_HERE, name="digest.own", opt=OWN)
async def show(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        choice = await get_choice(actor.scope)
    if choice is None:
        raise NotFound
    page = MailPage(
        title="Daglig mail",
        form=blank(MailForm, carried_for(request), is_wanted=not choice.is_stopped),
        email=choice.email,
        sends=settings_of(request).smtp is not None,
    )
    return render(request, page)


@post(_HERE, name="digest.choose", opt=OWN)
async def choose(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, MailForm)
    await submission.run(lambda form: choose_mails(actor, is_wanted=form.is_wanted))
    is_wanted = submission.value is not None and submission.value.is_wanted
    flash = "Du får den daglige mail." if is_wanted else "Du får ikke flere daglige mails."
    return redirect(request, "/min-konto", flash=flash)


routes = [show, choose]
