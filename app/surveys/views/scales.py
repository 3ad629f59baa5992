"""The scales of an instrument that is not in use yet."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.core.errors import NotFound
from app.surveys import actions
from app.surveys.enums import BestEnd
from app.surveys.forms import RemoveScaleForm, ScaleForm
from app.surveys.labels import BEST_END, SCALE_SCORING
from app.surveys.pages.instruments import HOME, RemoveScalePage, ScalePage, crumbs_of
from app.surveys.queries import InstrumentDetail
from app.surveys.rules.typed import TypedScale, typed_of
from app.surveys.views.instruments import WRITE, address_of, to_change
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render

Req = Request[Any, Any, Any]


def _typed(form: ScaleForm) -> TypedScale:
    values = {name: getattr(form, name) for name in TypedScale.__struct_fields__ if name != "is_higher_better"}
    return TypedScale(**values, is_higher_better=form.best is BestEnd.HIGHER)


@get(f"{HOME}/{{public_id:str}}/skalaer/ny", name="scales.new", opt=WRITE)
async def new_scale(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await to_change(actor, public_id)
    return _scale_page(request, found, None, blank(ScaleForm, carried_for(request)))


@post(f"{HOME}/{{public_id:str}}/skalaer/ny", name="scales.create", opt=WRITE)
async def create_scale(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _put(request, actor, public_id, None)


@get(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}", name="scales.edit", opt=WRITE)
async def edit_scale(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await to_change(actor, public_id)
    scale = next((each for each in found.data.scales if each.code == code), None)
    if scale is None:
        raise NotFound
    values = msgspec.structs.asdict(typed_of(scale))
    values["best"] = BestEnd.HIGHER if values.pop("is_higher_better") else BestEnd.LOWER
    return _scale_page(request, found, code, blank(ScaleForm, carried_for(request), **values))


@post(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}", name="scales.update", opt=WRITE)
async def update_scale(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    return await _put(request, actor, public_id, code)


async def _put(request: Req, actor: Actor, public_id: str, code: str | None) -> Response[Any]:
    found = await to_change(actor, public_id)
    submission = await read_form(request, ScaleForm)
    await submission.run(
        lambda form: actions.put_scale(actor, public_id, _typed(form), seen=form.version or 0, code=code)
    )
    if not submission.ok:
        again = await to_change(actor, public_id)
        return _scale_page(request, again, code, submission.state(), submission.status)
    return redirect(request, address_of(found), flash="Skalaen er gemt.")


def _scale_page(
    request: Req, found: InstrumentDetail, code: str | None, form: FormState, status: int = 200
) -> Response[Any]:
    title = "Ny skala" if code is None else "Ret skala"
    page = ScalePage(
        title=title,
        crumbs=crumbs_of(found.data.name, address_of(found), title),
        action=f"{address_of(found)}/skalaer/{code or 'ny'}",
        cancel=address_of(found),
        form=form,
        version=seen_version(form, found.row.version),
        scorings=options(SCALE_SCORING),
        ends=options(BEST_END),
        others=tuple(Option(each.code, each.name) for each in found.data.scales if each.code != code),
        is_new=code is None,
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}/fjern", name="scales.remove", opt=WRITE)
async def show_remove(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await to_change(actor, public_id)
    return _remove_page(request, found, code, blank(RemoveScaleForm))


@post(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}/fjern", name="scales.remove_it", opt=WRITE)
async def remove(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await to_change(actor, public_id)
    submission = await read_form(request, RemoveScaleForm)
    await submission.run(lambda form: actions.remove_scale(actor, public_id, code, seen=form.version or 0))
    if not submission.ok:
        again = await to_change(actor, public_id)
        return _remove_page(request, again, code, submission.state(), submission.status)
    return redirect(request, address_of(found), flash="Skalaen er fjernet.")


def _remove_page(request: Req, found: InstrumentDetail, code: str, form: FormState, status: int = 200) -> Response[Any]:
    scale = next((each for each in found.data.scales if each.code == code), None)
    if scale is None:
        raise NotFound
    page = RemoveScalePage(
        title=f"Fjern {scale.name}",
        crumbs=crumbs_of(found.data.name, address_of(found), "Fjern skala"),
        action=f"{address_of(found)}/skalaer/{code}/fjern",
        cancel=address_of(found),
        form=form,
        version=seen_version(form, found.row.version),
        scale=scale.name,
    )
    return render(request, page, status)


routes = [new_scale, create_scale, edit_scale, update_scale, show_remove, remove]
