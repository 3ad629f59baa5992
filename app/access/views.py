"""Who may what, for everybody to read: the rules are no secret."""

from typing import Any

from litestar import Request, Response, get

from app.access.pages import RightsPage, permission_rights, role_rights, tier_rights
from app.web.pages import Crumb, render


@get("/rettigheder", name="access.rights", opt={"login_only": True})
async def rights(request: Request[Any, Any, Any]) -> Response[Any]:
    page = RightsPage(
        title="Roller og rettigheder",
        crumbs=(Crumb("Din adgang", "/min-adgang"), Crumb("Roller og rettigheder")),
        roles=role_rights(),
        permissions=permission_rights(),
        tiers=tier_rights(),
    )
    return render(request, page)


routes = [rights]
