"""What is followed, how units stand, and the series of one; and the same as a file."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.audit.actions import record_access
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Denied
from app.db.transaction import reading
from app.indicators import queries
from app.indicators.pages.sheet import render_csv
from app.indicators.pages.show import index_page, indicator_page, series_page
from app.indicators.pages.words import HOME
from app.indicators.policy import defines_in, may_define
from app.organisation.queries import get_settings
from app.web.pages import render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.SURVEY_READ}


@get(HOME, name="indicators.index", opt=READ)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not queries.sees_indicators(actor.scope):
        raise Denied
    async with reading():
        rows = await queries.list_indicators(actor.scope)
    return render(request, index_page(rows, can_define=bool(defines_in(actor))))


@get(f"{HOME}/{{public_id:str}}", name="indicators.show", opt=READ)
async def show(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], side: FromQuery[str] = ""
) -> Response[Any]:
    async with reading():
        row = await queries.get_indicator(actor.scope, public_id)
        values = await queries.list_values(actor.scope, (row.id,))
        settings = await get_settings(actor.scope, row.municipality)
    page = indicator_page(
        row,
        values,
        settings.survey_thresholds.minimum,
        side,
        can_write=may_anywhere(actor, Permission.INDICATOR_WRITE),
        can_define=may_define(actor, row.municipality).ok,
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}/indikator.csv", name="indicators.csv", opt=READ)
async def show_csv(actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[bytes]:
    async with reading():
        row = await queries.get_indicator(actor.scope, public_id)
        values = await queries.list_values(actor.scope, (row.id,))
    await record_access(actor, EntityKind.INDICATOR, row.id, subject=row.name, action=AuditAction.EXPORTED)
    headers = {"Content-Disposition": 'attachment; filename="indikator.csv"', "Cache-Control": "no-store"}
    return Response(render_csv(row, values), headers=headers, media_type="text/csv; charset=utf-8")


@get(f"{HOME}/{{public_id:str}}/enheder/{{unit:str}}", name="indicators.unit", opt=READ)
async def show_unit(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit: FromPath[str]
) -> Response[Any]:
    async with reading():
        row = await queries.get_indicator(actor.scope, public_id)
        place = await queries.get_place(actor.scope, row, unit)
        values = await queries.list_values(actor.scope, (row.id,), unit=place.id)
        settings = await get_settings(actor.scope, row.municipality)
    page = series_page(
        row,
        (place.public_id, place.name),
        values,
        settings.survey_thresholds.minimum,
        can_write=may(actor, Permission.INDICATOR_WRITE, place.ancestors).ok,
        is_open=place.closed_on is None,
    )
    return render(request, page)


routes = [index, show, show_csv, show_unit]
