"""Measures from before the order: written in, corrected, taken back."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.db.transaction import reading
from app.plans import actions
from app.plans.forms import PriorMeasureForm, RemovePriorForm
from app.plans.pages import prior_measure_page, remove_prior_page
from app.plans.queries import PriorMeasureRow, get_prior_measure, list_case_items, list_own_measures
from app.plans.views.common import AnyRequest, case_item_id
from app.plans.views.plan import plan_href
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

_PLAN = {"permission": Permission.PLAN_WRITE}
_MEASURES = "/sager/{case_id:str}/tidligere-tiltag"
_TRAIL = "Tidligere tiltag"


async def _case(actor: Actor, case_id: str) -> CaseRef:
    ref = await get_case_ref(actor.scope, case_id)
    may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
    return ref


async def _measure(actor: Actor, case_id: str, measure_id: str) -> tuple[CaseRef, PriorMeasureRow]:
    async with reading():
        ref = await _case(actor, case_id)
        return ref, await get_prior_measure(actor.scope, ref.id, measure_id)


async def _page(
    request: AnyRequest,
    actor: Actor,
    ref: CaseRef,
    form: FormState,
    status: int = 200,
    row: PriorMeasureRow | None = None,
) -> Response[str]:
    async with reading():
        items = await list_case_items(actor.scope, ref.id)
        own = await list_own_measures(actor.scope, ref.id)
    return render(request, prior_measure_page(case_header(ref, "plan", _TRAIL), items, own, form, row), status)


@get(f"{_MEASURES}/nyt", name="plans.new_prior", opt=_PLAN)
async def show_new(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], tiltag: FromQuery[str] = ""
) -> Response[str]:
    """`tiltag`: an item of the workplace's own plan, which is to be judged."""
    async with reading():
        ref = await _case(actor, case_id)
        own = await list_own_measures(actor.scope, ref.id) if tiltag else []
    known = {each.own_item: each for each in own}.get(tiltag)
    given = {name: getattr(known, name) for name in ("title", "description", "taken_text", "own_item")} if known else {}
    return await _page(request, actor, ref, blank(PriorMeasureForm, carried_for(request), **given))


@post(f"{_MEASURES}/nyt", opt=_PLAN)
async def add(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await _case(actor, case_id)
    submission = await read_form(request, PriorMeasureForm)

    async def save(form: PriorMeasureForm) -> None:
        await actions.add_prior_measure(
            actor,
            ref.id,
            title=form.title,
            description=form.description,
            taken_text=form.taken_text,
            judgement=form.judgement,
            item=await case_item_id(actor, ref, form.item, "item"),
            own_item=form.own_item,
        )

    await submission.run(save)
    if not submission.ok:
        return await _page(request, actor, ref, submission.state(), submission.status)
    return redirect(request, plan_href(ref), flash="Tidligere tiltag er tilføjet.")


@get(f"{_MEASURES}/{{measure_id:str}}/ret", name="plans.edit_prior", opt=_PLAN)
async def show_edit(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], measure_id: FromPath[str]
) -> Response[str]:
    ref, row = await _measure(actor, case_id, measure_id)
    form = blank(
        PriorMeasureForm,
        carried_for(request),
        title=row.title,
        description=row.description,
        taken_text=row.taken_text,
        judgement=row.judgement,
        item=row.item_public_id,
        own_item=row.tied_item,
    )
    return await _page(request, actor, ref, form, row=row)


@post(f"{_MEASURES}/{{measure_id:str}}/ret", opt=_PLAN)
async def edit(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], measure_id: FromPath[str]
) -> Response[Any]:
    ref, _ = await _measure(actor, case_id, measure_id)
    submission = await read_form(request, PriorMeasureForm)

    async def save(form: PriorMeasureForm) -> None:
        await actions.edit_prior_measure(
            actor,
            ref.id,
            measure_id,
            seen=form.version or 0,
            title=form.title,
            description=form.description,
            taken_text=form.taken_text,
            judgement=form.judgement,
            item=await case_item_id(actor, ref, form.item, "item"),
            own_item=form.own_item,
            reason=form.reason,
        )

    await submission.run(save)
    if not submission.ok:
        ref, row = await _measure(actor, case_id, measure_id)
        return await _page(request, actor, ref, submission.state(), submission.status, row)
    return redirect(request, plan_href(ref), flash="Tidligere tiltag er rettet.")


@get(f"{_MEASURES}/{{measure_id:str}}/fjern", name="plans.remove_prior", opt=_PLAN)
async def show_remove(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], measure_id: FromPath[str]
) -> Response[str]:
    ref, row = await _measure(actor, case_id, measure_id)
    form = blank(RemovePriorForm, carried_for(request))
    return render(request, remove_prior_page(case_header(ref, "plan", _TRAIL), row, form))


@post(f"{_MEASURES}/{{measure_id:str}}/fjern", opt=_PLAN)
async def remove(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], measure_id: FromPath[str]
) -> Response[Any]:
    ref, _ = await _measure(actor, case_id, measure_id)
    submission = await read_form(request, RemovePriorForm)
    await submission.run(
        lambda form: actions.remove_prior_measure(actor, ref.id, measure_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        ref, row = await _measure(actor, case_id, measure_id)
        page = remove_prior_page(case_header(ref, "plan", _TRAIL), row, submission.state())
        return render(request, page, submission.status)
    return redirect(request, plan_href(ref), flash="Tidligere tiltag er fjernet. Loggen husker det.")


routes = [show_new, add, show_edit, edit, show_remove, remove]
