"""Why I see what I see, and the accessibility statement."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.policy import Actor
from app.accounts.pages import AccessibilityPage, AccessPage
from app.accounts.queries import list_access, list_administrators
from app.accounts.queries.reasons import get_case_view, list_case_access
from app.accounts.reasons import access_reasons, case_reason
from app.committees.queries import list_memberships
from app.core.errors import NotFound
from app.db.transaction import reading
from app.web.pages import render, settings_of


@get("/min-adgang", name="access.mine", opt={"login_only": True})
async def mine(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], sag: FromQuery[str] = ""
) -> Response[Any]:
    if actor.person is None:
        raise NotFound
    scope = actor.scope
    async with reading():
        case = await get_case_view(scope, sag) if sag else None
        roles = await list_access(scope, actor.person)
        memberships = await list_memberships(scope, actor.person)
        cases = await list_case_access(scope, actor.person)
        administrators = await list_administrators(scope)
    held = tuple(role for role in roles if role.holds_on(actor.today))
    page = AccessPage(
        title="Din adgang",
        case=case_reason(actor, case, held, memberships) if case else None,
        reasons=access_reasons(roles, memberships, cases, actor.today, whose="Du"),
        administrators=administrators,
    )
    return render(request, page)


@get("/tilgaengelighed", name="access.statement", opt={"public": True})
async def statement(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    page = AccessibilityPage(
        title="Tilgængelighedserklæring",
        contact=settings_of(request).accessibility_contact,
    )
    return render(request, page)


routes = [mine, statement]
