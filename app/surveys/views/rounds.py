"""The rounds that the reader sees."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.core.errors import Denied
from app.db.transaction import reading
from app.surveys import queries
from app.surveys.pages.rounds import HOME, RoundsPage, round_line
from app.surveys.queries import sees_surveys
from app.web.pages import render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.SURVEY_READ}


@get(HOME, name="surveys.index", opt=READ)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not sees_surveys(actor.scope):
        raise Denied
    async with reading():
        rows = await queries.list_rounds(actor.scope)
    page = RoundsPage(
        title="Trivselsmålinger",
        rounds=tuple(round_line(row) for row in rows),
        can_create=may_anywhere(actor, Permission.SURVEY_WRITE),
    )
    return render(request, page)


routes = [index]
