"""Why I see what I see, and the accessibility statement."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from app.access.policy import Actor
from app.accounts.pages import AccessibilityPage, AccessPage, access_reasons
from app.accounts.queries import list_access, list_administrators
from app.core.errors import NotFound
from app.db.transaction import reading
from app.web.pages import render, settings_of


@get("/min-adgang", name="access.mine", opt={"login_only": True})
async def mine(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    if actor.person is None:
        raise NotFound
    async with reading():
        roles = await list_access(actor.scope, actor.person)
        administrators = await list_administrators(actor.scope)
    page = AccessPage(
        title="Din adgang",
        reasons=access_reasons(roles, actor.today, whose="Du"),
        administrators=administrators,
    )
    return render(request, page)


@get("/tilgaengelighed", name="access.statement", opt={"public": True})
async def statement(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    page = AccessibilityPage(
        title="Tilgængelighedserklæring",
        contact=settings_of(request).accessibility_contact,
        is_logged_in=actor.person is not None,
    )
    return render(request, page)


routes = [mine, statement]
