"""Opening a plan of the unit's own from what a survey said of it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.cases.actions.register import CreatedCase
from app.cases.labels import TOPIC
from app.core.errors import NotFound
from app.db.transaction import reading
from app.surveys import actions, queries
from app.surveys.enums import RoundState
from app.surveys.forms import OwnPlanForm
from app.surveys.pages.links import OwnPlanPage, result_option
from app.surveys.pages.rounds import HOME, crumbs_of, unit_href
from app.surveys.queries import RoundDetail
from app.surveys.rules.shown import ShownUnit
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, options, redirect, render

Req = Request[Any, Any, Any]
PLAN = {"permission": Permission.PLAN_WRITE}
_HERE = f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}/handleplan"


async def _unit(actor: Actor, public_id: str, unit_id: str) -> tuple[RoundDetail, ShownUnit]:
    """A unit of a published round, for who may plan in it. Raises `NotFound`, `Denied`."""
    found = await queries.get_round(actor.scope, public_id)
    shown = (await queries.shown(actor.scope, (found,)))[found.row.id]
    unit = next((each for each in shown.units if each.public_id == unit_id and each.is_readable), None)
    if unit is None or found.row.state is not RoundState.PUBLISHED:
        raise NotFound
    may(actor, Permission.PLAN_WRITE, await ancestors_of(actor.scope, (unit.unit,))).require()
    return found, unit


@get(_HERE, name="surveys.own_plan", opt=PLAN)
async def show_own_plan(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    return await _page(request, actor, public_id, unit_id, None)


@post(_HERE, name="surveys.open_own_plan", opt=PLAN)
async def open_own_plan(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        _, unit = await _unit(actor, public_id, unit_id)
    submission = await read_form(request, OwnPlanForm)

    async def run(form: OwnPlanForm) -> CreatedCase:
        return await actions.open_own_plan(actor, unit.unit, title=form.title, topics=form.topics, results=form.results)

    made = await submission.run(run)
    if not submission.ok:
        return await _page(request, actor, public_id, unit_id, submission.state(), submission.status)
    text = "Handleplanen er åbnet. Skriv nu, hvad I vil gøre."
    return redirect(request, f"/sager/{made.public_id}/handleplan", flash=text)


async def _page(
    request: Req, actor: Actor, public_id: str, unit_id: str, form: FormState | None, status: int = 200
) -> Response[Any]:
    async with reading():
        found, unit = await _unit(actor, public_id, unit_id)
        choices = await queries.list_result_choices(actor.scope, (unit.unit,), unit.public_id)
    here = [each for each in choices if each.public_id == unit.public_id]
    if form is None:
        chosen = (here[0].value,) if len(here) == 1 else ()
        given = {"title": f"Handleplan efter {found.row.name}"[:200], "results": chosen}
        form = blank(OwnPlanForm, carried_for(request), **given)
    page = OwnPlanPage(
        title="Lav jeres egen handleplan",
        crumbs=crumbs_of(found.row, Crumb(unit.name, unit_href(found.row, unit)), Crumb("Handleplan")),
        form=form,
        action=f"{unit_href(found.row, unit)}/handleplan",
        cancel_href=unit_href(found.row, unit),
        unit_name=unit.name,
        results=tuple(result_option(each) for each in here),
        topics=options(TOPIC),
    )
    return render(request, page, status)


routes = [show_own_plan, open_own_plan]
