"""The plan of a case, with the series that it is followed by."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.queries import get_case_ref
from app.db.transaction import reading
from app.indicators.pages.links import FollowedPlanPage, SeriesLine, series_line
from app.indicators.queries import list_linked_series
from app.plans.views.common import AnyRequest
from app.surveys.views.plan import plan_measured
from app.web.pages import render


@get("/sager/{case_id:str}/handleplan", name="plans.index", opt={"permission": Permission.CASE_READ})
async def show_plan(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        drawn = await plan_measured(request, actor, ref)
        series = await list_linked_series(actor.scope, ref.id)
    lines: dict[int | None, tuple[SeriesLine, ...]] = {}
    for each in series:
        lines[each.focus_point] = (*lines.get(each.focus_point, ()), series_line(each))
    return render(request, FollowedPlanPage(**msgspec.structs.asdict(drawn), series=lines))


routes = [show_plan]
