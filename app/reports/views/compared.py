"""What changed from one report to another."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.queries import get_case_ref
from app.db.transaction import reading
from app.reports import pages
from app.reports.queries import find_compared
from app.web.pages import render


def _asked(request: Request[Any, Any, Any], name: str) -> int | None:
    """The number in the address; anything else is as if nothing was asked."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@get("/sager/{public_id:str}/rapport/sammenlign", name="reports.compare", opt={"permission": Permission.CASE_READ})
async def compare(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        found = await find_compared(actor.scope, case.id, _asked(request, "fra"), _asked(request, "til"))
    return render(request, pages.compare_page(case, found))


routes = [compare]
