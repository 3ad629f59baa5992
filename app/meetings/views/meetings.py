"""The meetings of a committee or a unit, and one of them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.db.transaction import reading
from app.meetings import queries
from app.meetings.pages.meetings import meeting_page, meetings_page
from app.meetings.policy import Forum, may_plan, may_write
from app.web.pages import render

Req = Request[Any, Any, Any]
READ = {"login_only": True}  # whoever reads none gets no page: the queries say who does


@get("/udvalg/{public_id:str}/moeder", name="meetings.of_committee", opt=READ)
async def of_committee(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        return await _index(request, actor, await queries.get_committee_forum(actor.scope, public_id))


@get("/enheder/{public_id:str}/moeder", name="meetings.of_unit", opt={"permission": Permission.MEETING_READ})
async def of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        return await _index(request, actor, await queries.get_unit_forum(actor.scope, public_id))


async def _index(request: Req, actor: Actor, forum: Forum) -> Response[Any]:
    rows = await queries.list_meetings(actor.scope, forum)
    waiting = await queries.list_waiting(actor.scope, forum)
    page = meetings_page(
        forum,
        rows,
        waiting,
        actor.today,
        can_write=may_write(actor, forum).ok,
        can_plan=may_plan(actor, forum).ok,
    )
    return render(request, page)


@get("/moeder/{public_id:str}", name="meetings.show", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row = await queries.get_meeting(actor.scope, public_id)
        forum = await queries.get_forum(actor.scope, row.committee, row.unit)
        items = await queries.list_items(actor.scope, row)
        people = await queries.list_participants(actor.scope, row)
        is_to_come = not people and row.is_coming(actor.today)
        expected = await queries.list_expected(actor.scope, row) if is_to_come else []
    can_write, can_plan = may_write(actor, forum).ok, may_plan(actor, forum).ok
    page = meeting_page(forum, row, items, people, expected, actor.today, can_write=can_write, can_plan=can_plan)
    return render(request, page)


routes = [of_committee, of_unit, show]
