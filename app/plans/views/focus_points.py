"""Closing a focus point and opening it again: here, because the plan knows the effect."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.actions import reopen_focus_point
from app.cases.pages import case_header
from app.cases.queries import get_case_ref
from app.db.transaction import reading
from app.plans import actions
from app.plans.forms import ClosePointForm, ReopenPointForm
from app.plans.pages.focus_point import point_state_page
from app.plans.queries import FocusEffect, effects_by_focus_point, get_focus_point
from app.plans.views.common import AnyRequest
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

PLAN = {"permission": Permission.PLAN_WRITE}
_CLOSE = "/sager/{case_id:str}/fokuspunkter/{point_id:str}/luk"
_OPEN = "/sager/{case_id:str}/fokuspunkter/{point_id:str}/aabn"


async def _page(
    request: AnyRequest, actor: Actor, case_id: str, point_id: str, form: FormState, status: int, *, is_closing: bool
) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
        point = await get_focus_point(actor.scope, ref.id, point_id)
        effects = await effects_by_focus_point(actor.scope, ref.id)
    page = point_state_page(
        case_header(ref, "plan", "Luk fokuspunktet" if is_closing else "Åbn fokuspunktet igen"),
        form,
        point,
        f"/sager/{case_id}/fokuspunkter/{point_id}/{'luk' if is_closing else 'aabn'}",
        is_closing=is_closing,
        is_sufficient=effects.get(point.id, FocusEffect()).is_sufficient,
    )
    return render(request, page, status)


@get(_CLOSE, name="focus_points.close_form", opt=PLAN)
async def show_close(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[str]:
    form = blank(ClosePointForm, carried_for(request))
    return await _page(request, actor, case_id, point_id, form, 200, is_closing=True)


@post(_CLOSE, name="focus_points.close", opt=PLAN)
async def close(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    point = await get_focus_point(actor.scope, ref.id, point_id)
    submission = await read_form(request, ClosePointForm)
    await submission.run(
        lambda form: actions.close_focus_point(
            actor, ref.id, point.id, closure=form.closure, reason=form.reason, seen=form.version or 0
        )
    )
    if not submission.ok:
        state = submission.state()
        return await _page(request, actor, case_id, point_id, state, submission.status, is_closing=True)
    return redirect(request, f"/sager/{case_id}/handleplan", flash="Fokuspunktet er lukket.")


@get(_OPEN, name="focus_points.reopen_form", opt=PLAN)
async def show_reopen(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[str]:
    form = blank(ReopenPointForm, carried_for(request))
    return await _page(request, actor, case_id, point_id, form, 200, is_closing=False)


@post(_OPEN, name="focus_points.reopen", opt=PLAN)
async def reopen(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    point = await get_focus_point(actor.scope, ref.id, point_id)
    submission = await read_form(request, ReopenPointForm)
    await submission.run(
        lambda form: reopen_focus_point(actor, ref.id, point.id, reason=form.reason, seen=form.version or 0)
    )
    if not submission.ok:
        state = submission.state()
        return await _page(request, actor, case_id, point_id, state, submission.status, is_closing=False)
    return redirect(request, f"/sager/{case_id}/handleplan", flash="Fokuspunktet er åbent igen.")


routes = [show_close, close, show_reopen, reopen]
