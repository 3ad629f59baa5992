"""How units stand, and what was recorded of one of them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.core.errors import Denied
from app.cycles import queries
from app.cycles.enums import CycleKind
from app.cycles.pages.records import record_page
from app.cycles.pages.units import UnitCyclesPage, cycles_page, kind_part
from app.cycles.pages.words import HOME, TITLE, unit_crumbs
from app.db.transaction import reading
from app.web.pages import render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.CYCLE_READ}


@get(HOME, name="cycles.index", opt=READ)
async def index(
    request: Req,
    actor: NamedDependency[Actor],
    vis: FromQuery[str] = "",
    enhed: FromQuery[str] = "",
    side: FromQuery[str] = "",
) -> Response[Any]:
    if not queries.reads_cycles(actor.scope):
        raise Denied
    async with reading():
        unit = await queries.get_place(actor.scope, enhed) if enhed else None
        standing = await queries.list_standing(actor.scope, unit=unit.id if unit else None)
    return render(request, cycles_page(standing, vis, side, (unit.public_id, unit.name) if unit else None))


@get(f"{HOME}/enheder/{{unit:str}}", name="cycles.unit", opt=READ)
async def show_unit(request: Req, actor: NamedDependency[Actor], unit: FromPath[str]) -> Response[Any]:
    async with reading():
        place = await queries.get_place(actor.scope, unit)
        rows = await queries.list_records(actor.scope, place.id)
    can_write = place.closed_on is None and may(actor, Permission.CYCLE_WRITE, place.ancestors).ok
    page = UnitCyclesPage(
        title=f"{TITLE}: {place.name}",
        crumbs=unit_crumbs(place.public_id, place.name),
        unit_href=f"/enheder/{place.public_id}",
        below_href=f"{HOME}?enhed={place.public_id}" if place.below else None,
        parts=tuple(
            kind_part(kind, place.public_id, rows, place.id, actor.today, can_write=can_write) for kind in CycleKind
        ),
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}", name="cycles.show", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await queries.get_record(actor.scope, public_id)
        rows = await queries.list_records(actor.scope, found.row.unit)
    last = next((row for row in rows if row.kind is found.row.kind and row.withdrawn_on is None), None)
    can_write = may(actor, Permission.CYCLE_WRITE, found.above).ok
    is_last = last is not None and last.id == found.row.id
    reads_unit = may(actor, Permission.CYCLE_READ, found.above).ok
    return render(request, record_page(found, actor.today, is_last=is_last, can_write=can_write, reads_unit=reads_unit))


routes = [index, show_unit, show]
