"""Planning an item: adding, editing, moving its date."""

from datetime import date
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.db.transaction import reading
from app.organisation.queries import get_settings
from app.plans import actions
from app.plans.forms import ItemForm, MoveDueForm
from app.plans.pages import ItemFormPage, item_form_page, item_href, move_due_page
from app.plans.queries import (
    ItemRow,
    PersonChoice,
    find_compliance_on,
    list_helpers,
    list_item_focus_points,
)
from app.plans.rules import suggested_due
from app.plans.views.common import (
    AnyRequest,
    choices_for,
    focus_point_ids,
    item_context,
    person_id,
    unit_id,
)
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render


async def _fields(actor: Actor, ref: CaseRef, form: ItemForm, kept: dict[str, int]) -> dict[str, Any]:
    """The form's values with every public id resolved inside the actor's scope.

    `kept` are the people of the item now: they may stay, also when they have left since.
    """

    async def person(public_id: str, field: str, name: str = "") -> int:
        if not name and public_id in kept:
            return kept[public_id]
        return await person_id(actor, ref, public_id, field, name)

    fields = msgspec.structs.asdict(form)
    for name in ("version", "reason", "owner_name"):
        del fields[name]
    fields["unit"] = await unit_id(actor, ref, form.unit)
    fields["owner"] = await person(form.owner, "owner", form.owner_name)
    fields["helpers"] = tuple([await person(each, "helpers") for each in form.helpers])
    fields["focus_points"] = await focus_point_ids(actor, ref, form.focus_points)
    return fields


async def _form_page(
    actor: Actor,
    ref: CaseRef,
    title: str,
    crumbs: tuple[Crumb, ...],
    form: FormState,
    *also: PersonChoice,
    action: str,
    cancel_href: str,
    version: int | None = None,
) -> ItemFormPage:
    compliance_on = await find_compliance_on(actor.scope, ref.id)
    settings = await get_settings(actor.scope, ref.municipality)
    suggested: date | None = suggested_due(compliance_on, settings)
    return item_form_page(
        title,
        crumbs,
        form,
        await choices_for(actor, ref, *also),
        action=action,
        cancel_href=cancel_href,
        version=version,
        suggested_on=suggested if suggested and suggested >= actor.today else None,
        lead_days=settings.action_lead_days,
        compliance_on=compliance_on,
    )


async def _new_page(
    request: AnyRequest, actor: Actor, case_id: str, form: FormState, status: int = 200
) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
        plan = f"/sager/{ref.public_id}/handleplan"
        crumbs = case_header(ref, "plan", "Nyt tiltag").crumbs
        page = await _form_page(
            actor, ref, "Tilføj tiltag", crumbs, form, action=f"{plan}/nyt-tiltag", cancel_href=plan
        )
    return render(request, page, status)


@get("/sager/{case_id:str}/handleplan/nyt-tiltag", name="plans.new_item", opt={"permission": Permission.PLAN_WRITE})
async def show_new(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    fokuspunkt: FromQuery[str | None] = None,
) -> Response[str]:
    chosen = (fokuspunkt,) if fokuspunkt else ()
    return await _new_page(request, actor, case_id, blank(ItemForm, carried_for(request), focus_points=chosen))


@post("/sager/{case_id:str}/handleplan/nyt-tiltag", opt={"permission": Permission.PLAN_WRITE})
async def add(request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
    submission = await read_form(request, ItemForm)

    async def run(form: ItemForm) -> Any:
        return await actions.add_case_item(actor, ref.id, **await _fields(actor, ref, form, {}))

    await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, case_id, submission.state(), submission.status)
    return redirect(request, f"/sager/{ref.public_id}/handleplan", flash="Tiltaget er tilføjet.")


