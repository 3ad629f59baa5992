"""The pages of tokens and of the documentation; with them comes the API itself."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.api import actions
from app.api.forms import RevokeForm, TokenForm
from app.api.pages import (
    HOME,
    AllTokensPage,
    DocPage,
    TokenNewPage,
    TokenRevokePage,
    TokenShownPage,
    TokensPage,
    doc_groups,
    doc_schemas,
    scope_options,
    token_line,
)
from app.api.queries import get_token, list_administered_tokens, list_own_tokens
from app.api.rules import MOST_REQUESTS, latest_expiry
from app.api.v1.document import ROUTES, openapi, show_document
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, redirect, render, settings_of

Req = Request[Any, Any, Any]
_OWN = {"login_only": True}
_PROVED = {"login_only": True, "recent_login": True}
_ALL = {"permission": Permission.ACCOUNT_WRITE}


def _crumbs(*labels: str) -> tuple[Crumb, ...]:
    return (Crumb("Nøgler til API", HOME), *(Crumb(label) for label in labels))


@get(HOME, name="tokens.index", opt=_OWN)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        tokens = await list_own_tokens(actor.scope)
    page = TokensPage(
        title="Nøgler til API",
        tokens=tuple(token_line(token, actor.today) for token in tokens),
        all_href=f"{HOME}/alle" if may_anywhere(actor, Permission.ACCOUNT_WRITE) else None,
    )
    return render(request, page)


@get(f"{HOME}/alle", name="tokens.all", opt=_ALL)
async def show_all(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        tokens = await list_administered_tokens(actor.scope)
    lines = tuple(token_line(token, actor.today) for token in tokens)
    return render(request, AllTokensPage(title="Alles nøgler", crumbs=_crumbs("Alles nøgler"), tokens=lines))


def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    page = TokenNewPage(
        title="Lav en nøgle",
        crumbs=_crumbs("Ny nøgle"),
        form=form,
        scopes=scope_options(),
        latest=latest_expiry(actor.today),
    )
    return render(request, page, status)


@get(f"{HOME}/ny", name="tokens.new", opt=_PROVED)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return _new_page(request, actor, blank(TokenForm, carried_for(request)))


@post(f"{HOME}/ny", name="tokens.create", opt=_PROVED)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, TokenForm)
    secret = await submission.run(
        lambda form: actions.create_token(actor, name=form.name, scopes=form.scopes, expires_on=form.expires_on)
    )
    if not submission.ok:
        return _new_page(request, actor, submission.state(), submission.status)
    # No redirect: the key is nowhere but in this answer.
    page = TokenShownPage(
        title="Kopiér nøglen nu",
        crumbs=_crumbs("Ny nøgle"),
        name=submission.value.name if submission.value else "",
        secret=secret,
        base_url=settings_of(request).base_url,
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}/tilbagekald", name="tokens.revoke_form", opt=_OWN)
async def revoke_form(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        token = await get_token(actor.scope, public_id)
    page = TokenRevokePage(
        title="Tilbagekald nøglen",
        crumbs=_crumbs("Tilbagekald"),
        token=token_line(token, actor.today),
        action=f"{HOME}/{public_id}/tilbagekald",
        cancel_href=HOME if token.owner == actor.person else f"{HOME}/alle",
    )
    return render(request, page)


@post(f"{HOME}/{{public_id:str}}/tilbagekald", name="tokens.revoke", opt=_OWN)
async def revoke(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    token = await get_token(actor.scope, public_id)
    submission = await read_form(request, RevokeForm)
    await submission.run(lambda _: actions.revoke_token(actor, public_id))
    back = HOME if token.owner == actor.person else f"{HOME}/alle"
    return redirect(request, back, flash=f"Nøglen »{token.name}« virker ikke mere.")


@get("/api/v1/docs", name="api.docs", opt={"public": True, "page": True})
async def docs(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    document = openapi()
    page = DocPage(
        title="API for andre programmer",
        about=document["info"]["description"],
        base_url=settings_of(request).base_url,
        groups=doc_groups(document),
        schemas=doc_schemas(document),
        limit=MOST_REQUESTS,
    )
    return render(request, page)


routes: list[Any] = [index, show_all, new, create, revoke_form, revoke, docs, show_document, *ROUTES]
