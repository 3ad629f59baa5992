"""Looking at the tree and at one unit."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.core.text import search_key
from app.db.transaction import reading
from app.organisation import queries
from app.organisation.labels import UNIT_KIND
from app.organisation.pages import (
    BelowLine,
    UnitPage,
    UnitsPage,
    case_line,
    crumbs_of,
    flat,
    is_small,
    leaf,
    person_line,
    tree_of,
    version_line,
)
from app.web.pages import render


@get("/enheder", name="units.index", opt={"login_only": True})
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], soeg: FromQuery[str] = ""
) -> Response[Any]:
    async with reading():
        nodes = await queries.list_units(actor.scope)
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
        can_create=may_anywhere(actor, Permission.ORGANISATION_WRITE),
        without_cases=bool(actor.scope.admin_units) and not actor.scope.sees_cases,
    )
    return render(request, page)


@get("/enheder/{public_id:str}", name="units.show", opt={"login_only": True})
async def show(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        unit = await queries.get_unit(actor.scope, public_id)
    can_change = may(actor, Permission.ORGANISATION_WRITE, unit.ancestors).ok
    people = [(person.depth, person_line(person, is_link=can_change)) for person in unit.people]
    page = UnitPage(
        title=unit.name,
        crumbs=crumbs_of(unit),
        base=f"/enheder/{unit.public_id}",
        unit=unit,
        kind=UNIT_KIND[unit.kind],
        versions=tuple(version_line(version) for version in unit.versions),
        people_here=tuple(line for depth, line in people if depth == 0),
        people_above=tuple(line for depth, line in people if depth > 0),
        below=tuple(
            BelowLine(below.name, f"/enheder/{below.public_id}", UNIT_KIND[below.kind], below.closed_on is not None)
            for below in unit.below
        ),
        cases=tuple(case_line(case) for case in unit.cases),
        can_change=can_change and unit.closed_on is None,
        can_create_case=may(actor, Permission.CASE_WRITE, unit.ancestors).ok and unit.closed_on is None,
    )
    return render(request, page)


routes = [index, show]
