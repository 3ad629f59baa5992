"""The rounds that the reader sees, and one of them."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.access.queries import ancestors_of
from app.audit.actions import record_access
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Denied, NotFound
from app.db.transaction import reading
from app.organisation.queries import get_settings
from app.surveys import queries
from app.surveys.enums import RoundState
from app.surveys.pages.papers import closed_text, paper_lines
from app.surveys.pages.rounds import HOME, RoundFiles, RoundsPage, round_line, round_page
from app.surveys.pages.scale import scale_page
from app.surveys.pages.sheet import render_csv
from app.surveys.pages.told import Between, told_between
from app.surveys.pages.units import unit_page
from app.surveys.queries import RoundDetail, get_round_unit, sees_surveys
from app.surveys.queries.comparing import list_same_survey
from app.surveys.queries.moved import list_withdrawn
from app.surveys.queries.papers import count_closed_papers, list_round_papers
from app.surveys.queries.texts import get_text_unit
from app.surveys.queries.told import get_trees, list_told
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


@get(f"{HOME}/{{public_id:str}}", name="surveys.show", opt=READ)
async def show(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    side: FromQuery[str] = "",
    uden: FromQuery[str] = "",
) -> Response[Any]:
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        shown = (await queries.shown(actor.scope, (found,)))[found.row.id]
        can_write = may(actor, Permission.SURVEY_WRITE, found.above).ok
        withdrawn = await list_withdrawn(actor.scope, found.row.id) if can_write else None
        same = await list_same_survey(actor.scope, found.row) if can_write else ()
        settings = await get_settings(actor.scope, found.row.municipality)
        papers = await list_round_papers(actor.scope, found.row.id)
        closed = await count_closed_papers(actor.scope, found.row.id) if can_write else 0
    page = round_page(
        found,
        shown,
        RoundFiles(paper_lines(found.row, papers, can_write=can_write), closed_text(closed)),
        minimum=settings.survey_thresholds.minimum,
        can_write=can_write,
        withdrawn=withdrawn,
        same=[each.name for each in same],
        side=side,
        unmeasured_side=uden,
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}/maaling.csv", name="surveys.csv", opt=READ)
async def show_csv(actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[bytes]:
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        shown = (await queries.shown(actor.scope, (found,)))[found.row.id]
    await record_access(
        actor, EntityKind.SURVEY_ROUND, found.row.id, subject=found.row.name, action=AuditAction.EXPORTED
    )
    headers = {"Content-Disposition": 'attachment; filename="maaling.csv"', "Cache-Control": "no-store"}
    return Response(render_csv(found, shown), headers=headers, media_type="text/csv; charset=utf-8")


@get(f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}", name="surveys.unit", opt=READ)
async def show_unit(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        key = await get_round_unit(actor.scope, found, unit_id)
        before = await queries.list_before(actor.scope, found)
        shown = await queries.shown(actor.scope, (found, *before), unit=key)
        unit = shown[found.row.id].find(key)
        if unit is None:
            raise NotFound
        between = await _between(actor, found, before)
        texts = await get_text_unit(actor.scope, found, key)
        may_be_used = found.row.state is RoundState.PUBLISHED and unit.is_measured
        can_link = may_be_used and may_anywhere(actor, Permission.PLAN_WRITE)
        above = await ancestors_of(actor.scope, (unit.unit,)) if can_link else None
    page = unit_page(
        found,
        unit,
        shown[found.row.id].find(unit.parent),
        [(each, shown[each.row.id]) for each in before],
        between,
        has_texts=texts.is_readable,
        can_write=may(actor, Permission.SURVEY_WRITE, found.above).ok,
        can_link=can_link,
        can_plan=above is not None and may(actor, Permission.PLAN_WRITE, above).ok,
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}", name="surveys.across", opt=READ)
async def show_scale(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    code: FromPath[str],
    side: FromQuery[str] = "",
) -> Response[Any]:
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        scale = next((each for each in (found.data.scales if found.data else ()) if each.code == code), None)
        if scale is None:
            raise NotFound
        before = (await queries.list_before(actor.scope, found))[:1]
        shown = await queries.shown(actor.scope, (found, *before), scale=code)
        between = await _between(actor, found, before)
    last = (before[0], shown[before[0].row.id]) if before else None
    return render(request, scale_page(found, scale, shown[found.row.id], last, between, side))


async def _between(actor: Actor, found: RoundDetail, before: Sequence[RoundDetail]) -> Between:
    """The reorganisations that were told since the first of the rounds before."""
    told = await list_told(actor.scope, found.row.municipality) if before else []
    told = [each for each in told if any(told_between((each,), then, found) for then in before)]
    if not told:
        return Between()
    return Between(tuple(told), await get_trees(actor.scope, [each.row.id for each in (found, *before)]))


routes = [index, show, show_csv, show_unit, show_scale]
