"""The people of a municipality: for administrators."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.labels import ROLE
from app.access.policy import Actor, may
from app.accounts.forms import LeaveForm, NewPersonForm, PersonForm, ReturnForm
from app.accounts.mail import send_address_changed
from app.accounts.pages import (
    EditPersonPage,
    LeavePage,
    NewPersonPage,
    PersonLine,
    PersonPage,
    PersonsPage,
    RoleLine,
)
from app.accounts.queries import PersonDetail, PersonRole, get_login_of, get_person, locked_until
from app.accounts.queries.holdings import get_holdings
from app.accounts.queries.reasons import list_case_access
from app.accounts.queries.sso import get_connection
from app.accounts.reasons import AccessReason, access_reasons
from app.committees.enums import CommitteeFunction
from app.committees.labels import COMMITTEE_FUNCTION
from app.committees.queries import list_memberships, list_seats
from app.core.errors import Denied
from app.db.transaction import reading
from app.organisation import actions, queries
from app.organisation.queries.reach import reaches_person
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render, settings_of

WRITE = {"permission": Permission.ACCOUNT_WRITE}
# Changes of who may do what ask first who it is that changes them (app/web/middleware.py).
CHANGE = {**WRITE, "recent_login": True}
Req = Request[Any, Any, Any]


def address_of(person: PersonDetail) -> str:
    return f"/personer/{person.public_id}"


def crumbs_of(person: PersonDetail, last: str = "") -> tuple[Crumb, ...]:
    trail = (Crumb("Personer", "/personer"), Crumb(person.name, address_of(person) if last else None))
    return (*trail, Crumb(last)) if last else trail


@get("/personer", name="persons.index", opt=WRITE)
async def index(
    request: Req, actor: NamedDependency[Actor], soeg: FromQuery[str] = "", efter: FromQuery[str] = ""
) -> Response[Any]:
    query = soeg.strip()[:200]
    async with reading():
        found = await queries.list_persons(actor.scope, efter, query)
        seats = await list_seats(actor.scope, [row.public_id for row in found.rows])
    more = urlencode({"soeg": query, "efter": found.after}) if found.after else ""
    page = PersonsPage(
        title="Personer",
        people=tuple(_line(row, seats.get(row.public_id, ())) for row in found.rows),
        query=query,
        next_href=f"/personer?{more}" if more else None,
    )
    return render(request, page)


def _line(row: queries.PersonRow, seats: tuple[tuple[CommitteeFunction, str], ...]) -> PersonLine:
    state = "fratrådt" if not row.is_active else "kan logge ind" if row.has_account else "ingen bruger"
    roles = tuple(f"{ROLE[role.role]}, {role.unit_name}" for role in row.roles)
    places = tuple(f"{COMMITTEE_FUNCTION[function]}, {committee}" for function, committee in seats)
    return PersonLine(row.name, f"/personer/{row.public_id}", row.job_title, (*roles, *places), state)


@get("/personer/{public_id:str}", name="persons.show", opt=WRITE)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
        until = await locked_until(actor.scope, person.username, actor.now) if person.username else None
        holdings = await get_holdings(actor.scope, person.id)
        login = await get_login_of(actor.scope, person.id) if person.username else None
        connection = await get_connection(actor.scope, login.account) if login else None
        in_reach = await reaches_person(actor.scope, person.id)
    is_self = person.id == actor.person
    reasons = await _reasons(actor, person) if person.is_active else ()
    page = PersonPage(
        title=person.name,
        crumbs=crumbs_of(person),
        base=address_of(person),
        person=person,
        roles=tuple(_role_line(actor, person, role) for role in person.roles),
        reasons=reasons,
        is_self=is_self,
        in_reach=in_reach,
        locked_until=until,
        holdings=holdings,
        connection=connection,
    )
    return render(request, page)


async def _reasons(actor: Actor, person: PersonDetail) -> tuple[AccessReason, ...]:
    async with reading():
        memberships = await list_memberships(actor.scope, person.id)
        cases = await list_case_access(actor.scope, person.id)
    return access_reasons(person.roles, memberships, cases, actor.today, whose=person.name)


def _role_line(actor: Actor, person: PersonDetail, role: PersonRole) -> RoleLine:
    is_over = role.valid_to is not None and role.valid_to <= actor.today
    can_end = not is_over and person.id != actor.person and may(actor, Permission.ACCOUNT_WRITE, role.ancestors).ok
    return RoleLine(
        role=ROLE[role.role],
        unit=role.unit_name,
        path=" › ".join(role.path),
        valid_from=role.valid_from,
        valid_to=role.valid_to,
        state=("ophørt" if is_over else "gælder" if role.holds_on(actor.today) else "kommer")
        + (", fra kommunens login" if role.source == "sso" else ""),
        end_href=f"{address_of(person)}/rolle/{role.public_id}/slut" if can_end else None,
    )


@get("/personer/ny", name="persons.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(NewPersonForm, carried_for(request)))


@post("/personer/ny", name="persons.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, NewPersonForm)

    async def run(form: NewPersonForm) -> actions.Created:
        municipality = await queries.get_municipality(actor.scope, form.municipality)
        return await actions.create_person(
            actor,
            municipality.id,
            name=form.name,
            email=form.email,
            job_title=form.job_title,
            external_id=form.external_id,
        )

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"/personer/{made.public_id}", flash="Personen er oprettet. Giv nu en rolle.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not actor.scope.admin_units:
        raise Denied
    async with reading():
        municipalities = await queries.list_administered(actor.scope)
    page = NewPersonPage(
        title="Ny person",
        crumbs=(Crumb("Personer", "/personer"), Crumb("Ny person")),
        action="/personer/ny",
        cancel="/personer",
        form=form,
        municipalities=tuple(Option(row.code, row.name) for row in municipalities),
    )
    return render(request, page, status)


@get("/personer/{public_id:str}/ret", name="persons.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    form = blank(PersonForm, carried_for(request), name=person.name, email=person.email, job_title=person.job_title)
    return _edit_page(request, person, form)


@post("/personer/{public_id:str}/ret", name="persons.update", opt=CHANGE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, PersonForm)
    old_email = await submission.run(
        lambda form: actions.change_person(
            actor,
            person.id,
            seen=form.version or 0,
            name=form.name,
            email=form.email,
            job_title=form.job_title,
        )
    )
    if not submission.ok:
        return _edit_page(request, await get_person(actor.scope, public_id), submission.state(), submission.status)
    response = redirect(request, address_of(person), flash="Gemt.")
    smtp = settings_of(request).smtp
    if old_email and smtp is not None:
        response.background = BackgroundTask(
            send_address_changed, smtp, actor.now, to=old_email, name=person.name, by=actor.name
        )
    return response


def _edit_page(request: Req, person: PersonDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = EditPersonPage(
        title=f"Ret {person.name}",
        crumbs=crumbs_of(person, "Ret"),
        action=f"{address_of(person)}/ret",
        cancel=address_of(person),
        form=form,
        version=seen_version(form, person.version),
    )
    return render(request, page, status)


@get("/personer/{public_id:str}/fratraadt", name="persons.leave", opt=WRITE)
async def show_leave(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    return await _leave_page(request, actor, person, blank(LeaveForm, carried_for(request), left_on=actor.today))


@post("/personer/{public_id:str}/fratraadt", name="persons.left", opt=CHANGE)
async def leave(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, LeaveForm)
    left: int | None = await submission.run(
        lambda form: actions.deactivate_person(actor, person.id, seen=form.version or 0, left_on=form.left_on)
    )
    if not submission.ok:
        again = await get_person(actor.scope, public_id)
        return await _leave_page(request, actor, again, submission.state(), submission.status)
    flash = f"{person.name} er meldt fratrådt. Roller er ophørt, og brugeren er lukket."
    if left:
        flash += f" {left} tiltag mangler en ny ansvarlig. Her kan du se, hvem der kan give dem videre."
    return redirect(request, address_of(person), flash=flash, kind="warning" if left else "success")


@get("/personer/{public_id:str}/tilbage", name="persons.return", opt=WRITE)
async def show_return(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return redirect(request, f"/personer/{public_id}/fratraadt")


@post("/personer/{public_id:str}/tilbage", name="persons.returned", opt=CHANGE)
async def come_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, ReturnForm)
    await submission.run(lambda form: actions.reactivate_person(actor, person.id, seen=form.version or 0))
    if not submission.ok:
        form = blank(LeaveForm, left_on=actor.today)
        return await _leave_page(request, actor, await get_person(actor.scope, public_id), form, submission.status)
    return redirect(request, address_of(person), flash=f"{person.name} er tilbage. Giv en ny rolle.")


async def _leave_page(
    request: Req, actor: Actor, person: PersonDetail, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        holdings = await get_holdings(actor.scope, person.id)
    page = LeavePage(
        title=f"Er {person.name} fratrådt?" if person.is_active else f"Er {person.name} kommet tilbage?",
        crumbs=crumbs_of(person, "Fratrådt" if person.is_active else "Tilbage"),
        action=f"{address_of(person)}/{'fratraadt' if person.is_active else 'tilbage'}",
        cancel=address_of(person),
        form=form,
        version=seen_version(form, person.version),
        is_active=person.is_active,
        holdings=holdings,
    )
    return render(request, page, status)


routes = [index, show, new, create, edit, update, show_leave, leave, show_return, come_back]
