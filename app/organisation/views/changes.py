"""Making, changing, moving and closing units: for administrators."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.core.errors import Denied
from app.db.transaction import reading
from app.organisation import actions, queries
from app.organisation.forms import ChangeUnitForm, CloseUnitForm, MoveUnitForm, NewUnitForm
from app.organisation.labels import UNIT_KIND
from app.organisation.pages import (
    CloseUnitPage,
    EditUnitPage,
    MoveUnitPage,
    NewUnitPage,
    crumbs_of,
    parent_options,
)
from app.organisation.policy import require_open
from app.organisation.queries import UnitDetail
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, options, redirect, render

_WRITE = {"permission": Permission.ORGANISATION_WRITE}
# Roles follow a unit to its new place: who may see what changes (app/web/middleware.py).
_CHANGE = {**_WRITE, "recent_login": True}
Req = Request[Any, Any, Any]


@get("/enheder/ny", name="units.new", opt=_WRITE)
async def new(request: Req, actor: NamedDependency[Actor], under: FromQuery[str] = "") -> Response[Any]:
    return await _new_page(request, actor, blank(NewUnitForm, carried_for(request), parent=under))


@post("/enheder/ny", name="units.create", opt=_WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, NewUnitForm)

    async def run(form: NewUnitForm) -> actions.Created:
        parent = await queries.get_unit(actor.scope, form.parent)
        return await actions.create_unit(
            actor,
            parent.municipality,
            name=form.name,
            kind=form.kind,
            parent=parent.id,
            cvr_no=form.cvr_no,
            production_unit_no=form.production_unit_no,
            external_id=form.external_id,
        )

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"/enheder/{made.public_id}", flash="Enheden er oprettet.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.ORGANISATION_WRITE):
        raise Denied
    async with reading():
        units = await queries.list_admin_units(actor.scope)
    page = NewUnitPage(
        title="Ny enhed",
        crumbs=(Crumb("Enheder", "/enheder"), Crumb("Ny enhed")),
        action="/enheder/ny",
        cancel="/enheder",
        form=form,
        kinds=options(UNIT_KIND),
        parents=parent_options(units),
    )
    return render(request, page, status)


async def _unit_to_change(actor: Actor, public_id: str) -> UnitDetail:
    unit = await queries.get_unit(actor.scope, public_id)
    may(actor, Permission.ORGANISATION_WRITE, unit.ancestors).require()
    require_open(unit.closed_on)
    return unit


def _address(unit: UnitDetail) -> str:
    return f"/enheder/{unit.public_id}"


@get("/enheder/{public_id:str}/ret", name="units.edit", opt=_WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        unit = await _unit_to_change(actor, public_id)
    form = blank(
        ChangeUnitForm,
        carried_for(request),
        name=unit.name,
        kind=unit.kind,
        cvr_no=unit.cvr_no,
        production_unit_no=unit.production_unit_no,
        valid_from=actor.today,
    )
    return _edit_page(request, unit, form)


@post("/enheder/{public_id:str}/ret", name="units.update", opt=_WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    unit = await _unit_to_change(actor, public_id)
    submission = await read_form(request, ChangeUnitForm)
    await submission.run(
        lambda form: actions.change_unit(
            actor,
            unit.id,
            seen=form.version or 0,
            name=form.name,
            kind=form.kind,
            cvr_no=form.cvr_no,
            production_unit_no=form.production_unit_no,
            valid_from=form.valid_from,
        )
    )
    if not submission.ok:
        again = await queries.get_unit(actor.scope, public_id)
        return _edit_page(request, again, submission.state(), submission.status)
    return redirect(request, _address(unit), flash="Gemt.")


def _edit_page(request: Req, unit: UnitDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = EditUnitPage(
        title=f"Ret {unit.name}",
        crumbs=crumbs_of(unit, Crumb("Ret")),
        action=f"{_address(unit)}/ret",
        cancel=_address(unit),
        form=form,
        version=seen_version(form, unit.version),
        kinds=options(UNIT_KIND),
    )
    return render(request, page, status)


@get("/enheder/{public_id:str}/flyt", name="units.move", opt=_WRITE)
async def show_move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        unit = await _unit_to_change(actor, public_id)
    above = unit.path[-1].public_id if unit.path else None
    form = blank(MoveUnitForm, carried_for(request), parent=above, valid_from=actor.today)
    return await _move_page(request, actor, unit, form)


@post("/enheder/{public_id:str}/flyt", name="units.move_to", opt=_CHANGE)
async def move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    unit = await _unit_to_change(actor, public_id)
    submission = await read_form(request, MoveUnitForm)

    async def run(form: MoveUnitForm) -> None:
        parent = await queries.get_unit_id(actor.scope, form.parent)
        await actions.move_unit(actor, unit.id, seen=form.version or 0, parent=parent, valid_from=form.valid_from)

    await submission.run(run)
    if not submission.ok:
        again = await queries.get_unit(actor.scope, public_id)
        return await _move_page(request, actor, again, submission.state(), submission.status)
    return redirect(request, _address(unit), flash="Enheden er flyttet. Rettighederne følger med fra nu af.")


async def _move_page(request: Req, actor: Actor, unit: UnitDetail, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        units = await queries.list_admin_units(actor.scope)
    page = MoveUnitPage(
        title=f"Flyt {unit.name}",
        crumbs=crumbs_of(unit, Crumb("Flyt")),
        action=f"{_address(unit)}/flyt",
        cancel=_address(unit),
        form=form,
        version=seen_version(form, unit.version),
        parents=parent_options(units, without=unit.id),
        below_count=len(unit.below),
    )
    return render(request, page, status)


@get("/enheder/{public_id:str}/luk", name="units.close", opt=_WRITE)
async def show_close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        unit = await _unit_to_change(actor, public_id)
    return _close_page(request, unit, blank(CloseUnitForm, carried_for(request), closed_on=actor.today))


@post("/enheder/{public_id:str}/luk", name="units.close_it", opt=_WRITE)
async def close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    unit = await _unit_to_change(actor, public_id)
    submission = await read_form(request, CloseUnitForm)
    await submission.run(
        lambda form: actions.close_unit(actor, unit.id, seen=form.version or 0, closed_on=form.closed_on)
    )
    if not submission.ok:
        again = await queries.get_unit(actor.scope, public_id)
        return _close_page(request, again, submission.state(), submission.status)
    return redirect(request, _address(unit), flash="Enheden er lukket.")


def _close_page(request: Req, unit: UnitDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = CloseUnitPage(
        title=f"Luk {unit.name}",
        crumbs=crumbs_of(unit, Crumb("Luk")),
        action=f"{_address(unit)}/luk",
        cancel=_address(unit),
        form=form,
        version=seen_version(form, unit.version),
    )
    return render(request, page, status)


routes = [new, create, edit, update, show_move, move, show_close, close]
