"""One search field for everything the reader may see."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.labels import CASE_PHASE
from app.core.text import clean_line
from app.db.transaction import reading
from app.plans.enums import ItemStatus
from app.plans.labels import item_words
from app.search.pages import SearchPage
from app.search.queries import search
from app.web.pages import render


@get("/soeg", name="search.index", opt={"permission": Permission.CASE_READ})
async def show_search(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], q: FromQuery[str] = ""
) -> Response[str]:
    query = clean_line(q)[:200]
    async with reading():
        hits = await search(actor.scope, query)
    page = SearchPage(
        title="Søg",
        query=query,
        hits=hits,
        phase_labels={str(key): label for key, label in CASE_PHASE.items()},
        status_labels={str(key): item_words(key, None) for key in ItemStatus},
    )
    return render(request, page)


routes = [show_search]
