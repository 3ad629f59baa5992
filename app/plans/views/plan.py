"""The plan as a whole."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.core.errors import NotFound
from app.db.transaction import reading
from app.plans import actions
from app.plans.enums import PlanState
from app.plans.forms import ApproveForm, DiscussForm
from app.plans.pages import PlanPage, plan_page, step_page, version_page
from app.plans.policy import may_judge_point
from app.plans.queries import (
    PlanContent,
    PlanDetail,
    get_plan_version,
    list_answerable,
    list_approval_blockers,
    list_plan,
    list_visible_items,
)
from app.plans.rules import plan_step_blockers
from app.plans.views.common import AnyRequest
from app.web.carried import carried_for
from app.web.doors import doors
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import redirect, render


async def plan_shown(request: AnyRequest, actor: Actor, ref: CaseRef) -> PlanPage:
    """The page of a plan, as later slices show it."""
    detail = await list_plan(actor.scope, ref.id)
    blockers = await list_approval_blockers(actor.scope, detail, ref.public_id)
    answerable = await list_answerable(actor.scope, ref.id)
    page = plan_page(
        case_header(ref, "plan"),
        ref.kind,
        detail,
        blockers,
        actor.today,
        can_write=may(actor, Permission.PLAN_WRITE, ref.ancestors).ok,
        can_approve=may(actor, Permission.PLAN_APPROVE, ref.ancestors).ok,
        can_evaluate={key for key, who in answerable.items() if may_judge_point(actor, ref.ancestors, who).ok},
        can_measure=actor.scope.reads_surveys,
    )
    opened = doors(request, ref.ancestors)
    return replace(
        page,
        warnings=tuple(replace(each, href=opened(each.href)) for each in page.warnings),
        missing=tuple(replace(each, href=opened(each.href)) for each in page.missing),
    )


async def _step_page(
    request: AnyRequest, actor: Actor, case_id: str, form: FormState, status: int = 200, *, is_approval: bool
) -> Response[str]:
    async with reading():
        ref, detail = await _for_step(actor, case_id, is_approval=is_approval)
        blockers = (
            await list_approval_blockers(actor.scope, detail, ref.public_id)
            if is_approval
            else plan_step_blockers(detail.state, PlanState.DISCUSSED)
        )
    page = step_page(
        case_header(ref, "plan", "Godkend" if is_approval else "Drøftelse"),
        ref.kind,
        detail,
        blockers,
        msgspec.structs.replace(form, blockers=()),  # the page lists what is missing by item
        is_approval=is_approval,
        version=seen_version(form, detail.plan.version if detail.plan else 1),
    )
    return render(request, page, status)


async def _for_step(actor: Actor, case_id: str, *, is_approval: bool) -> tuple[CaseRef, PlanDetail]:
    """A case whose plan exists, for whoever may take the step."""
    ref = await get_case_ref(actor.scope, case_id)
    may(actor, Permission.PLAN_APPROVE if is_approval else Permission.PLAN_WRITE, ref.ancestors).require()
    detail = await list_plan(actor.scope, ref.id)
    if detail.plan is None:
        raise NotFound
    return ref, detail


@get("/sager/{case_id:str}/handleplan/droeft", name="plans.discuss", opt={"permission": Permission.PLAN_WRITE})
async def show_discuss(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    form = blank(DiscussForm, carried_for(request))
    return await _step_page(request, actor, case_id, form, is_approval=False)


@post("/sager/{case_id:str}/handleplan/droeft", opt={"permission": Permission.PLAN_WRITE})
async def discuss(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await _for_step(actor, case_id, is_approval=False)
    plan_id = detail.plan.id if detail.plan else 0
    submission = await read_form(request, DiscussForm)
    no = await submission.run(lambda form: actions.discuss_plan(actor, plan_id, form.note, form.version or 0))
    if not submission.ok:
        state = submission.state()
        return await _step_page(request, actor, case_id, state, submission.status, is_approval=False)
    return redirect(request, plan_href(ref), flash=f"Drøftelsen er registreret. Planen er gemt som version {no}.")


@get("/sager/{case_id:str}/handleplan/godkend", name="plans.approve", opt={"permission": Permission.PLAN_APPROVE})
async def show_approve(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    form = blank(ApproveForm, carried_for(request))
    return await _step_page(request, actor, case_id, form, is_approval=True)


@post("/sager/{case_id:str}/handleplan/godkend", opt={"permission": Permission.PLAN_APPROVE})
async def approve(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await _for_step(actor, case_id, is_approval=True)
    plan_id = detail.plan.id if detail.plan else 0
    submission = await read_form(request, ApproveForm)
    no = await submission.run(lambda form: actions.approve_plan(actor, plan_id, form.note, form.version or 0))
    if not submission.ok:
        return await _step_page(request, actor, case_id, submission.state(), submission.status, is_approval=True)
    return redirect(request, plan_href(ref), flash=f"Planen er godkendt som version {no}.")


def plan_href(ref: CaseRef) -> str:
    return f"/sager/{ref.public_id}/handleplan"


@get(
    "/sager/{case_id:str}/handleplan/versioner/{no:int}",
    name="plans.version",
    opt={"permission": Permission.CASE_READ},
)
async def show_version(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]
) -> Response[str]:
    if not 0 < no < 2**31:
        raise NotFound
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        row = await get_plan_version(actor.scope, ref.id, no)
        items = msgspec.json.decode(row.content, type=PlanContent).items
        visible = await list_visible_items(actor.scope, ref.id)
    return render(request, version_page(case_header(ref, "plan", f"Version {no}"), row, items, visible))


routes = [show_discuss, discuss, show_approve, approve, show_version]
