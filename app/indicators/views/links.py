"""Tying a case and its focus points to series."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.db.transaction import reading
from app.indicators import actions, queries
from app.indicators.forms import RemoveSeriesForm, SeriesLinkForm
from app.indicators.pages.links import LinkSeriesPage, UnlinkSeriesPage, series_line, series_option
from app.organisation.actions import Created
from app.plans.queries import list_focus_points_for
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Option, redirect, render

Req = Request[Any, Any, Any]
PLAN = {"permission": Permission.PLAN_WRITE}
_CASE = "/sager/{case_id:str}/indikatorer"


async def _to_change(actor: Actor, case_id: str) -> CaseRef:
    """The case, for who may change its plan. Raises `NotFound`, `Denied`."""
    ref = await get_case_ref(actor.scope, case_id)
    may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
    return ref


@get(f"{_CASE}/ny", name="indicators.link", opt=PLAN)
async def show_link(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], fokuspunkt: FromQuery[str] = ""
) -> Response[Any]:
    form = blank(SeriesLinkForm, carried_for(request), focus_point=fokuspunkt)
    return await _link_page(request, actor, case_id, form)


@post(f"{_CASE}/ny", name="indicators.link_it", opt=PLAN)
async def link(request: Req, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await _to_change(actor, case_id)
    submission = await read_form(request, SeriesLinkForm)

    async def run(form: SeriesLinkForm) -> Created:
        return await actions.link_series(
            actor, ref.id, focus_point=form.focus_point, series=form.series, note=form.note
        )

    await submission.run(run)
    if not submission.ok:
        return await _link_page(request, actor, case_id, submission.state(), submission.status)
    return redirect(request, f"/sager/{ref.public_id}", flash="Indikatoren er knyttet til sagen.")


async def _link_page(request: Req, actor: Actor, case_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        points = await list_focus_points_for(actor.scope, ref.id)
        choices = await queries.list_series_choices(actor.scope, ref.units)
    title = "Knyt en indikator til sagen"
    page = LinkSeriesPage(
        title=title,
        case=case_header(ref, "plan", title),
        action=f"/sager/{ref.public_id}/indikatorer/ny",
        cancel_href=f"/sager/{ref.public_id}",
        form=form,
        points=tuple(Option(each.public_id, f"{each.position}. {each.title}") for each in points),
        series=tuple(series_option(each) for each in choices),
    )
    return render(request, page, status)


@get(f"{_CASE}/{{series_id:str}}/fjern", name="indicators.unlink", opt=PLAN)
async def show_unlink(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], series_id: FromPath[str]
) -> Response[Any]:
    return await _unlink_page(request, actor, case_id, series_id, blank(RemoveSeriesForm, carried_for(request)))


@post(f"{_CASE}/{{series_id:str}}/fjern", name="indicators.unlink_it", opt=PLAN)
async def unlink(
    request: Req, actor: NamedDependency[Actor], case_id: FromPath[str], series_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        await queries.get_linked_series(actor.scope, ref.id, series_id)
    submission = await read_form(request, RemoveSeriesForm)
    await submission.run(lambda form: actions.unlink_series(actor, ref.id, series_id, reason=form.reason))
    if not submission.ok:
        return await _unlink_page(request, actor, case_id, series_id, submission.state(), submission.status)
    text = "Indikatoren hører ikke længere til sagen. Loggen husker, at den gjorde."
    return redirect(request, f"/sager/{ref.public_id}", flash=text)


async def _unlink_page(
    request: Req, actor: Actor, case_id: str, series_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        ref = await _to_change(actor, case_id)
        found = await queries.get_linked_series(actor.scope, ref.id, series_id)
    title = "Fjern indikatoren fra sagen"
    page = UnlinkSeriesPage(
        title=title,
        case=case_header(ref, "plan", title),
        line=series_line(found),
        action=f"/sager/{ref.public_id}/indikatorer/{series_id}/fjern",
        cancel_href=f"/sager/{ref.public_id}",
        form=form,
    )
    return render(request, page, status)


routes = [show_link, link, show_unlink, unlink]
