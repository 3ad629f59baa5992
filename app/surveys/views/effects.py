"""Judging the effect of an item, or of a focus point as a whole; a judgement may rest on survey results."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header, measure_href
from app.cases.queries import CaseRef, get_case_ref
from app.db.transaction import reading
from app.plans.actions import FollowUp
from app.plans.enums import EffectResult, ItemStatus
from app.plans.pages import effect_page, item_href
from app.plans.policy import may_judge_point
from app.plans.queries import (
    FocusChoice,
    ItemFocus,
    ItemRow,
    find_compliance_on,
    get_focus_point,
    list_answerable,
    list_case_items,
    list_item_focus_points,
)
from app.plans.views.common import AnyRequest, case_item_id, choices_for, item_context, person_id, unit_id
from app.surveys import actions
from app.surveys.forms import MeasuredEffectForm
from app.surveys.pages.effects import measured_effect_page
from app.surveys.queries.links import list_linked_results
from app.surveys.rules.links import can_show_effect
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render


async def _effect_page(
    request: AnyRequest,
    actor: Actor,
    ref: CaseRef,
    form: FormState,
    status: int,
    *,
    subject: str,
    crumbs: tuple[Crumb, ...],
    action: str,
    cancel_href: str,
    version: int,
    points: tuple[FocusChoice | ItemFocus, ...],
    item: ItemRow | None = None,
) -> Response[str]:
    """`points`: what is judged, or the focus points of the item."""
    choices = await choices_for(actor, ref)
    results = await list_linked_results(actor.scope, ref.id)
    others = [
        each
        for each in await list_case_items(actor.scope, ref.id)
        if (item is None or each.id != item.id) and each.status in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS)
    ]
    drawn = effect_page(
        subject,
        item.measure if item else "",
        crumbs,
        form,
        others,
        choices.people,
        choices.units,
        action=action,
        cancel_href=cancel_href,
        version=seen_version(form, version),
        compliance_on=await find_compliance_on(actor.scope, ref.id),
    )
    about = [each.id for each in points]
    page = measured_effect_page(
        drawn,
        [each for each in results if can_show_effect(each.role, each.focus_point, about)],
        measure_href(f"/sager/{ref.public_id}", points[0].public_id if points else "")
        if actor.scope.reads_surveys and may(actor, Permission.PLAN_WRITE, ref.ancestors).ok
        else None,
    )
    return render(request, page, status)


async def _judged(actor: Actor, ref: CaseRef, form: MeasuredEffectForm) -> dict[str, Any]:
    """The judgement; and where the effect was not sufficient what carries on: an item chosen, or a new one."""
    names = ("result", "criterion", "basis", "evaluated_on", "surveys")
    said: dict[str, Any] = {name: getattr(form, name) for name in names}
    if form.result is EffectResult.SUFFICIENT:
        return said
    if not form.new_title:
        return {**said, "follow_up_item": await case_item_id(actor, ref, form.follow_up_item, "follow_up_item")}
    new = FollowUp(
        title=form.new_title,
        owner=await person_id(actor, ref, form.new_owner, "new_owner"),
        unit=await unit_id(actor, ref, form.new_unit, "new_unit"),
        measure=form.new_measure,
        due_on=form.new_due_on,
        late_reason=form.new_late_reason,
    )
    return {**said, "follow_up": new}


async def _item_effect(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None, status: int = 200
) -> Response[str]:
    async with reading():
        found = await item_context(actor, public_id, Permission.EFFECT_EVALUATE)
        item = found.item
        form = form or blank(
            MeasuredEffectForm,
            carried_for(request),
            criterion=item.effect_criterion,
            evaluated_on=actor.today,
            new_owner=item.owner_public_id,
            new_unit=item.unit_public_id,
        )
        return await _effect_page(
            request,
            actor,
            found.ref,
            form,
            status,
            subject=f"{item.no}. {item.title}",
            crumbs=found.crumbs("Vurdér effekten"),
            action=item_href(item, "/effekt"),
            cancel_href=item_href(item),
            version=item.version,
            points=tuple(await list_item_focus_points(actor.scope, item.id)),
            item=item,
        )


@get("/tiltag/{item_id:str}/effekt", name="plans.item_effect", opt={"permission": Permission.EFFECT_EVALUATE})
async def show_item_effect(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[str]:
    return await _item_effect(request, actor, item_id, None)


@post("/tiltag/{item_id:str}/effekt", opt={"permission": Permission.EFFECT_EVALUATE})
async def evaluate_item(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    found = await item_context(actor, item_id, Permission.EFFECT_EVALUATE)
    submission = await read_form(request, MeasuredEffectForm)

    async def run(form: MeasuredEffectForm) -> None:
        judged = await _judged(actor, found.ref, form)
        await actions.evaluate_effect(actor, found.item.id, seen=form.version or 0, **judged)

    await submission.run(run)
    if not submission.ok:
        return await _item_effect(request, actor, item_id, _in_form(submission.state()), submission.status)
    return redirect(request, item_href(found.item), flash="Effekten er vurderet.")


_NEW_FIELDS = {
    "title": "new_title",
    "owner": "new_owner",
    "unit": "new_unit",
    "due_on": "new_due_on",
    "late_reason": "new_late_reason",
}


def _in_form(form: FormState) -> FormState:
    """Errors of the new item stand at its fields in this form."""
    summary = tuple(msgspec.structs.replace(each, name=_NEW_FIELDS.get(each.name, each.name)) for each in form.summary)
    errors = {**form.errors, **{each.name: each.message for each in summary}}
    return msgspec.structs.replace(form, summary=summary, errors=errors)


async def _point_to_judge(actor: Actor, ref: CaseRef, public_id: str) -> FocusChoice:
    """A focus point of the case, for whoever may judge it."""
    may(actor, Permission.EFFECT_EVALUATE, ref.ancestors).require()
    point = await get_focus_point(actor.scope, ref.id, public_id)
    may_judge_point(actor, ref.ancestors, (await list_answerable(actor.scope, ref.id))[point.id]).require()
    return point


async def _point_effect(
    request: AnyRequest, actor: Actor, case_id: str, point_id: str, form: FormState | None, status: int = 200
) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        point = await _point_to_judge(actor, ref, point_id)
        plan = f"/sager/{ref.public_id}/handleplan"
        form = form or blank(MeasuredEffectForm, carried_for(request), evaluated_on=actor.today)
        return await _effect_page(
            request,
            actor,
            ref,
            form,
            status,
            subject=f"Fokuspunkt {point.position}: {point.title}",
            crumbs=case_header(ref, "plan", "Vurdér effekten").crumbs,
            action=f"/sager/{ref.public_id}/fokuspunkter/{point.public_id}/effekt",
            cancel_href=plan,
            version=point.version,
            points=(point,),
        )


@get(
    "/sager/{case_id:str}/fokuspunkter/{point_id:str}/effekt",
    name="plans.focus_point_effect",
    opt={"permission": Permission.EFFECT_EVALUATE},
)
async def show_point_effect(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[str]:
    return await _point_effect(request, actor, case_id, point_id, None)


@post("/sager/{case_id:str}/fokuspunkter/{point_id:str}/effekt", opt={"permission": Permission.EFFECT_EVALUATE})
async def evaluate_point(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    point = await _point_to_judge(actor, ref, point_id)
    submission = await read_form(request, MeasuredEffectForm)

    async def run(form: MeasuredEffectForm) -> None:
        judged = await _judged(actor, ref, form)
        await actions.evaluate_focus_point(actor, ref.id, point.id, seen=form.version or 0, **judged)

    await submission.run(run)
    if not submission.ok:
        state = _in_form(submission.state())
        return await _point_effect(request, actor, case_id, point_id, state, submission.status)
    return redirect(request, f"/sager/{ref.public_id}/handleplan", flash="Effekten er vurderet.")


routes = [show_item_effect, evaluate_item, show_point_effect, evaluate_point]
