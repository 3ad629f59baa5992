"""Tying a case and its focus points to results: from the case, and from the unit of a round."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.core.errors import NotFound
from app.db.transaction import reading
from app.organisation.actions import Created
from app.plans.queries import list_focus_points_for
from app.surveys import actions, queries
from app.surveys.forms import RemoveLinkForm, ResultLinkForm
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.pages.links import ChooseCasePage, LinkPage, UnlinkPage, result_line, result_option
from app.surveys.pages.rounds import HOME, crumbs_of, unit_href
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, Option, options, redirect, render

Req = Request[Any, Any, Any]
PLAN = {"permission": Permission.PLAN_WRITE}
_CASE = "/sager/{case_id:str}/maalinger"


async def _to_change(actor: Actor, case_id: str) -> CaseRef:
    """The case, for who may change its plan. Raises `NotFound`, `Denied`."""
    ref = await get_case_ref(actor.scope, case_id)
    may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
    return ref


@get(f"{_CASE}/ny", name="surveys.link", opt=PLAN)
async def show_link(
    request: Req,
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    fokuspunkt: FromQuery[str] = "",
    enhed: FromQuery[str] = "",
) -> Response[Any]:
    form = blank(ResultLinkForm, carried_for(request), focus_point=fokuspunkt)
    return await _link_page(request, actor, case_id, enhed, form)


@post(f"{_CASE}/ny", name="surveys.link_it", opt=PLAN)
async def link(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], enhed: FromQuery[str] = ""
) -> Response[Any]:
    ref = await _to_change(actor, case_id)
    submission = await read_form(request, ResultLinkForm)

    async def run(form: ResultLinkForm) -> Created:
        return await actions.link_result(
            actor,
            ref.id,
            focus_point=form.focus_point,
            result=form.result,
            role=form.role,
            wished=form.wished,
            note=form.note,
        )

    await submission.run(run)
    if not submission.ok:
        return await _link_page(request, actor, case_id, enhed, submission.state(), submission.status)
    return redirect(request, f"/sager/{ref.public_id}", flash="Målingen er knyttet til sagen.")


async def _link_page(
    request: Req, actor: Actor, case_id: str, enhed: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        points = await list_focus_points_for(actor.scope, ref.id)
        choices = await queries.list_result_choices(actor.scope, ref.units, enhed)
    title = "Knyt en måling til sagen"
    page = LinkPage(
        title=title,
        case=case_header(ref, "plan", title),
        action=f"/sager/{ref.public_id}/maalinger/ny" + (f"?{urlencode({'enhed': enhed})}" if enhed else ""),
        cancel_href=f"/sager/{ref.public_id}",
        form=form,
        points=tuple(Option(each.public_id, f"{each.position}. {each.title}") for each in points),
        results=tuple(result_option(each) for each in choices),
        roles=options(LINK_ROLE),
        wishes=options(WISHED_CHANGE),
    )
    return render(request, page, status)


@get(f"{_CASE}/{{link_id:str}}/fjern", name="surveys.unlink", opt=PLAN)
async def show_unlink(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], link_id: FromPath[str]
) -> Response[Any]:
    return await _unlink_page(request, actor, case_id, link_id, blank(RemoveLinkForm, carried_for(request)))


@post(f"{_CASE}/{{link_id:str}}/fjern", name="surveys.unlink_it", opt=PLAN)
async def unlink(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], link_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        await queries.get_linked_result(actor.scope, ref.id, link_id)
    submission = await read_form(request, RemoveLinkForm)
    await submission.run(lambda form: actions.unlink_result(actor, ref.id, link_id, reason=form.reason))
    if not submission.ok:
        return await _unlink_page(request, actor, case_id, link_id, submission.state(), submission.status)
    text = "Målingen hører ikke længere til sagen. Loggen husker, at den gjorde."
    return redirect(request, f"/sager/{ref.public_id}", flash=text)


async def _unlink_page(
    request: Req, actor: Actor, case_id: str, link_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        found = await queries.get_linked_result(actor.scope, ref.id, link_id)
    title = "Fjern målingen fra sagen"
    page = UnlinkPage(
        title=title,
        case=case_header(ref, "plan", title),
        line=result_line(found),
        action=f"/sager/{ref.public_id}/maalinger/{link_id}/fjern",
        cancel_href=f"/sager/{ref.public_id}",
        form=form,
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}/sag", name="surveys.choose_case", opt=PLAN)
async def choose_case(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    """The cases that the unit's result can be tied to; the form is the case's."""
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        shown = (await queries.shown(actor.scope, (found,)))[found.row.id]
        unit = next((each for each in shown.units if each.public_id == unit_id and each.is_readable), None)
        if unit is None:
            raise NotFound
        cases = await queries.list_open_cases(actor.scope, unit.unit)
    asked = urlencode({"enhed": unit.public_id})
    page = ChooseCasePage(
        title="Knyt resultatet til en sag",
        crumbs=crumbs_of(found.row, Crumb(unit.name, unit_href(found.row, unit)), Crumb("Sag")),
        back=unit_href(found.row, unit),
        cases=tuple(
            Option(f"/sager/{each.public_id}/maalinger/ny?{asked}", each.title, each.reference) for each in cases
        ),
    )
    return render(request, page)


routes = [show_link, link, show_unlink, unlink, choose_case]
