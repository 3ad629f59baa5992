"""Giving and ending roles. Nobody changes their own."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.labels import ROLE
from app.access.policy import Actor
from app.accounts import actions
from app.accounts.forms import EndRoleForm, RoleForm
from app.accounts.pages import EndRolePage, RolePage, role_options
from app.accounts.policy import require_another
from app.accounts.queries import PersonDetail, PersonRole, get_person
from app.accounts.views.people import CHANGE, WRITE, Req, address_of, crumbs_of
from app.core.errors import NotFound
from app.db.transaction import reading
from app.organisation import queries
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Option, redirect, render


@get("/personer/{public_id:str}/rolle", name="roles.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    form = blank(RoleForm, carried_for(request), valid_from=actor.today)
    return await _role_page(request, actor, person, form)


@post("/personer/{public_id:str}/rolle", name="roles.create", opt=CHANGE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, RoleForm)

    async def run(form: RoleForm) -> None:
        unit = await queries.get_unit_id(actor.scope, form.unit)
        await actions.grant_role(
            actor,
            person.id,
            role=form.role,
            unit=unit,
            valid_from=form.valid_from,
            valid_to=form.valid_to,
        )

    await submission.run(run)
    if not submission.ok:
        return await _role_page(request, actor, person, submission.state(), submission.status)
    return redirect(request, address_of(person), flash="Rollen er givet.")


async def _role_page(
    request: Req, actor: Actor, person: PersonDetail, form: FormState, status: int = 200
) -> Response[Any]:
    require_another(actor, person.id)
    async with reading():
        units = await queries.list_admin_units(actor.scope)
    page = RolePage(
        title=f"Giv {person.name} en rolle",
        crumbs=crumbs_of(person, "Ny rolle"),
        action=f"{address_of(person)}/rolle",
        cancel=address_of(person),
        form=form,
        roles=role_options(),
        units=tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units),
    )
    return render(request, page, status)


def _role_of(person: PersonDetail, grant: str) -> PersonRole:
    """The role in the address. Raises `NotFound` for another person's."""
    for role in person.roles:
        if role.public_id == grant:
            return role
    raise NotFound


@get("/personer/{public_id:str}/rolle/{grant:str}/slut", name="roles.end", opt=WRITE)
async def show_end(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], grant: FromPath[str]
) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    form = blank(EndRoleForm, carried_for(request), valid_to=actor.today)
    return _end_page(request, actor, person, _role_of(person, grant), form)


@post("/personer/{public_id:str}/rolle/{grant:str}/slut", name="roles.ended", opt=CHANGE)
async def end(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], grant: FromPath[str]
) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    role = _role_of(person, grant)
    submission = await read_form(request, EndRoleForm)
    await submission.run(lambda form: actions.end_role(actor, role.id, valid_to=form.valid_to))
    if not submission.ok:
        return _end_page(request, actor, person, role, submission.state(), submission.status)
    return redirect(request, address_of(person), flash="Rollen har fået en slutdato.")


def _end_page(
    request: Req, actor: Actor, person: PersonDetail, role: PersonRole, form: FormState, status: int = 200
) -> Response[Any]:
    require_another(actor, person.id)
    page = EndRolePage(
        title=f"Afslut {person.name}s rolle",
        crumbs=crumbs_of(person, "Afslut rolle"),
        action=f"{address_of(person)}/rolle/{role.public_id}/slut",
        cancel=address_of(person),
        form=form,
        role=ROLE[role.role],
        unit=role.unit_name,
        is_from_login=role.source == "sso",
    )
    return render(request, page, status)


routes = [new, create, show_end, end]
