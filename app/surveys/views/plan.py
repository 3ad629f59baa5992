"""The plan of a case, one of its items and one person's list, with the surveys that they rest on or wait for."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.queries import CaseRef
from app.db.transaction import reading
from app.evidence.views.items import item_asked, my_work
from app.plans.views.common import AnyRequest
from app.plans.views.plan import plan_shown
from app.surveys.pages.effects import ItemMeasured, MyPage, PlanShow, remeasure_lines
from app.surveys.pages.links import ResultLine, result_line
from app.surveys.queries import list_linked_results, list_own_remeasures, list_rests
from app.surveys.words.links import quoted
from app.web.pages import render

READ = {"permission": Permission.CASE_READ}


async def plan_measured(request: AnyRequest, actor: Actor, ref: CaseRef) -> PlanShow:
    """The page of a plan, as app/indicators/views/plan.py shows it."""
    drawn = await plan_shown(request, actor, ref)
    results = await list_linked_results(actor.scope, ref.id)
    rests = await list_rests(actor.scope, ref.id) if results else []
    lines: dict[int | None, tuple[ResultLine, ...]] = {}
    for each in results:
        lines[each.focus_point] = (*lines.get(each.focus_point, ()), result_line(each, None, rests))
    return PlanShow(**msgspec.structs.asdict(drawn), results=lines)


@get("/tiltag/{item_id:str}", name="plans.item", opt=READ)
async def show_item(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    async with reading():
        detail, drawn = await item_asked(actor, item_id)
        case = detail.item.case_id if drawn.sees_case else None
        own = {each.public_id for each in detail.evaluations}
        used = {each.link for each in await list_rests(actor.scope, case) if each.evaluation in own} if case else set()
        results = await list_linked_results(actor.scope, case) if case and used else []
    quotes = tuple(quoted(each) for each in results if each.public_id in used)
    return render(request, ItemMeasured(**msgspec.structs.asdict(drawn), quotes=quotes))


@get("/mine-tiltag", name="plans.mine", opt=READ)
async def show_mine(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    status: FromQuery[str | None] = None,
    efter: FromQuery[str | None] = None,
) -> Response[Any]:
    async with reading():
        drawn = await my_work(actor, status, efter)
        again = await list_own_remeasures(actor.scope)
    page = MyPage(**msgspec.structs.asdict(drawn), again=remeasure_lines(again, actor.today))
    return render(request, page)


routes = [show_item, show_mine]
