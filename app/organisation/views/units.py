"""Looking at the tree and at one unit."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.core.text import search_key
from app.db.transaction import reading
from app.organisation import queries
from app.organisation.pages import (
    UnitsPage,
    flat,
    is_small,
    leaf,
    tree_of,
)
from app.web.pages import render


@get("/enheder", name="units.index", opt={"login_only": True})
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], soeg: FromQuery[str] = ""
) -> Response[Any]:
    async with reading():
        nodes = await queries.list_units(actor.scope)
        can_create = may_anywhere(actor, Permission.ORGANISATION_WRITE)
        may_set = can_create and bool(await queries.list_wholly_administered(actor.scope))
    units = flat(nodes)
    words = search_key(soeg[:200]).split()
    matches = [
        node
        for node in units
        if words
        and node.public_id is not None
        and node.closed_on is None
        and all(word in search_key(" ".join((*node.path, node.name))) for word in words)
    ]
    page = UnitsPage(
        title="Enheder",
        tree=tree_of(nodes, is_small=is_small(units)),
        matches=tuple(leaf(node) for node in matches[:100]),
        closed=tuple(leaf(node) for node in units if node.closed_on is not None and node.public_id is not None),
        query=soeg.strip()[:200],
        has_units=any(node.public_id is not None for node in units),
        can_create=can_create,
        may_set=may_set,
        without_cases=bool(actor.scope.admin_units) and not actor.scope.sees_cases,
    )
    return render(request, page)


routes = [index]
