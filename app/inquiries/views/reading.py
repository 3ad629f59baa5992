"""The inquiries that the reader may know of, and one of them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.db.transaction import reading
from app.inquiries import queries
from app.inquiries.pages import HOME, TITLE, InquiriesPage, crumbs_of, inquiry_line, inquiry_page
from app.web.pages import render

Req = Request[Any, Any, Any]
# Who answers a question reads its inquiry without a role for it.
LOGIN = {"login_only": True}


@get(HOME, name="inquiries.index", opt=LOGIN)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        rows = await queries.list_inquiries(actor.scope)
    page = InquiriesPage(
        title=TITLE,
        crumbs=crumbs_of(),
        lines=tuple(inquiry_line(row, actor.today) for row in rows),
        can_create=may_anywhere(actor, Permission.INQUIRY_WRITE),
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}", name="inquiries.show", opt=LOGIN)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await queries.get_inquiry(actor.scope, public_id)
    return render(request, inquiry_page(actor, found))


routes = [index, show]