async def _edit_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None, status: int = 200
) -> Response[str]:
    async with reading():
        found = await item_context(actor, public_id, Permission.PLAN_WRITE)
        item = found.item
        helpers = await list_helpers(actor.scope, item.id)
        if form is None:
            points = await list_item_focus_points(actor.scope, item.id)
            form = blank(
                ItemForm,
                carried_for(request),
                **_present(item),
                helpers=tuple(each.public_id for each in helpers),
                focus_points=tuple(each.public_id for each in points),
            )
        owner = PersonChoice(item.owner, item.owner_public_id, item.owner_name, item.owner_job_title)
        page = await _form_page(
            actor,
            found.ref,
            "Ret tiltag",
            found.crumbs("Ret"),
            form,
            owner,
            *(PersonChoice(each.id, each.public_id, each.name, "") for each in helpers),
            action=item_href(item, "/ret"),
            cancel_href=item_href(item),
            version=seen_version(form, item.version),
        )
    return render(request, page, status)


_SAME = (
    "title",
    "problem",
    "cause",
    "severity",
    "measure",
    "solves_how",
    "action_type",
    "is_individual",
    "starts_on",
    "due_on",
    "late_reason",
    "ongoing_interval_months",
    "effect_criterion",
    "effect_check_on",
)


def _present(item: ItemRow) -> dict[str, Any]:
    """The item as the form names things."""
    return {
        **{name: getattr(item, name) for name in _SAME},
        "unit": item.unit_public_id,
        "owner": item.owner_public_id,
        "prevention_level": int(item.prevention_level) if item.prevention_level else None,
    }


@get("/tiltag/{item_id:str}/ret", name="plans.edit_item", opt={"permission": Permission.PLAN_WRITE})
async def show_edit(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[str]:
    return await _edit_page(request, actor, item_id, None)


@post("/tiltag/{item_id:str}/ret", opt={"permission": Permission.PLAN_WRITE})
async def edit(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    found = await item_context(actor, item_id, Permission.PLAN_WRITE)
    submission = await read_form(request, ItemForm)

    async def run(form: ItemForm) -> None:
        helpers = await list_helpers(actor.scope, found.item.id)
        kept = {each.public_id: each.id for each in helpers} | {found.item.owner_public_id: found.item.owner}
        fields = await _fields(actor, found.ref, form, kept)
        await actions.edit_item(actor, found.item.id, form.version or 0, reason=form.reason, **fields)

    await submission.run(run)
    if not submission.ok:
        return await _edit_page(request, actor, item_id, submission.state(), submission.status)
    return redirect(request, item_href(found.item), flash="Tiltaget er rettet.")


async def _move_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState, status: int = 200
) -> Response[str]:
    async with reading():
        found = await item_context(actor, public_id, Permission.PLAN_WRITE)
        compliance_on = await find_compliance_on(actor.scope, found.ref.id)
    page = move_due_page(found.item, found.crumbs("Flyt fristen"), compliance_on, form)
    return render(request, page, status)


@get("/tiltag/{item_id:str}/flyt-frist", name="plans.move_due", opt={"permission": Permission.PLAN_WRITE})
async def show_move(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[str]:
    found = await item_context(actor, item_id, Permission.PLAN_WRITE)
    form = blank(MoveDueForm, carried_for(request), late_reason=found.item.late_reason)
    return await _move_page(request, actor, item_id, form)


@post("/tiltag/{item_id:str}/flyt-frist", opt={"permission": Permission.PLAN_WRITE})
async def move(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    found = await item_context(actor, item_id, Permission.PLAN_WRITE)
    submission = await read_form(request, MoveDueForm)
    await submission.run(
        lambda form: actions.move_due(
            actor,
            found.item.id,
            form.version or 0,
            due_on=form.due_on,
            reason=form.reason,
            late_reason=form.late_reason,
        )
    )
    if not submission.ok:
        return await _move_page(request, actor, item_id, submission.state(), submission.status)
    return redirect(request, item_href(found.item), flash="Fristen er flyttet.")


routes = [show_new, add, show_edit, edit, show_move, move]
