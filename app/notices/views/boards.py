"""The page for all employees of a unit: by one's role, by the municipality's login, or by a link."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.accounts.actions import count_from
from app.accounts.passes import open_pass
from app.core.errors import NotFound
from app.db.transaction import reading
from app.notices.actions.links import count_read
from app.notices.pages import boards as pages
from app.notices.queries import boards as queries
from app.notices.queries.boards import HOME, Board
from app.notices.queries.links import find_live_link
from app.web.client import address_of
from app.web.pages import redirect, render, settings_of
from app.web.sessions import pass_cookie_name

Req = Request[Any, Any, Any]
PUBLIC = {"public": True}
_LINK_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def _municipality(request: Req, actor: Actor) -> str | None:
    """The municipality whose provider has said that the reader is one of its people; None for whoever has no pass."""
    settings = settings_of(request)
    return open_pass(settings, request.cookies.get(pass_cookie_name(settings), ""), actor.now)


@get(HOME, name="notices.boards", opt=PUBLIC)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    code = _municipality(request, actor)
    async with reading():
        found = {each.id: each for each in (await queries.list_boards(actor.scope) if actor.person else [])}
        for each in await queries.list_boards_of_employee(actor.scope, code) if code else []:
            found.setdefault(each.id, each)
    is_in = actor.person is not None or code is not None
    has_sso = settings_of(request).oidc is not None and code is None
    return _as_unlisted(render(request, pages.boards_page(list(found.values()), is_in=is_in, has_sso=has_sso)))


@get(f"{HOME}/enhed/{{public_id:str}}", name="notices.board", opt=PUBLIC)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    code = _municipality(request, actor)
    async with reading():
        board = await queries.find_board(actor.scope, public_id) if actor.person else None
        if board is None and code is not None:
            board = await queries.get_board_of_employee(actor.scope, code, public_id)
        cases = await queries.read_board(actor.scope, board) if board else []
    if board is not None:
        return _as_unlisted(render(request, pages.board_page(board, cases, actor.today, back_href=HOME)))
    if actor.person is not None:
        raise NotFound
    here = quote(f"{HOME}/enhed/{public_id}", safe="/")
    way = pages.READ_HREF if settings_of(request).oidc is not None else "/log-ind"
    return redirect(request, f"{way}?naeste={here}")


@get(f"{HOME}/link/{{token:str}}", name="notices.by_link", opt=PUBLIC)
async def show_by_link(request: Req, actor: NamedDependency[Actor], token: FromPath[str]) -> Response[Any]:
    """Without a login, for whoever holds the link. What it opens is the same for all, and nothing is set or kept."""
    async with reading():
        link = await find_live_link(actor.scope, token)
        board: Board | None = await queries.get_board_of_unit(actor.scope, link.unit) if link else None
    if link is None or board is None:
        await count_from(actor, "notice", address_of(request.scope, settings_of(request)))
        raise NotFound("notice_link.dead", "Linket virker ikke. Spørg din leder efter et nyt opslag.")
    await count_read(actor, link)
    async with reading():
        cases = await queries.read_board(actor.scope, board)
    response = render(request, pages.board_page(board, cases, actor.today, back_href=None))
    response.headers.update(_LINK_HEADERS)
    return response


def _as_unlisted(response: Response[Any]) -> Response[Any]:
    response.headers["X-Robots-Tag"] = _LINK_HEADERS["X-Robots-Tag"]
    return response


routes = [index, show, show_by_link]
